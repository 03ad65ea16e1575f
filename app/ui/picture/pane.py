"""What stands beside the list: the chosen picture, what it is, and how likely."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import customtkinter as ctk

from app.ui.look import spacing, theme, wording
from app.ui.look.bidi import visual
from app.ui.look.theme import Theme
from app.ui.picture.class_bars import ClassBars
from app.ui.picture.headline import Headline, words_of
from app.ui.picture.previews import Previews
from app.ui.threads.loader import PictureLoader
from app.ui.widgets import labels

if TYPE_CHECKING:
    from app.core.models.folder import Contract
    from app.ui.state.item import Item
    from app.ui.threads.messages import PreviewReady

_TEXT_WIDTH = theme.PANEL_WIDTH - 2 * theme.XL
_LEAST_PICTURE = 120


class PreviewPane(ctk.CTkFrame):  # type: ignore[misc]
    """Shows one item, as far as it is known.

    Args:
        chosen: called with a label when a person chooses it.
    """

    def __init__(
        self, parent: Any, look: Theme, loader: PictureLoader, chosen: Callable[[str], None]
    ) -> None:
        super().__init__(parent, border_width=theme.HAIRLINE, width=theme.PANEL_WIDTH)
        self._look = look
        self._state: object = None
        self.grid_propagate(False)
        self.grid_columnconfigure(0, weight=1)
        self.grid_rowconfigure(0, weight=1, minsize=look.px(_LEAST_PICTURE))
        self._previews = Previews(self, look, loader)
        spacing.grid(
            self._previews.canvas, look, row=0, sticky="nsew", padx=theme.M, pady=(theme.M, 0)
        )
        pad = {"padx": theme.XL, "sticky": "ew"}
        self._headline = Headline(self, look, _TEXT_WIDTH)
        self._headline.grid(row=1, pady=(theme.S, 0), **pad)
        self._caption = labels.label(self, look, role="caption", color=theme.TEXT_MUTED)
        self._caption.grid(row=2, pady=(theme.S, theme.XS), **pad)
        self._bars = ClassBars(self, look, chosen)
        spacing.grid(self._bars, look, row=3, sticky="ew", padx=theme.XL - self._bars.reach)
        self._facts = labels.label(
            self, look, role="caption", color=theme.TEXT_MUTED, wraplength=_TEXT_WIDTH
        )
        self._facts.grid(row=4, pady=(theme.S, theme.M), **pad)

    def show(self, item: Item, contract: Contract | None) -> None:
        """Show an item; nothing is drawn again that is on screen already."""
        state = (item.id, item.path, item.state, item.row, contract)
        if state == self._state:
            return
        self._state = state
        answer = item.answer if contract is not None else None
        self._headline.make_room(contract if answer is not None else None)
        self._headline.show(*words_of(item, contract))
        if answer is not None and contract is not None:
            self._caption.configure(text=wording.bars_caption(answer))
            self._bars.show(answer, contract)
        for part in (self._caption, self._bars):
            spacing.show_if(answer is not None, part)
        name = wording.shorten_middle(
            wording.name_of(item.path), self._look.px(_TEXT_WIDTH), self._measure
        )
        facts = [wording.product_type(item), visual(name)]
        self._facts.configure(text="\n".join(filter(None, facts)))
        self._previews.show(item, contract)

    def show_preview(self, ready: PreviewReady) -> None:
        """Show the picture that was asked for."""
        self._previews.take(ready)

    def _measure(self, text: str) -> int:
        return int(self.tk.call("font", "measure", self._look.tk_font("caption"), visual(text)))
