"""The line at the bottom: the model at its left, what goes on meanwhile at its right."""

from __future__ import annotations

from typing import Any

import customtkinter as ctk

from app.ui.look import theme, wording
from app.ui.look.bidi import visual
from app.ui.look.theme import Theme
from app.ui.widgets import labels


class StatusLine(ctk.CTkFrame):  # type: ignore[misc]
    """What stands at the right is shortened where it would take more than half of the line."""

    def __init__(self, parent: Any, look: Theme) -> None:
        super().__init__(parent, fg_color="transparent", corner_radius=0)
        self._look = look
        self.grid_columnconfigure(0, weight=1)
        self._left = labels.label(self, look, role="caption", color=theme.TEXT_MUTED)
        self._left.grid(row=0, column=0, sticky="w")
        self._right = labels.label(self, look, role="caption", color=theme.ACCENT_TEXT)
        self._right.grid(row=0, column=1, sticky="e", padx=(theme.L, 0))

    def show(self, left: str, right: str) -> None:
        """Say this."""
        short = wording.shorten_middle(right, self.winfo_width() // 2, self._measure)
        for label, words in ((self._left, left), (self._right, visual(short))):
            if label.cget("text") != words:
                label.configure(text=words)

    def _measure(self, text: str) -> int:
        return int(self.tk.call("font", "measure", self._look.tk_font("caption"), visual(text)))
