"""What a shelving would do, before it does it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.core.answers import OTHER, Row, Verdict
from app.core.places import journals_folder
from app.core.shelving.inner import Folders
from app.core.shelving.occupied import Digests
from app.core.shelving.plan import Step, items, plan_shelving

UNSURE_FOLDER = "not sure"
OTHER_FOLDER = "not one of these"


def shelf_names(names: Mapping[str, str] | None) -> set[str]:
    """Every name that a shelf of these classes may have."""
    return {UNSURE_FOLDER, OTHER_FOLDER, *(names or {}), *(names or {}).values()}


def undecided_counts(rows: Iterable[Row]) -> tuple[int, int]:
    """How many rows nobody decided are unsure, and how many are none of the classes."""
    verdicts = Counter(row.verdict for row in rows if row.decided is None)
    return verdicts[Verdict.UNSURE], verdicts[Verdict.NOT_ONE_OF_THESE]


@dataclass(frozen=True)
class Choices:
    """How files are to be put on shelves.

    Attributes:
        into: folder that holds the shelves.
        move: whether the files leave their place.
        unsure: what the model is unsure of goes ``with the class``, to its ``own`` folder, or is
            ``left``.
        folders: what becomes of the folders that the files lie in.
        other: what is none of the classes goes to its ``own`` folder, with the ``nearest`` class
            where only the model says so, or is ``left``.
        typed: whether product types are folders on the shelf of their class.
    """

    into: Path
    move: bool = False
    unsure: str = "own"
    other: str = "left"
    folders: Folders = Folders.DROP
    typed: bool = False


@dataclass(frozen=True)
class Preview:
    """What sorting would do to the files now.

    Attributes:
        steps: every file that would be put on a shelf.
        counts: shelf -> files, in the order of their first file.
        renamed: files that would get a number, because their name is taken.
        there: files that are on their shelf already, or whose very bytes are.
        staying: files that would stay where they are, alone.
        untyped: files that go to the shelf of a class itself, for their product type is not clear;
            0 where types are no folders.
        left: those, by why they would: ``not sure``, ``not one of these``, ``not readable``.
    """

    steps: tuple[Step, ...]
    counts: dict[str, int]
    renamed: int
    there: int
    staying: int
    untyped: int
    left: dict[str, int]


def preview(
    rows: Sequence[Row],
    choices: Choices,
    names: Mapping[str, str] | None = None,
    types: Collection[str] = (),
    digests: Digests | None = None,
    paths: Sequence[Path] = (),
) -> Preview:
    """Plan a shelving; it looks into the shelves, so it belongs on a thread of its own.

    Args:
        names: class -> its shelf, where that is not the name of the class.
        types: the product types that the model knows.
        paths: of the whole list, where ``rows`` are only some of it.
        digests: kept from one preview to the next, so that no file is read twice.

    Raises:
        FileAccessError: as ``plan_shelving``.
    """
    placed = items(
        rows,
        unsure_folder=UNSURE_FOLDER if choices.unsure == "own" else None,
        leave_unsure=choices.unsure == "left",
        other_folder=None if choices.other == "left" else OTHER_FOLDER,
        nearest=choices.other == "nearest",
        typed=choices.typed,
        names=names,
    )
    plan = plan_shelving(
        placed,
        choices.into,
        folders=choices.folders,
        shelves=shelf_names(names),
        types=types,
        paths=paths or [row.path for row in rows],
        journals=journals_folder(),
        digests=digests,
    )
    return Preview(
        plan.steps,
        dict(Counter(step.shelf.name for step in plan.steps)),
        sum(step.numbered for step in plan.steps),
        len(plan.there),
        len(rows) - len(placed),
        sum(choices.typed and bool(item.earlier) and not item.type for item in placed),
        left_in_place(rows, unsure=choices.unsure == "left", other=choices.other == "left"),
    )


def left_in_place(rows: Iterable[Row], *, unsure: bool, other: bool) -> dict[str, int]:
    """Count the files that a sorting leaves where they are, by why it does.

    Args:
        unsure, other: whether what is unsure, and what is none of the classes, is left.
    """

    def why(row: Row) -> str:
        if row.final is None:
            return "not readable"
        if row.decided is None and row.verdict is Verdict.UNSURE:
            return "not sure" if unsure else ""
        return "not one of these" if row.final == OTHER and other else ""

    return dict(Counter(reason for reason in map(why, rows) if reason))
