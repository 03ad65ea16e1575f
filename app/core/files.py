"""Writing files so that a crash, a full disk or a second program never leaves half of one."""

from __future__ import annotations

import errno
import hashlib
import io
import json
import os
import shutil
import stat
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, TextIO

from app.core.errors import FileAccessError


def file_digest(path: Path) -> str:
    """SHA-256 of a file, hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


class NotRegularError(OSError):
    """What was opened is a folder, a FIFO or a device."""


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


def write_atomically(path: Path, content: bytes) -> None:
    """Write beside ``path``, flush to disk, then rename over it; parents are made.

    Raises:
        FileAccessError: ``cannot_write``; what was there before is untouched.
    """
    with _replacing(path) as stream:
        stream.write(content)


@contextmanager
def atomic_text_writer(path: Path, *, encoding: str = "utf-8") -> Iterator[TextIO]:
    """A text stream whose content appears as ``path``, whole, when the block ends without error.

    Line ends are written as given; file names that are not valid Unicode come out as their bytes.
    Errors as :func:`write_atomically`.
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
        OSError: it cannot be read or written.
    """
    handle, name = tempfile.mkstemp(dir=folder, prefix=".shelfwise-")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as to, open_regular(source) as origin:
            shutil.copyfileobj(origin, to)
            if durably:
                to.flush()
                os.fsync(to.fileno())
        shutil.copystat(source, temporary)
        yield temporary
    finally:
        temporary.unlink(missing_ok=True)


def whole_json_lines(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    """The objects of a log of JSON lines, up to a line that a crash left half written."""
    for line in lines:
        try:
            document = json.loads(line)
        except (ValueError, RecursionError):  # deep nesting, which no log of ours has
            return
        if isinstance(document, dict):
            yield document


@contextmanager
def _replacing(path: Path) -> Iterator[BinaryIO]:
    temporary: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.")
        temporary = Path(name)
        with os.fdopen(handle, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        temporary.chmod(_permissions_for(path))
        temporary.replace(path)
        temporary = None
    except BrokenPipeError:  # not this file's, but of another stream that the block writes to
        raise
    except OSError as error:
        raise FileAccessError(
            "cannot_write",
            f"{path} could not be written ({error.strerror or error}); "
            "free some space or choose another place.",
        ) from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


def _permissions_for(path: Path) -> int:
    """Keep the permissions of the file replaced; a new one gets what the umask allows."""
    try:
        return path.stat().st_mode & 0o777
    except OSError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask
