"""How many pictures each class has: a small chart whose bars filter the list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from app.ui.look import theme, wording
from app.ui.look.shapes import Shape
from app.ui.look.theme import Color, Theme
from app.ui.widgets.meter import KEY, Bar, draw_bar, draw_key
from app.ui.widgets.strip import Strip

_HEIGHT = 48
_NARROWEST = 100
_RING = 2
_WITH_KEY = 136  # width at scale 1 from which on a bar has room for its key


@dataclass(frozen=True)
class ChartBar:
    """One bar of the chart: a class and its counts.

    Attributes:
        name: what it stands for, for the program.
        key: the key that gives a picture this class; empty when there is none.
    """

    name: str
    title: str
    key: str
    count: int
    color: Color


class ClassChart(Strip):
    """A click shows only what a bar counts, and another click everything again.

    With the keyboard Left and Right go from bar to bar, Space does what a click does.

    Args:
        chosen: called with the name of a bar.
    """

    def __init__(self, parent: Any, look: Theme, chosen: Callable[[str], None]) -> None:
        super().__init__(parent, look, theme.BACKGROUND)
        self.configure(cursor="hand2")  # it can be clicked
        self._bars: tuple[ChartBar, ...] = ()
        self._marked = ""
        self._chosen = chosen
        self.draw()

    def show(self, bars: Sequence[ChartBar], marked: str) -> None:
        """Show these; ``marked`` is the name of the one that filters, empty for none."""
        if (tuple(bars), marked) != (self._bars, self._marked):
            self._bars, self._marked = tuple(bars), marked
            self.draw()

    def draw(self) -> None:
        """Draw it as it is now, in the theme's colours and scale."""
        super().draw()
        look = self.look
        self.configure(height=look.px(_HEIGHT), width=1)
        bars = self._in_sight() if self.winfo_width() > look.px(_NARROWEST) else ()
        total = sum(bar.count for bar in self._bars) or 1
        for number, bar in enumerate(bars):
            left, right = self._edges(number)
            self._draw_bar(number, bar, left, right, bar.count / total)

    def _draw_bar(self, number: int, bar: ChartBar, left: int, right: int, share: float) -> None:
        look, height = self.look, self.look.px(_HEIGHT)
        marked = bar.name == self._marked
        lit = number == self.pointed
        ringed = self.ringed and number == self.at
        fill = theme.ACCENT_TINT if marked else theme.HOVER if lit else theme.SURFACE
        outline = theme.ACCENT if marked or ringed else theme.BORDER_STRONG
        ground = look.color(fill)
        shape = Shape(
            right - left,
            height,
            look.px(theme.RADIUS),
            ground,
            look.color(theme.BACKGROUND),
            look.color(outline),
            look.px(_RING) if ringed or marked else look.px(theme.HAIRLINE) or 1,
        )
        self.create_image(left, 0, image=look.shapes.get(shape), anchor="nw")
        pad, y = look.px(theme.M), round(height * 0.36)
        count = wording.number(bar.count)
        font = look.tk_font("caption")
        ink = look.color(theme.TEXT)
        end = right - pad - self.measure(count, "strong") - look.px(theme.S)
        self.create_text(
            right - pad, y, text=count, anchor="e", fill=ink, font=look.tk_font("strong")
        )
        x = left + pad
        if bar.key and right - left >= look.px(_WITH_KEY):
            draw_key(self, look, bar.key, x, y, ground)
            x += look.px(KEY + 6)
        title = ("✓ " if marked else "") + bar.title
        title = wording.shorten_end(title, end - x, lambda text: self.measure(text, "caption"))
        self.create_text(x, y, text=title, anchor="w", fill=ink, font=font)
        place = Bar(left + pad, round(height * 0.76), right - left - 2 * pad, look.px(6))
        draw_bar(self, look, place, share, look.color(bar.color), ground)

    def _in_sight(self) -> Sequence[ChartBar]:
        """All of them or, where there is no room, those that count most."""
        room = max(1, self.winfo_width() // self.look.px(_NARROWEST))
        if len(self._bars) <= room:
            return self._bars
        kept = sorted(self._bars, key=lambda bar: -bar.count)[:room]
        return [bar for bar in self._bars if bar in kept]

    def _edges(self, number: int) -> tuple[int, int]:
        count, gap, width = len(self._in_sight()), self.look.px(theme.S), self.winfo_width()
        left = round(number * (width + gap) / count)
        return left, round((number + 1) * (width + gap) / count) - gap

    def left_edges(self) -> Sequence[int]:
        """Return where each part begins, in pixels from the left."""
        return [self._edges(number)[0] for number in range(len(self._in_sight()))]

    def choose(self, number: int) -> None:
        """Do what a click on a part does."""
        self._chosen(self._in_sight()[number].name)
