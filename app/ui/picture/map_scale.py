"""What the colours of the activation map mean."""

from __future__ import annotations

import tkinter as tk
from typing import Any

from app.ui.look import theme
from app.ui.look.theme import Theme

_STRIP = 8
_TEXT = 18


class MapScale(tk.Canvas):
    """A strip of the map's colours, from little evidence to much, and what the evidence is for."""

    def __init__(self, parent: Any, look: Theme) -> None:
        super().__init__(parent, highlightthickness=0, borderwidth=0, width=1)
        self._look = look
        self._words, self._visible = "", True
        self.bind("<Configure>", lambda _: self._draw())
        self.bind("<Map>", lambda _: self._draw(), add="+")
        look.subscribe(self._draw)
        self._draw()

    def show(self, name: str, *, visible: bool) -> None:
        """Say which class the map is about, and whether there is anything to be seen of it."""
        self._words = f"for {name}" if visible else f"Nothing in particular speaks for {name}."
        self._visible = visible
        self._draw()

    def _draw(self) -> None:
        look, width = self._look, self.winfo_width()
        strip, height = look.px(_STRIP), look.px(_STRIP + _TEXT)
        self.configure(background=look.color(theme.SURFACE), height=height)
        self.delete("all")
        if width < 2 or not self.winfo_ismapped():
            return
        from app.core.models.overlay import scale_colors

        ink, font = look.color(theme.TEXT_MUTED), look.tk_font("caption")
        if not self._visible:
            self.create_text(0, height, text=self._words, anchor="sw", fill=ink, font=font)
            return
        for x, color in enumerate(scale_colors(width)):
            self.create_line(x, 0, x, strip, fill=color)
        self.create_text(width // 2, height, text=self._words, anchor="s", fill=ink, font=font)
        self.create_text(0, height, text="a little", anchor="sw", fill=ink, font=font)
        self.create_text(width, height, text="much", anchor="se", fill=ink, font=font)
