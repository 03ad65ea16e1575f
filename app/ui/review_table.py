"""A list of pictures that draws only the rows in sight, so ten thousand cost as much as ten."""

from __future__ import annotations

import tkinter as tk
from collections import OrderedDict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import customtkinter as ctk

from app.ui import theme
from app.ui.row_painter import RowPainter
from app.ui.theme import Theme

if TYPE_CHECKING:
    from app.core.model_folder import Contract
    from app.ui.messages import ThumbnailReady
    from app.ui.session import Item

_THUMBNAILS_KEPT = 600
_WHEEL_ROWS = 3


class ReviewTable(tk.Frame):
    """Rows of items with one that is selected.

    Args:
        open_item: called when a row is opened.
        ask_thumbnails: called with the files in sight that have no thumbnail yet, and its size.

    Attributes:
        touched: whether a person has moved about in it since this was last set to False.
    """

    def __init__(
        self,
        parent: Any,
        look: Theme,
        open_item: Callable[[Item], None],
        ask_thumbnails: Callable[[Sequence[tuple[Path, int]]], None],
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._open = open_item
        self._ask_thumbnails = ask_thumbnails
        self._items: list[Item] = []
        self._positions: dict[int, int] = {}
        self._selected: int | None = None
        self._top = 0.0  # first row in sight, with the part of it that is scrolled out
        self._hovered = -1
        self._job = ""
        self.touched = False
        self._thumbnails: OrderedDict[tuple[Path, int], Any] = OrderedDict()
        self._canvas = tk.Canvas(self, highlightthickness=0, borderwidth=0, takefocus=False)
        self._bar = ctk.CTkScrollbar(self, command=self._scrolled, width=12)
        self._canvas.pack(side="left", fill="both", expand=True)
        self._bar.pack(side="right", fill="y")
        self._painter = RowPainter(self._canvas, look)
        self._bind_events()
        look.subscribe(self._restyle)
        self._restyle()

    @property
    def selected(self) -> Item | None:
        """The selected row's item."""
        position = self._positions.get(self._selected) if self._selected is not None else None
        return self._items[position] if position is not None else None

    @property
    def items(self) -> Sequence[Item]:
        """The items in the order they are shown."""
        return self._items

    def set_contract(self, contract: Contract) -> None:
        """Take class names and colours from a model."""
        self._painter.contract = contract
        self.redraw()

    def set_items(self, items: list[Item]) -> None:
        """Show these, in this order; the selection stays on its item."""
        self._items = items
        self._positions = {item.id: position for position, item in enumerate(items)}
        if self.selected is None and items:
            self._selected = items[0].id
        self._top = min(self._top, self._last_top())
        self.redraw()

    def select(self, item: Item) -> None:
        """Select a row and bring it into sight."""
        if item.id in self._positions:
            self._selected = item.id
            self._show_row(self._positions[item.id])
            self.redraw()

    def neighbour(self, item: Item, step: int) -> Item | None:
        """The item ``step`` rows below (or, negative, above) another."""
        position = self._positions.get(item.id)
        if position is None or not 0 <= position + step < len(self._items):
            return None
        return self._items[position + step]

    def position(self, item: Item) -> int | None:
        """The row of an item, counted from 0."""
        return self._positions.get(item.id)

    def move(self, rows: float) -> None:
        """Move the selection up or down."""
        if self._items:
            current = self._positions.get(self._selected or -1, 0)
            position = min(max(0, current + rows), len(self._items) - 1)
            self.touched = True
            self.select(self._items[int(position)])

    def move_page(self, pages: int) -> None:
        """Move the selection by what is in sight."""
        self.move(pages * max(1, int(self._rows_in_sight()) - 1))

    def open_selected(self) -> None:
        """Open the selected row."""
        if self.selected is not None:
            self._open(self.selected)

    def select_first(self) -> None:
        """Go to the first row."""
        self._top = 0.0
        self._selected = self._items[0].id if self._items else None
        self.redraw()

    def show_thumbnail(self, ready: ThumbnailReady) -> None:
        """Keep a thumbnail and show it where its row is in sight."""
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
        canvas.bind("<Button-1>", self._clicked)
        canvas.bind("<Double-Button-1>", lambda _: self.open_selected())
        canvas.bind("<Motion>", lambda event: self._hover(self._row_at(event.y)))
        canvas.bind("<Leave>", lambda _: self._hover(-1))
        canvas.bind("<MouseWheel>", lambda event: self._wheel(-event.delta / 120 * _WHEEL_ROWS))
        canvas.bind("<Button-4>", lambda _: self._wheel(-_WHEEL_ROWS))
        canvas.bind("<Button-5>", lambda _: self._wheel(_WHEEL_ROWS))

    def _draw(self) -> None:
        self._job = ""
        canvas, row_height = self._canvas, self._row_height()
        canvas.delete("all")
        first = int(self._top)
        last = min(len(self._items), int(self._top + self._rows_in_sight()) + 1)
        size = self._look.px(theme.THUMBNAIL)
        missing: list[tuple[Path, int]] = []
        for position in range(first, last):
            item = self._items[position]
            key = (item.source, size)
            if key in self._thumbnails:
                self._thumbnails.move_to_end(key)
            elif not item.error:
                missing.append(key)
            self._painter.paint(
                item,
                round((position - self._top) * row_height),
                self._thumbnails.get(key),
                selected=item.id == self._selected,
                hovered=position == self._hovered,
            )
        self._ask_thumbnails(missing)
        if self._items:
            self._bar.set(
                self._top / len(self._items),
                min(1.0, (self._top + self._rows_in_sight()) / len(self._items)),
            )

    def _row_height(self) -> int:
        return self._look.px(theme.ROW_HEIGHT)

    def _rows_in_sight(self) -> float:
        return max(1.0, self._canvas.winfo_height() / self._row_height())

    def _last_top(self) -> float:
        return max(0.0, len(self._items) - self._rows_in_sight())

    def _row_at(self, y: int) -> int:
        row = int(self._top + y / self._row_height())
        return row if 0 <= row < len(self._items) else -1

    def _clicked(self, event: Any) -> None:
        row = self._row_at(event.y)
        if row >= 0:
            self._selected = self._items[row].id
            self.touched = True
            self.redraw()

    def _hover(self, row: int) -> None:
        if row != self._hovered:
            self._hovered = row
            self.redraw()

    def _wheel(self, rows: float) -> None:
        self.touched = True
        self._scroll_to(self._top + rows)

    def _scrolled(self, action: str, amount: str, unit: str = "") -> None:
        if action == "moveto":
            self._scroll_to(float(amount) * len(self._items))
        else:
            page = self._rows_in_sight() if unit == "pages" else 1
            self._scroll_to(self._top + float(amount) * page)

    def _scroll_to(self, top: float) -> None:
        self._top = min(max(0.0, top), self._last_top())
        self.redraw()

    def _show_row(self, position: int) -> None:
        if position < self._top:
            self._top = float(position)
        elif position + 1 > self._top + self._rows_in_sight():
            self._top = position + 1 - self._rows_in_sight()

    def _restyle(self) -> None:
        self.configure(background=self._look.color(theme.SURFACE))
        self._canvas.configure(background=self._look.color(theme.SURFACE))
        self._painter.restyle()
        self._top = min(self._top, self._last_top())
        self.redraw()
