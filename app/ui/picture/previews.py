"""What a canvas shows of an item is asked for, and taken when it comes."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

from app.ui.look.theme import Theme
from app.ui.picture.canvas import PictureCanvas
from app.ui.threads.loader import PictureLoader, PreviewRequest

if TYPE_CHECKING:
    from app.core.models.folder import Contract
    from app.ui.state.item import Item
    from app.ui.threads.messages import PreviewReady

_tickets = itertools.count(1)  # of all canvases: what comes is for one of them


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
        self.canvas.bind("<Map>", lambda _: self._ask_if_empty(), add="+")

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

    def _ask_if_empty(self) -> None:
        """Ask again: what came while another page was in front went to that one."""
        if self.canvas.drawn is None:
            self._ask()

    def _ask(self) -> None:
        size, view, part = self.canvas.room, self.canvas.view, None
        if self._item is None or min(size) < 2:
            return
        if view is not None and not view.is_whole:
            part = view.in_sight
            box = view.box_on_screen(*part)
            size = (box.right - box.left, box.bottom - box.top)
        ticket = next(_tickets)
        self.canvas.note_asked(ticket)
        self._loader.preview(
            PreviewRequest(
                self._item.id,
                ticket,
                self._item.source,
                *size,
                self._item.prediction,
                self._contract,
                part,
            )
        )
