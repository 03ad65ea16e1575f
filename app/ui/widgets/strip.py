"""A row of parts that are chosen from: with the pointer, or with Left, Right and Space."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any

from app.ui.look.theme import Color, Theme
from app.ui.widgets.controls import Control


class Strip(Control, ABC):
    """Subclasses say where the parts begin, draw them, and take the one that is chosen.

    Attributes:
        at: the part that the keyboard is on.
        pointed: the one under the pointer, -1 for none.
    """

    def __init__(self, parent: Any, look: Theme, ground: Color) -> None:
        super().__init__(parent, look, ground)
        self.at = 0
        self.pointed = -1
        self.on_press = self._press_part
        self.bind("<Configure>", lambda _: self.draw())
        self.bind("<Motion>", lambda event: self._point(event.x), add="+")
        self.bind("<Leave>", lambda _: self._point(-1), add="+")
        self.bind("<Button-1>", lambda event: self._point(event.x), add="+")
        self.bind("<Left>", lambda _: self._step(-1))
        self.bind("<Right>", lambda _: self._step(1))

    @abstractmethod
    def left_edges(self) -> Sequence[int]:
        """Where each part begins, in pixels, from left to right."""

    @abstractmethod
    def choose(self, number: int) -> None:
        """Do what a part is for."""

    def _point(self, x: int) -> None:
        inside = [n for n, left in enumerate(self.left_edges()) if left <= x]
        pointed = inside[-1] if inside and x >= 0 else -1
        if pointed != self.pointed:
            self.pointed = pointed
            self.draw()

    def _press_part(self) -> None:
        number = self.at if self.ringed else self.pointed
        if 0 <= number < len(self.left_edges()):
            self.choose(number)

    def _step(self, by: int) -> str:
        self.at = (self.at + by) % max(1, len(self.left_edges()))
        self._change(ringed=True)
        return "break"
