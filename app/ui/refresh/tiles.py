"""Small pictures of photos in rows on a page, each with words under it."""

from __future__ import annotations

import tkinter as tk
from pathlib import Path
from typing import TYPE_CHECKING, Any

import customtkinter as ctk

from app.core.errors import ShelfwiseError
from app.ui.look import theme
from app.ui.widgets import labels

if TYPE_CHECKING:
    from app.core.pictures.images import Pixels
    from app.core.pictures.pool import Decoders
    from app.ui.host import Host

WORDS_BEYOND = 16
"""By so much words under a picture may be wider than it, at scale 1."""


class Tiles(ctk.CTkFrame):  # type: ignore[misc]
    """As many tiles beside one another as there is room for.

    Args:
        side: of the square that a picture stands in, at scale 1.
    """

    def __init__(self, parent: Any, host: Host, decoders: Decoders, side: int) -> None:
        super().__init__(parent, fg_color="transparent", corner_radius=0)
        self._host, self._look, self._decoders, self._side = host, host.look, decoders, side
        self._tiles: list[ctk.CTkFrame] = []
        self._columns = 0
        tk.Misc.bind(self, "<Configure>", self._arrange, add="+")

    def add(self, path: Path) -> ctk.CTkFrame:
        """Add a tile; what is packed into it stands under its picture.

        A picture that cannot be read leaves its place free.
        """
        tile = labels.group(self)
        self._tiles.append(tile)
        self._place(len(self._tiles) - 1)
        _show(self._host, self._decoders, tile, path, self._look.px(self._side))
        return tile

    def _arrange(self, event: Any) -> None:
        columns = max(1, (event.width + self._look.px(theme.M)) // self._step)
        if columns != self._columns:
            self._columns = columns
            for number in range(len(self._tiles)):
                self._place(number)

    @property
    def _step(self) -> int:
        """From one tile to the next, in pixels of the screen."""
        return self._look.px(self._side + WORDS_BEYOND + theme.M)

    def _place(self, number: int) -> None:
        """Put a tile where it belongs; one column until it is known how much room there is."""
        row, column = divmod(number, self._columns or 1)
        self.grid_columnconfigure(column, minsize=self._step)
        self._tiles[number].grid(row=row, column=column, pady=(0, theme.M), sticky="nw")


def _show(host: Host, decoders: Decoders, tile: Any, path: Path, side: int) -> None:
    canvas = tk.Canvas(tile, width=side, height=side, highlightthickness=0, borderwidth=0)
    canvas.configure(background=host.look.color(theme.SURFACE))
    canvas.pack(anchor="w")

    def read() -> Pixels | None:
        try:
            return decoders.picture(path, side)
        except ShelfwiseError:
            return None

    def show(pixels: Pixels | None) -> None:
        if pixels is not None and canvas.winfo_exists():
            from PIL import Image
            from PIL.ImageTk import PhotoImage

            image = PhotoImage(Image.fromarray(pixels), master=canvas)
            canvas.create_image(0, side, image=image, anchor="sw")
            canvas.image = image  # type: ignore[attr-defined]  # else it is let go

    host.pump.run_task(read, show, lambda _: None)
