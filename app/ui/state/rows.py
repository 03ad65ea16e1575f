"""The items of a session as a list shows them: filtered, in an order, with some selected."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from app.ui.state.filters import GROUPS, Filter, Order, Show, Sorting, twins_together
from app.ui.state.item import Item
from app.ui.state.session import Session
from app.ui.threads.messages import ItemId

_PHOTO_BY_PHOTO = {Show.ERRORS, Show.DUPLICATES}  # whatever product they belong to
_SORT_SECONDS = 1.0  # while answers come in, rows move at most this often


class Rows:
    """Order, filter and selection, whether or not a list is on screen.

    One row is the selected one; around it others can be chosen, too, to be decided with it.

    Attributes:
        class_names: in the order that classes are sorted by.
        like: the picture that the rows are in the order of likeness to; None in any other order.
        touched: whether a person has moved about in the list since the session was begun.
        on_change: called after every change, with whether the selected row must be in sight.
    """

    def __init__(self, session: Session) -> None:
        self.on_change: Callable[[bool], None] = lambda reveal: None
        self.class_names: Sequence[str] = ()
        self.use(session)

    def use(self, session: Session) -> None:
        """Show another session."""
        self.session = session
        self.sorting = Sorting()
        self.filter = Filter()
        self.touched = False
        self.like: Item | None = None
        self._likeness: Mapping[ItemId, float] = {}
        self._order_given = False
        self._running = False
        self._sorted_at = 0.0
        self._items: list[Item] = []
        self._groups: list[tuple[str, int]] | None = None
        self._positions: dict[ItemId, int] = {}
        self._selected: Item | None = None
        self._anchor: Item | None = None
        self._chosen: set[ItemId] = set()
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

    @property
    def chosen(self) -> list[Item]:
        """The items that a decision is about: the selected one, or several, in their order."""
        if not self._chosen:
            return [self._selected] if self._selected else []
        return [item for item in self._items if item.id in self._chosen]

    @property
    def several(self) -> int:
        """How many rows are chosen, where it is more than the selected one; else 0."""
        return len(self._chosen)

    def is_chosen(self, item: Item) -> bool:
        """Whether a decision is about it."""
        return item.id in self._chosen if self._chosen else item is self._selected

    def position(self, item: Item) -> int | None:
        """The row of an item, or of its product, counted from 0; None when it is not shown."""
        if item.id in self._positions:
            return self._positions[item.id]
        return self._positions.get(self.session.products.leader(item).id)

    def neighbour(self, item: Item, step: int) -> Item | None:
        """The item before (``step`` -1) or after another; each photo of a product has its turn."""
        position, products = self.position(item), self.session.products
        if position is None:
            return None
        if self.filter.show not in _PHOTO_BY_PHOTO:
            members = products.of(item)
            if 0 <= (within := members.index(item) + step) < len(members):
                return members[within]
        if not 0 <= position + step < len(self._items):
            return None
        following = self._items[position + step]
        if self.filter.show in _PHOTO_BY_PHOTO:
            return following
        return products.of(following)[0 if step > 0 else -1]

    def next_undecided(self, item: Item | None) -> Item | None:
        """The first item after this one that is to be decided, from the top again at the end."""
        start = (self.position(item) if item is not None else None) or 0
        for rows in (self._items[start + 1 :], self._items[:start]):
            for row in rows:
                if row.undecided:
                    return row
        return None

    def select(self, item: Item) -> None:
        """Select one row."""
        shown = item.id in self._positions
        self._selected = self._anchor = item if shown else self.session.products.leader(item)
        self._chosen.clear()
        self.on_change(True)

    def toggle(self, item: Item) -> None:
        """Add a row to those that are chosen, or take it out."""
        if not self._chosen and self._selected is not None:
            self._chosen.add(self._selected.id)
        self._chosen ^= {item.id}
        self._selected = self._anchor = item
        self.on_change(True)

    def extend(self, item: Item) -> None:
        """Choose all rows from where the selection began to this one."""
        begin = self.position(self._anchor) if self._anchor else None
        end = self.position(item)
        if end is None:
            return
        first, last = sorted((end if begin is None else begin, end))
        self._chosen = {row.id for row in self._items[first : last + 1]}
        self._selected = item
        self.on_change(True)

    def choose(self, items: Sequence[Item]) -> None:
        """Choose these rows; keys start from the first of them."""
        self._chosen = {item.id for item in items if item.id in self._positions}
        if items:
            self._selected = self._anchor = items[0]
        self.on_change(False)

    def choose_all(self) -> None:
        """Choose every row that is shown."""
        self._chosen = {item.id for item in self._items}
        self.on_change(False)

    def choose_one(self) -> None:
        """Choose the selected row only."""
        self._chosen.clear()
        self.on_change(False)

    @property
    def groups(self) -> Sequence[tuple[str, int]]:
        """What the rows are grouped by, as they were sorted last: names, and rows of each.

        Classes or verdicts, empty for rows without; no groups where the order has none.
        """
        if self._groups is None:
            name = GROUPS.get(self.sorting.order) if self._is_grouped else None
            runs = itertools.groupby(self._items, name) if name else ()
            self._groups = [(group, sum(1 for _ in run)) for group, run in runs]
        return self._groups

    @property
    def _is_grouped(self) -> bool:
        return self.like is None and self.filter.show is not Show.DUPLICATES

    def move(self, steps: float, *, extend: bool = False) -> None:
        """Select the row so far below (or, negative, above) the selected one, or the last there.

        Args:
            extend: choose the rows on the way, too.
        """
        if self._items:
            self.touched = True
            current = self.position(self._selected) if self._selected else 0
            row = min(max(0, (current or 0) + steps), len(self._items) - 1)
            (self.extend if extend else self.select)(self._items[int(row)])

    def types(self) -> list[str]:
        """The product types that pictures of the list may be, in alphabetical order."""
        shown = {item.row.shown_types for item in self.session if item.row is not None}
        return sorted({name for names in shown for name in names}, key=str.casefold)

    def choose_order(self, order: Order) -> None:
        """Sort as a person wants it; it stays so. The order in force is turned round."""
        self._order_given = True
        if self.like is None:
            self.sorting = self.sorting.chosen(order)
        else:  # one is not turned round that was not in force
            self.like, self.sorting = None, Sorting(order)
        self.sort()
        self._select_first()

    def order_like(self, item: Item | None, likeness: Mapping[ItemId, float]) -> None:
        """Sort by likeness to a picture, or, for None, as before; what has none comes last."""
        if item is None and self.like is None:
            return
        self.touched = True
        self.like, self._likeness = item, likeness
        self._chosen.clear()
        if item is not None:
            self._selected = self._anchor = item
        self.sort()
        self.on_change(True)

    def noted_twins(self) -> None:
        """It is known now which pictures are there more than once."""
        if self.filter.show is Show.DUPLICATES:
            self.sort()
        self.on_change(False)

    def narrow(self, **changes: Any) -> None:
        """Change parts of the filter."""
        changed = replace(self.filter, **changes)
        if changed != self.filter:
            self.touched = True
            self.filter = changed
            self._chosen.clear()
            self.sort()
            self.on_change(True)

    def show_everything(self) -> None:
        """Take off all filters."""
        self.narrow(**asdict(Filter()))

    def show_also(self, items: Iterable[Item]) -> None:
        """Show what came into the list: below, or in its place if there is another order."""
        new = [item for item in dict.fromkeys(items) if item.id not in self._positions]
        complete = len(self._items) + len(new) == len(self.session)
        as_they_came = self.sorting == Sorting() and self.like is None and not self.filter.active
        if not (complete and as_they_came and self.session.products.by is None):
            self.sort()
            return
        self._positions.update((item.id, row) for row, item in enumerate(new, len(self._items)))
        self._items += new
        if self._selected is None and self._items:
            self._selected = self._anchor = self._items[0]
        self.on_change(False)

    def sort(self, *, below: Item | None = None) -> None:
        """Bring the rows into order, new ones included.

        Args:
            below: leave the rows up to this one as they are, for somebody who goes through them.
        """
        self._sorted_at = time.monotonic()
        was_at = self.position(self._selected) if self._selected else None
        shown: Iterable[Item] = self.session
        if self.filter.show not in _PHOTO_BY_PHOTO:
            shown = self.session.products.leaders(shown)
        if self.filter.active:
            shown = self.filter.apply(shown)
        items = self._in_order(shown)
        last = self.position(below) if below is not None else None
        if last is not None:
            left = {item.id for item in items}
            head = [item for item in self._items[: last + 1] if item.id in left]
            fixed = {item.id for item in head}
            items = [*head, *(item for item in items if item.id not in fixed)]
        self._items = items
        self._groups = None
        self._positions = {item.id: row for row, item in enumerate(self._items)}
        if self._chosen:
            self._chosen.intersection_update(self._positions)
        if self._selected is None or self._selected.id not in self._positions:
            row = min(was_at or 0, len(self._items) - 1)
            self._selected = self._anchor = self._items[row] if self._items else None
        self.on_change(False)

    def _in_order(self, shown: Iterable[Item]) -> list[Item]:
        if self.like is not None:
            return sorted(shown, key=lambda item: -self._likeness.get(item.id, -1.0))
        items = self.sorting.apply(shown, self.class_names)
        return twins_together(items) if self.filter.show is Show.DUPLICATES else items

    def decided(self) -> None:
        """Decisions were made or taken back."""
        if self.filter.follows_decisions:
            self.sort()
        self.on_change(False)

    def follow(self) -> None:
        """Keep up with answers that came in."""
        running = self.session.running
        moving = self.filter.active or self.sorting.order not in {Order.FILES, Order.NAME}
        if self._running and not running:
            self._finish()
        elif running and moving and time.monotonic() - self._sorted_at > _SORT_SECONDS:
            self.sort()
        self._running = running

    def least_sure_first(self) -> None:
        """The order of a review."""
        self.like = None
        self.sorting = Sorting(Order.LEAST_SURE)
        self.sort()
        self._select_first()

    def _finish(self) -> None:
        """The least sure rows are what a person looks at next, unless they are at it already."""
        if self.touched or self._order_given or self.session.counts.cancelled:
            self.sort()
        else:
            self.least_sure_first()

    def _select_first(self) -> None:
        if self._items:
            self.select(self._items[0])
