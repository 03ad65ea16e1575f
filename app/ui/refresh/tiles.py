"""Small pictures of photos in rows on a page, each with words under it."""

from __future__ import annotations

import tkinter as tk
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.core.errors import ShelfwiseError
from app.ui.look import spacing, theme
from app.ui.widgets import labels

if TYPE_CHECKING:
    import customtkinter as ctk

    from app.core.pictures.images import Pixels
    from app.core.pictures.pool import Decoders
    from app.ui.host import Host

_COLUMNS = 6


def add_tile(
    host: Host, decoders: Decoders, tiles: Any, number: int, path: Path, side: int
) -> ctk.CTkFrame:
    """Add a tile to a frame of tiles; what is packed into it stands under its picture.

    A picture that cannot be read leaves its place free.

    Args:
        number: of the tile, from 0.
        side: of the square that the picture stands in, at scale 1.
    """
    tile = labels.group(tiles)
    spacing.grid(
        tile,
        host.look,
        row=number // _COLUMNS,
        column=number % _COLUMNS,
        padx=(0, theme.M),
        pady=(0, theme.M),
        sticky="n",
    )
    _show(host, decoders, tile, path, host.look.px(side))
    return tile


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
