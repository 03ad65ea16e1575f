"""A calm line at the top of the window for what went wrong or was done."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
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
_RANKS: dict[Tone, int] = {"note": 0, "question": 1, "warning": 2, "error": 3}
_MOST = 20  # sentences that wait; the oldest is let go


class Banner(ctk.CTkFrame):  # type: ignore[misc]
    """One sentence, at most two actions, and a way to dismiss it.

    Attributes:
        on_leave: called when a person, or a note's time, takes the sentence away.
        hushed: whether there is no room for it: it says nothing that can be seen.
    """

    def __init__(self, parent: Any, look: Theme, changed: Callable[[], None]) -> None:
        super().__init__(parent, corner_radius=theme.RADIUS)
        self._look = look
        self._changed = changed
        self._job = ""
        self.on_leave: Callable[[], None] = self.hide
        self.message = ""
        self.hushed = False
        self.tone: Tone = "note"
        self.grid_columnconfigure(1, weight=1)
        self._sign = labels.label(self, look, role="strong")
        self._sign.grid(row=0, column=0, padx=(theme.L, theme.M), pady=theme.M)
        self._text = labels.label(self, look)
        self._text.grid(row=0, column=1, sticky="ew", pady=theme.M)
        self._action = Button(self, look, "", ground=theme.ACCENT_TINT)
        self._other = Button(self, look, "", "plain", ground=theme.ACCENT_TINT)
        self._close = Button(self, look, "✕", "plain", ground=theme.ACCENT_TINT, square=True)
        self._close.on_press = self._leave
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
        spacing.show_if(not self.hushed, self)
        if tone == "note":
            self._job = self.after(_NOTE_MS, self._leave)
        self._changed()

    def hide(self) -> None:
        """Hide the banner."""
        self._stop_clock()
        if self.message:
            self.message = ""
            spacing.hide(self)
            self._changed()

    def hush(self, on: bool) -> None:
        """Leave it out of the window, or show it again if there is something to say."""
        self.hushed = on
        spacing.show_if(bool(self.message) and not on, self)

    def _leave(self) -> None:
        self.on_leave()

    def _stop_clock(self) -> None:
        if self._job:
            self.after_cancel(self._job)
            self._job = ""

    def _hiding(self, handler: Callable[[], None]) -> Callable[[], None]:
        def act() -> None:
            self._leave()
            handler()

        return act

    def _wrap(self, _: Any) -> None:
        buttons = self._close.winfo_reqwidth()
        for button in (self._action, self._other):
            if button.winfo_manager():
                buttons += button.winfo_reqwidth()
        room = self.winfo_width() - buttons - self._look.px(90)
        self._text.configure(wraplength=max(200, int(room / self._look.scale)))


@dataclass(frozen=True)
class _Said:
    """A sentence that stands there or waits; ``at`` is when it was said."""

    sentence: str
    tone: Tone
    actions: tuple[Action, ...]
    at: float = field(default_factory=time.monotonic)

    @property
    def stale(self) -> bool:
        """Whether it is a note that nobody would have seen any more."""
        return self.tone == "note" and time.monotonic() - self.at > _NOTE_MS / 1000


class Notices:
    """Says sentences in a banner, the weightiest first; it is made when there is one to say.

    Attributes:
        place: makes the banner; set once there is a window to lay it out in.
    """

    def __init__(self) -> None:
        self.place: Callable[[], Banner] | None = None
        self._banner: Banner | None = None
        self._said: list[_Said] = []  # the last is shown
        self._hushed = False

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
        if sentence:
            said = _Said(sentence, tone, actions)
            stay = [
                before
                for before in self._said
                if before.sentence != sentence and (before.tone != "note" or tone != "note")
            ]
            self._said = sorted([*stay, said], key=lambda each: _RANKS[each.tone])[-_MOST:]
        else:
            answered = tone == "question"
            self._said = [one for one in self._said if one.tone == "question" and not answered]
        self._show_weightiest()

    def _left(self) -> None:
        """A person took away what was shown: what waited below it comes."""
        if self._said:
            self._said.pop()
        self._show_weightiest()

    def _show_weightiest(self) -> None:
        self._said = [said for said in self._said if not said.stale]
        if self._banner is None and self.place is not None and self._said:
            self._banner = self.place()
            self._banner.on_leave = self._left
            self._banner.hush(self._hushed)
        if self._banner is None:
            return
        if self._said:
            top = self._said[-1]
            self._banner.show(top.sentence, top.tone, *top.actions)
        else:
            self._banner.hide()

    def hush(self, on: bool) -> None:
        """Show no banner, for want of room; ``message`` says what it would."""
        if on != self._hushed:
            self._hushed = on
            if self._banner is not None:
                self._banner.hush(on)

    def fail(self, error: BaseException) -> None:
        """See ``screen.Tells``."""
        program_log.log_error(error)
        if isinstance(error, ShelfwiseError):
            self.say(error.message, "error")
        else:
            self.say(program_log.sentence(error, wording.place), "error")
