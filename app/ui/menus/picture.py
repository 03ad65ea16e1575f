"""The menu Picture: what is shown large, and the way from one to the next."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from app.ui.commands import Command

if TYPE_CHECKING:
    from app.ui.flows.all_products import AllProducts
    from app.ui.flows.parts import Parts
    from app.ui.flows.reviewing import Reviewing
    from app.ui.host import Host
    from app.ui.pages.pages import Pages
    from app.ui.state.screen import Screen

_PAN = 0.2  # of what is in sight


def commands(
    host: Host,
    screen: Screen,
    reviewing: Reviewing,
    parts: Parts,
    everything: AllProducts,
    pages: Callable[[], Pages],
) -> list[Command]:
    """Make the commands of the menu."""

    def zoomed() -> bool:
        return screen.page == "picture" and pages().picture.picture.is_zoomed

    def zoom(steps: int) -> None:
        pages().picture.picture.zoom(steps)

    def pan(right: float, down: float) -> None:
        pages().picture.picture.move(right, down)

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
        *_about_parts(host, parts, everything),
        Command(
            "zoom-in",
            "Picture",
            "Closer",
            partial(zoom, 1),
            ("+",),
            enabled=lambda: screen.page == "picture",
            separated=True,
        ),
        Command("zoom-out", "Picture", "Farther", partial(zoom, -1), ("-",), zoomed),
        Command("zoom-whole", "Picture", "The whole picture", partial(zoom, 0), ("0",), zoomed),
        *(
            Command(
                f"pan-{key.lower()}",
                "Picture",
                f"Look further {key.lower()}",
                partial(pan, right * _PAN, down * _PAN),
                (f"Shift+{key}",),
                zoomed,
                hidden=True,
            )
            for key, right, down in (
                ("Left", -1, 0),
                ("Right", 1, 0),
                ("Up", 0, -1),
                ("Down", 0, 1),
            )
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
            enabled=lambda: (
                screen.page in {"picture", "keys", "card", "refresh"} and not screen.compact
            ),
        ),
    ]


def _about_parts(host: Host, parts: Parts, everything: AllProducts) -> list[Command]:
    """Make the commands that say what of the picture is judged."""

    def can_point(steps: int) -> bool:
        # Where a button has the keyboard, Tab goes on to the next one.
        return host.root.focus_get() in (None, host.root) and parts.can_point(steps)

    return [
        Command(
            "judge-whole",
            "Picture",
            "Judge the whole picture",
            parts.judge_all,
            ("W",),
            enabled=lambda: parts.can_judge_all,
            separated=True,
        ),
        Command(
            "all-products",
            "Picture",
            "All products on this page",
            everything.switch,
            ("B",),
            enabled=lambda: everything.possible,
            checked=lambda: everything.on,
        ),
        *(
            Command(
                f"point-at-{what}",
                "Picture",
                f"{what.capitalize()} product found",
                partial(parts.point, steps),
                (key,),
                partial(can_point, steps),
                hidden=True,
            )
            for what, steps, key in (("next", 1, "Tab"), ("previous", -1, "Shift+Tab"))
        ),
        Command(
            "judge-part",
            "Picture",
            "Judge that product",
            parts.judge_pointed,
            ("Enter",),
            enabled=lambda: parts.pointed is not None,
            hidden=True,
        ),
        Command(
            "automatic-part",
            "Picture",
            "Back to the first product",
            parts.go_back,
            ("Esc",),
            enabled=lambda: parts.can_go_back,
            hidden=True,
        ),
    ]
