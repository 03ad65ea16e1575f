"""The user's labels, kept with their pictures as a training set.

``<folder>/<class>/<SHA-256>.<ending>``: the folder is its own index, and training reads it like any
other folder of class folders. ``other/`` holds pictures that are none of the classes. Where a part
of a picture was judged, that alone is kept: ``<SHA-256 of the picture>-part.png``.
"""

from __future__ import annotations

import errno
import os
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from app.core.answers import OTHER
from app.core.errors import FileAccessError
from app.core.names import MAX_NAME, is_folder_name
from app.core.pictures.kinds import SUFFIXES, suffix_of
from app.core.storage.files import (
    ChangedError,
    file_digest,
    make_private,
    open_regular,
    remove_leftovers,
    sync_folder,
    temporary_copy,
    write_atomically,
)
from app.core.storage.locks import Lock
from app.core.text import printable

_PART = "-part.png"
_LONGEST_SUFFIX = 16  # bytes; more is no file's ending
_HEAD_BYTES = 32  # tell what kind of picture it is
_PATIENCE = 10.0  # seconds; another program keeps the folder to itself for one picture at a time


def keep_correction(
    folder: Path,
    picture: Path,
    label: str,
    *,
    classes: Collection[str] | None = None,
    cut: Callable[[], bytes] | None = None,
    anew: bool = True,
) -> Path:
    """Keep a copy of ``picture`` under ``label``; a label given before is replaced.

    Nothing but a picture is copied, and nowhere but into a folder right inside ``folder``, whoever
    named the two.

    Args:
        classes: the model's; ``label`` must be one of them, or ``other``. None allows every name.
        cut: gives, as a PNG, the part of the picture that was judged; None where that was all.
        anew: cut it out even if a part of the picture is kept under this label already.

    Returns:
        The copy.

    Raises:
        FileAccessError: ``bad_label``: the label is no class; ``not_a_picture``; ``cannot_keep``:
            the picture cannot be read or the copy cannot be written; ``in_use``: another program
            does not let go of the folder.
    """
    _check_label(label, classes)
    with _told(picture, "kept", f"; see that {folder} can be written to"):
        suffix = _kept_suffix(picture)
        digest = file_digest(picture)
        target = folder / label / f"{digest}{suffix if cut is None else _PART}"
        with _sole_use(folder):
            target.parent.mkdir(parents=True, exist_ok=True)
            for own in (folder, target.parent):
                make_private(own)
            _stay_inside(folder, target.parent)
            if cut is not None:
                if anew or not target.exists():
                    write_atomically(target, cut(), private=True)
            elif not target.exists():
                with temporary_copy(picture, target.parent, durably=True) as temporary:
                    if file_digest(temporary) != digest:
                        raise ChangedError(errno.EBUSY, "it was changed meanwhile")
                    _kind_of(temporary, picture.name)
                    make_private(temporary)
                    temporary.replace(target)
                sync_folder(target.parent)
            _remove(folder, digest, picture, but=target)
    return target


def drop_correction(folder: Path, picture: Path) -> None:
    """Forget the label of ``picture``, if there is one; errors as ``keep_correction``."""
    with _told(picture, "taken back"), _sole_use(folder):
        _remove(folder, file_digest(picture), picture, but=None)


def count_corrections(folder: Path) -> Counter[str]:
    """Kept pictures per label."""
    return Counter(path.parent.name for path in folder.glob("*/*") if not path.name.startswith("."))


def tidy_corrections(folder: Path) -> None:
    """Remove what a killed program left half written."""
    for label in _labels(folder):
        remove_leftovers(label)


@contextmanager
def _told(picture: Path, done: str, advice: str = "") -> Iterator[None]:
    """Turn the errors of the system into a sentence."""
    try:
        yield
    except (OSError, ValueError) as error:  # ValueError: no file can have such a name
        reason = getattr(error, "strerror", None) or error
        raise FileAccessError(
            "cannot_keep",
            f"The correction of {picture.name} could not be {done} ({reason}){advice}.",
        ) from error


def _check_label(label: str, classes: Collection[str] | None) -> None:
    known = classes is None or label == OTHER or label in classes
    if not (known and is_folder_name(label)):
        raise FileAccessError(
            "bad_label",
            f"{printable(label, most=MAX_NAME)} is no class of the model in use, so a correction "
            "was not kept; choose one of its classes.",
        )


def _kind_of(file: Path, name: str) -> str:
    """The usual ending of such a picture, by its content."""
    with open_regular(file) as stream:
        suffix = suffix_of(stream.read(_HEAD_BYTES))
    if suffix is None:
        raise FileAccessError(
            "not_a_picture",
            f"{name} is not a picture, so a correction of it was not kept; choose another file.",
        )
    return suffix


def _kept_suffix(picture: Path) -> str:
    """Training looks for pictures by their ending, so the copy has one of those."""
    usual, suffix = _kind_of(picture, picture.name), picture.suffix.lower()
    return suffix if suffix in SUFFIXES else usual


def _stay_inside(folder: Path, label_folder: Path) -> None:
    if label_folder.resolve().parent != folder.resolve():
        raise FileAccessError(
            "bad_label",
            f"{label_folder} leads to a place outside {folder}, so a correction was not kept; "
            "remove the link.",
        )


def _labels(folder: Path) -> list[Path]:
    """The folders of labels; a link could lead out of the folder, and is none."""
    try:
        return [entry for entry in folder.iterdir() if entry.is_dir() and not entry.is_symlink()]
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


def _remove(folder: Path, digest: str, picture: Path, but: Path | None) -> None:
    """Looks for names and lists nothing: there may be thousands of pictures in a folder."""
    suffix = picture.suffix.lower()  # copies of earlier versions have whatever the picture had
    endings = {*SUFFIXES, "", _PART, suffix if len(os.fsencode(suffix)) <= _LONGEST_SUFFIX else ""}
    for label in _labels(folder):
        for ending in endings:
            kept = label / f"{digest}{ending}"
            if kept != but:
                kept.unlink(missing_ok=True)
