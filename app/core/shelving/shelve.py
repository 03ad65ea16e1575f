"""Sort files into class folders, so that nothing is overwritten and everything can be undone.

Whatever a crash leaves can be told from the journal (``shelving.journal``) and the disk, so
undoing works at any moment, also twice.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from app.core.errors import FileAccessError, ShelfwiseError
from app.core.names import path_from
from app.core.shelving.journal import Journal, Record, load_journal, mark_undone, moved_files
from app.core.shelving.placing import copy_file, free_name, move_file, names_in
from app.core.shelving.plan import Item as Item
from app.core.shelving.plan import Step as Step
from app.core.shelving.plan import items as items
from app.core.shelving.plan import plan as plan
from app.core.storage.files import file_digest, remove_leftovers
from app.core.storage.locks import Lock
from app.core.text import counted, printable

_SHOWN = 1_000  # characters of a path


@dataclass(frozen=True)
class Report:
    """What was done to the files, and what could not be.

    Attributes:
        done: files put where they belong.
        failed: what could not be done, and why.
        left: steps not begun because of a cancel.
    """

    done: int
    failed: tuple[ShelfwiseError, ...]
    left: int = 0


def shelve(
    steps: Sequence[Step],
    journal: Path,
    *,
    move: bool = False,
    progress: Callable[[int], None] = lambda done: None,
    cancel: Event | None = None,
) -> Report:
    """Copy or move each file to its target; one that fails does not stop the rest.

    Raises:
        FileAccessError: ``cannot_write``: the journal cannot be begun; no file was touched.
    """
    done = 0
    failed: list[ShelfwiseError] = []
    steps, impossible = _possible(steps)
    failed += impossible
    for shelf in {step.target.parent for step in steps}:
        remove_leftovers(shelf)
    intentions = ((step.source, step.target) for step in steps)
    into = steps[0].shelf.parent if steps else None
    with Journal(journal, "move" if move else "copy", intentions, into) as log:
        for number, step in enumerate(steps):
            if cancel and cancel.is_set():
                return Report(done, tuple(failed), len(steps) - number)
            try:
                _shelve_one(step, log, move)
                done += 1
            except (OSError, ValueError, ShelfwiseError) as error:
                failed.append(_failure(step.source, error))
            progress(number + 1)
    return Report(done, tuple(failed))


def unshelve(
    journal: Path,
    *,
    progress: Callable[[int], None] = lambda done: None,
) -> Report:
    """Undo what a journal tells of, newest first.

    A moved file goes back to its place unless that is taken by now; a copy is removed if it is
    still the file that was copied. Folders that are empty then are removed.

    Raises:
        FileAccessError: ``not_found`` or ``bad_journal``; ``in_use``: another program is at it.
    """
    with _sole_use(journal):
        return _unshelve(journal, progress)


def take_back(
    journal: Path, progress: Callable[[int], None] = lambda done: None
) -> tuple[Report, dict[Path, Path]]:
    """As ``unshelve``; returns what was moved back, too: place on the shelf -> present place."""
    were = moved_files(journal)
    report = unshelve(journal, progress=progress)
    still = moved_files(journal)
    return report, {now: was for was, now in were.items() if was not in still}


def _unshelve(journal: Path, progress: Callable[[int], None]) -> Report:
    content = load_journal(journal)
    mode, records = content.mode, content.records
    done = 0
    failed: list[ShelfwiseError] = []
    if content.refused:
        failed.append(
            FileAccessError(
                "bad_journal",
                f"No sorting into one folder can have done what {counted(content.refused, 'line')} "
                f"of {journal} would undo, so that was left alone; the rest was undone.",
            )
        )
    for number, record in enumerate(reversed(records)):
        try:
            done += _take_back(record, mode, content.into)
        except (OSError, ValueError, ShelfwiseError) as error:
            failed.append(_failure(record.target, error))
        progress(number + 1)
    for folder in {record.source.parent for record in records}:
        remove_leftovers(folder)
    for folder in _folders_of(records, content.into):
        remove_leftovers(folder)
        _remove_if_empty(folder)
    if not failed:
        mark_undone(journal)
    return Report(done, tuple(failed))


@contextmanager
def _sole_use(journal: Path) -> Iterator[None]:
    try:
        lock = Lock.take(journal, create=False)
    except OSError as error:
        raise FileAccessError(
            "not_found", f"The journal {journal} could not be read ({error.strerror})."
        ) from error
    if lock is None:
        raise FileAccessError(
            "in_use",
            f"Another Shelfwise is sorting by the journal {journal}, or undoing it; wait until it "
            "is done.",
        )
    with lock:
        yield


def _possible(steps: Sequence[Step]) -> tuple[list[Step], list[ShelfwiseError]]:
    """The steps between paths that a file can have, and an error for each of the others."""
    possible: list[Step] = []
    failed: list[ShelfwiseError] = []
    for step in steps:
        try:
            path_from(str(step.source))
            path_from(str(step.target))
            possible.append(step)
        except ValueError as error:
            failed.append(_failure(step.source, error))
    return possible, failed


def _shelve_one(step: Step, log: Journal, move: bool) -> None:
    if move and step.source.is_symlink():
        raise FileAccessError(
            "is_a_link",
            f"{step.source} is a link, which could lead nowhere from another folder, so it was not "
            "moved; copy instead, or move the file that it leads to.",
        )
    _stay_inside(step.target.parent, step.shelf.parent)
    step.target.parent.mkdir(parents=True, exist_ok=True)
    target = step.target
    while True:
        try:
            digest = move_file(step.source, target) if move else copy_file(step.source, target)
            break
        except FileExistsError:  # someone else put a file there since the plan was made
            taken = target
            target = taken.with_name(free_name(step.target.name, names_in(taken.parent)))
            log.redirect(step.source, taken, target)
    log.finish(target, digest)


def _folders_of(records: Sequence[Record], into: Path) -> list[Path]:
    """The shelves and the folders in them that files were put into, the inner ones first."""
    folders = {
        folder
        for record in records
        for folder in record.target.parents
        if folder != into and folder.is_relative_to(into)
    }
    return sorted(folders, reverse=True)


def _take_back(record: Record, mode: str, into: Path) -> int:
    """Undo one record; 1 if there was something to undo."""
    source, target = record.source, record.target
    if not os.path.lexists(target):
        return 0
    _stay_inside(target.parent, into)
    if mode == "move" and not os.path.lexists(source):
        source.parent.mkdir(parents=True, exist_ok=True)
        move_file(target, source)
        return 1
    if not _is_ours(record, mode):
        raise (
            FileAccessError("changed", f"{target} was changed since it was copied, so it was kept.")
            if mode == "copy"
            else FileAccessError(
                "taken",
                f"{target} was not moved back, because there is another file at {source}; "
                "move one of them by hand.",
            )
        )
    target.unlink()
    return 1


def _is_ours(record: Record, mode: str) -> bool:
    """Whether removing the target loses nothing.

    A confirmed copy is known by its digest. Else the program ended in between, and the target is
    the source under a second name, a complete copy of it, or the empty file that held the name.
    """
    if mode == "copy" and record.digest is not None:
        return file_digest(record.target) == record.digest
    if record.target.stat().st_size == 0:
        return True
    return record.source.is_file() and file_digest(record.source) == file_digest(record.target)


def _stay_inside(folder: Path, into: Path) -> None:
    """Refuse a shelf, or a folder in it, that is a link out of the folder of shelves."""
    if not folder.resolve().is_relative_to(into.resolve()):
        raise FileAccessError(
            "bad_shelf",
            f"{folder} is a link to a place outside its folder, so nothing there was touched; "
            "remove the link or choose another folder.",
        )


def _remove_if_empty(folder: Path) -> None:
    try:
        folder.rmdir()
    except OSError:  # it has other files, or is gone
        return


def _failure(path: Path, error: OSError | ValueError | ShelfwiseError) -> ShelfwiseError:
    if isinstance(error, ShelfwiseError):
        return error
    reason = getattr(error, "strerror", None) or str(error)
    shown = printable(path, most=_SHOWN)
    return FileAccessError("cannot_shelve", f"{shown} could not be put on its shelf ({reason}).")
