"""What of a picture is in sight, and where: pixels of the picture to pixels of the canvas."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeAlias

from app.ui.threads.loader import fit_scale

Size: TypeAlias = tuple[int, int]
Point: TypeAlias = tuple[float, float]

_LARGEST = 16.0  # pixels of the screen for one of the picture


class Span(NamedTuple):
    """A rectangle; ``right`` and ``bottom`` are just outside it."""

    left: int
    top: int
    right: int
    bottom: int


@dataclass(frozen=True)
class Viewport:
    """The one translation between a picture and the canvas that shows it.

    Attributes:
        picture: width and height of the whole upright picture, in its own pixels.
        room: width and height of the canvas.
        scale: pixels of the screen for one of the picture.
        center: what of the picture lies in the middle of the canvas.
    """

    picture: Size
    room: Size
    scale: float
    center: Point

    @classmethod
    def fitted(cls, picture: Size, room: Size) -> Viewport:
        """Show the whole picture, as large as there is room; small ones are enlarged a little."""
        center = (picture[0] / 2, picture[1] / 2)
        return cls(picture, room, fit_scale(picture, room), center)

    @property
    def is_whole(self) -> bool:
        """Whether all of the picture is in sight, as large as there is room."""
        return self.scale <= fit_scale(self.picture, self.room)

    def to_screen(self, x: float, y: float) -> Point:
        """Where a point of the picture lies on the canvas."""
        return (
            (x - self.center[0]) * self.scale + self.room[0] / 2,
            (y - self.center[1]) * self.scale + self.room[1] / 2,
        )

    def to_picture(self, x: float, y: float) -> Point:
        """Which point of the picture lies there on the canvas; it may be outside the picture."""
        return (
            (x - self.room[0] / 2) / self.scale + self.center[0],
            (y - self.room[1] / 2) / self.scale + self.center[1],
        )

    def box_on_screen(self, left: float, top: float, right: float, bottom: float) -> Span:
        """Where a rectangle of the picture lies on the canvas, in whole pixels."""
        x0, y0 = self.to_screen(left, top)
        x1, y1 = self.to_screen(right, bottom)
        return Span(round(x0), round(y0), round(x1), round(y1))

    def box_on_picture(self, left: float, top: float, right: float, bottom: float) -> Span:
        """What of the picture lies in a rectangle of the canvas, in whole pixels, none outside.

        It is empty (``right <= left`` or ``bottom <= top``) where nothing of the picture does.
        """
        x0, y0 = self.to_picture(min(left, right), min(top, bottom))
        x1, y1 = self.to_picture(max(left, right), max(top, bottom))
        width, height = self.picture
        return Span(
            max(0, math.floor(x0 + 1e-6)),
            max(0, math.floor(y0 + 1e-6)),
            min(width, math.ceil(x1 - 1e-6)),
            min(height, math.ceil(y1 - 1e-6)),
        )

    @property
    def in_sight(self) -> Span:
        """The part of the picture that is in sight, in whole pixels."""
        return self.box_on_picture(0, 0, *self.room)

    def zoomed(self, factor: float, at: Point | None = None) -> Viewport:
        """Show it larger or smaller; what lies at ``at`` of the canvas stays there, if it can.

        Args:
            at: None for the middle.
        """
        least = fit_scale(self.picture, self.room)
        scale = min(max(self.scale * factor, least), max(_LARGEST, least))
        x, y = at or (self.room[0] / 2, self.room[1] / 2)
        held = self.to_picture(x, y)
        center = (
            held[0] - (x - self.room[0] / 2) / scale,
            held[1] - (y - self.room[1] / 2) / scale,
        )
        return replace(self, scale=scale, center=center)._held()

    def moved(self, right: float, down: float) -> Viewport:
        """Move the picture by so many pixels of the screen, as far as it goes."""
        x, y = self.center
        return replace(self, center=(x - right / self.scale, y - down / self.scale))._held()

    def resized(self, room: Size) -> Viewport:
        """The same for a canvas of another size; what was whole stays so."""
        if self.is_whole:
            return Viewport.fitted(self.picture, room)
        return replace(self, room=room).zoomed(1.0)

    def _held(self) -> Viewport:
        """No bare edge where there is more of the picture; what is smaller lies in the middle."""
        center = (
            _held(self.center[0], self.picture[0], self.room[0] / self.scale),
            _held(self.center[1], self.picture[1], self.room[1] / self.scale),
        )
        return replace(self, center=center)


def _held(center: float, length: int, in_sight: float) -> float:
    if length <= in_sight:
        return length / 2
    return min(max(center, in_sight / 2), length - in_sight / 2)
