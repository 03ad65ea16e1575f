"""The menu View: light or dark, larger or smaller, all of the screen."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from app.core.settings import APPEARANCES, SCALES
from app.ui.commands import Command

if TYPE_CHECKING:
    from app.ui.flows.configuring import Configuring
    from app.ui.root import Root
    from app.ui.state.screen import Screen


def commands(root: Root, screen: Screen, configuring: Configuring) -> list[Command]:
    """Make the commands of the menu."""

    def has_appearance(choice: str) -> bool:
        return configuring.now.appearance == choice

    return [
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
            "leave-full-screen",
            "View",
            "Leave full screen",
            root.switch_full_screen,
            ("Esc",),
            enabled=lambda: root.is_full_screen and screen.page in {"home", "list"},
            hidden=True,
        ),
    ]
