"""What is drawn on canvases in more than one place: bars that are partly full, and keys."""

from __future__ import annotations

import tkinter as tk
from dataclasses import dataclass
from typing import Any

from app.ui.look import theme
from app.ui.look.shapes import Shape
from app.ui.look.theme import Color, Theme

KEY = 18  # side of a key of the keyboard, at scale 1


@dataclass(frozen=True)
class Bar:
    """Where a bar lies on a canvas, in pixels: its left end, the middle of its height, its size."""

    x: int
    y: int
    width: int
    height: int


def draw_bar(
    canvas: tk.Canvas, look: Theme, bar: Bar, share: float, color: str, ground: str
) -> None:
    """Draw a track with round ends that is full up to ``share``, which is in [0, 1].

    Args:
        ground: ``#rrggbb`` of what the bar lies on.
    """
    track = look.color(theme.TRACK)
    _draw_span(canvas, look, bar, bar.width, track, (ground, ground))
    if share > 0:
        full = min(bar.width, round(bar.width * share))
        if full < 2 * bar.height:  # two discs side by side, or one
            full = bar.height * (2 if full > 1.5 * bar.height else 1)
        behind_end = ground if full == bar.width else track
        _draw_span(canvas, look, bar, full, color, (ground, behind_end))


class Meter(tk.Canvas):
    """A bar of its own that fills the width it is given."""

    def __init__(self, parent: Any, look: Theme, ground: Color = theme.BACKGROUND) -> None:
        super().__init__(parent, highlightthickness=0, borderwidth=0, width=1)
        self._look = look
        self._ground = ground
        self._share = 0.0
        self._drawn = (-1, -1)
        self.bind("<Configure>", lambda _: self._draw())
        look.subscribe(self._restyle)
        self._restyle()

    def destroy(self) -> None:
        """Leave the theme, then go."""
        self._look.unsubscribe(self._restyle)
        super().destroy()

    def set(self, share: float) -> None:
        """Show a share in [0, 1]."""
        self._share = share
        self._draw()

    def _restyle(self) -> None:
        look = self._look
        self._drawn = (-1, -1)
        self.configure(background=look.color(self._ground), height=look.px(theme.BAR_HEIGHT))
        self._draw()

    def _draw(self) -> None:
        look, width = self._look, self.winfo_width()
        state = (width, round(width * self._share))
        if state == self._drawn or width < 2:
            return
        self._drawn = state
        self.delete("all")
        height = look.px(theme.BAR_HEIGHT)
        bar = Bar(0, height // 2, width, height)
        color, ground = look.color(theme.ACCENT), look.color(self._ground)
        draw_bar(self, look, bar, self._share, color, ground)


def _draw_span(
    canvas: tk.Canvas, look: Theme, bar: Bar, width: int, color: str, grounds: tuple[str, str]
) -> None:
    """Two discs and a rectangle: a picture for every width would fill memory."""
    height, half = bar.height, bar.height // 2
    top = bar.y - half
    for ground, x, anchor in ((grounds[0], bar.x, "nw"), (grounds[1], bar.x + width, "ne")):
        disc = look.shapes.pill(height, height, color, ground)
        canvas.create_image(x, top, image=disc, anchor=anchor)
    if width > height:
        canvas.create_rectangle(
            bar.x + half, top, bar.x + width - half, top + height, fill=color, width=0
        )


def draw_key(canvas: Any, look: Theme, key: str, x: int, y: int, ground: str) -> None:
    """Draw a key of the keyboard with its left edge at ``x`` and its middle at ``y``."""
    size = look.px(KEY)
    cap = Shape(
        size,
        size,
        look.px(4),
        look.color(theme.SURFACE),
        ground,
        look.color(theme.BORDER_STRONG),
        1,
    )
    canvas.create_image(x, y, image=look.shapes.get(cap), anchor="w")
    canvas.create_text(
        x + size / 2, y, text=key, fill=look.color(theme.TEXT_MUTED), font=look.tk_font("caption")
    )


def draw_badge(
    canvas: tk.Canvas, look: Theme, place: tuple[int, int], words: str, color: Color, size: int
) -> None:
    """Draw a sign or a few in a pill, over whatever is there.

    Args:
        place: its middle.
        size: its height at scale 1.
    """
    font = look.tk_font("strong" if len(words) == 1 else "caption")
    room = int(canvas.tk.call("font", "measure", font, words)) + look.px(size) // 2
    ground = look.color(theme.SURFACE)
    pill = look.shapes.badge(
        look.px(size) if len(words) == 1 else room, look.px(size), look.color(color), ground
    )
    canvas.create_image(*place, image=pill)
    canvas.create_text(*place, text=words, fill=ground, font=font)
