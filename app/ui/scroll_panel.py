"""A surface whose content scrolls when there is more of it than room."""

from __future__ import annotations

import tkinter as tk
from typing import Any

import customtkinter as ctk

from app.ui import spacing, theme
from app.ui.theme import Theme

_BAR_WIDTH = 12
_WHEEL_PIXELS = 48


class ScrollPanel(ctk.CTkFrame):  # type: ignore[misc]
    """Put widgets into ``inside``; the scroll bar shows only when it is of use."""

    def __init__(self, parent: Any, look: Theme, **options: Any) -> None:
        super().__init__(parent, border_width=theme.HAIRLINE, **options)
        self._look = look
        self.grid_propagate(False)
        self.grid_columnconfigure(0, weight=1)
        self.grid_rowconfigure(0, weight=1)
        self._canvas = tk.Canvas(self, highlightthickness=0, borderwidth=0, width=1, height=1)
        spacing.grid(self._canvas, look, row=0, column=0, sticky="nsew", padx=2, pady=theme.S)
        self.inside = ctk.CTkFrame(self._canvas, corner_radius=0)
        self._item = self._canvas.create_window(0, 0, window=self.inside, anchor="nw")
        self._bar = ctk.CTkScrollbar(self, command=self._canvas.yview, width=_BAR_WIDTH)
        self._canvas.configure(yscrollcommand=self._moved)
        self._canvas.bind("<Configure>", lambda _: self._fit())
        self.inside.bind("<Configure>", lambda _: self._fit(), add="+")
        look.subscribe(self._restyle)
        self._restyle()

    def listen_to_wheel(self) -> None:
        """Scroll with the wheel over everything that is inside now."""
        pending: list[Any] = [self._canvas, self.inside]
        while pending:
            widget = pending.pop()
            pending.extend(widget.winfo_children())
            # Not CustomTkinter's own bind: it binds the parts, which are met here anyway.
            tk.Misc.bind(widget, "<Button-4>", self._wheel_up, add="+")
            tk.Misc.bind(widget, "<Button-5>", self._wheel_down, add="+")
            tk.Misc.bind(widget, "<MouseWheel>", self._wheel, add="+")

    def _fit(self) -> None:
        room, needed = self._canvas.winfo_height(), self.inside.winfo_reqheight()
        self._canvas.itemconfigure(
            self._item, width=self._canvas.winfo_width(), height=max(room, needed)
        )
        self._canvas.configure(scrollregion=(0, 0, 1, max(room, needed)))
        if needed <= room:
            self._canvas.yview_moveto(0)

    def _moved(self, first: float, last: float) -> None:
        self._bar.set(float(first), float(last))
        if float(first) <= 0 and float(last) >= 1:
            self._bar.place_forget()
        else:
            self._bar.place(relx=1.0, x=-3, rely=0.02, relheight=0.96, anchor="ne")

    def _wheel_up(self, _: Any) -> None:
        self._scroll(-1)

    def _wheel_down(self, _: Any) -> None:
        self._scroll(1)

    def _wheel(self, event: Any) -> None:
        self._scroll(-event.delta / 120)

    def _scroll(self, lines: float) -> None:
        if self._bar.winfo_manager():
            height = max(1, self.inside.winfo_height())
            self._canvas.yview_moveto(
                self._canvas.yview()[0] + lines * self._look.px(_WHEEL_PIXELS) / height
            )

    def _restyle(self) -> None:
        self._canvas.configure(background=self._look.color(theme.SURFACE))
