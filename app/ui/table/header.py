"""The headings of the list, to sort by."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from app.ui.look import theme
from app.ui.look.theme import Theme
from app.ui.table.columns import Column, columns
from app.ui.table.ordering import Order, Sorting
from app.ui.widgets.strip import Strip

_HEIGHT = 32


class TableHeader(Strip):
    """A click sorts; with the keyboard Left and Right go from heading to heading, Space sorts.

    Args:
        chosen: called with the order of a heading.
    """

    def __init__(self, parent: Any, look: Theme, chosen: Callable[[Order], None]) -> None:
        super().__init__(parent, look, theme.SURFACE)
        self._sorting = Sorting()
        self._chosen = chosen
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
        for number, (order, title, column) in enumerate(self._headings()):
            in_force = order is self._sorting.order
            lit = in_force or number == self.pointed or (self.ringed and number == self.at)
            arrow = ("  ▼" if self._sorting.reverse else "  ▲") if in_force else ""
            self.create_text(
                column.x,
                height // 2,
                text=title + arrow,
                anchor="w",
                fill=look.color(theme.TEXT if lit else theme.TEXT_MUTED),
                font=look.tk_font("caption"),
            )
            if self.ringed and number == self.at:
                right = column.x + self.measure(title + arrow, "caption")
                margin, edge = look.px(theme.XS), look.px(theme.XS)
                self.create_rectangle(
                    column.x - margin, edge, right + margin, height - edge,
                    outline=look.color(theme.ACCENT), width=2,
                )  # fmt: skip
        line = look.color(theme.BORDER)
        self.create_line(0, height - 1, width, height - 1, fill=line)

    def left_edges(self) -> Sequence[int]:
        return [column.x for _, _, column in self._headings()]

    def choose(self, number: int) -> None:
        self._chosen(self._headings()[number][0])

    def _headings(self) -> Sequence[tuple[Order, str, Column]]:
        return columns(self.winfo_width(), self.look).headings()
