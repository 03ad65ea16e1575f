"""In which order a list shows its items."""

from __future__ import annotations

import enum
from collections.abc import Iterable

from app.ui.session import Item, State


class Order(enum.StrEnum):
    """How the list is sorted."""

    FILES = "files"
    LEAST_SURE = "least sure"


def ordered(items: Iterable[Item], order: Order) -> list[Item]:
    """The items in an order; items that are alike keep the order they came in."""
    if order is Order.FILES:
        return list(items)
    return sorted(items, key=_doubt)


def _doubt(item: Item) -> tuple[int, float]:
    """What could not be read first, then what is not sure, then the rest by confidence."""
    if item.state is State.FAILED:
        return (0, 0.0)
    answer = item.answer
    if answer is None:
        return (3, 0.0)
    return (2 if answer.verdict == "sure" else 1, answer.confidence)
