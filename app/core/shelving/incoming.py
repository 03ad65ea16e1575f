"""What comes in by itself is put on its shelf where its answer is sure; the rest stays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from app.core.answers import Row
from app.core.places import journals_folder
from app.core.shelving.inner import Folders
from app.core.shelving.journal import moved_files, new_journal_path
from app.core.shelving.plan import items, plan_shelving
from app.core.shelving.preview import shelf_names
from app.core.shelving.shelve import Report, shelve


@dataclass(frozen=True)
class Sorted:
    """What became of the files.

    Attributes:
        report: what was done, and what could not be.
        moved: former place -> place on the shelf.
        journal: by which it is undone.
    """

    report: Report
    moved: dict[Path, Path]
    journal: Path


def sort_sure(
    rows: Sequence[Row],
    root: Path,
    into: Path,
    names: Mapping[str, str],
    types: Sequence[str],
    cancel: Event,
) -> Sorted | None:
    """Move those files that are sure, or decided, to their shelves; None where there are none.

    Args:
        root: the folder that they came into; folders in it are kept on the shelf.
        into: folder of the shelves.
        names: class -> its shelf.
        types: the product types that the model knows.

    Raises:
        FileAccessError: as ``plan_shelving`` and ``shelve``.
    """
    placed = items(rows, leave_unsure=True, names=names)
    plan = plan_shelving(
        placed,
        into,
        folders=Folders.KEEP,
        shelves=shelf_names(names),
        types=types,
        paths=[root / "any"],
    )
    if not plan.steps:
        return None
    journal = new_journal_path(journals_folder())
    report = shelve(plan.steps, journal, move=True, cancel=cancel)
    return Sorted(report, moved_files(journal), journal)
