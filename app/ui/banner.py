"""A calm line at the top of the window for what went wrong or was done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import customtkinter as ctk

from app.ui import theme, widgets
from app.ui.theme import Theme

Tone = Literal["note", "warning", "error"]

_TONES = {
    "note": (theme.ACCENT_TINT, theme.TEXT, "ℹ"),
    "warning": (theme.WARNING_TINT, theme.WARNING, "!"),
    "error": (theme.DANGER_TINT, theme.DANGER, "✕"),
}
_NOTE_MS = 7000


class Banner(ctk.CTkFrame):  # type: ignore[misc]
    """One sentence, at most one action, and a way to dismiss it."""

    def __init__(self, parent: Any, look: Theme, changed: Callable[[], None]) -> None:
        super().__init__(parent, corner_radius=theme.RADIUS)
        self._look = look
        self._changed = changed
        self._job = ""
        self.message = ""
        self.tone: Tone = "note"
        self.grid_columnconfigure(1, weight=1)
        self._sign = widgets.label(self, look, role="strong")
        self._sign.grid(row=0, column=0, padx=(theme.M, theme.S), pady=theme.S)
        self._text = widgets.label(self, look)
        self._text.grid(row=0, column=1, sticky="ew", pady=theme.S)
        self._action = widgets.quiet_button(self, look, "", width=0)
        self._close = ctk.CTkButton(
            self,
            text="✕",
            width=28,
            height=28,
            fg_color="transparent",
            hover_color=theme.HOVER,
            text_color=theme.TEXT,
            command=self.hide,
        )
        self._close.grid(row=0, column=3, padx=theme.S)
        self.bind("<Configure>", self._wrap, add="+")

    def show(
        self,
        message: str,
        tone: Tone = "note",
        action: tuple[str, Callable[[], None]] | None = None,
    ) -> None:
        """Say something; it takes the place of what was said before. Notes go by themselves."""
        if self._job:
            self.after_cancel(self._job)
            self._job = ""
        self.message, self.tone = message, tone
        background, foreground, sign = _TONES[tone]
        self.configure(fg_color=background)
        for part in (self._sign, self._text, self._close):
            part.configure(bg_color=background)
        self._sign.configure(text=sign, text_color=foreground)
        self._text.configure(text=message)
        if action is None:
            self._action.grid_remove()
        else:
            name, handler = action
            self._action.configure(text=name, bg_color=background, command=self._then(handler))
            self._action.grid(row=0, column=2, padx=theme.S)
        self.grid()
        if tone == "note":
            self._job = self.after(_NOTE_MS, self.hide)
        self._changed()

    def hide(self) -> None:
        """Say nothing."""
        self.message = ""
        self.grid_remove()
        self._changed()

    def _then(self, handler: Callable[[], None]) -> Callable[[], None]:
        def act() -> None:
            self.hide()
            handler()

        return act

    def _wrap(self, event: Any) -> None:
        room = event.width - self._look.px(170)
        self._text.configure(wraplength=max(200, room / self._look.scale))
