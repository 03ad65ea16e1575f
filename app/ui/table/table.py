"""The pictures as a table, a row each."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from app.ui.look import theme
from app.ui.look.theme import Theme
from app.ui.state.filters import Order, Sorting
from app.ui.state.rows import Rows
from app.ui.table.columns import TableHeader
from app.ui.table.row_painter import RowPainter
from app.ui.table.thumbnails import Thumbnails
from app.ui.table.view import RowsView

if TYPE_CHECKING:
    from app.core.models.folder import Contract
    from app.ui.state.item import Item


class ReviewTable(RowsView):
    """The rows below their headings; arguments as of ``RowsView``."""

    wheel_lines = 3.0

    def __init__(
        self,
        parent: Any,
        look: Theme,
        rows: Rows,
        open_item: Callable[[Item], None],
        thumbnails: Thumbnails,
    ) -> None:
        super().__init__(parent, look, rows, open_item, thumbnails)
        self._hovered = -1
        self._header = TableHeader(self, look, self._sort)
        self._header.pack(side="top", fill="x")
        self.canvas.pack(side="left", fill="both", expand=True)
        self._painter = RowPainter(self.canvas, look)
        self._bind_events()
        look.subscribe(self.restyle)
        self.restyle()

    def set_contract(self, contract: Contract | None) -> None:
        """Take class names and colours from a model."""
        self._painter.contract = contract
        self._header.set_typed(contract is not None and bool(contract.types))
        super().set_contract(contract)

    def line_height(self) -> int:
        """How high a row is."""
        return self.look.px(theme.ROW_HEIGHT)

    def picture_side(self) -> int:
        """How long the longer side of a small picture is."""
        return self.look.px(theme.THUMBNAIL)

    def arrange(self) -> int:
        """How high all rows are."""
        rows = self.rows
        self._header.show(rows.sorting if rows.like is None else Sorting())
        return len(self.rows) * self.line_height()

    def rows_between(self, top: int, bottom: int) -> tuple[int, int]:
        """The rows from the first up to the last, not among them, that are in sight there."""
        return top // self.line_height(), bottom // self.line_height() + 1

    def extent(self, row: int) -> tuple[int, int]:
        """Where a row begins and ends."""
        return row * self.line_height(), (row + 1) * self.line_height()

    def row_at(self, x: int, y: int) -> int:
        """The row that lies there, -1 for none."""
        row = y // self.line_height()
        return row if 0 <= row < len(self.rows) else -1

    def paint(self, row: int, item: Item, y: int, picture: Any) -> tuple[int, int]:
        """Draw a row."""
        return self._painter.paint(
            item,
            self.extent(row)[0] - y,
            picture,
            selected=item is self.rows.selected,
            chosen=self.rows.is_chosen(item),
            hovered=row == self._hovered,
        )

    def step(self, right: int, down: int, *, extend: bool = False) -> None:
        """Select the row so far below the selected one."""
        self.rows.move(down, extend=extend)

    def restyle(self) -> None:
        """Wear the appearance that is in force."""
        self._painter.restyle()
        super().restyle()

    def _bind_events(self) -> None:
        canvas = self.canvas
        canvas.bind("<Button-1>", lambda event: self._clicked(event, self.rows.select))
        canvas.bind("<Shift-Button-1>", lambda event: self._clicked(event, self.rows.extend))
        for modifier in ("Control", "Command"):
            canvas.bind(
                f"<{modifier}-Button-1>", lambda event: self._clicked(event, self.rows.toggle)
            )
        canvas.bind("<Motion>", lambda event: self._hover(self.row_at(*self.content_point(event))))
        canvas.bind("<Leave>", lambda _: self._hover(-1))

    def _clicked(self, event: Any, choose: Callable[[Item], None]) -> None:
        row = self.row_at(*self.content_point(event))
        self.focus_rows()
        if row >= 0:
            self.rows.touched = True
            choose(self.rows.span(row, row + 1)[0])

    def _sort(self, order: Order) -> None:
        self.rows.choose_order(order)
        self.changed()
        if not self._header.ringed:  # keys are for the rows after a click
            self.focus_rows()

    def _hover(self, row: int) -> None:
        if row != self._hovered:
            self._hovered = row
            self.redraw()
