"""Small smooth shapes for canvases; plain Tk draws them with jagged edges."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image
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
    """Draws shapes once and keeps them until ``clear``."""

    def __init__(self) -> None:
        self._drawn: dict[Shape, PhotoImage] = {}
        self._badges: dict[tuple[int, int, str, str], PhotoImage] = {}

    def get(self, shape: Shape) -> PhotoImage:
        """The picture of a shape."""
        if shape not in self._drawn:
            self._drawn[shape] = _draw(shape)
        return self._drawn[shape]

    def pill(self, width: int, height: int, color: str, ground: str) -> PhotoImage:
        """A bar with round ends; a disc where it would be shorter than it is high."""
        return self.get(Shape(max(width, height), height, height / 2, color, ground))

    def badge(self, width: int, height: int, color: str, ring: str) -> PhotoImage:
        """A pill within a thin ring, for whatever lies below it: its corners are clear."""
        key = (max(width, height), height, color, ring)
        if key not in self._badges:
            self._badges[key] = _draw_badge(*key)
        return self._badges[key]

    def clear(self) -> None:
        """Forget all of them: the appearance or the scale changed."""
        self._drawn.clear()
        self._badges.clear()


def _draw(shape: Shape) -> PhotoImage:
    """Draw it as small as its corners allow, and stretch what lies between them."""
    from PIL.ImageTk import PhotoImage

    corners = 2 * math.ceil(shape.radius + shape.line_width + shape.gap_width) + 3
    small = replace(shape, width=min(shape.width, corners), height=min(shape.height, corners))
    return PhotoImage(_stretched(_painted(small), shape.width, shape.height))


def _draw_badge(width: int, height: int, color: str, ring: str) -> PhotoImage:
    from PIL import Image, ImageDraw
    from PIL.ImageTk import PhotoImage

    big = Image.new("RGBA", (width * _FINER, height * _FINER), ring + "00")
    pen = ImageDraw.Draw(big)
    right, bottom = big.width - 1, big.height - 1
    pen.rounded_rectangle((0, 0, right, bottom), big.height / 2, fill=ring)
    inset = max(1, height // 14) * _FINER
    inside = (inset, inset, right - inset, bottom - inset)
    pen.rounded_rectangle(inside, big.height / 2 - inset, fill=color)
    return PhotoImage(big.resize((width, height), Image.Resampling.BOX))


def _painted(shape: Shape) -> Image:
    from PIL import Image, ImageDraw

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
    return big.resize((shape.width, shape.height), Image.Resampling.BOX)


def _stretched(picture: Image, width: int, height: int) -> Image:
    """The picture with its middle column and row repeated up to this size."""
    from PIL import Image

    x, y = picture.width // 2, picture.height // 2
    wide = Image.new("RGB", (width, picture.height))
    wide.paste(picture.crop((0, 0, x, picture.height)), (0, 0))
    right = width - (picture.width - x - 1)
    column = picture.crop((x, 0, x + 1, picture.height))
    wide.paste(column.resize((right - x, picture.height)), (x, 0))
    wide.paste(picture.crop((x + 1, 0, picture.width, picture.height)), (right, 0))
    whole = Image.new("RGB", (width, height))
    whole.paste(wide.crop((0, 0, width, y)), (0, 0))
    bottom = height - (picture.height - y - 1)
    whole.paste(wide.crop((0, y, width, y + 1)).resize((width, bottom - y)), (0, y))
    whole.paste(wide.crop((0, y + 1, width, picture.height)), (0, bottom))
    return whole
