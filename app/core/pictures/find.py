"""Finds the pictures among files and folders."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from app.core.answers import Failed
from app.core.errors import FileAccessError
from app.core.pictures.kinds import SUFFIXES
from app.core.pictures.passed_over import is_passed_over
from app.core.text import natural_key


@dataclass
class Skipped:
    """How many files of folders were passed over since their endings are no picture's."""

    files: int = 0

    @property
    def sentence(self) -> str:
        """What is told of them; empty: there were none."""
        if not self.files:
            return ""
        if self.files == 1:
            return "1 file of another kind was skipped."
        return f"{self.files:,} files of other kinds were skipped."


def find_pictures(
    paths: Iterable[Path],
    *,
    recursive: bool = True,
    cancel: Event | None = None,
    skipped: Skipped | None = None,
) -> Iterator[Path | Failed]:
    """The pictures among files and folders, as they are found, in natural order.

    A file that is named is always tried. In folders, hidden and system files and files without a
    picture's ending are passed over; links to folders are followed, but no folder is entered twice.
    A missing path, an unreadable folder and a folder without pictures each give one
    ``Failed``.

    Args:
        skipped: counts the files with other endings.
    """
    skipped = Skipped() if skipped is None else skipped
    visited: set[tuple[int, int]] = set()
    for path in paths:
        try:
            is_folder = path.is_dir()
        except (OSError, ValueError):
            is_folder = False
        if not is_folder:
            yield path if os.path.lexists(path) else _missing(path)
            continue
        empty, before = True, skipped.files
        for found in _walk(path, recursive, visited, cancel, skipped):
            empty = False
            yield found
        if empty and not (cancel and cancel.is_set()):
            yield _no_pictures(path, Skipped(skipped.files - before))


def _walk(
    folder: Path,
    recursive: bool,
    visited: set[tuple[int, int]],
    cancel: Event | None,
    skipped: Skipped,
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
        else:
            skipped.files += 1


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
        if not is_passed_over(entry.name):
            yield entry


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _no_pictures(folder: Path, skipped: Skipped) -> Failed:
    others = f" {skipped.sentence}" if skipped.files else ""
    return Failed(
        folder,
        FileAccessError(
            "no_pictures", f"There are no pictures in {folder}; choose another folder.{others}"
        ),
    )


def _missing(path: Path) -> Failed:
    return Failed(
        path, FileAccessError("not_found", f"{path} does not exist; check the name and the place.")
    )
