"""The menu bar, made from the registry of commands."""

from __future__ import annotations

import sys
import tkinter as tk
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from app.ui.commands import Command, Commands
from app.ui.look import theme
from app.ui.look.theme import Theme
from app.ui.widgets.context_menu import dress

_ON_MAC = sys.platform == "darwin"
_ROW = 30  # height of entries at scale 1


@dataclass
class _Menu:
    """A menu and what its entries do; None for a line or another menu."""

    menu: tk.Menu
    entries: list[Command | None] = field(default_factory=list)


class MenuBar:
    """Menus whose entries are brought up to date when they open.

    Tk draws entries as high as their text; pictures without content make room.
    """

    def __init__(self, root: tk.Tk, look: Theme, commands: Commands) -> None:
        self._root = root
        self._look = look
        self._commands = commands
        self._marks: dict[str, tk.BooleanVar] = {}
        self._row = tk.PhotoImage(master=root)
        self._padded_row = tk.PhotoImage(master=root)
        self._bar = tk.Menu(root, tearoff=False)
        self._menus = {"": _Menu(self._bar)}
        for command in commands:
            if not command.hidden:
                self._add(command)
        root.configure(menu=self._bar)
        look.subscribe(self._style)
        self._style()

    def show(self, on: bool) -> None:
        """Show the bar in the window, or leave it out."""
        self._root.tk.call(self._root, "configure", "-menu", self._bar if on else "")

    def _add(self, command: Command) -> None:
        own = self._menu(command.menu)
        if command.separated and own.entries:
            own.menu.add_separator()
            own.entries.append(None)
        options: dict[str, Any] = {
            "label": command.label,
            "accelerator": command.accelerator if _ON_MAC else f"    {command.accelerator}   ",
            "command": partial(self._commands.run, command.id),
        }
        if command.checked is None:
            own.menu.add_command(**options)
        else:
            mark = self._marks[command.id] = tk.BooleanVar(self._root)
            own.menu.add_checkbutton(**options, variable=mark)
        own.entries.append(command)

    def _menu(self, path: str) -> _Menu:
        if path not in self._menus:
            parent_path, _, label = path.rpartition("/")
            parent = self._menu(parent_path)
            own = _Menu(tk.Menu(parent.menu, tearoff=False))
            own.menu.configure(postcommand=partial(self._update, own))
            parent.menu.add_cascade(label=label, menu=own.menu, underline=0)
            parent.entries.append(None)
            self._menus[path] = own
        return self._menus[path]

    def _update(self, own: _Menu) -> None:
        for index, command in enumerate(own.entries):
            if command is None:
                continue
            own.menu.entryconfigure(index, state="normal" if command.enabled() else "disabled")
            if command.checked is not None:
                self._marks[command.id].set(command.checked())

    def _style(self) -> None:
        if _ON_MAC:
            return
        look = self._look
        self._row.configure(width=1, height=look.px(_ROW))
        self._row.blank()
        self._padded_row.configure(width=look.px(theme.S), height=look.px(_ROW))
        self._padded_row.blank()
        for own in self._menus.values():
            self._style_menu(own, is_bar=own.menu is self._bar)

    def _style_menu(self, own: _Menu, *, is_bar: bool) -> None:
        look = self._look
        dress(
            own.menu,
            look,
            background=look.color(theme.BACKGROUND if is_bar else theme.SURFACE),
            activebackground=look.color(theme.HOVER if is_bar else theme.ACCENT_TINT),
            disabledforeground=look.color(theme.TEXT_DISABLED),
            selectcolor=look.color(theme.ACCENT_TEXT),
            relief="flat" if is_bar else "raised",
            borderwidth=0 if is_bar else 1,
            activeborderwidth=0,
        )
        marked = any(command is not None and command.checked for command in own.entries)
        row = self._row if marked or is_bar else self._padded_row  # marks have room of their own
        for index in range(len(own.entries)):
            if own.menu.type(index) != "separator":
                own.menu.entryconfigure(index, image=row, compound="left")
