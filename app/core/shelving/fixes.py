"""Mistakes of a folder of class folders put right: a photo to another class, or out of the way."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.core.errors import FileAccessError
from app.core.shelving.placing import free_name, move_file, names_in

LEFT_OUT = ".left out"
"""Folder inside the data folder for photos that are left out; its name hides it from a training."""


@dataclass(frozen=True)
class Fix:
    """One photo that was moved.

    Attributes:
        source, target: where it lay, and where it lies now.
    """

    source: Path
    target: Path


def to_class(folder: Path, photo: Path, class_folder: str) -> Fix:
    """Move a photo into another class folder; its folders inside the class go with it.

    Args:
        folder: the data folder.
        photo: relative to it.
        class_folder: name of the class folder.

    Raises:
        FileAccessError: ``cannot_move``.
    """
    inside = photo.parts[_class_at(folder, photo) + 1 : -1]
    parent = folder.joinpath(*photo.parts[: _class_at(folder, photo)], class_folder, *inside)
    return _move(folder / photo, parent)


def leave_out(folder: Path, photo: Path) -> Fix:
    """Move a photo where no training looks; arguments and errors as of ``to_class``."""
    return _move(folder / photo, (folder / LEFT_OUT / photo).parent)


def undo(fix: Fix) -> None:
    """Move a photo back where it lay.

    Raises:
        FileAccessError: ``cannot_move``.
    """
    if fix.source.exists():
        raise FileAccessError(
            "cannot_move",
            f"{fix.source} is there again, so {fix.target} was not moved back; rename one of them.",
        )
    _move(fix.target, fix.source.parent, fix.source.name)


def _class_at(folder: Path, photo: Path) -> int:
    """Which part of the path is the class: the second where the folder has given splits."""
    from app.core.pictures.class_folders import split_folders

    splits = {path.name for path in split_folders(folder).values()}
    return 1 if photo.parts[0] in splits else 0


def _move(source: Path, parent: Path, name: str = "") -> Fix:
    try:
        parent.mkdir(parents=True, exist_ok=True)
        target = parent / (name or free_name(source.name, names_in(parent)))
        move_file(source, target)
    except OSError as error:
        raise FileAccessError(
            "cannot_move",
            f"{source} could not be moved to {parent} ({error.strerror or error}); see that both "
            "can be written.",
        ) from error
    return Fix(source, target)
