"""Lines of text to read, select and scroll, not to change."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Sequence
from typing import Any, Literal

import customtkinter as ctk

from app.ui import spacing, theme, widgets
from app.ui.theme import Theme

Style = Literal["plain", "strong", "muted", "bad"]
Line = tuple[str, Style]


class TextPanel(ctk.CTkFrame):  # type: ignore[misc]
    """A raised surface with lines on it, and a bar to scroll them."""

    def __init__(self, parent: Any, look: Theme) -> None:
        super().__init__(parent, border_width=theme.HAIRLINE)
        self._look = look
        self._text = tk.Text(
            self,
            wrap="none",
            borderwidth=0,
            highlightthickness=0,
            state="disabled",
            cursor="arrow",
            width=1,
            height=1,
        )
        bar = ctk.CTkScrollbar(self, command=self._text.yview, width=12)
        self._text.configure(yscrollcommand=bar.set)
        bar.pack(side="right", fill="y", pady=theme.S, padx=(0, theme.XS))
        spacing.pack(self._text, look, fill="both", expand=True, padx=theme.S, pady=theme.S)
        look.subscribe(self._restyle)
        self._restyle()

    @property
    def room(self) -> int:
        """Width of a line in pixels."""
        return max(100, self._text.winfo_width() - 2 * self._look.px(theme.S))

    def show(self, lines: Sequence[Line], *, wrap: bool = False) -> None:
        """Show these lines."""
        text = self._text
        text.configure(state="normal", wrap="word" if wrap else "none")
        text.delete("1.0", "end")
        for line, style in lines:
            text.insert("end", line + "\n", style)
        text.configure(state="disabled", tabs=(self.room // 2,))
        text.yview_moveto(0)

    def destroy(self) -> None:
        self._look.unsubscribe(self._restyle)
        super().destroy()

    def _restyle(self) -> None:
        look = self._look
        self._text.configure(
            background=look.color(theme.SURFACE),
            foreground=look.color(theme.TEXT),
            selectbackground=look.color(theme.ACCENT_TINT),
            selectforeground=look.color(theme.TEXT),
            font=look.tk_font("caption"),
            spacing1=look.px(2),
            spacing3=look.px(2),
            padx=look.px(theme.S),
        )
        self._text.tag_configure("strong", font=look.tk_font("strong"))
        self._text.tag_configure("muted", foreground=look.color(theme.TEXT_MUTED))
        self._text.tag_configure("bad", foreground=look.color(theme.DANGER))


def heading(parent: Any, look: Theme, text: str) -> ctk.CTkLabel:
    """What stands above a panel."""
    return widgets.label(parent, look, text, "strong")
