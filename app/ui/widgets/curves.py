"""Two lines over the epochs of a training run: what it learns, and what it can do with it."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Sequence
from typing import Any

from app.core.text import percent
from app.ui.look import theme
from app.ui.look.theme import Color, Theme

_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 14, 40, 26
_FEWEST = 5  # epochs that the axis has room for at least
_LINES: tuple[tuple[str, Color, tuple[int, ...]], ...] = (
    ("training", theme.TEXT_MUTED, (4, 3)),
    ("validation", theme.ACCENT, ()),
)


class Curves(tk.Canvas):
    """A chart; dashes tell its two lines apart without colour.

    Args:
        title: what is measured.
        share: whether values lie in [0, 1]; else the axis begins at 0 and ends above the highest.
    """

    def __init__(self, parent: Any, look: Theme, title: str, *, share: bool) -> None:
        super().__init__(parent, highlightthickness=0, borderwidth=0, width=1, height=1)
        self._look = look
        self._title = title
        self._share = share
        self._values: list[tuple[float, float]] = []
        self._stages: list[int] = []
        self.bind("<Configure>", lambda _: self._redraw())
        look.subscribe(self._redraw)

    def show(self, values: Sequence[tuple[float, float]], stages: Sequence[int]) -> None:
        """Show training and validation values of every epoch.

        Args:
            stages: epochs, counted from 0, that a later stage began with.
        """
        self._values, self._stages = list(values), list(stages)
        self._redraw()

    def destroy(self) -> None:
        """Leave the theme, then go."""
        self._look.unsubscribe(self._redraw)
        super().destroy()

    def _redraw(self) -> None:
        look, width, height = self._look, self.winfo_width(), self.winfo_height()
        self.configure(background=look.color(theme.SURFACE))
        self.delete("all")
        if width < 2 * look.px(_LEFT) or height < 2 * look.px(_TOP):
            return
        self._draw_legend(width)
        top = self._highest()
        self._draw_grid(top, width, height)
        for column, (_, color, dash) in enumerate(_LINES):
            points = [
                self._place(epoch, pair[column], top, width, height)
                for epoch, pair in enumerate(self._values)
            ]
            self._draw_line(points, look.color(color), dash)
        if not self._values:
            self.create_text(
                width // 2, height // 2, text="The first epoch has not ended yet.",
                fill=look.color(theme.TEXT_MUTED), font=look.tk_font("caption"),
            )  # fmt: skip

    def _highest(self) -> float:
        if self._share:
            return 1.0
        return max((max(pair) for pair in self._values), default=1.0) * 1.1 or 1.0

    def _place(
        self, epoch: int, value: float, top: float, width: int, height: int
    ) -> tuple[float, float]:
        look = self._look
        left, right = look.px(_LEFT), width - look.px(_RIGHT)
        upper, lower = look.px(_TOP), height - look.px(_BOTTOM)
        steps = max(len(self._values), _FEWEST) - 1
        share = min(max(value / top, 0.0), 1.0)
        return left + (right - left) * epoch / steps, lower - (lower - upper) * share

    def _draw_legend(self, width: int) -> None:
        look, middle = self._look, self._look.px(18)
        self.create_text(
            look.px(theme.M), middle, anchor="w", text=self._title,
            fill=look.color(theme.TEXT), font=look.tk_font("strong"),
        )  # fmt: skip
        x, font = width - look.px(_RIGHT), look.tk_font("caption")
        for name, color, dash in reversed(_LINES):
            text = self.create_text(
                x, middle, anchor="e", text=name, fill=look.color(theme.TEXT_MUTED), font=font
            )
            x = self.bbox(text)[0] - look.px(theme.XS)
            line = (x - look.px(theme.L), middle, x, middle)
            self.create_line(*line, fill=look.color(color), width=look.px(2), dash=dash)
            x -= look.px(theme.L + theme.M)

    def _draw_grid(self, top: float, width: int, height: int) -> None:
        look = self._look
        ink, font = look.color(theme.TEXT_MUTED), look.tk_font("caption")
        left, right = look.px(_LEFT), width - look.px(_RIGHT)
        for part in (0.0, 0.5, 1.0):
            _, y = self._place(0, part * top, top, width, height)
            self.create_line(left, y, right, y, fill=look.color(theme.BORDER))
            text = percent(part) if self._share else f"{part * top:.2g}"
            self.create_text(
                left - look.px(theme.XS), y, anchor="e", text=text, fill=ink, font=font
            )
        for epoch in self._stages:
            x, _ = self._place(epoch, 0, top, width, height)
            span = (x, look.px(_TOP), x, height - look.px(_BOTTOM))
            self.create_line(*span, fill=look.color(theme.BORDER_STRONG), dash=(2, 4))
        label = height - look.px(_BOTTOM) // 2
        self.create_text(left, label, anchor="w", text="epoch 1", fill=ink, font=font)
        last = str(max(len(self._values), _FEWEST))
        self.create_text(right, label, anchor="e", text=last, fill=ink, font=font)

    def _draw_line(
        self, points: list[tuple[float, float]], color: str, dash: tuple[int, ...]
    ) -> None:
        look = self._look
        if len(points) > 1:
            flat = [value for point in points for value in point]
            self.create_line(*flat, fill=color, width=look.px(2), dash=dash)
        if points:
            disc = look.px(theme.S)
            dot = look.shapes.pill(disc, disc, color, look.color(theme.SURFACE))
            self.create_image(*points[-1], image=dot)
