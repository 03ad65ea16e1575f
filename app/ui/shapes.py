"""Small smooth shapes for canvases; plain Tk draws them with jagged edges."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.ImageTk import PhotoImage

_FINER = 4


class Shapes:
    """Makes shapes once and keeps them until :meth:`clear`."""

    def __init__(self) -> None:
        self._made: dict[tuple[str, int, int, str, str], PhotoImage] = {}

    def pill(self, width: int, height: int, color: str, background: str) -> PhotoImage:
        """A bar with round ends; a disc where width equals height."""
        return self._get("pill", width, height, color, background)

    def clear(self) -> None:
        """Forget all of them: the appearance or the scale changed."""
        self._made.clear()

    def _get(self, kind: str, width: int, height: int, color: str, background: str) -> PhotoImage:
        key = (kind, width, height, color, background)
        if key not in self._made:
            self._made[key] = _pill(max(width, height), height, color, background)
        return self._made[key]


def _pill(width: int, height: int, color: str, background: str) -> PhotoImage:
    from PIL import Image, ImageDraw
    from PIL.ImageTk import PhotoImage

    big = Image.new("RGB", (width * _FINER, height * _FINER), background)
    ImageDraw.Draw(big).rounded_rectangle(
        (0, 0, width * _FINER - 1, height * _FINER - 1), height * _FINER / 2, fill=color
    )
    return PhotoImage(big.resize((width, height), Image.Resampling.BOX))
