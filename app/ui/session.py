"""The pictures that were brought in, and what became of each: state without a widget."""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from app.core.natural import natural_key
from app.core.review import Review

if TYPE_CHECKING:
    from app.core.classifier import Prediction
    from app.core.review import Change
    from app.core.review_log import Row
    from app.ui.messages import Answered, FoundItem


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


@dataclass(slots=True, eq=False)
class Item:
    """One picture, or one place that could not be read.

    Attributes:
        copy: where the bytes are, if the file itself may vanish.
        row: what came of it.
        prediction: the whole answer, for the activation map.
        counted: as what it is in the session's totals.
        doubt: what the least sure ones are found by, lowest first.
        folded, name_key: its path to be searched, and its name to be sorted by.
    """

    id: int
    path: Path
    state: State
    copy: Path | None = None
    row: Row | None = None
    prediction: Prediction | None = None
    counted: Counted | None = None
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

    @property
    def decided(self) -> str | None:
        """The label that a person gave or accepted."""
        return self.row.decided if self.row is not None else None

    @property
    def undecided(self) -> bool:
        """Whether there is an answer that nobody has decided about."""
        return self.answer is not None and self.decided is None


@dataclass(frozen=True)
class Counts:
    """``done + failed + cancelled + waiting == found``, always.

    Attributes:
        decided, corrected: among those done; the corrected ones are among the decided ones.
    """

    found: int
    done: int
    failed: int
    cancelled: int
    decided: int = 0
    corrected: int = 0

    @property
    def waiting(self) -> int:
        """Items without an outcome yet."""
        return self.found - self.done - self.failed - self.cancelled

    @property
    def settled(self) -> int:
        """Items with an outcome: answered or not readable."""
        return self.done + self.failed


class Session:
    """The list of items in the order they came in. A path is in it once.

    Attributes:
        review: the decisions about them.
        opened: what a person dropped or opened, to look there again.
        cut_short: whether not all of it was looked through.
    """

    def __init__(self) -> None:
        self.review = Review()
        self.opened: list[Path] = []
        self.cut_short = False
        self._items: dict[int, Item] = {}
        self._by_path: dict[Path, Item] = {}
        self._tally = dict.fromkeys(State, 0)
        self._totals: Counter[Counted] = Counter()
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
            len(self._items),
            tally[State.DONE],
            tally[State.FAILED],
            tally[State.CANCELLED],
            sum(count for kind, count in self._totals.items() if kind.decided),
            sum(count for kind, count in self._totals.items() if kind.corrected),
        )

    @property
    def running(self) -> bool:
        """Whether something still waits for its answer."""
        return self._tally[State.WAITING] > 0

    @property
    def totals(self) -> Mapping[str, int]:
        """Items per final label; ``other`` for none of the classes."""
        totals: Counter[str] = Counter()
        for kind, count in self._totals.items():
            totals[kind.label] += count
        return totals

    def add(self, found: Iterable[FoundItem], *, keep_answers: bool = False) -> list[Item]:
        """Take in what was found. A path that is already here is asked about again.

        Args:
            keep_answers: paths that are already here are left as they are.

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
            elif keep_answers:
                continue
            item.copy = entry.copy
            failed = self.review.take(entry.failed) if entry.failed else None
            self._set_answer(item, failed, None)
            self._move(item, State.FAILED if failed else State.WAITING)
            touched.append(item)
        return touched

    def restore(self, rows: Iterable[Row]) -> list[Item]:
        """Take in rows of another time with their decisions; nothing is logged again.

        Returns:
            Their items; those in state WAITING have no answer and are to be classified.
        """
        restored = []
        for row in rows:
            if row.path in self._by_path:
                continue
            self.review.restore([row])
            item = Item(self._next_id, row.path, State.WAITING)
            self._next_id += 1
            self._items[item.id] = self._by_path[row.path] = item
            self._tally[State.WAITING] += 1
            if row.answered or row.error:
                self._set_answer(item, row, None)
                self._move(item, State.FAILED if row.error else State.DONE)
            restored.append(item)
        return restored

    def record(self, answer: Answered) -> Item | None:
        """Write down an answer; None when the item is not of this session.

        An item that was answered for before keeps that answer and takes only the prediction.
        """
        item = self._items.get(answer.item)
        if item is None:
            return None
        if item.state is State.DONE:
            item.prediction = answer.prediction
            return item
        self._set_answer(item, self.review.take(answer.row), answer.prediction)
        self._move(item, State.FAILED if answer.row.error else State.DONE)
        return item

    def decide(self, items: Iterable[Item], label: str | None) -> list[Item]:
        """Give items a label, ``other`` for none of the classes; in one step of undo.

        Returns:
            The items that have another decision now.
        """
        return self._changed(self.review.decide(self._answers(items), label))

    def accept(self, items: Iterable[Item]) -> list[Item]:
        """Let the model's answers stand where there is no decision; otherwise as :meth:`decide`."""
        return self._changed(self.review.accept(self._answers(items)))

    def undo(self) -> list[Item]:
        """Take the last decision back; returns its items."""
        return self._changed(self.review.undo())

    def redo(self) -> list[Item]:
        """Make the decision again that was taken back last; returns its items."""
        return self._changed(self.review.redo())

    def relocate(self, moved: Mapping[Path, Path]) -> None:
        """Follow files that were moved: former place -> present place."""
        self.review.relocate(moved)
        for former, present in moved.items():
            item = self._by_path.pop(former, None)
            if item is not None:
                item.set_path(present)
                self._by_path[present] = item

    def judged_anew(self) -> None:
        """The verdicts of the answers were changed."""
        for item in self:
            item.doubt = _doubt(item)

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

    def _answers(self, items: Iterable[Item]) -> list[Row]:
        return [item.answer for item in items if item.answer is not None]

    def _changed(self, change: Change | None) -> list[Item]:
        items = [self._by_path[row.path] for row in change.rows] if change else []
        for item in items:
            self._count(item)
        return items

    def _set_answer(self, item: Item, row: Row | None, prediction: Prediction | None) -> None:
        item.row, item.prediction = row, prediction
        item.doubt = _doubt(item)  # a decision later does not change it
        self._count(item)

    def _count(self, item: Item) -> None:
        """Bring the totals up to date with an item."""
        if item.counted is not None:
            self._totals[item.counted] -= 1
        answer, item.counted = item.answer, None
        if answer is not None and answer.final is not None:
            item.counted = Counted(answer.final, answer.decided is not None, answer.corrected)
            self._totals[item.counted] += 1

    def _move(self, item: Item, state: State) -> None:
        self._tally[item.state] -= 1
        self._tally[state] += 1
        item.state = state


def _doubt(item: Item) -> float:
    """What is not sure comes first, then what is, by confidence; what has no answer is last."""
    answer = item.answer
    if answer is None:
        return 3.0 if item.row is None else 2.5
    return answer.confidence + (answer.verdict == "sure")
