"""Text to read, select and scroll, not to change."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Iterable, Sequence
from typing import Any, Literal

import customtkinter as ctk

from app.ui.look import spacing, theme
from app.ui.look.theme import FontRole, Theme
from app.ui.widgets.scrolling import ScrollBar

Style = Literal["plain", "strong", "muted", "bad"]
Line = tuple[str, Style]
_LEAST = 110  # height that is asked for; there is more where there is room

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
        """Leave the theme, then go."""
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

    def scroll_pages(self, pages: float) -> None:
        """Move on by what is in sight, or a part of it."""
        first, last = self.yview()
        self.yview_moveto(first + pages * (last - first))

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


class TextPanel(ctk.CTkFrame):  # type: ignore[misc]
    """A raised surface with lines on it, and a bar to scroll them."""

    def __init__(self, parent: Any, look: Theme) -> None:
        super().__init__(parent, border_width=theme.HAIRLINE, height=_LEAST)
        self._look = look
        self._text = _Lines(self, look, "caption", wrap="none", margin=theme.S)
        bar = ScrollBar(self, look, self._text.yview)
        self._text.configure(yscrollcommand=bar.set)
        spacing.pack(bar, look, side="right", fill="y", pady=theme.S, padx=(0, theme.XS))
        spacing.pack(self._text, look, fill="both", expand=True, padx=theme.S, pady=theme.S)

    @property
    def room(self) -> int:
        """Width of a line in pixels."""
        return max(100, self._text.winfo_width() - 2 * self._look.px(theme.S))

    def show(self, lines: Sequence[Line], *, wrap: bool = False) -> None:
        """Show lines instead of what is there."""
        text = self._text
        text.configure(wrap="word" if wrap else "none")
        text.put((line + "\n", style) for line, style in lines)
        text.configure(tabs=(self.room // 2,))


class _Lines(ReadingText):
    def restyle(self) -> None:
        super().restyle()
        look = self.look
        self.tag_configure("strong", font=look.tk_font("strong"))
        self.tag_configure("muted", foreground=look.color(theme.TEXT_MUTED))
        self.tag_configure("bad", foreground=look.color(theme.DANGER))
