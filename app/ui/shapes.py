"""Small smooth shapes for canvases; plain Tk draws them with jagged edges."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.ImageTk import PhotoImage

_FINER = 4


@dataclass(frozen=True)
class Shape:
    """A rectangle with round corners, on its background.

    Attributes:
        width, height, radius: in pixels; a radius of half the height makes round ends.
        fill, ground: ``#rrggbb`` inside and outside.
        line, line_width: an outline along the edge, inside it.
        gap, gap_width: a second outline along the first one.
    """

    width: int
    height: int
    radius: float
    fill: str
    ground: str
    line: str = ""
    line_width: int = 0
    gap: str = ""
    gap_width: int = 0


class Shapes:
    """Draws shapes once and keeps them until :meth:`clear`."""

    def __init__(self) -> None:
        self._drawn: dict[Shape, PhotoImage] = {}

    def get(self, shape: Shape) -> PhotoImage:
        """The picture of a shape."""
        if shape not in self._drawn:
            self._drawn[shape] = _draw(shape)
        return self._drawn[shape]

    def pill(self, width: int, height: int, color: str, ground: str) -> PhotoImage:
        """A bar with round ends; a disc where it would be shorter than it is high."""
        return self.get(Shape(max(width, height), height, height / 2, color, ground))

    def clear(self) -> None:
        """Forget all of them: the appearance or the scale changed."""
        self._drawn.clear()


def _draw(shape: Shape) -> PhotoImage:
    from PIL import Image, ImageDraw
    from PIL.ImageTk import PhotoImage

    size = (shape.width * _FINER, shape.height * _FINER)
    big = Image.new("RGB", size, shape.ground)
    pen = ImageDraw.Draw(big)

    inset = 0
    for color, thickness in (
        (shape.line, shape.line_width),
        (shape.gap, shape.gap_width),
        (shape.fill, 0),
    ):
        if color:
            edge = inset * _FINER
            box = (edge, edge, size[0] - 1 - edge, size[1] - 1 - edge)
            pen.rounded_rectangle(box, max(0.0, shape.radius - inset) * _FINER, fill=color)
            inset += thickness
    return PhotoImage(big.resize((shape.width, shape.height), Image.Resampling.BOX))
