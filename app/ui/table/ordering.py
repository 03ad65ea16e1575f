"""In which order the list is shown."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter
from typing import Any

from app.core.text import natural_key
from app.ui.state.item import Item


class Order(enum.StrEnum):
    """What the list is sorted by."""

    LEAST_SURE = "Least sure first"
    FILES = "As they came"
    NAME = "Name"
    PLACE = "Place"
    CLASS = "Class"
    VERDICT = "Verdict"
    DECISION = "Decision"


@dataclass(frozen=True)
class Sorting:
    """An order, or its reverse."""

    order: Order = Order.FILES
    reverse: bool = False

    def chosen(self, order: Order) -> Sorting:
        """What choosing an order leads to: the one in force is turned round."""
        return Sorting(order, order is self.order and not self.reverse)

    def apply(self, items: Iterable[Item], class_names: Sequence[str] = ()) -> list[Item]:
        """The items sorted; those that are alike keep the order they came in.

        Args:
            class_names: in the order that classes are sorted by.
        """
        if self.order is Order.FILES:
            rows = list(items)
            return rows[::-1] if self.reverse else rows
        key = _KEYS.get(self.order) or _class_key(class_names)
        return sorted(items, key=key, reverse=self.reverse)


_LAST = 99


@lru_cache(maxsize=20_000)
def _folder(path: str) -> list[tuple[int, int | str]]:
    return natural_key(path)


def _place(item: Item) -> Any:
    return _folder(str(item.path.parent)), item.name_key


def _verdict(item: Item) -> tuple[int, float]:
    answer = item.answer
    if answer is None:
        return (_LAST, 0.0)
    rank = {"unsure": 0, "not one of these": 1, "sure": 2}.get(answer.verdict or "", _LAST)
    return (rank, answer.confidence)


def _decision(item: Item) -> int:
    counted = item.counted
    return 2 - counted.decided - counted.corrected if counted is not None else _LAST


def _class_key(class_names: Sequence[str]) -> Callable[[Item], tuple[int, float]]:
    ranks = {name: rank for rank, name in enumerate(class_names)}

    def key(item: Item) -> tuple[int, float]:
        if item.counted is None or item.answer is None:
            return (_LAST, 0.0)
        return (ranks.get(item.counted.label, _LAST - 1), item.answer.confidence)

    return key


_KEYS: dict[Order, Callable[[Item], Any]] = {
    Order.LEAST_SURE: attrgetter("doubt"),
    Order.NAME: attrgetter("name_key"),
    Order.PLACE: _place,
    Order.VERDICT: _verdict,
    Order.DECISION: _decision,
}
