"""All keys, read from the registry of commands."""

from __future__ import annotations

from typing import Any

import customtkinter as ctk

from app.ui.commands import Command, Commands, shortcut_text
from app.ui.look import spacing, theme
from app.ui.look.theme import Theme
from app.ui.widgets import labels
from app.ui.widgets.page_header import page_header
from app.ui.widgets.scrolling import ScrollPanel

_COLUMN = 380  # width of one at scale 1: name and keys must stand near each other
_MOST_COLUMNS = 4
_HEADING = 2  # a topic's heading is as high as so many of its lines


class KeySheet(ctk.CTkFrame):  # type: ignore[misc]
    """A page that lists every shortcut by topic, in as many columns as there is room for."""

    def __init__(self, parent: Any, look: Theme, commands: Commands) -> None:
        super().__init__(parent, fg_color="transparent", corner_radius=0)
        page_header(self, look, commands, "Keyboard shortcuts")
        self._look = look
        self._panel = ScrollPanel(self, look)
        self._panel.grid(row=1, column=0, sticky="nsew")
        inside = self._panel.inside
        self._columns = [labels.group(inside) for _ in range(_MOST_COLUMNS)]
        for column in self._columns:
            column.bind("<Configure>", lambda _: self._panel.refit(), add="+")
        topics: dict[str, list[Command]] = {}
        for command in commands:
            if command.shortcuts and command.text:
                topics.setdefault(command.topic, []).append(command)
        self._topics = [
            (self._new_topic(topic, members), len(members) + _HEADING)
            for topic, members in topics.items()
        ]
        self._arranged = (0, 0.0)
        inside.bind("<Configure>", lambda event: self._arrange(event.width), add="+")
        self._panel.listen_to_wheel()

    def scroll(self, pages: float) -> None:
        """Move on by what is in sight, or a part of it."""
        self._panel.scroll_pages(pages)

    def _arrange(self, width: int) -> None:
        """Put the topics into columns of about one height, in their order, in the middle."""
        column_width = self._look.px(_COLUMN + 2 * theme.L)
        count = min(max(1, width // column_width), _MOST_COLUMNS)
        if (count, self._look.scale) == self._arranged:
            return
        self._arranged = (count, self._look.scale)
        inside = self._panel.inside
        for number, column in enumerate(self._columns, start=1):
            used = number <= count
            inside.grid_columnconfigure(number, minsize=column_width if used else 0)
            if used:
                column.grid(row=0, column=number, sticky="new", padx=theme.L, pady=theme.S)
            else:
                spacing.hide(column)
        inside.grid_columnconfigure((0, _MOST_COLUMNS + 1), weight=1)
        left, at, height = sum(lines for _, lines in self._topics), 0, 0
        for topic, lines in self._topics:
            if at < count - 1 and height and height + lines / 2 > left / (count - at):
                left, at, height = left - height, at + 1, 0
            topic.pack(in_=self._columns[at], fill="x")
            height += lines

    def _new_topic(self, topic: str, members: list[Command]) -> Any:
        look, frame = self._look, labels.group(self._panel.inside)
        frame.grid_columnconfigure(0, weight=1)
        labels.label(frame, look, topic, "strong").grid(
            row=0, column=0, columnspan=2, sticky="w", pady=(theme.M, theme.XS)
        )
        for row, command in enumerate(members, start=1):
            labels.label(frame, look, _words(command), color=theme.TEXT_MUTED).grid(
                row=row, column=0, sticky="w", pady=theme.XS
            )
            keys = "  or  ".join(shortcut_text(shortcut) for shortcut in command.shortcuts)
            labels.label(frame, look, keys, anchor="e").grid(
                row=row, column=1, sticky="e", pady=theme.XS
            )
        return frame


def _words(command: Command) -> str:
    """What it does; what stands in a menu of a menu has that one's name before it."""
    of = command.menu.partition("/")[2]
    return (f"{of}: " if of else "") + command.text.rstrip(".")
