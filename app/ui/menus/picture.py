"""The menu Picture: what is shown large, and the way from one to the next."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from app.ui.commands import Command

if TYPE_CHECKING:
    from app.ui.flows.reviewing import Reviewing
    from app.ui.pages.pages import Pages
    from app.ui.state.screen import Screen


def commands(screen: Screen, reviewing: Reviewing, pages: Callable[[], Pages]) -> list[Command]:
    """Make the commands of the menu."""
    return [
        Command(
            "toggle-map",
            "Picture",
            "Show activation map",
            lambda: pages().picture.toggle_map(),
            ("M",),
            enabled=lambda: screen.page == "picture",
            checked=lambda: screen.page == "picture" and pages().picture.map_on,
        ),
        Command(
            "next",
            "Picture",
            "Next picture",
            lambda: reviewing.step(1),
            ("Right", "Down", "Page Down"),
            enabled=lambda: reviewing.neighbour(1) is not None,
            separated=True,
        ),
        Command(
            "previous",
            "Picture",
            "Previous picture",
            lambda: reviewing.step(-1),
            ("Left", "Up", "Page Up"),
            enabled=lambda: reviewing.neighbour(-1) is not None,
        ),
        Command(
            "back",
            "Picture",
            "Back",
            reviewing.go_back,
            ("Esc", "Backspace"),
            enabled=lambda: screen.page in {"picture", "keys", "card", "refresh"},
        ),
    ]
