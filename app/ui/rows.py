"""The items of a session as a list shows them: in an order, with one selected."""

from __future__ import annotations

import enum
import time
from collections.abc import Callable, Iterable, Sequence

from app.ui.session import Item, Session, State

_SORT_SECONDS = 1.0  # while answers come in, rows move at most this often


class Order(enum.StrEnum):
    """How the list is sorted."""

    LEAST_SURE = "least sure"
    FILES = "files"


class Rows:
    """Order and selection, whether or not a list is on screen.

    Attributes:
        touched: whether a person has moved about in the list since the session was begun.
        on_change: called after every change, with whether the selected row must be in sight.
    """

    def __init__(self, session: Session) -> None:
        self.on_change: Callable[[bool], None] = lambda reveal: None
        self.use(session)

    def use(self, session: Session) -> None:
        """Show another session."""
        self.session = session
        self.order = Order.FILES
        self.touched = False
        self._order_given = False
        self._running = False
        self._sorted_at = 0.0
        self._selected: Item | None = None
        self.sort()

    def __len__(self) -> int:
        return len(self._items)

    def span(self, first: int, last: int) -> Sequence[Item]:
        """The items of the rows from ``first`` up to ``last``, which is not among them."""
        return self._items[first:last]

    @property
    def selected(self) -> Item | None:
        """The item of the selected row."""
        return self._selected

    def position(self, item: Item) -> int | None:
        """The row of an item, counted from 0."""
        return self._positions.get(item.id)

    def neighbour(self, item: Item, step: int) -> Item | None:
        """The item ``step`` rows below (or, negative, above) another."""
        position = self.position(item)
        if position is None or not 0 <= position + step < len(self._items):
            return None
        return self._items[position + step]

    def select(self, item: Item) -> None:
        """Select a row."""
        self._selected = item
        self.on_change(True)

    def move(self, steps: float) -> None:
        """Select the row so far below (or, negative, above) the selected one, or the last there."""
        if self._items:
            self.touched = True
            current = self.position(self._selected) if self._selected else 0
            row = min(max(0, (current or 0) + steps), len(self._items) - 1)
            self.select(self._items[int(row)])

    def choose_order(self, order: Order) -> None:
        """Sort as a person wants it; it stays so."""
        self._order_given = True
        self.order = order
        self.sort()
        self._select_first()

    def sort(self) -> None:
        """Bring the rows into order, new ones included."""
        self._sorted_at = time.monotonic()
        self._items = ordered(self.session, self.order)
        self._positions = {item.id: row for row, item in enumerate(self._items)}
        if self._selected is None or self._selected.id not in self._positions:
            self._selected = self._items[0] if self._items else None
        self.on_change(False)

    def follow(self) -> None:
        """Keep up with answers that came in."""
        running = self.session.running
        if self._running and not running:
            self._finish()
        elif running and self.order is Order.LEAST_SURE and self._unsorted_for > _SORT_SECONDS:
            self.sort()
        self._running = running

    @property
    def _unsorted_for(self) -> float:
        """Seconds since the rows were last in order."""
        return time.monotonic() - self._sorted_at

    def _finish(self) -> None:
        """The least sure rows are what a person looks at next, unless they are at it already."""
        if self.touched or self._order_given or self.session.counts.cancelled:
            self.sort()
        else:
            self.order = Order.LEAST_SURE
            self.sort()
            self._select_first()

    def _select_first(self) -> None:
        if self._items:
            self.select(self._items[0])


def ordered(items: Iterable[Item], order: Order) -> list[Item]:
    """The items in an order; items that are alike keep the order they came in."""
    return sorted(items, key=_doubt) if order is Order.LEAST_SURE else list(items)


def _doubt(item: Item) -> tuple[int, float]:
    """What could not be read first, then what is not sure, then the rest by confidence."""
    if item.state is State.FAILED:
        return (0, 0.0)
    answer = item.answer
    if answer is None:
        return (3, 0.0)
    return (2 if answer.verdict == "sure" else 1, answer.confidence)
