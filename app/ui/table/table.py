"""A list of pictures that draws only the rows in sight, so ten thousand cost as much as ten."""

from __future__ import annotations

import tkinter as tk
from collections import OrderedDict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.ui.look import theme
from app.ui.look.theme import Theme
from app.ui.state.filters import Order
from app.ui.state.rows import Rows
from app.ui.table.columns import TableHeader
from app.ui.table.row_painter import RowPainter
from app.ui.threads.loader import ThumbnailRequest
from app.ui.widgets.scrolling import ScrollBar

if TYPE_CHECKING:
    from app.core.models.folder import Contract
    from app.ui.state.item import Item
    from app.ui.threads.messages import ThumbnailReady

_THUMBNAILS_KEPT = 600
_WHEEL_ROWS = 3


class ReviewTable(tk.Frame):
    """The rows, with a scroll bar.

    Args:
        open_item: called when a row is opened.
        ask_thumbnails: called with the files in sight that have no thumbnail yet, and its size.

    Attributes:
        changed: called when a person sorted the rows.
        way_out: what to do where a filter leaves no row.
    """

    def __init__(
        self,
        parent: Any,
        look: Theme,
        rows: Rows,
        open_item: Callable[[Item], None],
        ask_thumbnails: Callable[[Sequence[ThumbnailRequest]], None],
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._rows = rows
        self._open = open_item
        self._ask_thumbnails = ask_thumbnails
        self.changed: Callable[[], None] = lambda: None
        self.way_out = ""
        self._top = 0.0  # first row in sight, with the part of it that is scrolled out
        self._hovered = -1
        self._reveal = False
        self._job = ""
        self._thumbnails: OrderedDict[tuple[Path, int], Any] = OrderedDict()
        self._canvas = tk.Canvas(self, highlightthickness=0, borderwidth=0)
        self._bar = ScrollBar(self._canvas, look, self._scrolled)
        self._header = TableHeader(self, look, self._sort)
        self._header.pack(side="top", fill="x")
        self._canvas.pack(side="left", fill="both", expand=True)
        self._painter = RowPainter(self._canvas, look)
        self._bind_events()
        look.subscribe(self._restyle)
        self._restyle()

    def set_contract(self, contract: Contract | None) -> None:
        """Take class names and colours from a model."""
        self._painter.contract = contract
        self._header.set_typed(contract is not None and bool(contract.types))
        self.redraw()

    def move_page(self, pages: int) -> None:
        """Move the selection by what is in sight."""
        self._rows.move(pages * max(1, int(self._rows_in_sight()) - 1))

    def open_selected(self) -> None:
        """Open the selected row."""
        if self._rows.selected is not None:
            self._open(self._rows.selected)

    def show_thumbnail(self, ready: ThumbnailReady) -> None:
        """Keep a thumbnail, if it is for the list on screen; show it where its row is in sight."""
        if self._rows.session.get(ready.item) is None:
            return
        from PIL.ImageTk import PhotoImage

        picture = PhotoImage(ready.picture) if ready.picture is not None else None
        self._thumbnails[ready.path, ready.size] = picture
        while len(self._thumbnails) > _THUMBNAILS_KEPT:
            self._thumbnails.popitem(last=False)
        self.redraw()

    def redraw(self) -> None:
        """Draw the rows in sight, once the events at hand are dealt with."""
        if not self._job:
            self._job = self.after_idle(self._draw)

    def _bind_events(self) -> None:
        canvas = self._canvas
        canvas.bind("<Configure>", lambda _: self.redraw())
        canvas.bind("<Button-1>", lambda event: self._clicked(event, self._rows.select))
        canvas.bind("<Shift-Button-1>", lambda event: self._clicked(event, self._rows.extend))
        for modifier in ("Control", "Command"):
            canvas.bind(
                f"<{modifier}-Button-1>", lambda event: self._clicked(event, self._rows.toggle)
            )
        canvas.bind("<Double-Button-1>", lambda _: self.open_selected())
        canvas.bind("<Motion>", lambda event: self._hover(self._row_at(event.y)))
        canvas.bind("<Leave>", lambda _: self._hover(-1))
        canvas.bind("<MouseWheel>", lambda event: self._wheel(-event.delta / 120 * _WHEEL_ROWS))
        canvas.bind("<Button-4>", lambda _: self._wheel(-_WHEEL_ROWS))
        canvas.bind("<Button-5>", lambda _: self._wheel(_WHEEL_ROWS))

    def _draw(self) -> None:
        self._job = ""
        self._header.show(self._rows.sorting)
        if self._reveal:
            self._reveal_selected()
        self._top = min(max(0.0, self._top), max(0.0, len(self._rows) - self._rows_in_sight()))
        self._canvas.delete("all")
        size = self._look.px(theme.THUMBNAIL)
        missing: list[ThumbnailRequest] = []
        first = int(self._top)
        last = int(self._top + self._rows_in_sight()) + 1
        for row, item in enumerate(self._rows.span(first, last), start=first):
            key = (item.source, size)
            if key in self._thumbnails:
                self._thumbnails.move_to_end(key)
            elif not item.error:
                missing.append(ThumbnailRequest(item.id, *key))
            self._painter.paint(
                item,
                round((row - self._top) * self._row_height()),
                self._thumbnails.get(key),
                selected=item is self._rows.selected,
                chosen=self._rows.is_chosen(item),
                hovered=row == self._hovered,
            )
        if self._rows.filter.active and not len(self._rows):
            self._say_nothing_matches()
        self._ask_thumbnails(missing)
        self._draw_bar()

    def _say_nothing_matches(self) -> None:
        canvas, look = self._canvas, self._look
        x, y = canvas.winfo_width() // 2, canvas.winfo_height() * 2 // 5
        lines: tuple[tuple[str, theme.FontRole, theme.Color, int], ...] = (
            ("No picture matches", "heading", theme.TEXT, 0),
            (self.way_out, "body", theme.TEXT_MUTED, 26),
        )
        for words, role, color, below in lines:
            canvas.create_text(
                x, y + look.px(below), text=words, fill=look.color(color), font=look.tk_font(role)
            )

    def _draw_bar(self) -> None:
        """The scroll bar is there only when there is something to scroll."""
        count, in_sight = len(self._rows), self._rows_in_sight()
        if count > in_sight:
            self._bar.set(self._top / count, (self._top + in_sight) / count)
            self._bar.place(relx=1.0, rely=0.0, relheight=1.0, anchor="ne")
        else:
            self._bar.place_forget()

    def _reveal_selected(self) -> None:
        self._reveal = False
        selected = self._rows.selected
        row = self._rows.position(selected) if selected else None
        if row is None:
            return
        if row < self._top:
            self._top = float(row)
        elif row + 1 > self._top + self._rows_in_sight():
            self._top = row + 1 - self._rows_in_sight()

    def _row_height(self) -> int:
        return self._look.px(theme.ROW_HEIGHT)

    def _rows_in_sight(self) -> float:
        return max(1.0, self._canvas.winfo_height() / self._row_height())

    def _row_at(self, y: int) -> int:
        row = int(self._top + y / self._row_height())
        return row if 0 <= row < len(self._rows) else -1

    def _clicked(self, event: Any, choose: Callable[[Item], None]) -> None:
        row = self._row_at(event.y)
        self._canvas.winfo_toplevel().focus_set()  # keys are for the rows now
        if row >= 0:
            self._rows.touched = True
            choose(self._rows.span(row, row + 1)[0])

    def _sort(self, order: Order) -> None:
        self._rows.choose_order(order)
        self.changed()
        if not self._header.ringed:  # keys are for the rows after a click
            self._canvas.winfo_toplevel().focus_set()

    def _hover(self, row: int) -> None:
        if row != self._hovered:
            self._hovered = row
            self.redraw()

    def _wheel(self, rows: float) -> None:
        self._rows.touched = True
        self._scroll_to(self._top + rows)

    def _scrolled(self, _: str, fraction: float) -> None:
        self._rows.touched = True
        self._scroll_to(fraction * len(self._rows))

    def _scroll_to(self, top: float) -> None:
        self._top = top
        self.redraw()

    def rows_changed(self, reveal: bool) -> None:
        """The rows are not what they were.

        Args:
            reveal: the selected one must be in sight.
        """
        self._reveal = self._reveal or reveal
        self.redraw()

    def _restyle(self) -> None:
        ground = self._look.color(theme.SURFACE)
        self.configure(background=ground)
        self._canvas.configure(background=ground)
        self._painter.restyle()
        self.redraw()
