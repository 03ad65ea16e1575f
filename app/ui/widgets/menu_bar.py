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
    """A menu and what stands in it.

    Attributes:
        label: its own name.
        entries: all that may stand in it, in their order.
        shown: what does; None for a line or another menu.
    """

    menu: tk.Menu
    label: str = ""
    entries: list[Command | _Menu] = field(default_factory=list)
    shown: list[Command | None] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)


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
                self._menu(command.menu).entries.append(command)
        root.configure(menu=self._bar)
        for own in self._menus.values():
            self._fill(own)
        look.subscribe(self._style)
        self._style()

    def show(self, on: bool) -> None:
        """Show the bar in the window, or leave it out."""
        self._root.tk.call(self._root, "configure", "-menu", self._bar if on else "")

    def _menu(self, path: str) -> _Menu:
        if path not in self._menus:
            parent_path, _, label = path.rpartition("/")
            parent = self._menu(parent_path)
            own = _Menu(tk.Menu(parent.menu, tearoff=False), label)
            own.menu.configure(postcommand=partial(self._update, own))
            parent.entries.append(own)
            self._menus[path] = own
        return self._menus[path]

    def _update(self, own: _Menu) -> None:
        """Bring a menu up to date before it opens."""
        if own.texts != _texts(own):
            self._fill(own)
        for index, command in enumerate(own.shown):
            if command is None:
                continue
            own.menu.entryconfigure(index, state="normal" if command.enabled() else "disabled")
            if command.checked is not None:
                self._marks[command.id].set(command.checked())

    def _fill(self, own: _Menu) -> None:
        """Put the entries into a menu that have a name now, and dress them."""
        menu, own.texts = own.menu, _texts(own)
        menu.delete(0, "end")
        own.shown.clear()
        for entry in own.entries:
            if isinstance(entry, _Menu):
                menu.add_cascade(label=entry.label, menu=entry.menu, underline=0)
                own.shown.append(None)
            elif entry.text:
                if entry.separated and own.shown:
                    menu.add_separator()
                    own.shown.append(None)
                self._add(menu, entry)
                own.shown.append(entry)
        if not _ON_MAC:
            self._style_menu(own)

    def _add(self, menu: tk.Menu, command: Command) -> None:
        options: dict[str, Any] = {
            "label": command.text,
            "accelerator": command.accelerator if _ON_MAC else f"    {command.accelerator}   ",
            "command": partial(self._commands.run, command.id),
        }
        if command.checked is None:
            menu.add_command(**options)
        else:
            if command.id not in self._marks:
                self._marks[command.id] = tk.BooleanVar(self._root)
            menu.add_checkbutton(**options, variable=self._marks[command.id])

    def _style(self) -> None:
        if _ON_MAC:
            return
        look = self._look
        self._row.configure(width=1, height=look.px(_ROW))
        self._row.blank()
        self._padded_row.configure(width=look.px(theme.S), height=look.px(_ROW))
        self._padded_row.blank()
        for own in self._menus.values():
            self._style_menu(own)

    def _style_menu(self, own: _Menu) -> None:
        look, is_bar = self._look, own.menu is self._bar
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
        marked = any(command is not None and command.checked for command in own.shown)
        row = self._row if marked or is_bar else self._padded_row  # marks have room of their own
        for index in range(len(own.shown)):
            if own.menu.type(index) != "separator":
                own.menu.entryconfigure(index, image=row, compound="left")


def _texts(own: _Menu) -> list[str]:
    return [entry.label if isinstance(entry, _Menu) else entry.text for entry in own.entries]
