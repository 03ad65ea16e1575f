"""Cutting something out of the screen: the window steps aside, a rectangle is dragged."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from app.ui.intake.snipped import dimmed, keep_snip, photograph_screen
from app.ui.look import theme

if TYPE_CHECKING:
    from PIL.Image import Image

    from app.ui.host import Host
    from app.ui.intake.dropped import Dropped

_GONE_MS = 300  # until the desktop has drawn what was behind the window
_LEAST = 8  # pixels of the screen; less is no rectangle
_HINT = "Drag around a product. Esc goes back."


def snip(host: Host, take: Callable[[Dropped], None]) -> None:
    """Let a person cut a picture out of the screen.

    Args:
        take: called with the file that it was kept in.
    """
    root = host.root
    if root.state() == "withdrawn":  # it is at it already
        return

    def back() -> None:
        root.deiconify()
        root.lift()
        root.focus_force()

    def fail(error: BaseException) -> None:
        back()
        host.tells.fail(error)

    def chosen(part: Image | None) -> None:
        back()
        if part is not None:
            host.pump.run_task(partial(keep_snip, part), take, host.tells.fail)

    def photograph() -> tuple[Image, Image]:
        screen = photograph_screen()
        return screen, dimmed(screen)

    def show(pictures: tuple[Image, Image]) -> None:
        SnipSheet(host, *pictures, chosen)

    root.withdraw()
    root.after(_GONE_MS, lambda: host.pump.run_task(photograph, show, fail))


class SnipSheet(tk.Toplevel):
    """Covers all screens with what they showed, dimmed but for the rectangle that is dragged.

    Args:
        screen: what they showed; it may have more pixels than they count, where a scale is in
            force.
        dim: the same, dimmed.
        chosen: called with what was cut out, None when the person went back.
    """

    def __init__(
        self, host: Host, screen: Image, dim: Image, chosen: Callable[[Image | None], None]
    ) -> None:
        super().__init__(host.root)
        self._look, self._screen, self._chosen = host.look, screen, chosen
        root = host.root
        self._room = (root.winfo_vrootwidth(), root.winfo_vrootheight())
        self.overrideredirect(True)
        left, top = root.winfo_vrootx(), root.winfo_vrooty()
        self.geometry(f"{self._room[0]}x{self._room[1]}+{left}+{top}")
        self.attributes("-topmost", True)
        self._start = self._end = (0, 0)
        self._dragging = False
        self._bright: Any = None
        self._canvas = tk.Canvas(self, highlightthickness=0, borderwidth=0, cursor="crosshair")
        self._canvas.pack(fill="both", expand=True)
        self._shown = self._as_shown(screen)
        self._dim = self._photo(self._as_shown(dim))
        self._canvas.create_image(0, 0, image=self._dim, anchor="nw")
        self._draw_hint()
        self._canvas.bind("<ButtonPress-1>", self._pressed)
        self._canvas.bind("<B1-Motion>", self._dragged)
        self._canvas.bind("<ButtonRelease-1>", self._released)
        for widget in (self, self._canvas):
            widget.bind("<Escape>", lambda _: self._finish(None))
        self._canvas.bind("<ButtonPress-3>", lambda _: self._finish(None))
        self.update_idletasks()
        self.deiconify()
        self.lift()
        self._hold()

    def _hold(self) -> None:
        """Take the keyboard, once the desktop shows the window.

        No window manager of X11 gives it to a window that it does not manage.
        """
        if not self.winfo_exists():
            return
        try:
            if not self.winfo_viewable():
                raise tk.TclError
            if self.tk.call("tk", "windowingsystem") == "x11":
                self.grab_set_global()
            else:
                self.grab_set()
            self._canvas.focus_force()
        except tk.TclError:  # not yet, or another program has it
            self.after(20, self._hold)

    def _as_shown(self, picture: Image) -> Image:
        return picture if picture.size == self._room else picture.resize(self._room)

    def _photo(self, picture: Image) -> Any:
        from PIL.ImageTk import PhotoImage

        return PhotoImage(picture, master=self)

    def _draw_hint(self) -> None:
        look, x, y = self._look, self._room[0] // 2, self._look.px(theme.XL)
        text = self._canvas.create_text(
            x, y, text=_HINT, anchor="n", fill=theme.LINE_ON_DARK, font=look.tk_font("heading"),
            tags="hint",
        )  # fmt: skip
        left, top, right, bottom = self._canvas.bbox(text)
        edge = look.px(theme.M)
        ground = self._canvas.create_rectangle(
            left - edge, top - edge, right + edge, bottom + edge, fill=theme.LINE_ON_LIGHT, width=0,
            tags="hint",
        )  # fmt: skip
        self._canvas.tag_lower(ground, text)

    def _box(self) -> tuple[int, int, int, int]:
        """Left, top, right and bottom of the rectangle, on the sheet."""
        xs, ys = zip(self._start, self._end, strict=True)
        (width, height) = self._room
        return (
            max(0, min(xs)), max(0, min(ys)), min(width, max(xs)), min(height, max(ys)),
        )  # fmt: skip

    @property
    def _is_box(self) -> bool:
        left, top, right, bottom = self._box()
        return min(right - left, bottom - top) >= _LEAST

    def _pressed(self, event: Any) -> None:
        self._start = self._end = (event.x, event.y)
        self._dragging = True
        self._canvas.delete("hint")

    def _dragged(self, event: Any) -> None:
        self._end = (event.x, event.y)
        if self._dragging:
            self._draw()

    def _draw(self) -> None:
        self._canvas.delete("box")
        if self._is_box:
            left, top, right, bottom = box = self._box()
            self._bright = self._photo(self._shown.crop(box))
            self._canvas.create_image(left, top, image=self._bright, anchor="nw", tags="box")
            line = max(1, self._look.px(2))
            self._canvas.create_rectangle(
                left, top, right, bottom, outline=self._look.color(theme.ACCENT), width=line,
                tags="box",
            )  # fmt: skip

    def _released(self, event: Any) -> None:
        if not self._dragging:
            return
        self._dragging = False
        self._end = (event.x, event.y)
        if self._is_box:
            self._finish(self._cut())
        else:
            self._canvas.delete("box")

    def _cut(self) -> Image:
        """What lies in the rectangle, in all the pixels that there are."""
        across, down = (a / b for a, b in zip(self._screen.size, self._room, strict=True))
        left, top, right, bottom = self._box()
        return self._screen.crop(
            (round(left * across), round(top * down), round(right * across), round(bottom * down))
        )

    def _finish(self, part: Image | None) -> None:
        self.grab_release()
        self.destroy()
        self._chosen(part)
