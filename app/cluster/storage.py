"""Files wherever they lie: on the disks of this machine, or at an address such as ``s3://...``.

``s3://``, ``gs://`` and ``file://`` are Arrow's own; every other scheme is fsspec's.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO, Any

from app.core.errors import FileAccessError, PictureError, ShelfwiseError
from app.core.pictures.limits import Limits
from app.core.storage.files import atomic_writer

_ADDRESS = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+)://")  # two letters at least: C:// is a disk
_ARROWS_OWN = frozenset({"s3", "gs", "gcs", "file"})


def is_address(place: str) -> bool:
    """Tell whether it is an address with a scheme, not a path of this machine."""
    return _ADDRESS.match(place) is not None


def inside(folder: str, name: str) -> str:
    """Return the place of a file in a folder."""
    return f"{folder.rstrip('/')}/{name}" if is_address(folder) else str(Path(folder, name))


@dataclass(frozen=True)
class Entry:
    """What lies in a folder."""

    place: str
    name: str
    is_folder: bool


def entries(folder: str) -> list[Entry] | None:
    """List a folder at an address, in no order; None where there is no such folder.

    Raises:
        FileAccessError: ``cannot_read``.
    """
    from pyarrow.fs import FileSelector, FileType

    with _told(folder, "cannot_read"):
        system, path = _opened(folder)
        start = folder.rstrip("/") + "/"
        if system.get_file_info(path).type != FileType.Directory:
            return None
        return [
            Entry(start + info.base_name, info.base_name, info.type == FileType.Directory)
            for info in system.get_file_info(FileSelector(path))
            if info.base_name
        ]


def names(folder: str) -> list[str]:
    """Name what lies in a folder, nothing where there is none; errors as ``entries``."""
    if is_address(folder):
        return [entry.name for entry in entries(folder) or ()]
    return os.listdir(folder) if Path(folder).is_dir() else []  # noqa: PTH208 (names alone)


def is_file(place: str) -> bool:
    """Tell whether a file is there; errors as ``entries``."""
    if not is_address(place):
        return Path(place).is_file()
    from pyarrow.fs import FileType

    with _told(place, "cannot_read"):
        system, path = _opened(place)
        return bool(system.get_file_info(path).type == FileType.File)


@contextmanager
def reading(place: str) -> Iterator[IO[bytes]]:
    """Open a file to read from anywhere in it.

    Raises:
        FileAccessError: ``not_found`` or ``cannot_read``.
    """
    with _told(place, "cannot_read"):
        if is_address(place):
            system, path = _opened(place)
            with system.open_input_file(path) as stream:
                yield stream
        else:
            with Path(place).open("rb") as stream:
                yield stream


def read(place: str, start: int = 0, length: int = -1) -> bytes:
    """Read a file, or so many bytes of it; errors as ``reading``."""
    with reading(place) as stream:
        stream.seek(start)
        return stream.read(length) if length >= 0 else stream.read()


def read_picture(address: str, limits: Limits) -> bytes:
    """Read a picture at an address.

    Raises:
        PictureError: ``too_large``, ``not_found`` or ``no_permission``, as for a file.
    """
    name = address.rpartition("/")[2]
    try:
        with reading(address) as stream:
            size = stream.seek(0, 2)
            limits.check_bytes(size, name)
            stream.seek(0)
            return stream.read(size)
    except FileAccessError as error:
        raise PictureError(error.code.replace("cannot_read", "not_found"), error.message) from error


@contextmanager
def writing(place: str) -> Iterator[IO[bytes]]:
    """Write a file that is there, whole, when the block ends; on a disk its folder is made.

    Raises:
        FileAccessError: ``cannot_write``.
    """
    if not is_address(place):
        with atomic_writer(Path(place)) as file:
            yield file
        return
    with _told(place, "cannot_write"):
        system, path = _opened(place)
        system.create_dir(path.rpartition("/")[0], recursive=True)
        with system.open_output_stream(path) as stream:
            yield stream


def write(place: str, content: bytes) -> None:
    """Write a whole file; errors as ``writing``."""
    with writing(place) as stream:
        stream.write(content)


def _opened(address: str) -> tuple[Any, str]:
    """Return the file system of an address, and the path there."""
    found = _ADDRESS.match(address)
    assert found is not None
    scheme, rest = found[1].lower(), address[found.end() :]
    if scheme in _ARROWS_OWN:
        authority = "/" if scheme == "file" else rest.partition("/")[0]
        return _arrows(f"{scheme}://{authority}"), rest.rstrip("/")
    other = _others(scheme)
    return other, other.handler.fs._strip_protocol(address)


@cache
def _arrows(start: str) -> Any:
    from pyarrow.fs import FileSystem

    return FileSystem.from_uri(start)[0]


@cache
def _others(scheme: str) -> Any:
    import fsspec
    from pyarrow.fs import FSSpecHandler, PyFileSystem

    return PyFileSystem(FSSpecHandler(fsspec.filesystem(scheme)))


@contextmanager
def _told(place: str, code: str) -> Iterator[None]:
    """Tell in a sentence what libraries raise for a place."""
    try:
        yield
    except ShelfwiseError:
        raise
    except FileNotFoundError as error:
        raise FileAccessError(
            "not_found", f"{place} does not exist; check the name and the place."
        ) from error
    except PermissionError as error:
        raise FileAccessError(
            "no_permission", f"{place} may not be used; see to the rights that this machine has."
        ) from error
    except (OSError, ValueError, ImportError) as error:
        what = "written" if code == "cannot_write" else "read"
        reason = " ".join(str(error).split())[:300]
        raise FileAccessError(
            code, f"{place} could not be {what} ({reason}); check the address and the rights."
        ) from error
