"""Finds the pictures among files and folders."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from threading import Event

from app.core.answers import Failed
from app.core.errors import FileAccessError
from app.core.pictures.kinds import SUFFIXES
from app.core.text import natural_key

_SYSTEM_NAMES = frozenset(
    {"__macosx", "@eadir", "$recycle.bin", "system volume information", "lost+found"}
)


def find_pictures(
    paths: Iterable[Path], *, recursive: bool = True, cancel: Event | None = None
) -> Iterator[Path | Failed]:
    """The pictures among files and folders, as they are found, in natural order.

    A file that is named is always tried. In folders, hidden and system files and files without a
    picture's ending are passed over; links to folders are followed, but no folder is entered twice.
    A missing path, an unreadable folder and a folder without pictures each give one
    ``Failed``.
    """
    visited: set[tuple[int, int]] = set()
    for path in paths:
        try:
            is_folder = path.is_dir()
        except (OSError, ValueError):
            is_folder = False
        if not is_folder:
            yield path if os.path.lexists(path) else _missing(path)
            continue
        empty = True
        for found in _walk(path, recursive, visited, cancel):
            empty = False
            yield found
        if empty and not (cancel and cancel.is_set()):
            yield Failed(
                path,
                FileAccessError(
                    "no_pictures", f"There are no pictures in {path}; choose another folder."
                ),
            )


def _walk(
    folder: Path, recursive: bool, visited: set[tuple[int, int]], cancel: Event | None
) -> Iterator[Path | Failed]:
    """Without recursion: folders may lie deeper within folders than Python calls may."""
    levels = [_entries(folder, visited)]
    while levels and not (cancel and cancel.is_set()):
        found = next(levels[-1], None)
        if found is None:
            levels.pop()
        elif isinstance(found, Failed):
            yield found
        elif _is_folder(found):
            if recursive:
                levels.append(_entries(Path(found.path), visited))
        elif Path(found.name).suffix.lower() in SUFFIXES:
            yield Path(found.path)


def _entries(folder: Path, visited: set[tuple[int, int]]) -> Iterator[os.DirEntry[str] | Failed]:
    """What is in a folder, but for hidden and system files; nothing where it was visited before."""
    try:
        status = folder.stat()
        if (status.st_dev, status.st_ino) in visited:
            return
        visited.add((status.st_dev, status.st_ino))
        with os.scandir(folder) as scan:
            entries = sorted(scan, key=lambda entry: (natural_key(entry.name), entry.name))
    except OSError as error:
        yield Failed(
            folder,
            FileAccessError(
                "no_permission" if isinstance(error, PermissionError) else "cannot_read",
                f"The folder {folder} could not be read ({error.strerror}); "
                "change its permissions or choose another.",
            ),
        )
        return
    for entry in entries:
        if not entry.name.startswith(".") and entry.name.casefold() not in _SYSTEM_NAMES:
            yield entry


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _missing(path: Path) -> Failed:
    return Failed(
        path, FileAccessError("not_found", f"{path} does not exist; check the name and the place.")
    )
