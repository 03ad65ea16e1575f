"""A thin bar to scroll with, which is to be seen only where there is something to scroll."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from typing import Any

from app.ui.look import theme
from app.ui.look.theme import Color, Theme

_WIDTH = 12
_THIN, _THICK = 5, 7  # of the thumb, and while the pointer is on the bar
_SHORTEST = 28


class ScrollBar(tk.Canvas):
    """Stands in for a ``ttk.Scrollbar``: the same ``command`` and the same ``set``.

    Args:
        command: called with ``"moveto"`` and a fraction, as ``yview`` of Tk's widgets wants it.
        ground: the colour of what it stands on.
    """

    def __init__(
        self,
        parent: Any,
        look: Theme,
        command: Callable[..., object],
        ground: Color = theme.SURFACE,
    ) -> None:
        super().__init__(parent, highlightthickness=0, borderwidth=0, height=1)
        self._look = look
        self._command = command
        self._ground = ground
        self._ends = (0.0, 1.0)
        self._held: float | None = None  # where on the thumb the pointer holds it, in pixels
        self._hovered = False
        self.bind("<Configure>", lambda _: self._draw())
        self.bind("<Enter>", lambda _: self._hover(True))
        self.bind("<Leave>", lambda _: self._hover(False))
        self.bind("<Button-1>", self._pressed)
        self.bind("<B1-Motion>", self._dragged)
        self.bind("<ButtonRelease-1>", self._released)
        self.bind("<Button-4>", lambda _: self._wheel(-1))
        self.bind("<Button-5>", lambda _: self._wheel(1))
        self.bind("<MouseWheel>", lambda event: self._wheel(-event.delta / 120))
        look.subscribe(self._restyle)
        self._restyle()

    def destroy(self) -> None:
        self._look.unsubscribe(self._restyle)
        super().destroy()

    @property
    def needed(self) -> bool:
        """Whether there is more than can be seen at once."""
        return self._ends[0] > 0 or self._ends[1] < 1

    def set(self, first: float | str, last: float | str) -> None:
        """The part that is in sight, as fractions of the whole."""
        ends = (float(first), float(last))
        if ends != self._ends:
            self._ends = ends
            self._draw()

    def _thumb(self) -> tuple[float, float]:
        """Its upper and lower end in pixels."""
        room = self.winfo_height()
        first, last = self._ends
        length = min(room, max((last - first) * room, self._look.px(_SHORTEST)))
        hidden = 1 - (last - first)
        top = first / hidden * (room - length) if hidden > 0 else 0.0
        return top, top + length

    def _draw(self) -> None:
        self.delete("all")
        if not self.needed:
            return
        look = self._look
        lit = self._hovered or self._held is not None
        thickness = look.px(_THICK if lit else _THIN)
        color = look.color(theme.BORDER_STRONG if lit else theme.BORDER)
        middle, half = self.winfo_width() / 2, thickness / 2
        top, bottom = self._thumb()
        self.create_line(
            middle, top + half, middle, bottom - half,
            width=thickness, capstyle="round", fill=color,
        )  # fmt: skip

    def _hover(self, on: bool) -> None:
        self._hovered = on
        self._draw()

    def _pressed(self, event: Any) -> None:
        """Hold the thumb; beside it, bring its middle there first."""
        top, bottom = self._thumb()
        inside = top <= event.y < bottom
        self._held = event.y - top if inside else (bottom - top) / 2
        self._dragged(event)

    def _dragged(self, event: Any) -> None:
        if self._held is None or not self.needed:
            return
        top, bottom = self._thumb()
        way = self.winfo_height() - (bottom - top)
        hidden = 1 - (self._ends[1] - self._ends[0])
        if way > 0:
            place = min(max(0.0, (event.y - self._held) / way), 1.0)
            self._command("moveto", place * hidden)

    def _wheel(self, steps: float) -> None:
        first, last = self._ends
        self._command("moveto", max(0.0, first + steps * (last - first) / 4))

    def _released(self, _: Any) -> None:
        self._held = None
        self._draw()

    def _restyle(self) -> None:
        self.configure(background=self._look.color(self._ground), width=self._look.px(_WIDTH))
        self._draw()
