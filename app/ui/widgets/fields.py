"""Text to type, and a folder to choose."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from pathlib import Path
from tkinter import filedialog
from typing import Any

import customtkinter as ctk

from app.ui.look import spacing, theme, wording
from app.ui.look.theme import Theme
from app.ui.widgets import labels
from app.ui.widgets.controls import Button

_WIDEST = 2000  # of a hint, at scale 1


class TextField(ctk.CTkEntry):  # type: ignore[misc]
    """One line of text with a ring around it while it has the focus.

    Args:
        changed: called after every change by a person or by ``put``.
    """

    fills_width = True

    def __init__(
        self, parent: Any, look: Theme, text: str = "", changed: Callable[[], None] | None = None
    ) -> None:
        self._content = tk.StringVar(parent, text)
        super().__init__(
            parent,
            textvariable=self._content,
            height=theme.CONTROL_HEIGHT,
            font=look.font("body"),
            width=120,
        )
        if changed is not None:
            self._content.trace_add("write", lambda *_: changed())
        self.bind("<FocusIn>", lambda _: self._ring(True), add="+")
        self.bind("<FocusOut>", lambda _: self._ring(False), add="+")
        self.bind("<Control-a>", self._select_all, add="+")

    @property
    def text(self) -> str:
        """What stands in it, without spaces around."""
        return self._content.get().strip()

    def put(self, text: str) -> None:
        """Write something else into it."""
        self._content.set(text)

    def _ring(self, on: bool) -> None:
        self.configure(
            border_width=2 if on else theme.HAIRLINE,
            border_color=theme.ACCENT if on else theme.BORDER_STRONG,
        )

    def _select_all(self, _: Any) -> str:
        self.select_range(0, "end")
        self.icursor("end")
        return "break"


class FolderField(ctk.CTkFrame):  # type: ignore[misc]
    """A folder: typed, or chosen in a dialog.

    Args:
        title: of the dialog.
        changed: as for ``TextField``.
    """

    fills_width = True

    def __init__(
        self,
        parent: Any,
        look: Theme,
        title: str,
        folder: str = "",
        changed: Callable[[], None] | None = None,
    ) -> None:
        super().__init__(parent, fg_color="transparent", corner_radius=0)
        self._title = title
        self.grid_columnconfigure(0, weight=1)
        self._put = Path()
        self.field = TextField(self, look, self._shown(folder), changed)
        self.field.grid(row=0, column=0, sticky="ew")
        button = Button(self, look, "Choose...")
        button.on_press = self._choose
        spacing.grid(button, look, row=0, column=1, padx=(theme.S, 0))

    @property
    def folder(self) -> Path | None:
        """The folder, None when there is no text."""
        text = self.field.text
        if text and text == wording.place(self._put):  # which may be more than can be typed
            return self._put
        return Path(text).expanduser() if text else None

    def put(self, folder: str) -> None:
        """Write another folder into it; empty for none."""
        self.field.put(self._shown(folder))

    def _shown(self, folder: str) -> str:
        self._put = Path(folder)
        return wording.place(self._put) if folder else ""

    def focus_set(self) -> None:
        """Let keys go into the text."""
        self.field.focus_set()

    def _choose(self) -> None:
        start = self.folder
        while start is not None and not start.is_dir() and start.parent != start:
            start = start.parent
        name = filedialog.askdirectory(
            parent=self.winfo_toplevel(), title=self._title, initialdir=start or Path.home()
        )
        if name:
            self.put(name)
            self.field.icursor("end")


def hint(parent: Any, look: Theme, text: str = "", width: int = 500) -> ctk.CTkLabel:
    """A sentence in small type under a field, as wide as there is room.

    Args:
        width: at scale 1, until it is known how much that is.
    """
    made = labels.label(
        parent, look, text, "caption", theme.TEXT_MUTED, wraplength=width, justify="left"
    )
    labels.fill_lines(made, look, _WIDEST)
    return made
