"""A button that opens a short menu, and says what was chosen in it."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Sequence
from typing import Any

from app.ui.look import theme
from app.ui.look.theme import Theme
from app.ui.widgets.context_menu import dress
from app.ui.widgets.controls import Button

_SIGN = "  ▾"
_COLUMN = 24  # entries below one another


class MenuButton(Button):
    """Opened by a click, Space, Enter or Down.

    Args:
        entries: the words of the menu.
        chosen: called with the index of an entry.

    Attributes:
        entries_now: gives the words of the menu whenever it is opened, where they change.
    """

    def __init__(
        self, parent: Any, look: Theme, entries: Sequence[str], chosen: Callable[[int], None]
    ) -> None:
        self._entries = tuple(entries)
        self._index = 0
        self._words = self._entries[0]
        self._chosen = chosen
        self.entries_now: Callable[[], Sequence[str]] | None = None
        super().__init__(parent, look, self._entries[0] + _SIGN)
        self._menu = tk.Menu(self, tearoff=False)
        self._mark = tk.IntVar(self, 0)
        self._fill()
        self.on_press = self._open
        self.bind("<Down>", self._open_by_key)

    def show(self, index: int) -> None:
        """Say which entry is in force."""
        self.show_words(self._entries[index])

    def show_words(self, words: str) -> None:
        """Say what is in force, whether or not it is an entry."""
        self._words = words
        self.set_text(words + _SIGN)
        self._index = self._entries.index(words) if words in self._entries else -1

    def _fill(self) -> None:
        self._menu.delete(0, "end")
        for number, entry in enumerate(self._entries):
            self._menu.add_radiobutton(
                label=entry,
                variable=self._mark,
                value=number,
                command=lambda number=number: self._chosen(number),  # type: ignore[misc]
                columnbreak=number > 0 and number % _COLUMN == 0,
            )

    def say(self, words: str) -> None:
        """Say that something is in force that is not in the menu."""
        self.set_text(words + _SIGN)

    def _open_by_key(self, _: Any) -> str:
        self._open()
        return "break"

    def _open(self) -> None:
        look, menu = self.look, self._menu
        if self.entries_now is not None:
            self._entries = tuple(self.entries_now())
            self._fill()
            self.show_words(self._words)
        self._mark.set(self._index)
        dress(
            menu,
            look,
            selectcolor=look.color(theme.ACCENT_TEXT),
            relief="raised",
            borderwidth=1,
            activeborderwidth=look.px(theme.XS),
        )
        menu.tk_popup(self.winfo_rootx(), self.winfo_rooty() + self.winfo_height())
        menu.grab_release()
