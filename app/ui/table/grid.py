"""The pictures as a grid of large tiles."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from app.ui.look import theme, wording
from app.ui.look.theme import Theme
from app.ui.state.filters import VERDICTS
from app.ui.state.rows import Rows
from app.ui.table.thumbnails import Thumbnails
from app.ui.table.tile_painter import TilePainter
from app.ui.table.tiling import Tiling
from app.ui.table.view import RowsView

if TYPE_CHECKING:
    from app.core.models.folder import Contract
    from app.ui.state.item import Item

_A_DRAG = 6  # pixels that the pointer goes before a press is a drag
_SHIFT = 0x1
_ADDS = 0x1 | (0x8 if sys.platform == "darwin" else 0x4)  # Shift, and Ctrl or Command
_EDGE_MS = 40  # while the pointer is held outside, so often is scrolled


class GridView(RowsView):
    """Tiles in the order of the rows, below headings where that groups them.

    A click chooses, with Shift up to there, with Ctrl one more; a drag chooses what it surrounds.

    Args:
        side: of a picture at scale 1; else as of ``RowsView``.
        resize: called with 1 or -1 when a person wants larger or smaller tiles.
    """

    wheel_lines = 0.6

    def __init__(
        self,
        parent: Any,
        look: Theme,
        rows: Rows,
        open_item: Callable[[Item], None],
        thumbnails: Thumbnails,
        side: int,
        resize: Callable[[int], None],
    ) -> None:
        super().__init__(parent, look, rows, open_item, thumbnails)
        self._resize = resize
        self.canvas.pack(fill="both", expand=True)
        self._painter = TilePainter(self.canvas, look, side)
        self._tiling = Tiling(1, self._painter.size, (), headed=False)
        self._pressed: tuple[int, int] | None = None
        self._lasso: tuple[int, int] | None = None  # its other end is where the pointer was pressed
        self._before: list[Item] = []
        self._edge_job = ""
        self._bind_events()
        look.subscribe(self.restyle)
        self.restyle()

    @property
    def side(self) -> int:
        """How long the longer side of a picture is at scale 1."""
        return self._painter.side

    def set_side(self, side: int) -> None:
        """Make the pictures larger or smaller; what is looked at stays in sight."""
        if side != self._painter.side:
            place = self.where()
            self._painter.side = side
            self.go_where(place)

    def set_contract(self, contract: Contract | None) -> None:
        """Take class names and colours from a model."""
        self._painter.contract = contract
        super().set_contract(contract)

    def line_height(self) -> int:
        """How far a line of tiles is below the one before."""
        return self._tiling.line_height

    def picture_side(self) -> int:
        """How long the longer side of a picture is."""
        return self.look.px(self._painter.side)

    def arrange(self) -> int:
        """Lay the tiles out in the width there is; returns how high all of them are."""
        groups = self.rows.groups
        counts = [count for _, count in groups] or [len(self.rows)]
        bar = self.look.px(theme.M)
        self._tiling = Tiling(
            self.canvas.winfo_width() - bar, self._painter.size, counts, headed=bool(groups)
        )
        return self._tiling.height

    def rows_between(self, top: int, bottom: int) -> tuple[int, int]:
        """The rows whose lines lie there."""
        return self._tiling.rows_between(top, bottom)

    def extent(self, row: int) -> tuple[int, int]:
        """Where the line of a row begins and ends, its heading and the gap included."""
        return self._tiling.extent(row)

    def row_at(self, x: int, y: int) -> int:
        """The row whose tile lies there, -1 for none."""
        row = self._tiling.row_at(x, y)
        return row if row < len(self.rows) else -1  # there were more when it was drawn

    def paint(self, row: int, item: Item, y: int, picture: Any) -> tuple[int, int]:
        """Draw a tile."""
        left, top = self._tiling.place(row)
        return self._painter.paint(
            item,
            left,
            top - y,
            picture,
            selected=item is self.rows.selected,
            chosen=self.rows.is_chosen(item),
        )

    def paint_more(self, y: int) -> None:
        """Draw headings, and the lasso."""
        groups, left = self.rows.groups, self._tiling.left
        if groups:
            for number, top in self._tiling.headings_between(y, y + self.canvas.winfo_height()):
                name, count = groups[number]
                self._painter.paint_heading(self._title(name), count, left, top - y)
        if self._lasso is not None and self._pressed is not None:
            ends = (self._pressed[0], self._pressed[1] - y, self._lasso[0], self._lasso[1] - y)
            self.canvas.create_rectangle(*ends, outline=self.look.color(theme.ACCENT), width=2)

    def step(self, right: int, down: int, *, extend: bool = False) -> None:
        """Select the tile beside the selected one."""
        rows = self.rows
        if len(rows):
            self.arrange()
            at = (rows.position(rows.selected) if rows.selected else None) or 0
            rows.move(self._tiling.beside(at, right, down) - at, extend=extend)

    def restyle(self) -> None:
        """Wear the appearance that is in force."""
        self._painter.restyle()
        super().restyle()

    def _title(self, name: str) -> str:
        contract = self._painter.contract
        if name in VERDICTS:
            return VERDICTS[name] if name else "Not readable, or no answer yet"
        return wording.shelf_name(name, contract) if contract is not None else name

    def _bind_events(self) -> None:
        canvas = self.canvas
        canvas.bind("<Button-1>", self._press)
        canvas.bind("<B1-Motion>", self._drag)
        canvas.bind("<ButtonRelease-1>", self._release)
        for modifier in ("Control", "Command"):
            canvas.bind(
                f"<{modifier}-MouseWheel>", lambda event: self._resize(1 if event.delta > 0 else -1)
            )
        canvas.bind("<Control-Button-4>", lambda _: self._resize(1))
        canvas.bind("<Control-Button-5>", lambda _: self._resize(-1))

    def _press(self, event: Any) -> None:
        rows = self.rows
        self._pressed = self.content_point(event)
        row = self.row_at(*self._pressed)
        adds = bool(event.state & _ADDS)
        self._before = rows.chosen if adds else []
        self.focus_rows()
        rows.touched = True
        if row < 0:
            if not adds:
                rows.choose_one()
            return
        item = rows.span(row, row + 1)[0]
        if event.state & _SHIFT:
            rows.extend(item)
        elif adds:
            rows.toggle(item)
        else:
            rows.select(item)

    def _drag(self, event: Any) -> None:
        if self._pressed is None:
            return
        point = self.content_point(event)
        far = max(abs(point[0] - self._pressed[0]), abs(point[1] - self._pressed[1]))
        if self._lasso is None and far < _A_DRAG:
            return
        self._lasso = point
        self._surround()
        outside = min(0, event.y) + max(0, event.y - self.canvas.winfo_height())
        if outside and not self._edge_job:
            self._edge_job = self.after(_EDGE_MS, lambda: self._scroll_on(event))

    def _scroll_on(self, event: Any) -> None:
        """Scroll while the pointer is held above or below what is in sight."""
        self._edge_job = ""
        if self._lasso is not None:
            y = self.canvas.winfo_pointery() - self.canvas.winfo_rooty()
            outside = min(0, y) + max(0, y - self.canvas.winfo_height())
            if outside:
                self.top = max(0.0, self.top + outside / 2 / self.line_height())
                event.y = y
                self._drag(event)

    def _surround(self) -> None:
        """Choose what is within the lasso, and what was chosen before where that is added to."""
        assert self._pressed is not None and self._lasso is not None
        (x0, y0), (x1, y1) = self._pressed, self._lasso
        within = self._tiling.rows_in(min(x0, x1), min(y0, y1), max(x0, x1) + 1, max(y0, y1) + 1)
        items = [item for row in within for item in self.rows.span(row, row + 1)]
        self.rows.choose([*items, *self._before])
        self.redraw()

    def _release(self, _: Any) -> None:
        self._pressed = None
        if self._lasso is not None:
            self._lasso = None
            self.redraw()
