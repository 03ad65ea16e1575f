"""A window over the main one, for one thing at a time."""

from __future__ import annotations

import contextlib
import tkinter as tk
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from app.ui.look import spacing, theme
from app.ui.widgets import labels
from app.ui.widgets.controls import Button, Kind
from app.ui.widgets.scrolling import ScrollPanel

if TYPE_CHECKING:
    from app.ui.host import Host

_MARGIN = 60  # kept free around a dialog on a small screen
_LABELS = 150


class Dialog(tk.Toplevel):
    """Fills ``body``; Escape leaves it, Enter in a field does what the first button says.

    Args:
        title: of the window; it is also the headline.
        size: width and height at scale 1, if the screen is large enough.
    """

    def __init__(self, host: Host, title: str, size: tuple[int, int]) -> None:
        super().__init__(host.root)
        self.withdraw()
        self.host, self.look = host, host.look
        self._size = size
        self.first_field: Any = None
        self.busy: Callable[[], None] | None = None  # cancels the work under way
        self.title(title)
        self.transient(host.root)
        self.grid_columnconfigure(0, weight=1)
        self.grid_rowconfigure(1, weight=1)
        self.headline = labels.label(self, self.look, title, "title")
        self.headline.grid(row=0, sticky="ew", padx=theme.XL, pady=(theme.XL, theme.M))
        area = ScrollPanel(self, self.look, theme.BACKGROUND, theme.XL, corner_radius=0)
        area.grid(row=1, sticky="nsew", padx=(theme.XL, 0))
        area.follow_keyboard(self)
        self.body = area.inside
        self.footer = tk.Frame(self)
        spacing.grid(self.footer, self.look, row=2, sticky="ew", padx=theme.XL, pady=theme.L)
        self._buttons: list[Button] = []
        self.protocol("WM_DELETE_WINDOW", self.leave)
        self.bind("<Escape>", lambda _: self.leave())
        self.bind("<Return>", lambda _: self._buttons[0].press() if self._buttons else None)
        self.bind("<Map>", lambda _: self._grab(), add="+")
        self.look.subscribe(self._restyle)
        self._restyle()

    def open(self) -> None:
        """Show it over the middle of the main window."""
        self.resize(self._size)
        self.deiconify()
        (self.first_field or self).focus_set()

    def resize(self, size: tuple[int, int]) -> None:
        """Take another size, at scale 1, over the middle of the main window."""
        root, look = self.host.root, self.look
        width = min(look.px(size[0]), self.winfo_screenwidth() - _MARGIN)
        height = min(look.px(size[1]), self.winfo_screenheight() - _MARGIN)
        x = root.winfo_rootx() + (root.winfo_width() - width) // 2
        y = root.winfo_rooty() + (root.winfo_height() - height) // 3
        x = max(0, min(x, self.winfo_screenwidth() - width))
        y = max(0, min(y, self.winfo_screenheight() - height))
        self.geometry(f"{width}x{height}+{x}+{y}")

    def leave(self) -> None:
        """Close it; work that is under way is cancelled first, and then told of."""
        if self.busy is not None:
            self.busy()
        else:
            self.destroy()

    def destroy(self) -> None:
        """Leave the theme, then go."""
        self.look.unsubscribe(self._restyle)
        super().destroy()
        with contextlib.suppress(tk.TclError):  # the whole program may be ending
            self.host.root.focus_set()

    def clear(self) -> None:
        """Take everything out of body and footer."""
        for part in self.body.winfo_children():
            part.destroy()
        columns, rows = self.body.grid_size()
        for column in range(columns):
            self.body.grid_columnconfigure(column, minsize=0, weight=0)
        for row in range(rows):
            self.body.grid_rowconfigure(row, minsize=0, weight=0)
        self.clear_footer()

    def clear_footer(self) -> None:
        """Remove all buttons from the footer."""
        for part in self.footer.winfo_children():
            part.destroy()
        self._buttons.clear()

    def button(self, text: str, press: Callable[[], None], kind: Kind = "quiet") -> Button:
        """Add a button to the footer, from right to left; the first is the one Enter presses."""
        button = Button(self.footer, self.look, text, kind)
        button.on_press = press
        spacing.pack(button, self.look, side="right", padx=(theme.S, 0))
        tk.Misc.lower(button)  # Tab goes from left to right
        self._buttons.append(button)
        return button

    def row(self, number: int, name: str, part: Any, hint: Any = None) -> None:
        """A line of the form: what it is about, and what can be chosen."""
        self.body.grid_columnconfigure(0, minsize=self.look.px(_LABELS))
        self.body.grid_columnconfigure(1, weight=1)
        first = 3 * number
        labels.label(self.body, self.look, name, height=theme.CONTROL_HEIGHT).grid(
            row=first, column=0, sticky="nw"
        )
        sticky = "ew" if getattr(part, "fills_width", False) else "w"
        part.grid(row=first, column=1, sticky=sticky)
        if hint is not None:
            hint.grid(row=first + 1, column=1, sticky="ew", pady=(theme.XS, 0))
        self.body.grid_rowconfigure(first + 2, minsize=self.look.px(theme.M))

    def _grab(self) -> None:
        """Keep keys and clicks here; where the system does not allow that, do without."""
        with contextlib.suppress(tk.TclError):
            self.grab_set()

    def _restyle(self) -> None:
        for part in (self, self.footer):
            part.configure(background=self.look.color(theme.BACKGROUND))
