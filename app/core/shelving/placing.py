"""Put one file in another place: never over another file, and never so that it is lost."""

from __future__ import annotations

import os
from pathlib import Path

from app.core.errors import FileAccessError
from app.core.storage.files import file_digest, sync_folder, temporary_copy, unchanged

_LONGEST_NAME = 255  # bytes, on every usual file system


def move_file(source: Path, target: Path) -> str | None:
    """Rename without ever replacing; between file systems copy, then remove the source.

    Returns:
        SHA-256 of the copy, where there had to be one.

    Raises:
        FileExistsError: ``target`` is taken.
        FileAccessError: ``changed``: someone wrote to ``source`` meanwhile; nothing was removed.
        OSError: it cannot be read or written.
    """
    before = source.lstat()
    digest = None
    try:
        os.link(source, target, follow_symlinks=False)
    except FileExistsError:
        raise
    except OSError:  # another file system, or one without hard links
        digest = copy_file(source, target, durably=True)
    try:
        now = source.lstat()
    except FileNotFoundError:  # someone else took it away: the target is all there is
        return digest
    safe = os.path.samestat(now, target.lstat()) if digest is None else unchanged(before, now)
    if not safe:
        raise FileAccessError(
            "changed",
            f"{source} was changed while it was moved, so it was kept, and so was {target}; "
            "remove the one that is not needed.",
        )
    try:
        source.unlink()
    except FileNotFoundError:  # taken away at the last moment
        pass
    except OSError:  # it may be read and not removed: nothing was moved, then
        target.unlink()
        raise
    return digest


def copy_file(source: Path, target: Path, *, durably: bool = False) -> str:
    """Copy beside the target, then give the copy its name.

    Args:
        durably: wait until it is on the disk, name and all.

    Returns:
        Its SHA-256.

    Raises:
        FileExistsError: ``target`` is taken.
        OSError: it cannot be read or written, or was written to meanwhile.
    """
    with temporary_copy(source, target.parent, durably=durably) as temporary:
        digest = file_digest(temporary)
        _rename_exclusively(temporary, target)
    if durably:
        sync_folder(target.parent)
    return digest


def plain_path(path: Path) -> Path:
    """Return an absolute path without ``..``; links are not followed."""
    return Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow them


def names_in(folder: Path) -> set[str]:
    """Names in a folder, case folded: some file systems do not tell case apart."""
    try:
        return {entry.name.casefold() for entry in folder.iterdir()}
    except OSError:
        return set()


def free_name(name: str, taken: set[str]) -> str:
    """``name``, or ``name (2)`` and so on where it is taken, in no more than 255 bytes."""
    if name.casefold() not in taken:
        return name
    candidates = (numbered(name, n) for n in range(2, 10**9))
    return next(candidate for candidate in candidates if candidate.casefold() not in taken)


def numbered(name: str, number: int) -> str:
    """``name (2)``, before the ending and in no more than 255 bytes."""
    path = Path(name)
    return _fitting(path.stem, f" ({number}){path.suffix}")


def fitting_name(name: str) -> str:
    """``name``, without the end of its stem where it has more than 255 bytes."""
    path = Path(name)
    return _fitting(path.stem, path.suffix)


def _fitting(stem: str, end: str) -> str:
    while stem and len(os.fsencode(stem + end)) > _LONGEST_NAME:
        stem = stem[:-1]
    return stem + end


def _rename_exclusively(temporary: Path, target: Path) -> None:
    try:
        os.link(temporary, target)
    except FileExistsError:
        raise
    except OSError:  # no hard links on this file system: hold the name, then replace our own file
        with target.open("xb"):
            pass
        temporary.replace(target)
