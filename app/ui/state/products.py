"""Which items of a list are photos of one product."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from app.core.review.products import By, Key, product_key
from app.core.text import printable

if TYPE_CHECKING:
    from app.ui.state.item import Item
    from app.ui.threads.messages import ItemId


class Products:
    """Groups items; a photo stays with its product wherever its file goes.

    Attributes:
        by: what they have in common; None while each photo stands for itself.
    """

    def __init__(self) -> None:
        self.by: By | None = None
        self._members: dict[Key, list[Item]] = {}
        self._keys: dict[ItemId, Key] = {}

    def group(self, items: Iterable[Item], by: By | None) -> None:
        """Group all items anew, or, for None, let each stand for itself."""
        self.by = by
        self._members.clear()
        self._keys.clear()
        for item in items:
            item.product, item.photos = "", 1
            self.add(item)

    def add(self, item: Item) -> None:
        """Put an item with its product."""
        if self.by is not None:
            key = self._keys[item.id] = product_key(item.path, self.by)
            members = self._members.setdefault(key, [])
            members.append(item)
            if len(members) > 1:
                for member in members:
                    member.product, member.photos = printable(key[1]), len(members)

    def remove(self, item: Item) -> None:
        """Take an item out of its product."""
        key = self._keys.pop(item.id, None)
        if key is not None:
            members = self._members[key]
            members.remove(item)
            for member in members:
                member.photos = len(members)
                member.product = member.product if len(members) > 1 else ""
            if not members:
                del self._members[key]

    def of(self, item: Item) -> Sequence[Item]:
        """Return all photos of its product, itself among them."""
        key = self._keys.get(item.id)
        return self._members[key] if key is not None else [item]

    def __len__(self) -> int:
        return len(self._members)

    def all(self) -> Iterator[Sequence[Item]]:
        """Go through the products."""
        yield from self._members.values()

    def whole(self, items: Iterable[Item]) -> Iterator[Sequence[Item]]:
        """Go through the products that these are photos of; none while each stands for itself."""
        keys = (self._keys.get(item.id) for item in items)
        for key in dict.fromkeys(key for key in keys if key is not None):
            yield self._members[key]

    def leader(self, item: Item) -> Item:
        """Return the photo that stands for the product: the first that can be read."""
        members = self.of(item)
        return next((member for member in members if not member.error), members[0])

    def leaders(self, items: Iterable[Item]) -> Iterable[Item]:
        """Of these items, one for each product."""
        if self.by is None:
            return items
        return dict.fromkeys(self.leader(item) for item in items)
