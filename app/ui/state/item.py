"""One picture of the list, and how many there are of each kind."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from app.core.answers import ALL_OF_IT
from app.core.text import natural_key
from app.ui.threads.messages import ItemId

if TYPE_CHECKING:
    from app.core.answers import Evidence, Prediction, Region, Row, Verdict


class State(enum.StrEnum):
    """How far an item is."""

    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Counted(NamedTuple):
    """What an answered item adds to the totals; a tuple, for it is made for every decision."""

    label: str
    decided: bool
    corrected: bool
    verdict: Verdict | None


class Twins(NamedTuple):
    """Pictures of the list that are one picture.

    Attributes:
        exact: whether they are the same file; else some of them were saved again.
    """

    members: tuple[ItemId, ...]
    exact: bool


@dataclass(slots=True, eq=False)
class Item:
    """One picture, or one place that could not be read.

    Attributes:
        copy: where the bytes are, if the file itself may vanish.
        row: what came of it.
        prediction: the whole answer, for the activation map.
        published: the row as the model answered, where what was learnt changed ``row``, too.
        alone: the row as it would be alone, where its whole product changed ``row``.
        evidence: what learning needs of the answer.
        mark: what of it is judged, whatever is found on it: a person marked it, or it stood in a
            file of results; ``Marked.part``.
        counted: as what it is in the session's totals.
        found: the parts of it that are photos of products, the main one first.
        twins: what it is there as more than once; None where it is there once.
        product, photos: name of what it is one of several photos of, and how many there are; empty
            and 1 where it stands for itself.
        doubt: what the least sure ones are found by, lowest first.
        folded, name_key: its path to be searched, and its name to be sorted by.
    """

    id: ItemId
    path: Path
    state: State
    copy: Path | None = None
    row: Row | None = None
    prediction: Prediction | None = None
    published: Row | None = None
    alone: Row | None = None
    evidence: Evidence | None = None
    counted: Counted | None = None
    mark: Region | None = None
    found: tuple[Region, ...] = ()
    twins: Twins | None = None
    product: str = ""
    photos: int = 1
    doubt: float = 3.0
    folded: str = ""
    name_key: list[tuple[int, int | str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.set_path(self.path)

    def set_path(self, path: Path) -> None:
        """Be known by another path."""
        self.path = path
        self.folded = str(path).casefold()
        self.name_key = natural_key(path.name)

    @property
    def source(self) -> Path:
        """Return the file to read."""
        return self.copy or self.path

    @property
    def error(self) -> str:
        """The sentence that says why it could not be read; empty when it could."""
        return self.row.error[1] if self.row is not None and self.row.error else ""

    @property
    def answer(self) -> Row | None:
        """The answer, if there is one."""
        row = self.row
        return row if row is not None and row.error is None else None

    @property
    def judged_part(self) -> Region | None:
        """What of it is judged; None for all of it, and where that is not known yet."""
        if self.prediction is not None:
            return self.prediction.region
        return self.mark if self.mark != ALL_OF_IT else None

    @property
    def decided(self) -> str | None:
        """The label that a person gave or accepted."""
        return self.row.decided if self.row is not None else None

    @property
    def undecided(self) -> bool:
        """Whether there is an answer that nobody has decided about."""
        row = self.row
        return row is not None and row.error is None and row.decided is None


def answers_of(items: Iterable[Item]) -> list[tuple[Path, Row]]:
    """What is known of pictures now, to be read by other threads: the file to read, the answer.

    Not by the properties, which take three times as long: this is done to whole lists.
    """
    return [
        (item.copy or item.path, row)
        for item in items
        if (row := item.row) is not None and row.error is None
    ]


@dataclass(frozen=True)
class Counts:
    """``done + failed + cancelled + waiting == found``, always.

    Attributes:
        decided, corrected: among those done; the corrected ones are among the decided ones.
        sure, unsure, refused: among those done, which nobody has decided about, by verdict.
    """

    found: int
    done: int
    failed: int
    cancelled: int
    decided: int = 0
    corrected: int = 0
    sure: int = 0
    unsure: int = 0
    refused: int = 0

    @property
    def waiting(self) -> int:
        """Items without an outcome yet."""
        return self.found - self.done - self.failed - self.cancelled

    @property
    def settled(self) -> int:
        """Items with an outcome: answered or not readable."""
        return self.done + self.failed
