"""A calm line at the top of the window for what went wrong or was done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import customtkinter as ctk

from app.core import program_log
from app.core.errors import ShelfwiseError
from app.core.text import printable
from app.ui.look import spacing, theme, wording
from app.ui.look.bidi import visual
from app.ui.look.theme import Color, Theme
from app.ui.state.screen import Action, Tone
from app.ui.widgets import labels
from app.ui.widgets.controls import Button

_TONES: dict[Tone, tuple[Color, Color, str]] = {
    "note": (theme.ACCENT_TINT, theme.ACCENT_TEXT, "✓"),
    "warning": (theme.WARNING_TINT, theme.WARNING, "!"),
    "error": (theme.DANGER_TINT, theme.DANGER, "✕"),
    "question": (theme.ACCENT_TINT, theme.ACCENT_TEXT, "↻"),
}
_NOTE_MS = 8000
_LONGEST = 1_000  # characters


class Banner(ctk.CTkFrame):  # type: ignore[misc]
    """One sentence, at most two actions, and a way to dismiss it."""

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

    def show(self, message: str, tone: Tone = "note", *actions: Action) -> None:
        """Say something in place of what was said before. Notes go by themselves."""
        self._stop_clock()
        self.message, self.tone = printable(message, most=_LONGEST), tone
        ground, ink, sign = _TONES[tone]
        self.configure(fg_color=ground)
        for part in (self._sign, self._text):
            part.configure(bg_color=ground)
        self._sign.configure(text=sign, text_color=ink)
        self._text.configure(text=visual(self.message))
        for button in (self._close, self._action, self._other):
            button.set_ground(ground)
            if button is not self._close:
                spacing.hide(button)
        for column, (button, (name, handler)) in enumerate(
            zip((self._action, self._other), actions, strict=False), start=2
        ):
            button.set_text(name)
            button.on_press = self._hiding(handler)
            button.grid(row=0, column=column)
        spacing.show(self)
        if tone == "note":
            self._job = self.after(_NOTE_MS, self.hide)
        self._changed()

    def hide(self) -> None:
        """Hide the banner."""
        self._stop_clock()
        if self.message:
            self.message = ""
            spacing.hide(self)
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


class Notices:
    """Says sentences in a banner, which is made when there is something to say.

    Attributes:
        place: makes the banner; set once there is a window to lay it out in.
    """

    def __init__(self) -> None:
        self.place: Callable[[], Banner] | None = None
        self._banner: Banner | None = None

    @property
    def message(self) -> str:
        """What is said now; empty when nothing is."""
        return self._banner.message if self._banner is not None else ""

    @property
    def trouble(self) -> str:
        """The same, where it is more than a note or a question."""
        banner = self._banner
        calm = banner is None or banner.tone in {"note", "question"}
        return "" if banner is None or calm else banner.message

    def say(self, sentence: str, tone: Tone = "note", *actions: Action) -> None:
        """See ``screen.Tells``."""
        if not sentence:
            if self._banner is not None:
                self._banner.hide()
            return
        if self._banner is None and self.place is not None:
            self._banner = self.place()
        if self._banner is not None:
            self._banner.show(sentence, tone, *actions)

    def fail(self, error: BaseException) -> None:
        """See ``screen.Tells``."""
        program_log.log_error(error)
        if isinstance(error, ShelfwiseError):
            self.say(error.message, "error")
        else:
            self.say(program_log.sentence(error, wording.place), "error")
