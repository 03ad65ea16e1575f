"""A number to choose along a line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.ui.look import theme
from app.ui.look.theme import Color, Theme
from app.ui.widgets.controls import Control
from app.ui.widgets.meter import Bar, draw_bar

_WIDTH, _KNOB = 300, 18
_RING = 2


class Slider(Control):
    """Left and Right change the number by one step, Page Up and Page Down by ten.

    Args:
        ends: the lowest and the highest number.
        words: the number as people read it.
        moved: called with the number when a person changes it.
        width: of the line, at scale 1.
    """

    def __init__(
        self,
        parent: Any,
        look: Theme,
        ends: tuple[int, int],
        words: Callable[[int], str],
        moved: Callable[[int], None],
        ground: Color = theme.BACKGROUND,
        *,
        width: int = _WIDTH,
    ) -> None:
        super().__init__(parent, look, ground)
        self._width = width
        self._ends, self._words, self._moved = ends, words, moved
        self.value = ends[0]
        for key, step in (
            ("Left", -1), ("Down", -1), ("Right", 1), ("Up", 1),
            ("Next", -10), ("Prior", 10), ("Home", -(10**6)), ("End", 10**6),
        ):  # fmt: skip
            self.bind(f"<{key}>", lambda _, step=step: self._move(self.value + step))  # type: ignore[misc]
        self.bind("<Button-1>", self._point, add="+")
        self.bind("<B1-Motion>", self._point)
        self.draw()

    def show(self, value: int) -> None:
        """Show a number."""
        self.value = min(max(self._ends[0], value), self._ends[1])
        self.draw()

    def draw(self) -> None:
        """Draw it as it is now, in the theme's colours and scale."""
        super().draw()
        look = self.look
        height, width, knob = look.px(theme.CONTROL_HEIGHT), look.px(self._width), look.px(_KNOB)
        low, high = self._ends
        share = (self.value - low) / (high - low)
        ground = look.color(self.ground)
        accent = look.color(theme.ACCENT)
        bar = Bar(knob // 2, height // 2, width - knob, look.px(theme.BAR_HEIGHT) // 2 * 2)
        draw_bar(self, look, bar, share, accent, ground)
        x = knob // 2 + round(share * (width - knob))
        if self.ringed:
            ring = knob + 4 * _RING
            self.create_image(
                x, height // 2, image=look.shapes.pill(ring, ring, look.color(theme.TEXT), ground)
            )
            gap = knob + 2 * _RING
            self.create_image(x, height // 2, image=look.shapes.pill(gap, gap, ground, ground))
        self.create_image(x, height // 2, image=look.shapes.pill(knob, knob, accent, ground))
        text = self._words(self.value)
        text_x = width + look.px(theme.L)
        font = look.tk_font("strong")
        self.create_text(
            text_x, height // 2, text=text, anchor="w", fill=look.color(theme.TEXT), font=font
        )
        room = max(self.measure(self._words(end), "strong") for end in self._ends)
        self.configure(width=text_x + room + look.px(theme.S), height=height)

    def _point(self, event: Any) -> None:
        self.focus_set()
        knob, width = self.look.px(_KNOB), self.look.px(self._width)
        low, high = self._ends
        self._move(low + round((event.x - knob / 2) / (width - knob) * (high - low)))

    def _move(self, value: int) -> str:
        self.show(value)
        self._moved(self.value)
        return "break"
