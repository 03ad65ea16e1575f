"""One window for a person: a second start hands what it was given to the one that is open.

The window holds a lock for as long as its process lives, so whatever a killed one left behind is
known to be stale. It listens on a socket (a named pipe on Windows) in a folder that nobody else can
read, and whoever talks to it must know a key that lies beside it.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import stat
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Event, Thread, current_thread
from typing import TYPE_CHECKING, Any

from app.core import program_log
from app.core.errors import FileAccessError
from app.core.names import path_from
from app.core.places import data_folder, runtime_folder
from app.core.storage.files import write_atomically
from app.core.storage.locks import Lock

if TYPE_CHECKING:
    from multiprocessing.connection import Connection, Listener

    Take = Callable[[Sequence[Path]], None]

_PATIENCE = 5.0  # seconds; a window that does not answer by then is none
_LOOK_SECONDS = 0.05
_LONGEST = 64 * 1024 * 1024  # bytes of a message
_THANKS = b"taken"


class Door:
    """The one place where other starts of the program find the window of this process.

    Args:
        folder: where it is; nobody else may be able to read it.
        name: of the window: one for each display and each folder of lists.
    """

    def __init__(self, folder: Path, name: str) -> None:
        self._sign = folder / f"{name}.json"
        self._socket = folder / f"{name}.socket"
        self._lock_file = folder / f"{name}.lock"
        self._name = name
        self._lock: Lock | None = None
        self._listener: Listener | None = None
        self._thread: Thread | None = None
        self._key = b""
        self._closed = Event()

    def take(self) -> bool:
        """Be the window that others find, until this process ends; False: another one is.

        Where that cannot be told, as on a disk that cannot be written to, everybody is alone.
        """
        try:
            _make_private(self._sign.parent)
            self._lock = Lock.take(self._lock_file)
        except OSError:
            return True
        return self._lock is not None

    def listen(self, take: Take) -> None:
        """Hand on what other starts were given, in a thread; without the lock, do nothing.

        Args:
            take: called from that thread with their paths; none: show the window.
        """
        if self._lock is not None:
            self._thread = Thread(target=self._run, args=(take,), name="door", daemon=True)
            self._thread.start()

    def close(self) -> None:
        """Let nobody in any more; the next start opens a window of its own."""
        self._closed.set()
        if self._listener is not None:
            with contextlib.suppress(OSError, EOFError, ValueError):  # wakes the one that waits
                _connect(self._address, self._key).close()
            if self._thread is not None and self._thread is not current_thread():
                self._thread.join(_PATIENCE)  # it removes its socket, which must be its own still
        if self._lock is not None:
            self._sign.unlink(missing_ok=True)
            self._socket.unlink(missing_ok=True)
            self._lock.release()
            self._lock = None

    def knock(self, paths: Sequence[Path]) -> bool:
        """Hand paths to the window that is open, which comes to the front; whether it took them."""
        answers: list[bool] = []
        talk = Thread(target=lambda: answers.append(self._talk(paths)), name="knock", daemon=True)
        talk.start()
        talk.join(_PATIENCE)  # it may have been stopped, or hang
        return answers == [True]

    @property
    def _address(self) -> str:
        return rf"\\.\pipe\{self._name}" if sys.platform == "win32" else str(self._socket)

    def _run(self, take: Take) -> None:
        from multiprocessing import AuthenticationError
        from multiprocessing.connection import Listener

        self._key = os.urandom(32)
        try:
            self._socket.unlink(missing_ok=True)  # of a process that was killed: the lock is ours
            with Listener(self._address, authkey=self._key) as listener:
                self._listener = listener
                sign = {"key": self._key.hex(), "process": os.getpid()}
                write_atomically(self._sign, json.dumps(sign).encode(), private=True)
                while not self._closed.is_set():
                    with (
                        contextlib.suppress(OSError, EOFError, ValueError, AuthenticationError),
                        listener.accept() as guest,
                    ):
                        if not self._closed.is_set():
                            _let_in(guest, take)
        except (OSError, FileAccessError) as error:  # then each start opens a window
            program_log.log_error(error)
            self.close()

    def _talk(self, paths: Sequence[Path]) -> bool:
        from multiprocessing import AuthenticationError

        end = time.monotonic() + _PATIENCE
        while time.monotonic() < end:  # the other one may just be starting
            with contextlib.suppress(OSError, EOFError, ValueError, KeyError, AuthenticationError):
                sign = json.loads(self._sign.read_bytes())
                with _connect(self._address, bytes.fromhex(sign["key"])) as window:
                    _let_come_to_front(int(sign["process"]))
                    window.send_bytes(json.dumps([str(path.absolute()) for path in paths]).encode())
                    return window.poll(_PATIENCE) and window.recv_bytes(100) == _THANKS
            time.sleep(_LOOK_SECONDS)
        return False


def own_door() -> Door:
    """Return the door of this person's window on this display."""
    display = os.environ.get("WAYLAND_DISPLAY", "") + os.environ.get("DISPLAY", "")
    about = f"{data_folder()}\n{display}"
    name = hashlib.sha256(about.encode(errors="surrogateescape")).hexdigest()[:16]
    return Door(runtime_folder(), f"window-{name}")


def _connect(address: str, key: bytes) -> Connection[Any, Any]:
    from multiprocessing.connection import Client

    return Client(address, authkey=key)


def _let_in(guest: Connection[Any, Any], take: Take) -> None:
    if guest.poll(_PATIENCE):
        told = json.loads(guest.recv_bytes(_LONGEST))
        take([path_from(text) for text in told])
        guest.send_bytes(_THANKS)


def _make_private(folder: Path) -> None:
    """Make a folder that only this person can look into.

    Raises:
        OSError: it cannot be made, or is somebody else's.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if sys.platform != "win32":
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
            raise PermissionError(f"{folder} is not this person's own")
        if found.st_mode & 0o077:
            folder.chmod(0o700)


def _let_come_to_front(process: int) -> None:
    """Windows lets a process bring its window to the front only where another one allows it."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.user32.AllowSetForegroundWindow(process)
