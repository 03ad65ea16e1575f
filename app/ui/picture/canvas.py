"""A picture, fitted, with or without its activation map, and what the map's colours mean."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from app.ui.look import theme
from app.ui.look.theme import Theme

if TYPE_CHECKING:
    from PIL.Image import Image

_SETTLED_MS = 120
_STRIP = 8
_TEXT = 18


class PictureCanvas(tk.Canvas):
    """Shows ready pictures in its middle, and asks for new ones after its size has changed."""

    def __init__(self, parent: Any, look: Theme, ask: Callable[[], None]) -> None:
        super().__init__(parent, highlightthickness=0, borderwidth=0, width=1, height=1)
        self._look = look
        self._ask = ask
        self.room = (0, 0)
        self._job = ""
        self._pictures: tuple[Any, Any] = (None, None)
        self._over = False
        self._words = ""
        self.bind("<Configure>", self._resized)
        look.subscribe(self._restyle)
        self._restyle()

    def clear(self) -> None:
        """Show nothing, for the next picture to come."""
        self.show(None, None)
        self.say("")

    def say(self, words: str) -> None:
        """What stands there in place of a picture."""
        self._words = words
        self._draw()

    def show(self, picture: Image | None, overlay: Image | None) -> None:
        """Show a picture; ``overlay`` is the same with its map."""
        from PIL.ImageTk import PhotoImage

        self._pictures = (
            PhotoImage(picture) if picture is not None else None,
            PhotoImage(overlay) if overlay is not None else None,
        )
        self._draw()

    def show_overlay(self, on: bool) -> None:
        """Show the picture with or without its activation map."""
        self._over = on
        self._draw()

    def _draw(self) -> None:
        self.delete("all")
        picture, overlay = self._pictures
        shown = overlay if self._over and overlay is not None else picture
        x, y = self.winfo_width() // 2, self.winfo_height() // 2
        if shown is not None:
            self.create_image(x, y, image=shown)
        else:
            ink, font = self._look.color(theme.TEXT_MUTED), self._look.tk_font("body")
            self.create_text(x, y, text=self._words, fill=ink, font=font)

    def _resized(self, event: Any) -> None:
        if (event.width, event.height) == self.room:
            return
        self.room = (event.width, event.height)
        self._draw()
        if self._job:
            self.after_cancel(self._job)
        first = self._pictures == (None, None)
        self._job = self.after(1 if first else _SETTLED_MS, self._settled)

    def _settled(self) -> None:
        self._job = ""
        self._ask()

    def _restyle(self) -> None:
        self.configure(background=self._look.color(theme.SURFACE))
        self._draw()


class MapScale(tk.Canvas):
    """A strip of the map's colours, from little evidence to much."""

    def __init__(self, parent: Any, look: Theme) -> None:
        super().__init__(parent, highlightthickness=0, borderwidth=0, width=1)
        self._look = look
        self.bind("<Configure>", lambda _: self._draw())
        self.bind("<Map>", lambda _: self._draw(), add="+")
        look.subscribe(self._draw)
        self._draw()

    def _draw(self) -> None:
        look, width = self._look, self.winfo_width()
        strip, height = look.px(_STRIP), look.px(_STRIP + _TEXT)
        self.configure(background=look.color(theme.SURFACE), height=height)
        self.delete("all")
        if width < 2 or not self.winfo_ismapped():
            return
        from app.core.models.overlay import scale_colors

        for x, color in enumerate(scale_colors(width)):
            self.create_line(x, 0, x, strip, fill=color)
        ink, font = look.color(theme.TEXT_MUTED), look.tk_font("caption")
        self.create_text(0, height, text="a little", anchor="sw", fill=ink, font=font)
        self.create_text(width, height, text="much", anchor="se", fill=ink, font=font)
