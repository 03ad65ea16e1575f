"""The menu that opens at the pointer, made of commands."""

from __future__ import annotations

import sys
import tkinter as tk
from collections.abc import Sequence
from functools import partial
from typing import Any

from app.ui.commands import Commands
from app.ui.look import theme
from app.ui.look.theme import Theme

CONTEXT_BUTTON = 2 if sys.platform == "darwin" else 3
"""The mouse button that asks for it."""


def dress(menu: tk.Menu, look: Theme, **differing: Any) -> None:
    """Give a menu the colours and the font of the theme, but for some of its options."""
    options: dict[str, Any] = {
        "background": look.color(theme.SURFACE),
        "foreground": look.color(theme.TEXT),
        "activebackground": look.color(theme.ACCENT_TINT),
        "activeforeground": look.color(theme.TEXT),
        "font": look.tk_font("body"),
    }
    menu.configure(**options | differing)


class ContextMenu:
    """Offers those of the commands that can be done now.

    Args:
        identifiers: of the commands in their order; an empty one is a line.
    """

    def __init__(
        self, root: tk.Tk, look: Theme, commands: Commands, identifiers: Sequence[str]
    ) -> None:
        self._look = look
        self._commands = commands
        self._identifiers = identifiers
        self._menu = tk.Menu(root, tearoff=False)

    def pop_up(self, x: int, y: int) -> None:
        """Open it at a place on the screen."""
        look, menu = self._look, self._menu
        menu.delete(0, "end")
        line = False
        for identifier in self._identifiers:
            if not identifier:
                line = menu.index("end") is not None
                continue
            command = self._commands[identifier]
            if not command.enabled():
                continue
            if line:
                menu.add_separator()
                line = False
            menu.add_command(
                label=command.text,
                accelerator=f"    {command.accelerator}",
                command=partial(self._commands.run, identifier),
            )
        dress(menu, look, relief="raised", borderwidth=1, activeborderwidth=look.px(theme.XS))
        menu.tk_popup(x, y)
        menu.grab_release()
