"""One program at a time: locks that end with the process that holds them, however it ends."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
import time
from pathlib import Path

_LOOK_SECONDS = 0.02
_BUSY = {errno.EWOULDBLOCK, errno.EACCES, errno.EDEADLK}

if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        """Windows keeps others from reading what is locked: so a byte that no file has."""
        before = os.lseek(handle, 0, os.SEEK_CUR)
        os.lseek(handle, 0x7FFFFFFF, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        finally:
            os.lseek(handle, before, os.SEEK_SET)

else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def lock_handle(handle: int) -> bool:
    """Lock an open file until it is closed; False when another has it.

    Raises:
        OSError: this file system knows no locks.
    """
    try:
        _lock(handle)
    except OSError as error:
        if error.errno in _BUSY:
            return False
        raise
    return True


class Lock:
    """The right to be the only one; release it, or use it in a ``with`` block.

    Where the file system knows no locks, everybody has the right.
    """

    def __init__(self, handle: int) -> None:
        self._handle = handle

    @classmethod
    def take(cls, file: Path, *, patience: float = 0.0, create: bool = True) -> Lock | None:
        """Take the lock that ``file`` stands for; None when another program has it.

        Args:
            patience: seconds to wait for the other.
            create: make the file, and its folder, if it is not there; it stays.

        Raises:
            OSError: the file cannot be opened.
        """
        if create:
            file.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(file, os.O_RDWR | os.O_CREAT if create else os.O_RDONLY, 0o666)
        end = time.monotonic() + patience
        try:
            while not _taken(handle):
                if time.monotonic() >= end:
                    os.close(handle)
                    return None
                time.sleep(_LOOK_SECONDS)
        except BaseException:
            os.close(handle)
            raise
        return cls(handle)

    def release(self) -> None:
        """Give the lock up."""
        os.close(self._handle)

    def __enter__(self) -> Lock:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()


def _taken(handle: int) -> bool:
    with contextlib.suppress(OSError):  # no locks here
        return lock_handle(handle)
    return True
