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
    ",": ("comma",),
    "?": ("question",),
    "/": ("slash",),
    "Space": ("space",),
    "Esc": ("Escape",),
    "Backspace": ("BackSpace",),
    "Page Up": ("Prior",),
    "Page Down": ("Next",),
    "Enter": ("Return", "KP_Enter"),
    "Tab": ("Tab", "ISO_Left_Tab") if sys.platform == "linux" else ("Tab",),
}
_EDITING_KEYS = frozenset({"Left", "Right", "Home", "End", "BackSpace", "Delete", "space"})
_EDITING_SHORTCUTS = frozenset({"a", "c", "v", "x"})  # with Ctrl: a field's own business
_MENU_KEYS = {"win32": 0x20000, "darwin": 0x18}.get(sys.platform, 0x20008) | 0x4
"""The states of Alt and Ctrl, and of Option and Command."""
_MAC_SIGNS = {"Ctrl": "⌘", "Shift": "⇧", "Alt": "⌥"}


def _always() -> bool:
    return True


class Pressable(Protocol):
    """A button, as far as this module needs to know it."""

    on_press: Callable[[], None]

    def set_enabled(self, enabled: bool) -> None:
        """Let it be pressed, or not."""


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
        words: its label as it is now, where that changes; empty while there is no such thing.
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
    words: Callable[[], str] | None = None

    @property
    def text(self) -> str:
        """Return the label as it is now."""
        return self.words() if self.words is not None else self.label

    @property
    def topic(self) -> str:
        """The menu that it belongs to."""
        return self.menu.partition("/")[0]

    @property
    def accelerator(self) -> str:
        """The first shortcut as this platform writes it."""
        return shortcut_text(self.shortcuts[0]) if self.shortcuts else ""


class Commands:
    """The registry of all commands."""

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
            letter = sequence.strip("<>")
            plain = len(letter) == 1 and letter.isalpha()
            root.bind(sequence, self._dispatcher(commands, plain), add="+")

    @staticmethod
    def _dispatcher(commands: list[Command], plain: bool) -> Callable[[Any], str | None]:
        """Make what does the first of these that is enabled.

        Args:
            plain: whether its key is a letter by itself, not one with Ctrl or Alt.
        """

        def dispatch(event: Any) -> str | None:
            if isinstance(event.widget, (tk.Entry, tk.Text)) and _is_typing(event):
                return None
            if event.state & _MENU_KEYS and plain:  # Alt+P opens a menu, and is not P
                return None
            for command in commands:
                if command.enabled():
                    command.handler()
                    return "break"
            return None

        return dispatch


def _is_typing(event: Any) -> bool:
    """Whether a key pressed in a text field is for the field."""
    if event.state & 0x4:  # Control
        return event.keysym.lower() in _EDITING_SHORTCUTS
    return event.keysym in _EDITING_KEYS or (len(event.char) == 1 and event.char.isprintable())


def shortcut_text(shortcut: str) -> str:
    """A shortcut as this platform writes it."""
    if not _ON_MAC or shortcut == "+":
        return shortcut
    *modifiers, key = shortcut.rsplit("+", 1) if not shortcut.endswith("++") else ("Ctrl", "+")
    signs = "".join(_MAC_SIGNS.get(m, m) for part in modifiers for m in part.split("+"))
    return signs + key


def sequences(shortcut: str) -> list[str]:
    """The Tk event sequences of a shortcut such as ``Ctrl+Shift+O``."""
    if shortcut == "+" or shortcut.endswith("++"):
        head, key = shortcut[:-2], "+"
    else:
        head, _, key = shortcut.rpartition("+")
    modifiers = [
        {"Ctrl": _PRIMARY, "Alt": "Option" if _ON_MAC else "Alt"}.get(part, part)
        for part in head.split("+")
        if part
    ]
    if len(key) == 1 and key.isalpha():
        keysyms: tuple[str, ...] = (key.lower(), key.upper())  # caps lock sends the other case
    elif key.isdecimal():
        keysyms = (f"Key-{key}", f"KP_{key}")  # <1> would be a mouse button
    else:
        keysyms = _KEYSYMS.get(key, (key,))
    prefix = "".join(f"{modifier}-" for modifier in modifiers)
    return [f"<{prefix}{keysym}>" for keysym in keysyms]
