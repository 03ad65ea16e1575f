"""All keys, read from the registry of commands."""

from __future__ import annotations

from typing import Any

import customtkinter as ctk

from app.ui import theme, widgets
from app.ui.commands import Command, Commands, shortcut_text
from app.ui.page_header import page_header
from app.ui.theme import Theme

_COLUMNS = 2


class KeySheet(ctk.CTkFrame):  # type: ignore[misc]
    """A page that lists every shortcut by topic."""

    def __init__(self, parent: Any, look: Theme, commands: Commands) -> None:
        super().__init__(parent, fg_color="transparent", corner_radius=0)
        page_header(self, look, commands, "Keyboard shortcuts")
        sheet = ctk.CTkScrollableFrame(self, border_width=theme.HAIRLINE)
        sheet.grid(row=1, column=0, sticky="nsew")
        self._sheet = sheet
        sheet.grid_columnconfigure(tuple(range(_COLUMNS)), weight=1, uniform="column")
        topics: dict[str, list[Command]] = {}
        for command in commands:
            if command.shortcuts and command.text:
                topics.setdefault(command.topic, []).append(command)
        heights = [0] * _COLUMNS
        columns = [widgets.group(sheet) for _ in range(_COLUMNS)]
        for number, column in enumerate(columns):
            column.grid(row=0, column=number, sticky="new", padx=theme.L, pady=theme.S)
            column.grid_columnconfigure(0, weight=1)
        for topic, members in topics.items():
            shortest = heights.index(min(heights))
            self._add_topic(columns[shortest], look, heights[shortest], topic, members)
            heights[shortest] += len(members) + 2

    def scroll(self, pages: float) -> None:
        """Move on by what is in sight, or a part of it."""
        canvas = self._sheet._parent_canvas
        first, last = canvas.yview()
        canvas.yview_moveto(first + pages * (last - first))

    @staticmethod
    def _add_topic(column: Any, look: Theme, row: int, topic: str, members: list[Command]) -> None:
        widgets.label(column, look, topic, "strong").grid(
            row=row, column=0, columnspan=2, sticky="w", pady=(theme.M, theme.XS)
        )
        for offset, command in enumerate(members, start=1):
            widgets.label(column, look, _words(command), color=theme.TEXT_MUTED).grid(
                row=row + offset, column=0, sticky="w", pady=theme.XS
            )
            keys = "  or  ".join(shortcut_text(shortcut) for shortcut in command.shortcuts)
            widgets.label(column, look, keys, anchor="e").grid(
                row=row + offset, column=1, sticky="e", pady=theme.XS
            )


def _words(command: Command) -> str:
    """What it does; what stands in a menu of a menu has that one's name before it."""
    of = command.menu.partition("/")[2]
    return (f"{of}: " if of else "") + command.text.rstrip(".")
