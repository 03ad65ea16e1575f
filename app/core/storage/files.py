"""Writing files so that a crash, a full disk or a second program never leaves half of one."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import io
import os
import re
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, TextIO

from app.core.errors import FileAccessError
from app.core.storage.locks import lock_handle

_PREFIX = ".shelfwise-"
_TEMPORARY_NAME = re.compile(re.escape(_PREFIX) + r"\w{8}")  # as tempfile makes them


def file_digest(path: Path) -> str:
    """SHA-256 of a file, hexadecimal; errors as ``open_regular``."""
    with open_regular(path) as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def state_key(path: Path) -> bytes | None:
    """Tell a file as it is now from others, by place, size and time: 16 bytes.

    Returns:
        None where it cannot be looked at.
    """
    try:
        status = path.stat()
    except (OSError, ValueError):
        return None
    what = f"{status.st_size}:{status.st_mtime_ns}:".encode() + os.fsencode(path.absolute())
    return hashlib.sha256(what).digest()[:16]


class NotRegularError(OSError):
    """What was opened is a folder, a FIFO or a device."""


class ChangedError(OSError):
    """A file was written to while it was copied."""


def open_regular(path: Path) -> io.BufferedReader:
    """Open a regular file for reading; never waits for the other end of a FIFO or a device.

    What was opened is looked at, not what bore the name a moment before.

    Raises:
        NotRegularError: it is no regular file.
        OSError: it cannot be opened.
    """
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise NotRegularError(errno.EINVAL, "not a regular file", str(path))
        return os.fdopen(handle, "rb")
    except BaseException:
        os.close(handle)
        raise


def write_atomically(path: Path, content: bytes, *, private: bool = False) -> None:
    """Write beside ``path``, flush to disk, then rename over it; parents are made.

    What a link leads to is replaced, not the link; a pipe or a device gets the bytes themselves.

    Args:
        private: nobody but the user may read the file, nor look into its folder.

    Raises:
        FileAccessError: ``cannot_write``; what was there before is untouched.
    """
    with _replacing(path, private=private) as stream:
        stream.write(content)
    if private:
        make_private(path.parent)


@contextmanager
def atomic_writer(path: Path) -> Iterator[BinaryIO]:
    """Yield a stream whose bytes appear as ``path``, whole, when the block ends without error.

    Errors as ``write_atomically``.
    """
    with _replacing(path) as stream:
        yield stream


@contextmanager
def atomic_text_writer(path: Path, *, encoding: str = "utf-8") -> Iterator[TextIO]:
    """A text stream whose content appears as ``path``, whole, when the block ends without error.

    Line ends are written as given; file names that are not valid Unicode come out as their bytes.
    Errors as ``write_atomically``.
    """
    with _replacing(path) as binary:
        text = io.TextIOWrapper(binary, encoding=encoding, errors="surrogateescape", newline="")
        yield text
        text.flush()
        text.detach()


@contextmanager
def temporary_copy(source: Path, folder: Path, *, durably: bool) -> Iterator[Path]:
    """A complete copy of ``source`` in ``folder``, to be given its name; else removed again.

    Args:
        durably: wait until the copy is on the disk.

    Raises:
        ChangedError: ``source`` was written to meanwhile.
        OSError: it cannot be read or written.
    """
    with _temporary(folder) as (temporary, to), open_regular(source) as origin:
        before = os.fstat(origin.fileno())
        shutil.copyfileobj(origin, to)
        if not unchanged(before, os.fstat(origin.fileno())):
            raise ChangedError(errno.EBUSY, "it was changed meanwhile", str(source))
        to.flush()
        if durably:
            os.fsync(to.fileno())
        with contextlib.suppress(OSError):  # permissions that this file system does not know
            shutil.copystat(source, temporary)
        _let_go(to)
        yield temporary


def unchanged(before: os.stat_result, after: os.stat_result) -> bool:
    """Whether two looks saw one file with one content."""
    return all(
        getattr(before, name) == getattr(after, name)
        for name in ("st_dev", "st_ino", "st_size", "st_mtime_ns")
    )


def sync_folder(folder: Path) -> None:
    """Have the names in a folder on the disk, where the system can do that."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def sync_file(path: Path) -> None:
    """Have a file's content on the disk, whoever wrote it; raises OSError."""
    with path.open("rb+") as stream:
        os.fsync(stream.fileno())


def sync_tree(folder: Path) -> None:
    """Have a folder on the disk with all that is in it; raises OSError."""
    for parent, _, names in os.walk(folder):
        for name in names:
            sync_file(Path(parent) / name)
        sync_folder(Path(parent))


def make_private(path: Path) -> None:
    """Take away what others may do with a file or folder, where the system knows such a thing."""
    with contextlib.suppress(OSError):
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & 0o077:
            path.chmod(mode & 0o700)


def remove_leftovers(folder: Path) -> None:
    """Remove what a killed program left half written here; what another one writes now stays."""
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if _TEMPORARY_NAME.fullmatch(entry.name) and entry.is_file(follow_symlinks=False):
                with contextlib.suppress(OSError), open_regular(Path(entry.path)) as stream:
                    if lock_handle(stream.fileno()):
                        Path(entry.path).unlink()


@contextmanager
def _replacing(path: Path, *, private: bool = False) -> Iterator[BinaryIO]:
    try:
        if _takes_a_stream(path):
            with path.open("wb") as stream:
                yield stream
            return
        place = Path(os.path.realpath(path))  # a link stays, and leads to the new file
        place.parent.mkdir(parents=True, exist_ok=True)
        remove_leftovers(place.parent)
        with _temporary(place.parent) as (temporary, stream):
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
            if not private:  # it was made for the user alone
                temporary.chmod(_permissions_for(place))
            _let_go(stream)
            temporary.replace(place)
        sync_folder(place.parent)
    except BrokenPipeError:  # not this file's, but of another stream that the block writes to
        raise
    except OSError as error:
        raise FileAccessError(
            "cannot_write",
            f"{path} could not be written ({error.strerror or error}); "
            "free some space or choose another place.",
        ) from error


@contextmanager
def _temporary(folder: Path) -> Iterator[tuple[Path, BinaryIO]]:
    """A new file to write to, locked while it is; gone at the end unless it has been renamed."""
    path, stream = _locked_temporary(folder)
    try:
        with stream:
            yield path, stream
    finally:
        path.unlink(missing_ok=True)


def _locked_temporary(folder: Path) -> tuple[Path, BinaryIO]:
    while True:
        handle, name = tempfile.mkstemp(dir=folder, prefix=_PREFIX)
        path = Path(name)
        locked = True
        with contextlib.suppress(OSError):  # no locks on this file system
            locked = lock_handle(handle)
        if locked and path.exists():  # not taken for a leftover between its making and its lock
            return path, os.fdopen(handle, "wb")
        os.close(handle)


def _let_go(stream: BinaryIO) -> None:
    """Windows does not rename what is open; elsewhere it stays open, and so locked."""
    if sys.platform == "win32":
        stream.close()


def _takes_a_stream(path: Path) -> bool:
    """Whether it is a pipe or a device such as ``/dev/stdout``, which a file must not replace."""
    try:
        mode = path.stat().st_mode
    except OSError:
        return False
    return stat.S_ISFIFO(mode) or stat.S_ISCHR(mode)


def _permissions_for(path: Path) -> int:
    """Keep the permissions of the file replaced; a new one gets what the umask allows."""
    try:
        return path.stat().st_mode & 0o777
    except OSError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask
