"""Lines of text to read, select and scroll, not to change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import customtkinter as ctk

from app.ui.look import spacing, theme
from app.ui.look.theme import Theme
from app.ui.widgets import labels
from app.ui.widgets.reading_text import ReadingText
from app.ui.widgets.scroll_bar import ScrollBar

Style = Literal["plain", "strong", "muted", "bad"]
Line = tuple[str, Style]
_LEAST = 110  # height that is asked for; there is more where there is room


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
        """Show these lines."""
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


def heading(parent: Any, look: Theme, text: str) -> ctk.CTkLabel:
    """What stands above a panel."""
    return labels.label(parent, look, text, "strong")
