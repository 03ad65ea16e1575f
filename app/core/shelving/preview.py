"""What a shelving would do, before it does it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.core.answers import Row
from app.core.places import journals_folder
from app.core.shelving.occupied import Digests
from app.core.shelving.plan import Step, items, plan_shelving

UNSURE_FOLDER = "not sure"
OTHER_FOLDER = "not one of these"


@dataclass(frozen=True)
class Choices:
    """How files are to be put on shelves.

    Attributes:
        into: folder that holds the shelves.
        move: whether the files leave their place.
        unsure: what the model is unsure of goes ``with the class``, to its ``own`` folder, or is
            ``left``.
        other: what is none of the classes goes to its ``own`` folder, or is ``left``.
    """

    into: Path
    move: bool = False
    unsure: str = "with the class"
    other: str = "left"


@dataclass(frozen=True)
class Preview:
    """What sorting would do to the files now.

    Attributes:
        steps: every file that would be put on a shelf.
        counts: shelf -> files, in the order of their first file.
        renamed: files that would get a number, because their name is taken.
        there: files that are on their shelf already, or whose very bytes are.
        staying: files that would stay where they are, alone.
    """

    steps: tuple[Step, ...]
    counts: dict[str, int]
    renamed: int
    there: int
    staying: int


def preview(
    rows: Sequence[Row],
    choices: Choices,
    names: Mapping[str, str] | None = None,
    digests: Digests | None = None,
) -> Preview:
    """Plan a shelving; it looks into the shelves, so it belongs on a thread of its own.

    Args:
        names: class -> its shelf, where that is not the name of the class.
        digests: kept from one preview to the next, so that no file is read twice.

    Raises:
        FileAccessError: as ``plan_shelving``.
    """
    placed = items(
        rows,
        unsure_folder=UNSURE_FOLDER if choices.unsure == "own" else None,
        leave_unsure=choices.unsure == "left",
        other_folder=OTHER_FOLDER if choices.other == "own" else None,
        names=names,
    )
    plan = plan_shelving(placed, choices.into, journals=journals_folder(), digests=digests)
    return Preview(
        plan.steps,
        dict(Counter(step.target.parent.name for step in plan.steps)),
        sum(step.target.name != step.source.name for step in plan.steps),
        len(plan.there),
        len(rows) - len(placed),
    )
