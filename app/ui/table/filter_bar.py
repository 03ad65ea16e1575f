"""One row that narrows the list: by text, by how far the review is, by verdict."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import customtkinter as ctk

from app.ui.look import spacing, theme, wording
from app.ui.look.theme import Theme
from app.ui.state.filters import VERDICTS, Order, Show
from app.ui.state.rows import Rows
from app.ui.widgets import labels
from app.ui.widgets.controls import Button
from app.ui.widgets.fields import TextField
from app.ui.widgets.menu_button import MenuButton

_TYPED_MS = 120  # a word is typed as a whole
_HINT, _SHORT_HINT = "Find by name or folder", "Find"
_ANY_TYPE = "Any type"
_WITH_TYPE = 900  # width at scale 1 from which on there is room to choose a product type
SIMILAR = "Most similar first"
GRID_SIGN, LIST_SIGN = "▦", "☰"
_SHORT = 210  # width at scale 1 below which there is no room for the long one


class FilterBar(ctk.CTkFrame):  # type: ignore[misc]
    """Shows and changes the filter and the order of the rows.

    Args:
        changed: called after a person changed them.
        leave: called when keys are to go to the list again.

    Attributes:
        other_view: the button that leads from the list to the grid, and back.
    """

    def __init__(
        self,
        parent: Any,
        look: Theme,
        rows: Rows,
        changed: Callable[[], None],
        leave: Callable[[], None],
    ) -> None:
        super().__init__(parent, fg_color="transparent", corner_radius=0)
        self._look = look
        self._rows = rows
        self._changed = changed
        self._to_list = leave
        self._job = ""
        self._typed_model = False
        self._types: list[str] = []
        self._agreed = ""  # the text that the filter had when it was that of the field
        self.grid_columnconfigure(0, weight=1)
        self._field = TextField(self, look, changed=self._typed)
        self._field.grid(row=0, column=0, sticky="ew")
        self._hint = labels.label(
            self._field, look, _HINT, color=theme.TEXT_MUTED, fg_color=theme.SURFACE
        )
        self._hint.bind("<Button-1>", lambda _: self.find())
        self._field.bind("<Configure>", self._resized, add="+")
        self._field.bind("<Escape>", lambda _: self._leave(leave, clear=True))
        for key in ("<Return>", "<KP_Enter>"):
            self._field.bind(key, lambda _: self._leave(leave))
        self._show = MenuButton(self, look, list(Show), lambda n: self._choose(show=list(Show)[n]))
        self._verdict = MenuButton(
            self, look, list(VERDICTS.values()), lambda n: self._choose(verdict=list(VERDICTS)[n])
        )
        self._type = MenuButton(self, look, [_ANY_TYPE], self._choose_type)
        self._type.entries_now = self._find_types
        self._order = MenuButton(self, look, list(Order), lambda n: self._sort(list(Order)[n]))
        buttons = (self._show, self._verdict, self._type, self._order)
        for column, button in enumerate(buttons, start=2):
            spacing.grid(button, look, row=0, column=column, padx=(theme.S, 0))
        self._clear = Button(self, look, "✕", square=True)
        self._clear.on_press = self._take_off
        spacing.grid(self._clear, look, row=0, column=6, padx=(theme.S, 0))
        self.other_view = Button(self, look, GRID_SIGN, square=True)
        spacing.grid(self.other_view, look, row=0, column=7, padx=(theme.S, 0))
        self._count = labels.label(self, look, role="caption", color=theme.TEXT_MUTED)
        self._count.grid(row=0, column=1, padx=(theme.M, theme.XS))
        self._place_hint()
        self.bind("<Configure>", lambda _: self._show_type(), add="+")

    def find(self) -> None:
        """Let keys go into the text."""
        self._field.focus_set()
        self._field.select_range(0, "end")

    def set_typed(self, typed: bool) -> None:
        """Let people choose a product type, or not: whether the model knows any."""
        self._typed_model = typed
        self._show_type()

    def refresh(self) -> None:
        """Show what is in force."""
        rows, chosen = self._rows, self._rows.filter
        self._show.show(list(Show).index(chosen.show))
        self._verdict.show(list(VERDICTS).index(chosen.verdict))
        self._order.show(list(Order).index(rows.sorting.order))
        if rows.like is not None:
            self._order.say(SIMILAR)
        self._type.show_words(chosen.type or _ANY_TYPE)
        self._show_type()
        if chosen.text != self._agreed:  # it was changed elsewhere: what is half typed is gone
            self._agreed = chosen.text
            self._field.put(chosen.text)
            self._stop_clock()
        if rows.several:
            self._count.configure(text=f"{rows.several:,} chosen")
        elif chosen.active:
            self._count.configure(text=wording.shown(len(rows), len(rows.session)))
        else:
            self._count.configure(text="")
        spacing.show_if(chosen.active, self._clear)

    def _resized(self, event: Any) -> None:
        short = event.width < self._look.px(_SHORT)
        self._hint.configure(text=_SHORT_HINT if short else _HINT)

    def _show_type(self) -> None:
        """Offer product types where the model knows some, and there is room or one is chosen."""
        room = self.winfo_width() >= self._look.px(_WITH_TYPE)
        spacing.show_if(self._typed_model and (room or bool(self._rows.filter.type)), self._type)

    def _find_types(self) -> list[str]:
        self._types = self._rows.types()
        return [_ANY_TYPE, *self._types]

    def _choose_type(self, number: int) -> None:
        self._choose(type=self._types[number - 1] if number else "")

    def _typed(self) -> None:
        self._place_hint()
        self._stop_clock()
        self._job = self.after(_TYPED_MS, self._take_text)

    def _place_hint(self) -> None:
        if self._field.text:
            self._hint.place_forget()
        else:
            self._hint.place(x=theme.M, rely=0.5, anchor="w")

    def _take_text(self) -> None:
        self._stop_clock()
        self._agreed = self._field.text
        self._narrow(text=self._agreed)

    def _stop_clock(self) -> None:
        if self._job:
            self.after_cancel(self._job)
            self._job = ""

    def _leave(self, leave: Callable[[], None], *, clear: bool = False) -> str:
        if clear:
            self._field.put("")
        self._take_text()
        leave()
        return "break"

    def _take_off(self) -> None:
        self._rows.show_everything()
        self._changed()
        self._to_list()

    def _choose(self, **changes: object) -> None:
        self._narrow(**changes)
        self._to_list()

    def _narrow(self, **changes: object) -> None:
        self._rows.narrow(**changes)
        self._changed()

    def _sort(self, order: Order) -> None:
        self._rows.choose_order(order)
        self._changed()
        self._to_list()
