"""The list of pictures that were brought in, and what became of each: state without a widget."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from app.core.answers import Region, Row, Verdict
from app.core.review.products import By, combined
from app.core.review.review import Review
from app.ui.state.item import Counted, Counts, Item, State
from app.ui.state.products import Products
from app.ui.threads.messages import ItemId

if TYPE_CHECKING:
    from app.core.answers import Prediction
    from app.ui.threads.messages import Answered, FoundItem

_numbers = itertools.count(1)


class Session:
    """The list of items in the order they came in. A path is in it once.

    Attributes:
        id: no other list has it; the id of every item names it.
        review: the decisions about them.
        products: which of them are photos of one product; each has the answer of all of them.
        opened: what a person dropped or opened, to look there again.
        removed: what a person took out of the list, which is not looked for again.
        everything: whether everything in it is a product; None: as in the settings.
        cut_short: whether not all of it was looked through.
        judged: gives a row the verdict by the threshold in force.
    """

    def __init__(self) -> None:
        self.id = next(_numbers)
        self.review = Review()
        self.products = Products()
        self.opened: list[Path] = []
        self.removed: set[Path] = set()
        self.everything: bool | None = None
        self.cut_short = False
        self.judged: Callable[[Row], Row] = _as_it_is
        self._items: dict[ItemId, Item] = {}
        self._last = 0  # the number of the newest item
        self._by_path: dict[Path, Item] = {}
        self._tally = dict.fromkeys(State, 0)
        self._totals: Counter[Counted] = Counter()

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[Item]:
        return iter(self._items.values())

    def get(self, identifier: ItemId | None) -> Item | None:
        """The item, None when it is not in this session."""
        return self._items.get(identifier) if identifier is not None else None

    @property
    def counts(self) -> Counts:
        """How many items there are of each kind."""
        tally = self._tally
        counts = Counts(
            len(self._items),
            tally[State.DONE],
            tally[State.FAILED],
            tally[State.CANCELLED],
            sum(count for kind, count in self._totals.items() if kind.decided),
            sum(count for kind, count in self._totals.items() if kind.corrected),
            *(
                sum(
                    n
                    for kind, n in self._totals.items()
                    if not kind.decided and kind.verdict is verdict
                )
                for verdict in Verdict
            ),
        )
        assert counts.waiting == tally[State.WAITING], "a picture was lost count of"
        return counts

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
        """Take in what was found. A path that is already here is asked about again if undecided.

        Args:
            keep_answers: paths that are already here are left as they are.

        Returns:
            The items, new and old, in the order of ``found``; those in state WAITING are to be
            classified.
        """
        touched = []
        for entry in found:
            item = self._by_path.get(entry.path)
            if keep_answers and (item is not None or entry.path in self.removed):
                continue
            self.removed.discard(entry.path)
            if item is None:
                item = self._new_item(entry.path)
            item.copy = entry.copy
            touched.append(item)
            if item.decided is not None and entry.failed is None:
                continue
            failed = self.review.take(entry.failed) if entry.failed else None
            self._set_answer(item, failed, None)
            self._move(item, State.FAILED if failed else State.WAITING)
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
            row = self.judged(row)
            self.review.restore([row])
            item = self._new_item(row.path)
            item.mark = row.mark
            if row.answered or row.error:
                self._set_answer(item, row, None)
                self._move(item, State.FAILED if row.error else State.DONE)
            restored.append(item)
        return restored

    def take_rows(self, rows: Iterable[Row]) -> None:
        """Take in rows that were answered elsewhere, and log them; a path here is answered anew."""
        for row in rows:
            item = self._by_path.get(row.path) or self._new_item(row.path)
            item.mark = Region(*row.region, picture=(0, 0)) if row.region else None
            self._set_answer(item, self.review.take(self.judged(row)), None)
            self._move(item, State.FAILED if row.error else State.DONE)

    def remove(self, items: Iterable[Item]) -> list[Item]:
        """Take items out of the list; returns those that were in it."""
        gone = [item for item in items if self._items.pop(item.id, None) is not None]
        for item in gone:
            del self._by_path[item.path]
            self.removed.add(item.path)
            self._tally[item.state] -= 1
            if item.counted is not None:
                self._totals[item.counted] -= 1
            rest = [other for other in self.products.of(item) if other is not item]
            self.products.remove(item)
            self._combine(rest)
        self.review.remove([item.path for item in gone])
        return gone

    def put_back(self, items: Iterable[Item]) -> list[Item]:
        """Put items back that were taken out, at the end of the list, with what is known of them.

        Returns:
            New items in their place; those in state WAITING are to be classified.
        """
        back = []
        for item in items:
            self.removed.discard(item.path)
            row = item.alone or item.row
            new = self._new_item(item.path)
            new.copy, new.mark = item.copy, item.mark
            if row is not None:
                row = row.with_decision(item.decided)
                self._set_answer(new, self.review.take(self.judged(row)), item.prediction)
                self._move(new, State.FAILED if row.error else State.DONE)
            back.append(new)
        return back

    def mark(self, item: Item, part: Region | None) -> None:
        """Let another part of a picture be judged, and wait for the answer; it is logged.

        Answers that are under way are passed over: they are about another part.

        Args:
            part: as ``Marked.part``; None for what is found on it.
        """
        item.mark = part
        self.review.take(Row(item.path, mark=part))
        self._set_answer(item, None, None)
        self._move(item, State.WAITING)

    def record(self, answer: Answered) -> Item | None:
        """Write down an answer; None when the item is not of this session.

        An item that was answered for before keeps that answer and takes only the prediction.
        """
        item = self._items.get(answer.item)
        if item is None or item.mark != answer.mark:
            return None
        if item.state is State.DONE:
            self._set_prediction(item, answer.prediction)
            return item
        self._set_answer(item, self.review.take(self.judged(answer.row)), answer.prediction)
        self._move(item, State.FAILED if answer.row.error else State.DONE)
        return item

    def decide(self, items: Iterable[Item], label: str | None) -> list[Item]:
        """Give items a label, ``other`` for none of the classes; in one step of undo.

        Returns:
            The items that have another decision now.
        """
        return self._changed(self.review.decide(self._answers(items), label))

    def accept(self, items: Iterable[Item]) -> list[Item]:
        """Let the model's answers stand where there is no decision; otherwise as ``decide``."""
        return self._changed(self.review.accept(self._answers(items)))

    def accept_nearest(self, items: Iterable[Item]) -> list[Item]:
        """As ``accept``, with the most probable class even of pictures that are refused."""
        return self._changed(self.review.accept_nearest(self._answers(items)))

    def recall(self, labels: Mapping[Path, str]) -> list[Item]:
        """Give undecided items the labels of another time; otherwise as ``decide``."""
        return self._changed(self.review.recall(labels))

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
                if item.row is not None:
                    item.row = self.review[present]
                if item.published is not None:
                    item.published = item.published._replace(path=present)
                if item.alone is not None:
                    item.alone = item.alone._replace(path=present)

    def judge(self, sure: float, everything: bool = False) -> None:
        """Derive all verdicts anew, those to come included; see ``Row.judged``."""
        self.judged = partial(Row.judged, sure=sure, everything=everything)
        self.review.judge(sure, everything)
        for item in self:
            if item.row is not None:
                item.row = self.review[item.path]
            item.doubt = _doubt(item.row)
        self._count(*self)

    def judge_anew(self, rows: Iterable[Row]) -> None:
        """Put other answers in the place of those that nobody has decided about; not logged."""
        judged = []
        for row in rows:
            item = self._by_path.get(row.path)
            if item is not None and item.undecided:
                item.alone = None
                self._put(item, row)
                judged.append(item)
        self._count(*judged)
        for members in self.products.whole(judged):
            self._combine(members)

    def group(self, by: By | None) -> None:
        """Let photos of one product have one answer and one decision, or each its own again."""
        for item in self:
            self._part(item)
        self.products.group(self, by)
        for members in self.products.all():
            self._combine(members)

    def _combine(self, members: Sequence[Item]) -> None:
        """Give the undecided photos of a product the answer of all of them."""
        if len(members) < 2:
            for item in members:
                self._part(item)
            return
        own = [row for item in members if (row := item.alone or item.answer) is not None]
        if len({len(row.probabilities) for row in own}) != 1:
            return
        for item in members:
            if item.answer is not None and item.undecided:
                alone = item.alone = item.alone or item.answer
                self._put(item, combined(alone, own))
        self._count(*members)

    def _part(self, item: Item) -> None:
        """Give an item its own answer again."""
        if item.alone is not None:
            row, item.alone = item.alone, None
            self._put(item, row)
            self._count(item)

    def _put(self, item: Item, row: Row) -> None:
        item.row = row = self.review.put(self.judged(row))
        item.doubt = _doubt(row)

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

    def reset_answers(self) -> list[Item]:
        """Let everything that was answered wait again: another model is in use."""
        done = [item for item in self if item.state is State.DONE]
        for item in done:
            self._set_answer(item, None, None)
            self._move(item, State.WAITING)
        return done

    def _answers(self, items: Iterable[Item]) -> list[Row]:
        return [answer for item in items if (answer := item.answer) is not None]

    def _new_item(self, path: Path) -> Item:
        self._last += 1
        item = Item(ItemId(self.id, self._last), path, State.WAITING)
        self._items[item.id] = self._by_path[path] = item
        self._tally[State.WAITING] += 1
        self.products.add(item)
        return item

    def _changed(self, rows: Sequence[Row]) -> list[Item]:
        items = []
        for row in rows:
            item = self._by_path[row.path]
            if item.row is not None:  # it may wait for another answer
                item.row = row
            items.append(item)
        self._count(*items)
        for item in items:
            if item.alone is not None:  # a decision that is taken back leaves the answer of all
                self._combine(self.products.of(item))
        return items

    def _set_answer(self, item: Item, row: Row | None, prediction: Prediction | None) -> None:
        item.row = item.published = row
        item.alone = None
        self._set_prediction(item, prediction)
        item.doubt = _doubt(row)  # a decision later does not change it
        self._count(item)
        self._combine(self.products.of(item))

    def _set_prediction(self, item: Item, prediction: Prediction | None) -> None:
        item.prediction = prediction
        item.evidence = prediction.evidence if prediction is not None else None
        if prediction is not None:
            item.found = prediction.found

    def _count(self, *items: Item) -> None:
        """Bring the totals up to date with items."""
        before: list[Counted] = []
        now: list[Counted] = []
        for item in items:
            counted = _counted(item.row)
            if counted is item.counted or counted == item.counted:
                continue
            if item.counted is not None:
                before.append(item.counted)
            if counted is not None:
                now.append(counted)
            item.counted = counted
        self._totals.subtract(Counter(before))
        self._totals.update(Counter(now))

    def _move(self, item: Item, state: State) -> None:
        self._tally[item.state] -= 1
        self._tally[state] += 1
        item.state = state


def _as_it_is(row: Row) -> Row:
    return row


def _counted(row: Row | None) -> Counted | None:
    """What a row adds to the totals."""
    if row is None or row.error is not None:
        return None
    return _counted_as(row.verdict, row.label, row.decided)


@lru_cache  # whole lists are counted, and there are few that differ
def _counted_as(verdict: Verdict | None, label: str | None, decided: str | None) -> Counted | None:
    row = Row(Path(), verdict, label, decided=decided)
    if row.final is None:
        return None
    return Counted(row.final, decided is not None, row.corrected, verdict)


def _doubt(row: Row | None) -> float:
    """What is not sure comes first, then what is, by confidence; what has no answer is last."""
    if row is None or row.error is not None:
        return 3.0 if row is None else 2.5
    return row.confidence + (row.verdict == "sure")
