"""One registry of everything the window can be told to do.

Menus, shortcuts, buttons and their enabling are all read from it, so they cannot disagree.
"""

from __future__ import annotations

import sys
import tkinter as tk
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

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
