"""The pictures that were brought in, and what became of each: state without a widget."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.core.classifier import Prediction
    from app.core.review_log import Row
    from app.ui.messages import Answered, FoundItem


class State(enum.StrEnum):
    """How far an item is."""

    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(slots=True, eq=False)
class Item:
    """One picture, or one place that could not be read.

    Attributes:
        copy: where the bytes are, if the file itself may vanish.
        row: what came of it.
        prediction: the whole answer, for the activation map.
    """

    id: int
    path: Path
    state: State
    copy: Path | None = None
    row: Row | None = None
    prediction: Prediction | None = None

    @property
    def source(self) -> Path:
        """The file to read."""
        return self.copy or self.path

    @property
    def error(self) -> str:
        """The sentence that says why it could not be read; empty when it could."""
        return self.row.error[1] if self.row is not None and self.row.error else ""

    @property
    def answer(self) -> Row | None:
        """The answer, if there is one."""
        return self.row if self.row is not None and self.row.error is None else None


@dataclass(frozen=True)
class Counts:
    """``done + failed + cancelled + waiting == found``, always."""

    found: int
    done: int
    failed: int
    cancelled: int

    @property
    def waiting(self) -> int:
        """Items without an outcome yet."""
        return self.found - self.done - self.failed - self.cancelled

    @property
    def settled(self) -> int:
        """Items with an outcome: answered or not readable."""
        return self.done + self.failed


class Session:
    """The list of items in the order they came in. A path is in it once."""

    def __init__(self) -> None:
        self._items: dict[int, Item] = {}
        self._by_path: dict[Path, Item] = {}
        self._tally = dict.fromkeys(State, 0)
        self._next_id = 1

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[Item]:
        return iter(self._items.values())

    def __getitem__(self, identifier: int) -> Item:
        return self._items[identifier]

    def get(self, identifier: int | None) -> Item | None:
        """The item, None when it is not in this session."""
        return self._items.get(identifier) if identifier is not None else None

    @property
    def counts(self) -> Counts:
        """How many items there are of each kind."""
        tally = self._tally
        return Counts(
            len(self._items), tally[State.DONE], tally[State.FAILED], tally[State.CANCELLED]
        )

    @property
    def running(self) -> bool:
        """Whether something still waits for its answer."""
        return self._tally[State.WAITING] > 0

    def add(self, found: Iterable[FoundItem]) -> list[Item]:
        """Take in what was found. A path that is already here is asked about again.

        Returns:
            The items, new and old, in the order of ``found``; those in state WAITING are to be
            classified.
        """
        touched = []
        for entry in found:
            item = self._by_path.get(entry.path)
            if item is None:
                item = Item(self._next_id, entry.path, State.WAITING)
                self._next_id += 1
                self._items[item.id] = self._by_path[entry.path] = item
                self._tally[State.WAITING] += 1
            item.row, item.prediction, item.copy = entry.failed, None, entry.copy
            self._move(item, State.FAILED if entry.failed else State.WAITING)
            touched.append(item)
        return touched

    def record(self, answer: Answered) -> Item | None:
        """Write down an answer; None when the item is not of this session."""
        item = self._items.get(answer.item)
        if item is not None:
            item.row, item.prediction = answer.row, answer.prediction
            self._move(item, State.FAILED if answer.row.error else State.DONE)
        return item

    def cancel(self) -> int:
        """Give up on everything that waits; returns how many that were."""
        waiting = [item for item in self if item.state is State.WAITING]
        for item in waiting:
            self._move(item, State.CANCELLED)
        return len(waiting)

    def resume(self) -> list[Item]:
        """Let everything that was cancelled wait again."""
        cancelled = [item for item in self if item.state is State.CANCELLED]
        for item in cancelled:
            self._move(item, State.WAITING)
        return cancelled

    def _move(self, item: Item, state: State) -> None:
        self._tally[item.state] -= 1
        self._tally[state] += 1
        item.state = state
