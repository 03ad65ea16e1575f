"""Which rows of the list are shown, and in which order."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter
from typing import Any

from app.core.answers import Verdict
from app.core.text import natural_key
from app.ui.state.item import Item, State


class Show(enum.StrEnum):
    """How far a row must be in the review."""

    ALL = "Everything"
    UNDECIDED = "Undecided"
    DECIDED = "Decided"
    CORRECTED = "Corrected"
    ERRORS = "Not readable"
    DUPLICATES = "Duplicates"


VERDICTS: dict[str, str] = {
    "": "Any verdict",
    Verdict.SURE: "Sure",
    Verdict.UNSURE: "Not sure",
    Verdict.NOT_ONE_OF_THESE: "Not one of these",
}
"""Verdicts to filter by, and their words."""


@dataclass(frozen=True)
class Filter:
    """Rows that meet all of these.

    Attributes:
        text: words that name or folder hold, whatever their case.
        label: the final label; ``other`` for none of the classes; empty for any.
        verdict: the model's; empty for any.
        type: a product type that it may be; empty for any.
    """

    text: str = ""
    label: str = ""
    verdict: str = ""
    type: str = ""
    show: Show = Show.ALL

    @property
    def active(self) -> bool:
        """Whether it may leave something out."""
        return self != Filter()

    @property
    def follows_decisions(self) -> bool:
        """Whether a decision can bring a row in or out."""
        return bool(self.label or self.type) or self.show in {
            Show.UNDECIDED,
            Show.DECIDED,
            Show.CORRECTED,
        }

    def apply(self, items: Iterable[Item]) -> list[Item]:
        """The items that are shown, in their order."""
        rows = list(items)
        for test in self._tests():
            rows = [item for item in rows if test(item)]
        return rows

    def _tests(self) -> list[Callable[[Item], bool]]:
        tests: list[Callable[[Item], bool]] = []
        if self.show is not Show.ALL:
            tests.append(_SHOWN[self.show])
        if self.label:
            tests.append(lambda item: item.counted is not None and item.counted.label == self.label)
        if self.verdict:
            tests.append(lambda item: _verdict(item) == self.verdict)
        if self.type:
            tests.append(lambda item: self.type in _types(item))
        words = self.text.casefold().split()
        if words:
            tests.append(lambda item: all(word in item.folded for word in words))
        return tests


_SHOWN: dict[Show, Callable[[Item], bool]] = {
    Show.UNDECIDED: lambda item: item.undecided,
    Show.DECIDED: lambda item: item.decided is not None,
    Show.CORRECTED: lambda item: item.counted is not None and item.counted.corrected,
    Show.ERRORS: lambda item: item.state is State.FAILED,
    Show.DUPLICATES: lambda item: item.twins is not None,
}


def _verdict(item: Item) -> str:
    return item.row.verdict or "" if item.row is not None else ""


def _types(item: Item) -> tuple[str, ...]:
    return item.row.shown_types if item.row is not None else ()


class Order(enum.StrEnum):
    """What the list is sorted by."""

    LEAST_SURE = "Least sure first"
    FILES = "As they came"
    NAME = "Name"
    PLACE = "Place"
    CLASS = "Class"
    VERDICT = "Verdict"
    DECISION = "Decision"
    TYPE = "Type"


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


def _verdict_rank(item: Item) -> tuple[int, float]:
    answer = item.answer
    if answer is None:
        return (_LAST, 0.0)
    rank = {"unsure": 0, "not one of these": 1, "sure": 2}.get(answer.verdict or "", _LAST)
    return (rank, answer.confidence)


def _decision(item: Item) -> int:
    counted = item.counted
    return 2 - counted.decided - counted.corrected if counted is not None else _LAST


@lru_cache
def _in_words(types: tuple[str, ...]) -> Any:
    return tuple(natural_key(name) for name in types)


def _type(item: Item) -> Any:
    """By name, those that may be another one behind; what has no type comes last."""
    types = _types(item)
    return not types, _in_words(types), -item.row.type_probability if item.row else 0.0


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
    Order.VERDICT: _verdict_rank,
    Order.DECISION: _decision,
    Order.TYPE: _type,
}

GROUPS: dict[Order, Callable[[Item], str]] = {
    Order.CLASS: lambda item: item.counted.label if item.counted is not None else "",
    Order.VERDICT: _verdict,
}
"""Orders whose rows stand together by something that has a name."""


def twins_together(items: Sequence[Item]) -> list[Item]:
    """The items with those below one another that are one picture; else their order stays."""
    places: dict[Any, int] = {}
    for item in items:
        places.setdefault(item.twins, len(places))
    return sorted(items, key=lambda item: places[item.twins])
