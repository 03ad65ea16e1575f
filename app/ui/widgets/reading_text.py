"""The text widget for what is read, selected and scrolled, not changed."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Iterable
from typing import Any, Literal

from app.ui.look import theme
from app.ui.look.theme import FontRole, Theme

Piece = tuple[str, str | tuple[str, ...]]
"""Some text, and the tag or tags it has."""


class ReadingText(tk.Text):
    """Wears the theme; subclasses and owners add tags in ``restyle``."""

    def __init__(
        self,
        parent: Any,
        look: Theme,
        role: FontRole = "body",
        *,
        wrap: Literal["none", "char", "word"] = "word",
        margin: int = theme.L,
    ) -> None:
        super().__init__(
            parent,
            wrap=wrap,
            borderwidth=0,
            highlightthickness=0,
            state="disabled",
            cursor="arrow",
            width=1,
            height=1,
        )
        self.look = look
        self._role: FontRole = role
        self._margin = margin
        look.subscribe(self.restyle)
        self.restyle()

    def destroy(self) -> None:
        self.look.unsubscribe(self.restyle)
        super().destroy()

    def put(self, pieces: Iterable[Piece]) -> None:
        """Show these instead of what is there."""
        self.configure(state="normal")
        self.delete("1.0", "end")
        for text, tags in pieces:
            self.insert("end", text, tags)
        self.configure(state="disabled")
        self.yview_moveto(0)

    def restyle(self) -> None:
        """Take colours, fonts and spacing from the theme."""
        look = self.look
        self.configure(
            background=look.color(theme.SURFACE),
            foreground=look.color(theme.TEXT),
            selectbackground=look.color(theme.ACCENT_TINT),
            selectforeground=look.color(theme.TEXT),
            font=look.tk_font(self._role),
            spacing1=look.px(2),
            spacing3=look.px(2),
            padx=look.px(self._margin),
        )
