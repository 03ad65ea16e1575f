"""Writing files so that a crash, a full disk or a second program never leaves half of one."""

from __future__ import annotations

import io
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, TextIO

from app.core.errors import FileAccessError


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
