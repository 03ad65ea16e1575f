"""The headings of the list, to sort by."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.ui import theme
from app.ui.columns import columns
from app.ui.controls import Control
from app.ui.ordering import Order, Sorting
from app.ui.theme import Theme

_HEIGHT = 32


class TableHeader(Control):
    """A click sorts; with the keyboard Left and Right go from heading to heading, Space sorts.

    Args:
        chosen: called with the order of a heading.
    """

    def __init__(self, parent: Any, look: Theme, chosen: Callable[[Order], None]) -> None:
        super().__init__(parent, look, theme.SURFACE)
        self._sorting = Sorting()
        self._at = 0
        self._pointed = -1
        self.on_press = lambda: self._choose(chosen)
        self.bind("<Configure>", lambda _: self.draw())
        self.bind("<Motion>", lambda event: self._point(event.x), add="+")
        self.bind("<Leave>", lambda _: self._point(-1), add="+")
        self.bind("<Button-1>", lambda event: self._point(event.x), add="+")
        self.bind("<Left>", lambda _: self._step(-1))
        self.bind("<Right>", lambda _: self._step(1))
        self.draw()

    def show(self, sorting: Sorting) -> None:
        """Mark the order in force."""
        if sorting != self._sorting:
            self._sorting = sorting
            self.draw()

    def draw(self) -> None:
        super().draw()
        look = self.look
        height, width = look.px(_HEIGHT), self.winfo_width()
        self.configure(height=height, width=1)
        for number, (order, title, column) in enumerate(columns(width, look).headings()):
            in_force = order is self._sorting.order
            lit = in_force or number == self._pointed or (self.ringed and number == self._at)
            arrow = ("  ▼" if self._sorting.reverse else "  ▲") if in_force else ""
            self.create_text(
                column.x,
                height // 2,
                text=title + arrow,
                anchor="w",
                fill=look.color(theme.TEXT if lit else theme.TEXT_MUTED),
                font=look.tk_font("caption"),
            )
            if self.ringed and number == self._at:
                right = column.x + self.measure(title + arrow, "caption")
                margin, edge = look.px(theme.XS), look.px(theme.XS)
                self.create_rectangle(
                    column.x - margin, edge, right + margin, height - edge,
                    outline=look.color(theme.ACCENT), width=2,
                )  # fmt: skip
        line = look.color(theme.BORDER)
        self.create_line(0, height - 1, width, height - 1, fill=line)

    def _point(self, x: int) -> None:
        heads = columns(self.winfo_width(), self.look).headings()
        inside = [n for n, (_, _, column) in enumerate(heads) if column.x <= x]
        pointed = inside[-1] if inside and x >= 0 else -1
        if pointed != self._pointed:
            self._pointed = pointed
            self.draw()

    def _choose(self, chosen: Callable[[Order], None]) -> None:
        heads = columns(self.winfo_width(), self.look).headings()
        number = self._at if self.ringed else self._pointed
        if 0 <= number < len(heads):
            chosen(heads[number][0])

    def _step(self, by: int) -> str:
        count = len(columns(self.winfo_width(), self.look).headings())
        self._at = (self._at + by) % count
        self._change(ringed=True)
        return "break"
