"""A short list of which one entry is chosen, with two lines of text each."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Sequence
from typing import Any

import customtkinter as ctk

from app.ui.look import spacing, theme, wording
from app.ui.look.theme import Color, FontRole, Theme
from app.ui.widgets.scrolling import ScrollBar

_RING = 2
_LEAST = 110  # height that is asked for; there is more where there is room


class PickList(ctk.CTkFrame):  # type: ignore[misc]
    """Up, Down, Home and End choose, Enter or a double click opens.

    Args:
        opened: called when the chosen entry is opened.
        changed: called when another entry is chosen.
    """

    def __init__(
        self,
        parent: Any,
        look: Theme,
        opened: Callable[[], None],
        changed: Callable[[], None] = lambda: None,
    ) -> None:
        super().__init__(parent, border_width=theme.HAIRLINE)
        self._look = look
        self._changed = changed
        self._entries: list[tuple[str, str]] = []
        self.chosen: int | None = None
        canvas = tk.Canvas(
            self, highlightthickness=0, borderwidth=0, takefocus=True, width=1, height=_LEAST
        )
        self._view = canvas
        bar = ScrollBar(self, look, canvas.yview)
        canvas.configure(yscrollcommand=bar.set)
        spacing.pack(bar, look, side="right", fill="y", pady=theme.S, padx=(0, theme.XS))
        spacing.pack(canvas, look, fill="both", expand=True, padx=theme.XS, pady=theme.XS)
        for key, step in (("<Down>", 1), ("<Up>", -1), ("<Home>", -(10**6)), ("<End>", 10**6)):
            canvas.bind(key, lambda _, step=step: self._move(step))  # type: ignore[misc]
        canvas.bind("<Return>", lambda _: self._open(opened))
        canvas.bind("<Double-Button-1>", lambda _: opened())
        canvas.bind("<Button-1>", self._clicked)
        for event in ("<FocusIn>", "<FocusOut>", "<Configure>"):
            canvas.bind(event, lambda _: self._paint())
        for event, step in (("<Button-4>", -1), ("<Button-5>", 1)):
            canvas.bind(event, lambda _, step=step: canvas.yview_scroll(step, "units"))  # type: ignore[misc]
        canvas.bind("<MouseWheel>", self._wheeled)
        look.subscribe(self._paint)

    def show(self, entries: Sequence[tuple[str, str]], chosen: int = 0) -> None:
        """Show these entries, one of them chosen."""
        self._entries = list(entries)
        self.chosen = chosen if entries else None
        self._paint()
        self._changed()

    def focus_set(self) -> None:
        """Let keys go to the list."""
        self._view.focus_set()

    def destroy(self) -> None:
        """Leave the theme, then go."""
        self._look.unsubscribe(self._paint)
        super().destroy()

    @property
    def _row_height(self) -> int:
        return self._look.px(theme.ROW_HEIGHT)

    def _move(self, step: int) -> str:
        if self.chosen is not None:
            self._choose(min(max(0, self.chosen + step), len(self._entries) - 1))
        return "break"

    def _open(self, opened: Callable[[], None]) -> str:
        opened()
        return "break"

    def _wheeled(self, event: Any) -> None:
        self._view.yview_scroll(-1 if event.delta > 0 else 1, "units")

    def _clicked(self, event: Any) -> None:
        self._view.focus_set()
        row = int(self._view.canvasy(event.y) // self._row_height)
        if 0 <= row < len(self._entries):
            self._choose(row)

    def _choose(self, row: int) -> None:
        self.chosen = row
        self._paint()
        canvas, height = self._view, self._row_height
        top, bottom = canvas.canvasy(0), canvas.canvasy(canvas.winfo_height())
        total = height * len(self._entries)
        if row * height < top:
            canvas.yview_moveto(row * height / total)
        elif (row + 1) * height > bottom:
            canvas.yview_moveto(((row + 1) * height - canvas.winfo_height()) / total)
        self._changed()

    def _paint(self) -> None:
        canvas, look = self._view, self._look
        width, height = canvas.winfo_width(), self._row_height
        canvas.configure(
            background=look.color(theme.SURFACE),
            scrollregion=(0, 0, width, height * len(self._entries)),
            yscrollincrement=height,
        )
        canvas.delete("all")
        focused = canvas.focus_displayof() is canvas
        for row, (title, below) in enumerate(self._entries):
            top = row * height
            if row == self.chosen:
                outline = look.color(theme.ACCENT) if focused else ""
                canvas.create_rectangle(
                    1, top + 1, width - 2, top + height - 2,
                    fill=look.color(theme.ACCENT_TINT), outline=outline, width=_RING,
                )  # fmt: skip
                mark = look.color(theme.ACCENT)
                canvas.create_rectangle(0, top, look.px(3), top + height, fill=mark, width=0)
            middle, offset = top + height // 2, look.px(9)
            self._write(title, middle - offset, "body", theme.TEXT, wording.shorten_middle)
            self._write(below, middle + offset, "caption", theme.TEXT_MUTED, wording.shorten_end)

    def _write(
        self, text: str, y: int, role: FontRole, color: Color, shorten: Callable[..., str]
    ) -> None:
        look, canvas, x = self._look, self._view, self._look.px(theme.L)
        font = look.tk_font(role)
        room = canvas.winfo_width() - 2 * x
        short = shorten(text, room, lambda part: int(self.tk.call("font", "measure", font, part)))
        canvas.create_text(x, y, anchor="w", text=short, fill=look.color(color), font=font)
