"""The pictures that were brought in, and what became of each: state without a widget."""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.core.classifier import Prediction
    from app.core.review_log import Row
    from app.ui.messages import Answered, FoundItem

NONE_OF_THEM = ""
"""In totals: pictures of something that is none of the classes."""


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
        self._totals: Counter[str] = Counter()
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

    @property
    def totals(self) -> Mapping[str, int]:
        """Answers per class; what is not one of the classes is under ``NONE_OF_THEM``."""
        return self._totals

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
            item.copy = entry.copy
            self._set_answer(item, entry.failed, None)
            self._move(item, State.FAILED if entry.failed else State.WAITING)
            touched.append(item)
        return touched

    def record(self, answer: Answered) -> Item | None:
        """Write down an answer; None when the item is not of this session."""
        item = self._items.get(answer.item)
        if item is not None:
            self._set_answer(item, answer.row, answer.prediction)
            self._move(item, State.FAILED if answer.row.error else State.DONE)
        return item

    def relocate(self, moved: Mapping[Path, Path]) -> None:
        """Follow files that were moved: former place -> present place."""
        for former, present in moved.items():
            item = self._by_path.pop(former, None)
            if item is not None:
                item.path = present
                if item.row is not None:
                    item.row.path = present
                self._by_path[present] = item

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

    def ask_again(self) -> list[Item]:
        """Let everything that was answered wait again: another model is in use."""
        done = [item for item in self if item.state is State.DONE]
        for item in done:
            self._set_answer(item, None, None)
            self._move(item, State.WAITING)
        return done

    def _set_answer(self, item: Item, row: Row | None, prediction: Prediction | None) -> None:
        for answer, step in ((item.answer, -1), (row, 1)):
            if answer is not None and answer.error is None:
                foreign = answer.verdict == "not one of these"
                self._totals[NONE_OF_THEM if foreign else answer.label or ""] += step
        item.row, item.prediction = row, prediction

    def _move(self, item: Item, state: State) -> None:
        self._tally[item.state] -= 1
        self._tally[state] += 1
        item.state = state
