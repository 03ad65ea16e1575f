"""A picture, fitted or enlarged, with or without its activation map."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from app.ui.look import theme
from app.ui.look.theme import Theme
from app.ui.picture.viewport import Viewport
from app.ui.widgets.context_menu import CONTEXT_BUTTON

if TYPE_CHECKING:
    from PIL.ImageTk import PhotoImage

    from app.ui.threads.messages import PreviewReady

_SETTLED_MS = 120
_WHEEL, _STEP = 1.25, 1.5


class _Shown(NamedTuple):
    """What was drawn for a viewport: the part that was in sight then."""

    picture: PhotoImage
    overlay: PhotoImage | None
    view: Viewport


class PictureCanvas(tk.Canvas):
    """Shows ready pictures, and asks for new ones after what is in sight has changed.

    The wheel makes the picture larger or smaller where the pointer is; the middle button, or any
    with Ctrl, moves it. Plain drags are free.

    Attributes:
        view: what is in sight, and where; None while there is no picture.
        drawn: what is on screen, which may be late; None while there is no picture.
        room: width and height.
        on_draw: called after everything was drawn; what is drawn above the picture then stays.
        on_zoom: called after what is in sight has changed.
    """

    def __init__(self, parent: Any, look: Theme, ask: Callable[[], None]) -> None:
        super().__init__(parent, highlightthickness=0, borderwidth=0, width=1, height=1)
        self._look = look
        self._ask = ask
        self.view: Viewport | None = None
        self.drawn: Viewport | None = None
        self.room = (0, 0)
        self.on_draw: Callable[[], None] = lambda: None
        self.on_zoom: Callable[[], None] = lambda: None
        self._job = ""
        self._asked: dict[int, Viewport | None] = {}
        self._shown: _Shown | None = None
        self._over = False
        self._words = ""
        self._held_at = (0, 0)
        self._bind_events()
        look.subscribe(self._restyle)
        self._restyle()

    def clear(self) -> None:
        """Show nothing, for the next picture to come."""
        self.view, self._shown = None, None
        self._asked.clear()
        self.say("")

    def say(self, words: str) -> None:
        """What stands there in place of a picture."""
        self._words = words
        self._draw()

    def note_asked(self, ticket: int) -> None:
        """Remember what was in sight when a picture was asked for."""
        self._asked[ticket] = self.view

    def show(self, ready: PreviewReady) -> None:
        """Show what was asked for, unless something that was asked for later is there already."""
        if ready.ticket not in self._asked:
            return
        from PIL.ImageTk import PhotoImage

        view = self._asked[ready.ticket]
        self._asked = {ticket: v for ticket, v in self._asked.items() if ticket >= ready.ticket}
        if ready.picture is None:
            self.say("There is no picture to show.")
            return
        if self.view is None or self.view.picture != ready.size:
            self.view = Viewport.fitted(ready.size, self.room)
        overlay = PhotoImage(ready.overlay) if ready.overlay is not None else None
        self._shown = _Shown(PhotoImage(ready.picture), overlay, view or self.view)
        self._words = ""
        self._draw()

    def show_overlay(self, on: bool) -> None:
        """Show the picture with or without its activation map."""
        self._over = on
        self._draw()

    @property
    def is_zoomed(self) -> bool:
        """Whether the picture is larger than it is by itself."""
        return self.view is not None and not self.view.is_whole

    def zoom(self, steps: int) -> None:
        """Make the picture larger or, negative, smaller; 0 shows all of it again."""
        if self.view is not None:
            fitted = Viewport.fitted(self.view.picture, self.room)
            self._look_at(self.view.zoomed(_STEP**steps) if steps else fitted)

    def move(self, right: float, down: float) -> None:
        """Move what is in sight by such parts of the room."""
        if self.view is not None:
            self._look_at(self.view.moved(-right * self.room[0], -down * self.room[1]))

    def _look_at(self, view: Viewport) -> None:
        if view != self.view:
            self.view = view
            self._draw()
            self._ask()
            self.on_zoom()

    def _draw(self) -> None:
        self.delete("all")
        if self._shown is not None and self.view is not None:
            shown = self._shown
            over = self._over and shown.overlay is not None
            part = shown.view.in_sight
            # What is there until the new one comes moves with the pointer.
            moved = self.view if shown.view.scale == self.view.scale else shown.view
            x, y = moved.to_screen(part.left, part.top)
            image = shown.overlay if over else shown.picture
            self.create_image(round(x), round(y), image=image, anchor="nw")
            self.drawn = moved
        else:
            self.drawn = None
            x, y = self.winfo_width() // 2, self.winfo_height() // 2
            ink, font = self._look.color(theme.TEXT_MUTED), self._look.tk_font("body")
            self.create_text(x, y, text=self._words, fill=ink, font=font)
        self.on_draw()

    def _bind_events(self) -> None:
        self.bind("<Configure>", self._resized)
        self.bind("<MouseWheel>", lambda event: self._wheel(event, event.delta / 120))
        self.bind("<Button-4>", lambda event: self._wheel(event, 1))
        self.bind("<Button-5>", lambda event: self._wheel(event, -1))
        top = self.winfo_toplevel()
        self.bind(f"<Button-{CONTEXT_BUTTON}>", lambda _: top.event_generate("<<ContextMenu>>"))
        for button in ("Button-2", "Control-Button-1"):
            self.bind(f"<{button}>", self._hold)
        for drag in ("B2-Motion", "Control-B1-Motion"):
            self.bind(f"<{drag}>", self._drag)

    def _wheel(self, event: Any, steps: float) -> None:
        if self.view is not None:
            self._look_at(self.view.zoomed(_WHEEL**steps, (event.x, event.y)))

    def _hold(self, event: Any) -> None:
        self._held_at = (event.x, event.y)

    def _drag(self, event: Any) -> None:
        right, down = event.x - self._held_at[0], event.y - self._held_at[1]
        self._held_at = (event.x, event.y)
        if self.view is not None:
            self._look_at(self.view.moved(right, down))

    def _resized(self, event: Any) -> None:
        if (event.width, event.height) == self.room:
            return
        self.room = (event.width, event.height)
        if self.view is not None:
            self.view = self.view.resized(self.room)
        self._draw()
        if self._job:
            self.after_cancel(self._job)
        self._job = self.after(1 if self._shown is None else _SETTLED_MS, self._settled)

    def _settled(self) -> None:
        self._job = ""
        self._ask()

    def _restyle(self) -> None:
        self.configure(background=self._look.color(theme.SURFACE))
        self._draw()
