"""The user's labels, kept with their pictures as a training set.

``<folder>/<class>/<SHA-256>.<ending>``: the folder is its own index, and training reads it like any
other folder of class folders. ``other/`` holds pictures that are none of the classes.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from app.core.errors import FileAccessError
from app.core.files import file_digest, temporary_copy

OTHER = "other"
"""The label of a picture that is none of the classes; its folder in every training set."""


def keep_correction(folder: Path, picture: Path, label: str) -> Path:
    """Keep a copy of ``picture`` under ``label``; a label given before is replaced.

    Returns:
        The copy.

    Raises:
        FileAccessError: the picture cannot be read or the copy cannot be written.
    """
    try:
        digest = file_digest(picture)
        target = folder / label / f"{digest}{picture.suffix.lower()}"
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.exists():
            with temporary_copy(picture, target.parent, durably=True) as temporary:
                temporary.replace(target)
    except OSError as error:
        raise FileAccessError(
            "cannot_keep",
            f"The correction of {picture.name} could not be kept ({error.strerror}); "
            f"see that {folder} can be written to.",
        ) from error
    _remove(folder, digest, target.suffix, but=target)
    return target


def drop_correction(folder: Path, picture: Path) -> None:
    """Forget the label of ``picture``, if there is one; errors as :func:`keep_correction`."""
    try:
        _remove(folder, file_digest(picture), picture.suffix.lower(), but=None)
    except OSError as error:
        raise FileAccessError(
            "cannot_keep",
            f"The correction of {picture.name} could not be taken back ({error.strerror}).",
        ) from error


def count_corrections(folder: Path) -> Counter[str]:
    """Kept pictures per label."""
    return Counter(path.parent.name for path in folder.glob("*/*") if not path.name.startswith("."))


def _remove(folder: Path, digest: str, suffix: str, but: Path | None) -> None:
    """Looks for names and lists nothing: there may be thousands of pictures in a folder."""
    from app.core.images import SUFFIXES

    for label in folder.iterdir():
        for ending in {*SUFFIXES, suffix}:
            kept = label / f"{digest}{ending}"
            if kept != but:
                kept.unlink(missing_ok=True)
