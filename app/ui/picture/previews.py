"""What a canvas shows of an item is asked for, and taken when it comes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.ui.look.theme import Theme
from app.ui.picture.canvas import PictureCanvas
from app.ui.threads.loader import PictureLoader, PreviewRequest

if TYPE_CHECKING:
    from app.core.models.folder import Contract
    from app.ui.state.item import Item
    from app.ui.threads.messages import PreviewReady


class Previews:
    """The picture of one item after the other.

    Attributes:
        canvas: where they are shown.
    """

    def __init__(self, parent: Any, look: Theme, loader: PictureLoader) -> None:
        self.canvas = PictureCanvas(parent, look, self._ask)
        self._loader = loader
        self._item: Item | None = None
        self._contract: Contract | None = None
        self._wanted: object = None
        self._ticket = 0

    def show(self, item: Item, contract: Contract | None) -> None:
        """Show an item's picture; nothing is asked for again that is on screen already."""
        if item is not self._item:
            self.canvas.clear()
        self._item, self._contract = item, contract
        wanted = (item.id, item.source, id(item.prediction), contract)
        if wanted != self._wanted:
            self._wanted = wanted
            self._ask()

    def take(self, ready: PreviewReady) -> bool:
        """Show what has come; tells whether it is of the item that is shown."""
        mine = self._item is not None and ready.item == self._item.id
        if mine:
            self.canvas.show(ready)
        return mine

    def _ask(self) -> None:
        size, view, part = self.canvas.room, self.canvas.view, None
        if self._item is None or min(size) < 2:
            return
        if view is not None and not view.is_whole:
            part = view.in_sight
            box = view.box_on_screen(*part)
            size = (box.right - box.left, box.bottom - box.top)
        self._ticket += 1
        self.canvas.note_asked(self._ticket)
        self._loader.preview(
            PreviewRequest(
                self._item.id,
                self._ticket,
                self._item.source,
                *size,
                self._item.prediction,
                self._contract,
                part,
            )
        )
