"""A calm line at the top of the window for what went wrong or was done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal

import customtkinter as ctk

from app.core.text import printable
from app.ui.look import spacing, theme
from app.ui.look.bidi import visual
from app.ui.look.theme import Color, Theme
from app.ui.widgets import labels
from app.ui.widgets.controls import Button

Tone = Literal["note", "warning", "error"]

_TONES: dict[Tone, tuple[Color, Color, str]] = {
    "note": (theme.ACCENT_TINT, theme.ACCENT_TEXT, "✓"),
    "warning": (theme.WARNING_TINT, theme.WARNING, "!"),
    "error": (theme.DANGER_TINT, theme.DANGER, "✕"),
}
_NOTE_MS = 8000
_LONGEST = 1_000  # characters


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
        self._sign = labels.label(self, look, role="strong")
        self._sign.grid(row=0, column=0, padx=(theme.L, theme.M), pady=theme.M)
        self._text = labels.label(self, look)
        self._text.grid(row=0, column=1, sticky="ew", pady=theme.M)
        self._action = Button(self, look, "", ground=theme.ACCENT_TINT)
        self._other = Button(self, look, "", "plain", ground=theme.ACCENT_TINT)
        self._close = Button(self, look, "✕", "plain", ground=theme.ACCENT_TINT, square=True)
        self._close.on_press = self.hide
        spacing.grid(self._close, look, row=0, column=4, padx=theme.S)
        self.bind("<Configure>", self._wrap, add="+")

    def show(
        self,
        message: str,
        tone: Tone = "note",
        action: tuple[str, Callable[[], None]] | None = None,
    ) -> None:
        """Say something in place of what was said before. Notes go by themselves."""
        self._show(message, tone, _TONES[tone][2], (action,) if action else ())
        if tone == "note":
            self._job = self.after(_NOTE_MS, self.hide)

    def offer(self, question: str, *actions: tuple[str, Callable[[], None]]) -> None:
        """Ask something that has one or two answers; it stays until it is answered."""
        self._show(question, "note", "↻", actions)

    def _show(
        self,
        message: str,
        tone: Tone,
        sign: str,
        actions: Sequence[tuple[str, Callable[[], None]]],
    ) -> None:
        self._stop_clock()
        self.message, self.tone = printable(message, most=_LONGEST), tone
        ground, ink, _ = _TONES[tone]
        self.configure(fg_color=ground)
        for part in (self._sign, self._text):
            part.configure(bg_color=ground)
        self._sign.configure(text=sign, text_color=ink)
        self._text.configure(text=visual(self.message))
        for button in (self._close, self._action, self._other):
            button.set_ground(ground)
            if button is not self._close:
                button.grid_remove()
        for column, (button, (name, handler)) in enumerate(
            zip((self._action, self._other), actions, strict=False), start=2
        ):
            button.set_text(name)
            button.on_press = self._hiding(handler)
            button.grid(row=0, column=column)
        self.grid()
        self._changed()

    def hide(self) -> None:
        """Say nothing."""
        self._stop_clock()
        if self.message:
            self.message = ""
            self.grid_remove()
            self._changed()

    def _stop_clock(self) -> None:
        if self._job:
            self.after_cancel(self._job)
            self._job = ""

    def _hiding(self, handler: Callable[[], None]) -> Callable[[], None]:
        def act() -> None:
            self.hide()
            handler()

        return act

    def _wrap(self, _: Any) -> None:
        buttons = self._close.winfo_reqwidth()
        for button in (self._action, self._other):
            if button.winfo_manager():
                buttons += button.winfo_reqwidth()
        room = self.winfo_width() - buttons - self._look.px(90)
        self._text.configure(wraplength=max(200, int(room / self._look.scale)))
