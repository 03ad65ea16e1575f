"""A list of pictures that draws only what is in sight, so ten thousand cost as much as ten."""

from __future__ import annotations

import tkinter as tk
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from app.ui.look import theme
from app.ui.look.theme import Theme
from app.ui.state.rows import Rows
from app.ui.table.thumbnails import Thumbnails
from app.ui.widgets.context_menu import CONTEXT_BUTTON
from app.ui.widgets.scrolling import ScrollBar

if TYPE_CHECKING:
    from app.core.models.folder import Contract
    from app.ui.state.item import Item
    from app.ui.threads.messages import ThumbnailReady

_WARMED = 60  # rows below those in sight, whose pictures are made ready meanwhile
_WARMED_PIXELS = 3_000_000  # of theirs, at most: those in sight must stay in memory


class RowsView(tk.Frame, ABC):
    """The rows on a canvas, with a scroll bar; subclasses say where each lies, and paint it.

    Places are in pixels of all that there is to see, whose upper left corner is 0, 0.

    Args:
        open_item: called when a row is opened.

    Attributes:
        canvas: what they are drawn on.
        top: what is scrolled out above, in lines.
        in_sight: how many rows are.
        changed: called when a person sorted the rows.
        way_out: what to do where a filter leaves no row.
    """

    wheel_lines = 1.0
    """How many lines one step of the wheel goes."""

    def __init__(
        self,
        parent: Any,
        look: Theme,
        rows: Rows,
        open_item: Callable[[Item], None],
        thumbnails: Thumbnails,
    ) -> None:
        super().__init__(parent)
        self.look = look
        self.rows = rows
        self.thumbnails = thumbnails
        self.open_item = open_item
        self.changed: Callable[[], None] = lambda: None
        self.way_out = ""
        self.contract: Contract | None = None
        self.top = 0.0
        self._session = rows.session
        self._reveal = False
        self._job = ""
        self.in_sight = 0
        self._awaited: dict[tuple[Any, int], tuple[int, int]] = {}  # what stands for each, in sight
        self.canvas = tk.Canvas(self, highlightthickness=0, borderwidth=0)
        self._bar = ScrollBar(self.canvas, look, self._scrolled)
        self._bind_scrolling()

    # --- for subclasses to say

    @abstractmethod
    def line_height(self) -> int:
        """How high a line of rows is."""

    @abstractmethod
    def picture_side(self) -> int:
        """How long the longer side of a small picture is."""

    @abstractmethod
    def arrange(self) -> int:
        """Lay the rows out in the room there is; returns how high all of them are."""

    @abstractmethod
    def rows_between(self, top: int, bottom: int) -> tuple[int, int]:
        """The rows from the first up to the last, not among them, that may be in sight there."""

    @abstractmethod
    def extent(self, row: int) -> tuple[int, int]:
        """Where a row begins and ends, from above."""

    @abstractmethod
    def row_at(self, x: int, y: int) -> int:
        """The row that lies there, -1 for none."""

    @abstractmethod
    def paint(self, row: int, item: Item, y: int, picture: Any) -> tuple[int, int]:
        """Draw a row, all of it ``y`` higher than it lies.

        Returns:
            The canvas's numbers for its picture and for what stands there until it has come.
        """

    def paint_more(self, y: int) -> None:
        """Draw what else there is."""

    @abstractmethod
    def step(self, right: int, down: int, *, extend: bool = False) -> None:
        """Select the row beside the selected one."""

    # --- what all of them do

    def set_contract(self, contract: Contract | None) -> None:
        """Take class names and colours from a model."""
        self.contract = contract
        self.redraw()

    def move_page(self, pages: int) -> None:
        """Move the selection by what is in sight."""
        self.step(0, pages * max(1, int(self._room() / self.line_height()) - 1))

    def open_selected(self) -> None:
        """Open the selected row."""
        if self.rows.selected is not None:
            self.open_item(self.rows.selected)

    def rows_changed(self, reveal: bool) -> None:
        """The rows are not what they were.

        Args:
            reveal: the selected one must be in sight.
        """
        self._reveal = self._reveal or reveal
        self.redraw()

    def redraw(self) -> None:
        """Draw what is in sight, once the events at hand are dealt with."""
        if not self._job:
            self._job = self.after_idle(self._draw)

    def show_thumbnail(self, ready: ThumbnailReady, picture: Any) -> None:
        """Show a picture that has come, where its row is in sight."""
        place, stand_in = self._awaited.pop((ready.path, ready.size), (0, 0))
        if place and picture is not None:
            self.canvas.itemconfigure(place, image=picture)
            self.canvas.delete(stand_in)

    @property
    def waits(self) -> bool:
        """Whether a small picture in sight has not come yet, or nothing was drawn yet."""
        return bool(self._awaited or self._job or not self.in_sight)

    def where(self) -> tuple[int, float]:
        """A row, and how far from above it is, in parts of the room: the selected one or another.

        It is the first in sight where the selected one is not.
        """
        self._begin_anew()
        self.arrange()
        top, room = self._offset(), self._room()
        selected = self.rows.position(self.rows.selected) if self.rows.selected else None
        if selected is not None:
            begin, end = self.extent(selected)
            if top <= begin and end <= top + room:
                return selected, (begin - top) / room
        return self.rows_between(top, top + room)[0], 0.0

    def go_where(self, place: tuple[int, float]) -> None:
        """Scroll so that a row is about where it was in another view."""
        if len(self.rows):
            self.arrange()
            row = min(place[0], len(self.rows) - 1)
            begin, end = self.extent(row)
            far = min(place[1] * self._room(), self._room() - (end - begin))
            self.top = max(0.0, (begin - max(0.0, far)) / self.line_height())
            self.redraw()

    def content_point(self, event: Any) -> tuple[int, int]:
        """Where the pointer is, in pixels of all that there is to see."""
        return event.x, event.y + self._offset()

    def scroll(self, lines: float) -> None:
        """Scroll by hand."""
        self.rows.touched = True
        self.top += lines
        self.redraw()

    def focus_rows(self) -> None:
        """Keys are for the rows now."""
        self.canvas.winfo_toplevel().focus_set()

    def _context(self, event: Any) -> None:
        """Choose the row at the pointer, unless it is chosen, and open its menu."""
        row = self.row_at(*self.content_point(event))
        items = self.rows.span(row, row + 1) if row >= 0 else ()
        if items:
            if not self.rows.is_chosen(items[0]):
                self.rows.select(items[0])
            self.canvas.winfo_toplevel().event_generate("<<ContextMenu>>")

    def _draw(self) -> None:
        self._job = ""
        if not self.winfo_ismapped():  # it is drawn when it comes on screen
            return
        canvas, rows, room = self.canvas, self.rows, self._room()
        self._begin_anew()
        height = self.arrange()
        unit = self.line_height()
        if self._reveal:
            self._reveal_selected(unit, room)
        self.top = min(max(0.0, self.top), max(0.0, (height - room) / unit))
        offset, side = self._offset(), self.picture_side()
        canvas.delete("all")
        self._awaited.clear()
        first, last = self.rows_between(offset, offset + room)
        items = rows.span(first, last)
        for row, item in enumerate(items, start=first):
            drawn = self.paint(row, item, offset, self.thumbnails.get(item, side))
            if not self.thumbnails.has(item, side):
                self._awaited[item.source, side] = drawn
        self.in_sight = len(items)
        self.paint_more(offset)
        if rows.filter.active and not len(rows):
            self._say_nothing_matches()
        warmed = 0 if rows.session.running else min(_WARMED, _WARMED_PIXELS // side**2)
        below = rows.span(last, last + warmed)
        self.thumbnails.ask([*items, *below], side)
        self._draw_bar(height, room)

    def _begin_anew(self) -> None:
        """Begin at the top, where another list has come."""
        if self.rows.session is not self._session:
            self._session, self.top = self.rows.session, 0.0

    def _say_nothing_matches(self) -> None:
        canvas, look = self.canvas, self.look
        x, y = canvas.winfo_width() // 2, canvas.winfo_height() * 2 // 5
        lines: tuple[tuple[str, theme.FontRole, theme.Color, int], ...] = (
            ("No picture matches", "heading", theme.TEXT, 0),
            (self.way_out, "body", theme.TEXT_MUTED, 26),
        )
        for words, role, color, below in lines:
            canvas.create_text(
                x, y + look.px(below), text=words, fill=look.color(color), font=look.tk_font(role)
            )

    def _draw_bar(self, height: int, room: int) -> None:
        """The scroll bar is there only when there is something to scroll."""
        if height > room:
            offset = self._offset()
            self._bar.set(offset / height, (offset + room) / height)
            self._bar.place(relx=1.0, rely=0.0, relheight=1.0, anchor="ne")
        else:
            self._bar.place_forget()

    def _reveal_selected(self, unit: int, room: int) -> None:
        self._reveal = False
        row = self.rows.position(self.rows.selected) if self.rows.selected else None
        if row is None:
            return
        begin, end = self.extent(row)
        if begin < self.top * unit:
            self.top = begin / unit
        elif end > self.top * unit + room:
            self.top = (end - room) / unit

    def _offset(self) -> int:
        return round(self.top * self.line_height())

    def _room(self) -> int:
        return max(1, self.canvas.winfo_height())

    def _bind_scrolling(self) -> None:
        canvas = self.canvas
        canvas.bind("<Configure>", lambda _: self.redraw())
        self.bind("<Map>", lambda _: self.redraw())
        canvas.bind("<Double-Button-1>", lambda _: self.open_selected())
        canvas.bind(f"<Button-{CONTEXT_BUTTON}>", self._context)
        lines = self.wheel_lines
        canvas.bind("<MouseWheel>", lambda event: self.scroll(-event.delta / 120 * lines))
        canvas.bind("<Button-4>", lambda _: self.scroll(-lines))
        canvas.bind("<Button-5>", lambda _: self.scroll(lines))

    def _scrolled(self, _: str, fraction: float) -> None:
        self.rows.touched = True
        self.top = fraction * self.arrange() / self.line_height()
        self.redraw()

    def restyle(self) -> None:
        """Wear the appearance that is in force."""
        ground = self.look.color(theme.SURFACE)
        self.configure(background=ground)
        self.canvas.configure(background=ground)
        self.redraw()
