"""What scrolls: a thin bar that is seen only where it is of use, and a surface that has one."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from typing import Any

import customtkinter as ctk

from app.ui.look import spacing, theme
from app.ui.look.theme import Color, Theme

_WIDTH = 12
_THIN, _THICK = 5, 7  # of the thumb, and while the pointer is on the bar
_SHORTEST = 28
_WHEEL_PIXELS = 48


class ScrollBar(tk.Canvas):
    """Stands in for a ``ttk.Scrollbar``: the same ``command`` and the same ``set``.

    Args:
        command: called with ``"moveto"`` and a fraction, as ``yview`` of Tk's widgets wants it.
        ground: the colour of what it stands on.
    """

    def __init__(
        self,
        parent: Any,
        look: Theme,
        command: Callable[..., object],
        ground: Color = theme.SURFACE,
    ) -> None:
        super().__init__(parent, highlightthickness=0, borderwidth=0, height=1)
        self._look = look
        self._command = command
        self._ground = ground
        self._ends = (0.0, 1.0)
        self._held: float | None = None  # where on the thumb the pointer holds it, in pixels
        self._hovered = False
        self.bind("<Configure>", lambda _: self._draw())
        self.bind("<Enter>", lambda _: self._hover(True))
        self.bind("<Leave>", lambda _: self._hover(False))
        self.bind("<Button-1>", self._pressed)
        self.bind("<B1-Motion>", self._dragged)
        self.bind("<ButtonRelease-1>", self._released)
        self.bind("<Button-4>", lambda _: self._wheel(-1))
        self.bind("<Button-5>", lambda _: self._wheel(1))
        self.bind("<MouseWheel>", lambda event: self._wheel(-event.delta / 120))
        look.subscribe(self._restyle)
        self._restyle()

    def destroy(self) -> None:
        """Leave the theme, then go."""
        self._look.unsubscribe(self._restyle)
        super().destroy()

    @property
    def needed(self) -> bool:
        """Whether there is more than can be seen at once."""
        return self._ends[0] > 0 or self._ends[1] < 1

    def set(self, first: float | str, last: float | str) -> None:
        """The part that is in sight, as fractions of the whole."""
        ends = (float(first), float(last))
        if ends != self._ends:
            self._ends = ends
            self._draw()

    def _thumb(self) -> tuple[float, float]:
        """Its upper and lower end in pixels."""
        room = self.winfo_height()
        first, last = self._ends
        length = min(room, max((last - first) * room, self._look.px(_SHORTEST)))
        hidden = 1 - (last - first)
        top = first / hidden * (room - length) if hidden > 0 else 0.0
        return top, top + length

    def _draw(self) -> None:
        self.delete("all")
        if not self.needed:
            return
        look = self._look
        lit = self._hovered or self._held is not None
        thickness = look.px(_THICK if lit else _THIN)
        color = look.color(theme.BORDER_STRONG if lit else theme.BORDER)
        middle, half = self.winfo_width() / 2, thickness / 2
        top, bottom = self._thumb()
        self.create_line(
            middle, top + half, middle, bottom - half,
            width=thickness, capstyle="round", fill=color,
        )  # fmt: skip

    def _hover(self, on: bool) -> None:
        self._hovered = on
        self._draw()

    def _pressed(self, event: Any) -> None:
        """Hold the thumb; beside it, bring its middle there first."""
        top, bottom = self._thumb()
        inside = top <= event.y < bottom
        self._held = event.y - top if inside else (bottom - top) / 2
        self._dragged(event)

    def _dragged(self, event: Any) -> None:
        if self._held is None or not self.needed:
            return
        top, bottom = self._thumb()
        way = self.winfo_height() - (bottom - top)
        hidden = 1 - (self._ends[1] - self._ends[0])
        if way > 0:
            place = min(max(0.0, (event.y - self._held) / way), 1.0)
            self._command("moveto", place * hidden)

    def _wheel(self, steps: float) -> None:
        first, last = self._ends
        self._command("moveto", max(0.0, first + steps * (last - first) / 4))

    def _released(self, _: Any) -> None:
        self._held = None
        self._draw()

    def _restyle(self) -> None:
        self.configure(background=self._look.color(self._ground), width=self._look.px(_WIDTH))
        self._draw()


class ScrollPanel(ctk.CTkFrame):  # type: ignore[misc]
    """Put widgets into ``inside``; the scroll bar shows only when it is of use.

    Args:
        ground: the colour that the content stands on.
        gutter: kept free at the right, for the bar; without one it lies over the content.
    """

    def __init__(
        self,
        parent: Any,
        look: Theme,
        ground: theme.Color = theme.SURFACE,
        gutter: int = 0,
        **options: Any,
    ) -> None:
        framed = not gutter
        border = theme.HAIRLINE if framed else 0
        behind = "transparent" if framed else ground  # what the round corners leave free
        super().__init__(parent, border_width=border, fg_color=ground, bg_color=behind, **options)
        self._look = look
        self._gutter = gutter
        self._heard: set[str] = set()  # parts that tell of the wheel already
        self._job = ""
        self._ground = ground
        self.grid_propagate(False)
        self.grid_columnconfigure(0, weight=1)
        self.grid_rowconfigure(0, weight=1)
        self._view = tk.Canvas(self, highlightthickness=0, borderwidth=0, width=1, height=1)
        inset = {"padx": 2, "pady": theme.S} if framed else {}
        spacing.grid(self._view, look, row=0, column=0, sticky="nsew", **inset)
        self.inside = ctk.CTkFrame(self._view, corner_radius=0, fg_color=ground, bg_color=ground)
        self._item = self._view.create_window(0, 0, window=self.inside, anchor="nw")
        self._bar = ScrollBar(self, look, self._view.yview, ground)
        self._view.configure(yscrollcommand=self._moved)
        self._view.bind("<Configure>", lambda _: self._fit())
        self.inside.bind("<Configure>", lambda _: self._fit(), add="+")
        look.subscribe(self._restyle)
        self._restyle()

    def listen_to_wheel(self) -> None:
        """Scroll with the wheel over everything that is inside now, and see when it grows."""
        for child in self.inside.winfo_children():
            if str(child) not in self._heard:
                for event in ("<Configure>", "<Unmap>"):
                    tk.Misc.bind(child, event, lambda _: self.refit(), add="+")
        pending: list[Any] = [self._view, self.inside]
        while pending:
            widget = pending.pop()
            pending.extend(widget.winfo_children())
            if str(widget) in self._heard:
                continue
            self._heard.add(str(widget))
            # Not CustomTkinter's own bind: it binds the parts, which are met here anyway.
            tk.Misc.bind(widget, "<Button-4>", self._wheel_up, add="+")
            tk.Misc.bind(widget, "<Button-5>", self._wheel_down, add="+")
            tk.Misc.bind(widget, "<MouseWheel>", self._wheel, add="+")

    def listen(self) -> None:
        """Do the same, and keep in sight what has the focus of everything that is inside now."""
        self.listen_to_wheel()
        pending: list[Any] = [self.inside]
        while pending:
            widget = pending.pop()
            pending.extend(widget.winfo_children())
            # Of others Tk would think that they want the focus, because they listen to it.
            if widget.winfo_class() == "Entry" or _takes_focus(widget):
                tk.Misc.bind(widget, "<FocusIn>", lambda event: self._reveal(event.widget), add="+")

    def follow_keyboard(self, window: tk.Toplevel) -> None:
        """Keep what has the focus in sight, and scroll with the wheel anywhere in ``window``."""
        window.bind("<FocusIn>", lambda event: self._reveal(event.widget), add="+")
        window.bind("<Button-4>", lambda event: self._wheel_at(event, -1), add="+")
        window.bind("<Button-5>", lambda event: self._wheel_at(event, 1), add="+")
        window.bind(
            "<MouseWheel>", lambda event: self._wheel_at(event, -event.delta / 120), add="+"
        )

    @property
    def scrolls(self) -> bool:
        """Whether there is more than can be seen at once."""
        return bool(self._bar.winfo_manager())

    def refit(self) -> None:
        """Another content needs another height: Tk does not tell, for the height is given to it."""
        if not self._job:
            self._job = self.after_idle(self._refit)

    def _refit(self) -> None:
        self._job = ""
        self._fit()

    def scroll_pages(self, pages: float) -> None:
        """Move on by what is in sight, or a part of it."""
        first, last = self._view.yview()
        self._view.yview_moveto(first + pages * (last - first))

    def _wheel_at(self, event: Any, lines: float) -> None:
        if not isinstance(event.widget, tk.Text):  # it scrolls by itself
            self._scroll(lines)

    def _reveal(self, widget: Any) -> None:
        inside = isinstance(widget, tk.Misc) and str(widget).startswith(f"{self.inside}.")
        if not inside or not self.scrolls:
            return
        whole, room = max(1, self.inside.winfo_height()), self._view.winfo_height()
        top = widget.winfo_rooty() - self.inside.winfo_rooty()
        bottom, first = top + widget.winfo_height(), self._view.canvasy(0)
        margin = self._look.px(theme.M)
        if top - margin < first:
            self._view.yview_moveto(max(0, top - margin) / whole)
        elif bottom + margin > first + room:
            self._view.yview_moveto((bottom + margin - room) / whole)

    def _fit(self) -> None:
        room, needed = self._view.winfo_height(), self.inside.winfo_reqheight()
        width = self._view.winfo_width() - self._look.px(self._gutter)
        self._view.itemconfigure(self._item, width=width, height=max(room, needed))
        self._view.configure(scrollregion=(0, 0, 1, max(room, needed)))
        if needed <= room:
            self._view.yview_moveto(0)
        self._moved(*self._view.yview())  # Tk tells of a new region only when the view moves

    def _moved(self, first: float, last: float) -> None:
        self._bar.set(first, last)
        if self._bar.needed:
            self._bar.place(relx=1.0, x=-3, rely=0.02, relheight=0.96, anchor="ne")
        else:
            self._bar.place_forget()

    def _wheel_up(self, _: Any) -> None:
        self._scroll(-1)

    def _wheel_down(self, _: Any) -> None:
        self._scroll(1)

    def _wheel(self, event: Any) -> None:
        self._scroll(-event.delta / 120)

    def _scroll(self, lines: float) -> None:
        if self.scrolls:
            height = max(1, self.inside.winfo_height())
            self._view.yview_moveto(
                self._view.yview()[0] + lines * self._look.px(_WHEEL_PIXELS) / height
            )

    def destroy(self) -> None:
        """Leave the theme, then go."""
        self._look.unsubscribe(self._restyle)
        if self._job:
            self.after_cancel(self._job)
        self._job = "gone"  # its parts are unmapped on the way
        super().destroy()

    def _restyle(self) -> None:
        self._view.configure(background=self._look.color(self._ground))


def _takes_focus(widget: tk.Misc) -> bool:
    return str(widget.tk.call(str(widget), "cget", "-takefocus")) == "1"
