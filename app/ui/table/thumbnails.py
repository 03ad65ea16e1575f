"""The small pictures of the list that are in memory."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app.ui.threads.loader import ThumbnailRequest

if TYPE_CHECKING:
    from PIL.ImageTk import PhotoImage

    from app.ui.state.item import Item
    from app.ui.threads.messages import ThumbnailReady

_PIXELS_KEPT = 12_000_000  # of four bytes each


class Thumbnails:
    """Keeps those that were in sight last, whatever their size.

    Args:
        ask: called with the files that are wanted; what was asked before is forgotten.
    """

    def __init__(self, ask: Callable[[Sequence[ThumbnailRequest]], None]) -> None:
        self._ask = ask
        self._asked: Sequence[ThumbnailRequest] = ()
        self._kept: OrderedDict[tuple[Path, int], PhotoImage | None] = OrderedDict()
        self._pixels = 0

    def has(self, item: Item, size: int) -> bool:
        """Whether its picture is there, or known not to be one."""
        return (item.source, size) in self._kept

    def get(self, item: Item, size: int) -> PhotoImage | None:
        """The picture of an item, None where there is none yet."""
        key = (item.source, size)
        if key in self._kept:
            self._kept.move_to_end(key)
        return self._kept.get(key)

    def keep(self, ready: ThumbnailReady) -> PhotoImage | None:
        """Keep a picture that was asked for; those that were in sight long ago go."""
        from PIL.ImageTk import PhotoImage

        picture = PhotoImage(ready.picture) if ready.picture is not None else None
        self._pixels += _pixels(picture) - _pixels(self._kept.get((ready.path, ready.size)))
        self._kept[ready.path, ready.size] = picture
        while self._pixels > _PIXELS_KEPT:
            _, oldest = self._kept.popitem(last=False)
            self._pixels -= _pixels(oldest)
        return picture

    def ask(self, items: Sequence[Item], size: int) -> None:
        """Have the pictures made that are not there, in this order, and no others."""
        missing = [
            ThumbnailRequest(item.id, item.source, size)
            for item in items
            if not item.error and not self.has(item, size)
        ]
        if missing or self._asked:
            self._ask(missing)
        self._asked = missing


def _pixels(picture: PhotoImage | None) -> int:
    return picture.width() * picture.height() if picture is not None else 0
