"""Small pictures on a page, read away from the Tk thread."""

from __future__ import annotations

import tkinter as tk
from pathlib import Path
from tkinter import PhotoImage
from typing import TYPE_CHECKING, Any

from app.core.errors import ShelfwiseError
from app.ui.look import theme

if TYPE_CHECKING:
    from app.ui.host import Host


def show_small(host: Host, parent: Any, path: Path, side: int) -> None:
    """Pack a picture into a frame, once it is read; one that cannot be read leaves its place free.

    Args:
        side: pixels of the square that it stands in.
    """
    canvas = tk.Canvas(parent, width=side, height=side, highlightthickness=0, borderwidth=0)
    canvas.configure(background=host.look.color(theme.SURFACE))
    canvas.pack(anchor="w")

    def show(content: bytes) -> None:
        if content and canvas.winfo_exists():
            image = PhotoImage(master=canvas, data=content)
            canvas.create_image(0, side, image=image, anchor="sw")
            canvas.image = image  # type: ignore[attr-defined]  # else it is let go

    host.pump.run_task(lambda: _small_png(path, side), show, lambda _: None)


def _small_png(path: Path, side: int) -> bytes:
    from app.core.pictures import images
    from app.core.pictures.thumbnails import png, shrink

    try:
        return png(shrink(images.load(path, at_least=side), side))
    except ShelfwiseError:
        return b""
