"""Watch a folder for new pictures, and wait until they are written to the end."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING

from app.core.errors import FileAccessError
from app.core.pictures.kinds import SUFFIXES

if TYPE_CHECKING:
    from watchdog.observers.api import BaseObserver

_SETTLED_SECONDS = 0.6  # a file that did not change for so long is taken to be complete
_LOOK_SECONDS = 0.2


@dataclass
class _Candidate:
    stamp: tuple[int, int]  # size in bytes, modification time in ns
    since: float


class FolderWatch:
    """Calls back, from a thread of its own, for every picture that is saved into a folder.

    Pictures that are there already are left out. A picture that is written again is told again.
    """

    def __init__(self, folder: Path, found: Callable[[Path], None]) -> None:
        """Begin to watch ``folder`` and the folders inside it.

        Raises:
            FileAccessError: ``not_found``: it is no folder, or the system cannot watch it.
        """
        self._found = found
        self._candidates: dict[Path, _Candidate] = {}
        self._lock = Lock()
        self._stopped = Event()
        self._observer = _observe(folder, self._touched)
        self._thread = Thread(target=self._wait_for_complete_files, name="watch", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop watching; no call comes after this returns."""
        self._stopped.set()
        self._observer.stop()
        self._observer.join()
        self._thread.join()

    def _touched(self, path: Path) -> None:
        if path.suffix.lower() not in SUFFIXES or path.name.startswith("."):
            return
        stamp = _stamp(path)
        if stamp is not None:
            with self._lock:
                self._candidates[path] = _Candidate(stamp, time.monotonic())

    def _wait_for_complete_files(self) -> None:
        while not self._stopped.wait(_LOOK_SECONDS):
            for path in self._complete_files():
                self._found(path)

    def _complete_files(self) -> list[Path]:
        now, complete = time.monotonic(), []
        with self._lock:
            for path, candidate in list(self._candidates.items()):
                stamp = _stamp(path)
                if stamp is None:  # a temporary name, gone by now
                    del self._candidates[path]
                elif stamp != candidate.stamp or stamp[0] == 0:
                    self._candidates[path] = _Candidate(stamp, now)
                elif now - candidate.since >= _SETTLED_SECONDS:
                    del self._candidates[path]
                    complete.append(path)
        return sorted(complete)


def _observe(folder: Path, touched: Callable[[Path], None]) -> BaseObserver:
    from watchdog.events import FileSystemEvent, FileSystemEventHandler
    from watchdog.observers import Observer

    class Handler(FileSystemEventHandler):
        def on_any_event(self, event: FileSystemEvent) -> None:
            if not event.is_directory and event.event_type in {"created", "modified", "moved"}:
                touched(Path(str(event.dest_path or event.src_path)))

    observer = Observer()
    try:
        if not folder.is_dir():
            raise NotADirectoryError(20, "Not a folder", str(folder))
        observer.schedule(Handler(), str(folder), recursive=True)
        observer.start()
    except OSError as error:
        raise FileAccessError(
            "not_found",
            f"The folder {folder} cannot be watched ({error.strerror}); choose another.",
        ) from error
    return observer


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_size, status.st_mtime_ns
