"""One labelled bar per class."""

from __future__ import annotations

import tkinter as tk
from typing import TYPE_CHECKING, Any

from app.ui import theme, wording
from app.ui.meter import Bar, draw_bar
from app.ui.theme import Theme

if TYPE_CHECKING:
    from app.core.model_folder import Contract
    from app.core.review_log import Row

_SHOWN_AT_MOST = 6
_ROW_HEIGHT, _TEXT_HEIGHT = 42, 20


class ClassBars(tk.Canvas):
    """The probabilities of an answer, in the model's order and colours.

    Of many classes the most probable are shown.
    """

    def __init__(self, parent: Any, look: Theme) -> None:
        super().__init__(parent, highlightthickness=0, borderwidth=0, width=1)
        self._look = look
        self._shown: tuple[Row, Contract] | None = None
        self.bind("<Configure>", lambda _: self._draw())
        look.subscribe(self._draw)

    def show(self, answer: Row, contract: Contract) -> None:
        """Show an answer."""
        self._shown = (answer, contract)
        self._draw()

    def _draw(self) -> None:
        if self._shown is None:
            return
        look, (answer, contract) = self._look, self._shown
        ground, width = look.color(theme.SURFACE), self.winfo_width()
        shares = list(zip(contract.classes, answer.probabilities, strict=True))
        if len(shares) > _SHOWN_AT_MOST:
            shares = sorted(shares, key=lambda pair: -pair[1])[:_SHOWN_AT_MOST]
        row_height, thick = look.px(_ROW_HEIGHT), look.px(theme.BAR_HEIGHT)
        self.configure(background=ground, height=row_height * len(shares))
        self.delete("all")
        ink = look.color(theme.TEXT)
        for row, (kind, share) in enumerate(shares):
            y = row * row_height + look.px(_TEXT_HEIGHT) // 2
            font = look.tk_font("strong" if kind.name == answer.label else "body")
            self.create_text(0, y, text=kind.display_name, anchor="w", fill=ink, font=font)
            self.create_text(width, y, text=wording.percent(share), anchor="e", fill=ink, font=font)
            bar = Bar(0, y + look.px(_TEXT_HEIGHT) // 2 + thick, width, thick)
            color = look.color((kind.color_light, kind.color_dark))
            draw_bar(self, look, bar, share, color, ground)
