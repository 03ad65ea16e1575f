"""The boxes on a picture: what is judged of it, what else was found, and what a person drags."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from app.core.answers import Region
from app.ui.look import theme
from app.ui.look.theme import Theme
from app.ui.picture.viewport import Viewport

_TAG = "parts"
_THIN, _THICK, _HALO = 1.0, 2.0, 2.0
_DOTS = (2, 3)
_LEAST = 10  # pixels of a drag that marks something, at scale 1; less is a click


@dataclass(frozen=True)
class ShownParts:
    """What is drawn.

    Attributes:
        judged: None where that is the whole picture.
        color: of the box around it; of the class that it was taken for.
        further: parts that a click judges.
        pointed: the one of them that a key is about to judge.
    """

    judged: Region | None = None
    color: str = ""
    further: Sequence[Region] = ()
    pointed: Region | None = None


class PartsLayer:
    """Draws boxes over a canvas, and tells what a person clicks at or drags.

    Args:
        view: gives what is on screen; None while there is no picture.
        chosen: called with a further part that was clicked at, or with what was dragged.
    """

    def __init__(
        self,
        canvas: tk.Canvas,
        look: Theme,
        view: Callable[[], Viewport | None],
        chosen: Callable[[Region], None],
    ) -> None:
        self._canvas = canvas
        self._look = look
        self._view = view
        self._chosen = chosen
        self._shown = ShownParts()
        self._start: tuple[int, int] | None = None
        self._end = (0, 0)
        canvas.bind("<ButtonPress-1>", self._pressed, add="+")
        canvas.bind("<B1-Motion>", self._dragged, add="+")
        canvas.bind("<ButtonRelease-1>", self._released, add="+")
        canvas.bind("<Motion>", self._moved, add="+")

    def show(self, shown: ShownParts) -> None:
        """Show these boxes."""
        if shown != self._shown:
            self._shown = shown
            self.draw()

    def draw(self) -> None:
        """Draw the boxes anew, over all else."""
        self._canvas.delete(_TAG)
        shown = self._shown
        for part in shown.further:
            if part != shown.pointed:
                self._draw_further(part)
        if shown.judged is not None:
            self._draw_box(self._box(shown.judged), shown.color, _THICK)
        if shown.pointed is not None:
            accent = self._look.color(theme.ACCENT)
            self._draw_box(self._box(shown.pointed), accent, _THICK + _THIN)
        if self._start is not None and self._is_drag:
            dragged = self._dragged_part()
            box = self._box(dragged) if dragged is not None else None
            self._draw_box(box, self._look.color(theme.ACCENT), _THICK)

    def _draw_further(self, part: Region) -> None:
        if (box := self._box(part)) is not None:
            width = max(1, round(self._look.scale * _THIN))
            self._rectangle(box, outline=theme.LINE_ON_DARK, width=width)
            self._rectangle(box, outline=theme.LINE_ON_LIGHT, width=width, dash=_DOTS)

    def _draw_box(self, box: tuple[int, ...] | None, color: str, width: float) -> None:
        if box is not None:
            halo, line = (round(self._look.scale * each) for each in (width + _HALO, width))
            self._rectangle(box, outline=theme.LINE_ON_DARK, width=halo)
            self._rectangle(box, outline=color, width=line)

    def _rectangle(self, box: tuple[int, ...], **options: Any) -> None:
        self._canvas.create_rectangle(*box, tags=_TAG, **options)

    def _box(self, part: Region) -> tuple[int, int, int, int] | None:
        """Where a part is on the canvas; None where that is not known."""
        view = self._view()
        if view is None or not all(part.picture):
            return None
        across, down = (a / b for a, b in zip(view.picture, part.picture, strict=True))
        left, top = part.x * across, part.y * down
        right, bottom = (part.x + part.width) * across, (part.y + part.height) * down
        box = view.box_on_screen(left, top, right, bottom)
        return box.left, box.top, box.right - 1, box.bottom - 1

    def _at(self, x: int, y: int) -> Region | None:
        """The smallest further part there."""
        here = []
        for part in self._shown.further:
            box = self._box(part)
            if box is not None and box[0] <= x <= box[2] and box[1] <= y <= box[3]:
                here.append(part)
        return min(here, key=lambda part: part.width * part.height, default=None)

    @property
    def _is_drag(self) -> bool:
        assert self._start is not None
        across, down = (abs(a - b) for a, b in zip(self._start, self._end, strict=True))
        return min(across, down) >= self._look.px(_LEAST)

    def _dragged_part(self) -> Region | None:
        """What is dragged, as far as it lies on the picture."""
        view = self._view()
        if view is None or self._start is None:
            return None
        left, top, right, bottom = view.box_on_picture(*self._start, *self._end)
        if right <= left or bottom <= top:  # all of it beside the picture
            return None
        return Region(left, top, right - left, bottom - top, picture=view.picture)

    def _pressed(self, event: Any) -> None:
        if self._view() is not None:
            self._start = self._end = (event.x, event.y)
            self._canvas.winfo_toplevel().focus_set()

    def _dragged(self, event: Any) -> None:
        if self._start is not None:
            self._end = (event.x, event.y)
            self.draw()

    def _released(self, event: Any) -> None:
        if self._start is None:
            return
        self._end = (event.x, event.y)
        part = self._dragged_part() if self._is_drag else self._at(*self._start)
        self._start = None
        self.draw()
        if part is not None:
            self._chosen(part)

    def _moved(self, event: Any) -> None:
        if self._view() is None:
            cursor = ""
        else:
            cursor = "hand2" if self._at(event.x, event.y) is not None else "crosshair"
        if str(self._canvas.cget("cursor")) != cursor:
            self._canvas.configure(cursor=cursor)
