"""The user's labels, kept with their pictures as a training set.

``<folder>/<class>/<SHA-256>.<ending>``: the folder is its own index, and training reads it like any
other folder of class folders. ``other/`` holds pictures that are none of the classes.
"""

from __future__ import annotations

import errno
import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.core.errors import FileAccessError
from app.core.storage.files import (
    ChangedError,
    file_digest,
    remove_leftovers,
    sync_folder,
    temporary_copy,
)
from app.core.storage.locks import Lock

_LONGEST_SUFFIX = 16  # bytes; more is no file's ending, and names have room for 255
_PATIENCE = 10.0  # seconds; another program keeps the folder to itself for one picture at a time


def keep_correction(folder: Path, picture: Path, label: str) -> Path:
    """Keep a copy of ``picture`` under ``label``; a label given before is replaced.

    Returns:
        The copy.

    Raises:
        FileAccessError: ``cannot_keep``: the picture cannot be read or the copy cannot be written;
            ``in_use``: another program does not let go of the folder.
    """
    try:
        digest = file_digest(picture)
        suffix = picture.suffix.lower()
        if len(os.fsencode(suffix)) > _LONGEST_SUFFIX:
            suffix = ""
        target = folder / label / f"{digest}{suffix}"
        with _sole_use(folder):
            target.parent.mkdir(parents=True, exist_ok=True)
            if not target.exists():
                with temporary_copy(picture, target.parent, durably=True) as temporary:
                    if file_digest(temporary) != digest:
                        raise ChangedError(errno.EBUSY, "it was changed meanwhile")
                    temporary.replace(target)
                sync_folder(target.parent)
            _remove(folder, digest, suffix, but=target)
    except OSError as error:
        raise FileAccessError(
            "cannot_keep",
            f"The correction of {picture.name} could not be kept ({error.strerror}); "
            f"see that {folder} can be written to.",
        ) from error
    return target


def drop_correction(folder: Path, picture: Path) -> None:
    """Forget the label of ``picture``, if there is one; errors as ``keep_correction``."""
    try:
        with _sole_use(folder):
            _remove(folder, file_digest(picture), picture.suffix.lower(), but=None)
    except OSError as error:
        raise FileAccessError(
            "cannot_keep",
            f"The correction of {picture.name} could not be taken back ({error.strerror}).",
        ) from error


def count_corrections(folder: Path) -> Counter[str]:
    """Kept pictures per label."""
    return Counter(path.parent.name for path in folder.glob("*/*") if not path.name.startswith("."))


def tidy_corrections(folder: Path) -> None:
    """Remove what a killed program left half written."""
    for label in _labels(folder):
        remove_leftovers(label)


def _labels(folder: Path) -> list[Path]:
    try:
        return [entry for entry in folder.iterdir() if entry.is_dir()]
    except OSError:
        return []


@contextmanager
def _sole_use(folder: Path) -> Iterator[None]:
    """Two programs that change one picture's label at once would each remove the other's copy."""
    lock = Lock.take(folder.with_name(f".{folder.name}.lock"), patience=_PATIENCE)
    if lock is None:
        raise FileAccessError(
            "in_use",
            f"{folder} is in use by another Shelfwise window. Close it and repeat the correction.",
        )
    with lock:
        yield


def _remove(folder: Path, digest: str, suffix: str, but: Path | None) -> None:
    """Looks for names and lists nothing: there may be thousands of pictures in a folder."""
    from app.core.pictures.kinds import SUFFIXES

    for label in _labels(folder):
        for ending in {*SUFFIXES, suffix}:
            kept = label / f"{digest}{ending}"
            if kept != but:
                kept.unlink(missing_ok=True)
