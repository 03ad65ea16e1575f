"""One registry of everything the window can be told to do.

Menus, shortcuts, buttons and their enabling are all read from it, so they cannot disagree.
"""

from __future__ import annotations

import sys
import tkinter as tk
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from app.ui import theme
from app.ui.theme import Theme

_ON_MAC = sys.platform == "darwin"
_PRIMARY = "Command" if _ON_MAC else "Control"
_KEYSYMS = {
    "+": ("plus", "equal", "KP_Add"),
    "-": ("minus", "KP_Subtract"),
    "0": ("Key-0", "KP_0"),
    ",": ("comma",),
    "Esc": ("Escape",),
    "Backspace": ("BackSpace",),
    "Page Up": ("Prior",),
    "Page Down": ("Next",),
    "Enter": ("Return", "KP_Enter"),
}
_MAC_SIGNS = {"Ctrl": "⌘", "Shift": "⇧", "Alt": "⌥"}


def _always() -> bool:
    return True


class Pressable(Protocol):
    """A button, as far as this module needs to know it."""

    on_press: Callable[[], None]

    def set_enabled(self, enabled: bool) -> None: ...


@dataclass(frozen=True)
class Command:
    """Something the window can do.

    Attributes:
        id: stable name, ``open-picture``.
        menu: where it stands, ``File`` or ``View/Appearance``.
        label: what people read; with ``...`` when it asks for more.
        handler: does it, on the Tk thread.
        shortcuts: ``Ctrl+Shift+O``; ``Ctrl`` means Command on macOS. Menus show the first.
        enabled: whether it makes sense now. Where commands share a shortcut, the first one that is
            enabled gets it.
        checked: for an entry with a check mark: whether it is on.
        separated: whether a line stands above it in its menu.
        hidden: whether it is left out of its menu.
    """

    id: str
    menu: str
    label: str
    handler: Callable[[], None]
    shortcuts: tuple[str, ...] = ()
    enabled: Callable[[], bool] = _always
    checked: Callable[[], bool] | None = None
    separated: bool = False
    hidden: bool = False

    @property
    def topic(self) -> str:
        """The menu that it belongs to."""
        return self.menu.partition("/")[0]

    @property
    def accelerator(self) -> str:
        """The first shortcut as this platform writes it."""
        return shortcut_text(self.shortcuts[0]) if self.shortcuts else ""


class Commands:
    """The registry."""

    def __init__(self) -> None:
        self._commands: dict[str, Command] = {}
        self._buttons: list[tuple[Pressable, Command]] = []
        self._menus: list[tuple[tk.Menu, list[Command | None]]] = []
        self._marks: dict[str, tk.BooleanVar] = {}

    def add(self, command: Command) -> None:
        """Register a command; menus list commands in the order they were added."""
        if command.id in self._commands:
            raise ValueError(f"command {command.id!r} is registered twice")
        self._commands[command.id] = command

    def __iter__(self) -> Iterator[Command]:
        return iter(self._commands.values())

    def __getitem__(self, identifier: str) -> Command:
        return self._commands[identifier]

    def run(self, identifier: str) -> None:
        """Do it, if it makes sense now."""
        command = self._commands[identifier]
        if command.enabled():
            command.handler()

    def attach_button(self, button: Pressable, identifier: str) -> None:
        """Let a button do a command and be enabled with it."""
        button.on_press = lambda: self.run(identifier)
        self._buttons.append((button, self._commands[identifier]))

    def refresh(self) -> None:
        """Bring the buttons up to date after the program's state changed."""
        for button, command in self._buttons:
            button.set_enabled(command.enabled())

    def bind_shortcuts(self, root: tk.Misc) -> None:
        """Bind every shortcut on a window."""
        holders: dict[str, list[Command]] = {}
        for command in self:
            for shortcut in command.shortcuts:
                for sequence in sequences(shortcut):
                    holders.setdefault(sequence, []).append(command)
        for sequence, commands in holders.items():
            root.bind(sequence, self._dispatcher(commands), add="+")

    def build_menu(self, root: tk.Tk, look: Theme) -> tk.Menu:
        """The menu bar; entries are brought up to date when a menu opens."""
        bar = tk.Menu(root)
        self._menus.append((bar, []))
        menus: dict[str, tk.Menu] = {"": bar}
        for command in self:
            if command.hidden:
                continue
            menu = self._menu(command.menu, menus)
            entries = next(entries for known, entries in self._menus if known is menu)
            if command.separated and entries:
                menu.add_separator()
                entries.append(None)
            options: dict[str, Any] = {
                "label": command.label,
                "accelerator": command.accelerator,
                "command": lambda identifier=command.id: self.run(identifier),
            }
            if command.checked is None:
                menu.add_command(**options)
            else:
                mark = self._marks[command.id] = tk.BooleanVar(root)
                menu.add_checkbutton(**options, variable=mark)
            entries.append(command)
        root.configure(menu=bar)
        look.subscribe(lambda: self._style_menus(look))
        self._style_menus(look)
        return bar

    def _menu(self, path: str, menus: dict[str, tk.Menu]) -> tk.Menu:
        if path not in menus:
            parent_path, _, label = path.rpartition("/")
            parent = self._menu(parent_path, menus)
            menu = tk.Menu(parent, tearoff=False)
            entries: list[Command | None] = []
            menu.configure(postcommand=lambda: self._update_menu(menu, entries))
            parent.add_cascade(label=label, menu=menu, underline=0)
            if parent_path:
                next(known for known in self._menus if known[0] is parent)[1].append(None)
            self._menus.append((menu, entries))
            menus[path] = menu
        return menus[path]

    def _update_menu(self, menu: tk.Menu, entries: list[Command | None]) -> None:
        for index, command in enumerate(entries):
            if command is None:
                continue
            menu.entryconfigure(index, state="normal" if command.enabled() else "disabled")
            if command.checked is not None:
                self._marks[command.id].set(command.checked())

    def _style_menus(self, look: Theme) -> None:
        if _ON_MAC:
            return
        for number, (menu, _) in enumerate(self._menus):  # the first is the bar
            menu.configure(
                background=look.color(theme.SURFACE if number else theme.BACKGROUND),
                foreground=look.color(theme.TEXT),
                activebackground=look.color(theme.ACCENT_TINT),
                activeforeground=look.color(theme.TEXT),
                disabledforeground=look.color(theme.TEXT_DISABLED),
                selectcolor=look.color(theme.ACCENT_TEXT),
                font=look.tk_font("body"),
                relief="flat",
                borderwidth=0,
                activeborderwidth=look.px(theme.XS),
            )

    @staticmethod
    def _dispatcher(commands: list[Command]) -> Callable[[Any], str | None]:
        def dispatch(event: Any) -> str | None:
            plain_key = not event.state & 0x4 and len(event.char) == 1 and event.char.isprintable()
            if plain_key and isinstance(event.widget, (tk.Entry, tk.Text)):
                return None
            for command in commands:
                if command.enabled():
                    command.handler()
                    return "break"
            return None

        return dispatch


def shortcut_text(shortcut: str) -> str:
    """A shortcut as this platform writes it."""
    if not _ON_MAC:
        return shortcut
    *modifiers, key = shortcut.rsplit("+", 1) if not shortcut.endswith("++") else ("Ctrl", "+")
    signs = "".join(_MAC_SIGNS.get(m, m) for part in modifiers for m in part.split("+"))
    return signs + key


def sequences(shortcut: str) -> list[str]:
    """The Tk event sequences of a shortcut such as ``Ctrl+Shift+O``."""
    head, _, key = (shortcut[:-2], "", "+") if shortcut.endswith("++") else shortcut.rpartition("+")
    modifiers = [
        {"Ctrl": _PRIMARY, "Alt": "Option" if _ON_MAC else "Alt"}.get(part, part)
        for part in head.split("+")
        if part
    ]
    if len(key) == 1 and key.isalpha():
        keysyms: tuple[str, ...] = (key.lower(), key.upper())  # caps lock sends the other case
    else:
        keysyms = _KEYSYMS.get(key, (key,))
    prefix = "".join(f"{modifier}-" for modifier in modifiers)
    return [f"<{prefix}{keysym}>" for keysym in keysyms]
