"""The menu View: light or dark, larger or smaller, all of the screen."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from app.core.settings import APPEARANCES, SCALES
from app.ui.commands import Command

if TYPE_CHECKING:
    from app.ui.flows.configuring import Configuring
    from app.ui.flows.reviewing import Reviewing
    from app.ui.pages.pages import Pages
    from app.ui.root import Root
    from app.ui.state.screen import Screen


def commands(
    root: Root,
    screen: Screen,
    configuring: Configuring,
    reviewing: Reviewing,
    pages: Callable[[], Pages],
) -> list[Command]:
    """Make the commands of the menu."""

    def on_list() -> bool:
        return screen.page == "list"

    def in_grid() -> bool:
        return on_list() and pages().list.in_grid

    def has_appearance(choice: str) -> bool:
        return configuring.now.appearance == choice

    return [
        Command(
            "grid", "View", "Grid", lambda: pages().list.switch_view(), ("G",), on_list, in_grid
        ),
        Command(
            "larger-tiles",
            "View",
            "Larger pictures in the grid",
            lambda: pages().list.resize_tiles(1),
            ("+",),
            in_grid,
        ),
        Command(
            "smaller-tiles",
            "View",
            "Smaller pictures in the grid",
            lambda: pages().list.resize_tiles(-1),
            ("-",),
            in_grid,
        ),
        Command(
            "preview",
            "View",
            "Preview beside the list",
            lambda: pages().list.switch_preview(),
            ("P",),
            on_list,
            checked=lambda: on_list() and pages().list.has_preview,
        ),
        *(
            Command(
                f"appearance-{choice}",
                "View/Appearance",
                {"system": "System default"}.get(choice, choice.capitalize()),
                partial(configuring.set_appearance, choice),
                checked=partial(has_appearance, choice),
            )
            for choice in APPEARANCES
        ),
        Command(
            "larger",
            "View",
            "Larger",
            lambda: configuring.zoom(1),
            ("Ctrl++",),
            enabled=lambda: configuring.now.scale < SCALES[-1],
            separated=True,
        ),
        Command(
            "smaller",
            "View",
            "Smaller",
            lambda: configuring.zoom(-1),
            ("Ctrl+-",),
            enabled=lambda: configuring.now.scale > SCALES[0],
        ),
        Command("normal-size", "View", "Normal size", lambda: configuring.zoom(0), ("Ctrl+0",)),
        Command(
            "full-screen",
            "View",
            "Full screen",
            root.switch_full_screen,
            ("F11",),
            checked=lambda: root.is_full_screen,
            separated=True,
        ),
        Command(
            "compact",
            "View",
            "Compact, always on top",
            reviewing.switch_compact,
            ("Ctrl+M",),
            checked=lambda: screen.compact,
        ),
        Command(
            "leave-compact",
            "View",
            "Large window",
            reviewing.switch_compact,
            ("Esc",),
            enabled=lambda: screen.compact,
            hidden=True,
        ),
        Command(
            "leave-full-screen",
            "View",
            "Leave full screen",
            root.switch_full_screen,
            ("Esc",),
            enabled=lambda: root.is_full_screen and screen.page in {"home", "list"},
            hidden=True,
        ),
    ]
