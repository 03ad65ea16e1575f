"""How the window is laid out: menus, a line for words, the page, and a line below it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

import customtkinter as ctk

from app.ui.host import Host
from app.ui.look import file_dialog_style, spacing, theme, wording
from app.ui.look.bidi import visual
from app.ui.look.theme import Theme
from app.ui.pages.home import HoverSheet
from app.ui.widgets import labels
from app.ui.widgets.banner import Banner
from app.ui.widgets.context_menu import ContextMenu
from app.ui.widgets.menu_bar import MenuBar

_CONTEXT = (
    "open-row",
    "open-file",
    "show-in-folder",
    "",
    "accept",
    "accept-nearest",
    *(f"class-{number}" for number in range(1, 10)),
    "none-of-them",
    "judge-again",
    "judge-whole",
    "all-products",
    "",
    "copy-path",
    "copy-picture",
    "copy-result",
    "",
    "remove-from-list",
    "move-to-bin",
)


class Frame:
    """Everything around the pages.

    Attributes:
        stage: where the pages are laid out.
    """

    def __init__(self, host: Host) -> None:
        self._host = host
        root, look = host.root, host.look
        self._menus = MenuBar(root, look, host.commands)
        self._pointers_menu = ContextMenu(root, look, host.commands, _CONTEXT)
        root.bind("<<ContextMenu>>", lambda _: self._pop_up(), add="+")
        self._compact = False
        root.grid_columnconfigure(0, weight=1)
        root.grid_rowconfigure(1, weight=1)
        self.stage = labels.group(root)
        self.stage.grid(row=1, sticky="nsew", padx=theme.L, pady=(theme.L, theme.S))
        self.stage.grid_columnconfigure(0, weight=1)
        self.stage.grid_rowconfigure(0, weight=1)
        self._status = StatusLine(root, look)
        self._status.grid(row=2, sticky="ew", padx=theme.XL, pady=(0, theme.S))

    def new_banner(self, changed: Callable[[], None]) -> Banner:
        """Make the line at the top; ``changed`` is called when it says something else."""
        banner = Banner(self._host.root, self._host.look, changed)
        banner.grid(row=0, sticky="ew", padx=theme.L, pady=(theme.L, 0))
        return banner

    def _pop_up(self) -> None:
        """Open the pointer's menu where the pointer is, or in the window where it is elsewhere."""
        root = self._host.root
        x, y = root.winfo_pointerxy()
        left, top = root.winfo_rootx(), root.winfo_rooty()
        width, height = root.winfo_width(), root.winfo_height()
        if not (left <= x < left + width and top <= y < top + height):
            x, y = left + width // 3, top + height // 3
        self._pointers_menu.pop_up(x, y)

    def be_compact(self, on: bool) -> None:
        """Leave out all but the page in a small window that stays on top, or be as before."""
        if on == self._compact:
            return
        self._compact = on
        if on:
            self._host.root.keep_own_geometry()
        self._menus.show(not on)
        self._host.root.update_idletasks()
        self._host.root.set_compact(on, self._host.look.scale)
        spacing.show_if(not on, self._status)
        far, near = (0, 0) if on else (theme.L, theme.S)
        self.stage.grid_configure(padx=far, pady=(far, near))

    def show(self, title: str, left: str, right: str) -> None:
        """Say this in the title and at both ends of the line at the bottom."""
        self._host.root.title(title)
        self._status.show(left, right)

    def hover(self, on: bool) -> None:
        """Cover the window while something droppable is over it."""
        if on:
            self._sheet.show()
        else:
            self._sheet.hide()

    def style_file_dialogs(self) -> None:
        """Make Tk's own file dialogs fit in."""
        file_dialog_style.install(self._host.root, self._host.look)

    @cached_property
    def _sheet(self) -> HoverSheet:
        return HoverSheet(self._host.root, self._host.look)


class StatusLine(ctk.CTkFrame):  # type: ignore[misc]
    """What stands at the right has half of the line at most; both are shortened to their room."""

    def __init__(self, parent: Any, look: Theme) -> None:
        super().__init__(parent, fg_color="transparent", corner_radius=0)
        self._look = look
        self.grid_columnconfigure(0, weight=1)
        self._left = labels.label(self, look, role="caption", color=theme.TEXT_MUTED)
        self._left.grid(row=0, column=0, sticky="w")
        self._words = ("", "")
        self._right = labels.label(self, look, role="caption", color=theme.ACCENT_TEXT)
        self._right.grid(row=0, column=1, sticky="e", padx=(theme.L, 0))
        self.bind("<Configure>", lambda _: self._fit(), add="+")

    def show(self, left: str, right: str) -> None:
        """Show the texts of the status line."""
        self._words = (left, right)
        self._fit()

    def _fit(self) -> None:
        left, right = self._words
        width = self.winfo_width()
        right = wording.shorten_middle(right, width // 2, self._measure)
        room = width - self._measure(right) - self._look.px(theme.L)
        left = wording.shorten_end(left, room, self._measure)
        for label, words in ((self._left, left), (self._right, visual(right))):
            if label.cget("text") != words:
                label.configure(text=words)

    def _measure(self, text: str) -> int:
        return int(self.tk.call("font", "measure", self._look.tk_font("caption"), visual(text)))
