"""What the program keeps about a person: how much of it there is, and how it is deleted."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from app.core import places
from app.core.errors import FileAccessError
from app.core.storage.files import make_private


@dataclass(frozen=True)
class Kind:
    """One kind of what is kept.

    Attributes:
        name: stable, for programs.
        title, words: for people: what it is, and what it tells of them or is good for.
        find: the files and folders that are there.
    """

    name: str
    title: str
    words: str
    find: Callable[[], list[Path]]


@dataclass(frozen=True)
class Kept:
    """A kind, and how much of it there is now."""

    kind: Kind
    files: int
    bytes: int


def all_kept() -> list[Kept]:
    """Measure every kind; reads the names and sizes of all files, so not for the Tk thread."""
    return [_measured(kind) for kind in KINDS]


def delete(name: str, *, but: Collection[Path] = ()) -> Kept:
    """Delete all of a kind; links are removed, not what they lead to.

    Args:
        name: of the kind.
        but: files and folders that are in use, and stay.

    Returns:
        What is left of it.

    Raises:
        FileAccessError: ``cannot_delete``: names the first that stays; the others are gone.
    """
    kind = next(kind for kind in KINDS if kind.name == name)
    failed: list[OSError] = []
    kept = {path.absolute() for path in but}
    for path in kind.find():
        if path.absolute() not in kept:
            try:
                _remove(path)
            except OSError as error:
                failed.append(error)
    if failed:
        first = failed[0]
        raise FileAccessError(
            "cannot_delete",
            f"{first.filename} could not be deleted ({first.strerror}); see that nothing uses it "
            "and that its folder can be written to.",
        )
    return _measured(kind)


def keep_private() -> None:
    """Make the program's own folders, and let nobody but the user look into them."""
    folders = (
        places.data_folder(),
        places.settings_file().parent,
        places.log_file().parent,
        places.received_folder().parent,
    )
    for folder in folders:
        with contextlib.suppress(OSError):  # a home that cannot be written to
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            make_private(folder)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _measured(kind: Kind) -> Kept:
    sizes = [size for path in kind.find() for size in _sizes(path)]
    return Kept(kind, len(sizes), sum(sizes))


def _sizes(path: Path) -> Iterator[int]:
    if path.is_symlink() or not path.is_dir():
        with contextlib.suppress(OSError):
            yield path.lstat().st_size
        return
    for folder, _, names in os.walk(path):
        for name in names:
            with contextlib.suppress(OSError):
                yield (Path(folder) / name).lstat().st_size


def _inside(folder: Path, *patterns: str) -> list[Path]:
    with contextlib.suppress(OSError):
        return sorted(path for pattern in patterns for path in folder.glob(pattern))
    return []


KINDS = (
    Kind(
        "lists",
        "Lists",
        "What was opened, the answers and your decisions; of the last twenty lists.",
        lambda: _inside(places.review_file().parent, "review*.jsonl", "review-earlier/*.jsonl"),
    ),
    Kind(
        "decisions",
        "Decisions",
        "What you decided, by the content of the pictures: they have it when they come again.",
        lambda: _inside(places.decisions_file().parent, places.decisions_file().name),
    ),
    Kind(
        "corrections",
        "Corrections",
        "Copies of the pictures that you corrected. A refresh of the model trains on them.",
        lambda: _inside(places.corrections_folder(), "*"),
    ),
    Kind(
        "learnt",
        "What was learnt",
        "Your decisions, with numbers that describe the pictures. Answers follow them.",
        lambda: _inside(places.learnt_folder(), "*.jsonl"),
    ),
    Kind(
        "seen",
        "What was seen",
        "Numbers that describe pictures which were judged, so that a list can be judged anew.",
        lambda: _inside(places.learnt_folder(), "*.seen"),
    ),
    Kind(
        "received",
        "Pasted pictures",
        "From the clipboard or a browser, without a file of their own; for 30 days.",
        lambda: _inside(places.received_folder(), "*"),
    ),
    Kind(
        "thumbnails",
        "Small pictures",
        "Of what was on screen, so that a folder is shown at once the next time.",
        lambda: _inside(places.thumbnails_file().parent, places.thumbnails_file().name),
    ),
    Kind(
        "journals",
        "Journals of sorting",
        "Which file went where. Without its journal a sorting cannot be undone.",
        lambda: _inside(places.journals_folder(), "*"),
    ),
    Kind(
        "runs",
        "Trainings",
        "What Refresh the model wrote, with its reports.",
        lambda: _inside(places.runs_folder(), "*"),
    ),
    Kind(
        "models",
        "Refreshed models",
        "The versions that were trained here. The shipped one stays.",
        lambda: _inside(places.user_models(), "[0-9]*"),
    ),
    Kind(
        "logs",
        "Log",
        "Errors of the program, with names of files, and a report of the last crash.",
        lambda: _inside(places.log_file().parent, "*.log", "*.log.*", "crash-before.txt"),
    ),
)
"""Large pictures are kept in memory only; settings are what a person chose."""
