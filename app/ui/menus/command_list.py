"""Every command of the window, in the order of the menus."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from app.core.settings import APPEARANCES, SCALES
from app.ui.commands import Command
from app.ui.menus import actions, review_commands, tool_commands

if TYPE_CHECKING:
    from app.ui.window import Window


def register(window: Window) -> None:
    """Fill the window's registry."""
    for part in (_file, _edit, _pictures, _list, review_commands.decisions, _view, _model, _help):
        for command in part(window):
            window.commands.add(command)


def _file(window: Window) -> list[Command]:
    return [
        Command(
            "open-picture", "File", "Open picture...", actions.ask_pictures(window), ("Ctrl+O",)
        ),
        Command(
            "open-folder", "File", "Open folder...", actions.ask_folder(window), ("Ctrl+Shift+O",)
        ),
        *tool_commands.opening(window),
        Command(
            "export",
            "File",
            "Export results...",
            actions.ask_export(window),
            ("Ctrl+E",),
            enabled=lambda: window.session.counts.settled > 0 and window.model.folder is not None,
            separated=True,
        ),
        *tool_commands.sorting(window),
        Command(
            "new-list",
            "File",
            "New list",
            window.classifying.start_anew,
            ("Ctrl+N",),
            enabled=lambda: len(window.session) > 0,
        ),
        *review_commands.saved(window),
        *tool_commands.settings(window),
        Command("quit", "File", "Quit", window.quit, ("Ctrl+Q",), separated=True),
    ]


def _edit(window: Window) -> list[Command]:
    return [
        *review_commands.undoing(window),
        Command("paste", "Edit", "Paste pictures", window.paste, ("Ctrl+V",), separated=True),
        Command(
            "copy-result",
            "Edit",
            "Copy result",
            actions.copy_result(window),
            ("Ctrl+C",),
            enabled=lambda: window.browsing.current is not None,
        ),
    ]


def _pictures(window: Window) -> list[Command]:
    def on_picture() -> bool:
        return window.page == "picture"

    return [
        Command(
            "toggle-map",
            "Picture",
            "Show activation map",
            lambda: window.pages.picture.toggle_map(),
            ("M",),
            enabled=on_picture,
            checked=lambda: window.page == "picture" and window.pages.picture.map_on,
        ),
        Command(
            "next",
            "Picture",
            "Next picture",
            lambda: window.browsing.step(1),
            ("Right", "Down", "Page Down"),
            enabled=lambda: window.browsing.neighbour(1) is not None,
            separated=True,
        ),
        Command(
            "previous",
            "Picture",
            "Previous picture",
            lambda: window.browsing.step(-1),
            ("Left", "Up", "Page Up"),
            enabled=lambda: window.browsing.neighbour(-1) is not None,
        ),
        Command(
            "back",
            "Picture",
            "Back",
            window.browsing.go_back,
            ("Esc", "Backspace"),
            enabled=lambda: window.page in {"picture", "keys", "card", "refresh"},
        ),
    ]


def _list(window: Window) -> list[Command]:
    return [
        *review_commands.moving(window),
        *review_commands.orders(window),
        Command(
            "cancel",
            "List",
            "Cancel",
            window.classifying.cancel,
            ("Esc",),
            enabled=lambda: window.classifying.running,
            separated=True,
        ),
        Command(
            "resume",
            "List",
            "Continue",
            window.classifying.resume,
            ("F5",),
            enabled=lambda: window.classifying.can_resume,
        ),
    ]


def _view(window: Window) -> list[Command]:
    return [
        *(
            Command(
                f"appearance-{choice}",
                "View/Appearance",
                {"system": "As the system"}.get(choice, choice.capitalize()),
                partial(window.set_appearance, choice),
                checked=partial(_has_appearance, window, choice),
            )
            for choice in APPEARANCES
        ),
        Command(
            "larger",
            "View",
            "Larger",
            lambda: window.zoom(1),
            ("Ctrl++",),
            enabled=lambda: window.settings.scale < SCALES[-1],
            separated=True,
        ),
        Command(
            "smaller",
            "View",
            "Smaller",
            lambda: window.zoom(-1),
            ("Ctrl+-",),
            enabled=lambda: window.settings.scale > SCALES[0],
        ),
        Command("normal-size", "View", "Normal size", lambda: window.zoom(0), ("Ctrl+0",)),
    ]


def _model(window: Window) -> list[Command]:
    return [
        Command(
            "about-model",
            "Model",
            "About the model",
            lambda: window.show_page("card"),
            ("Ctrl+I",),
            enabled=lambda: window.model.folder is not None,
        ),
        Command(
            "choose-model",
            "Model",
            "Choose another model...",
            actions.ask_model(window),
            separated=True,
        ),
        *tool_commands.model(window),
        Command(
            "retry-model",
            "Model",
            "Try again",
            window.model.load,
            enabled=lambda: window.model.trouble,
        ),
    ]


def _help(window: Window) -> list[Command]:
    return [
        Command(
            "keys",
            "Help",
            "Keyboard shortcuts",
            lambda: window.show_page("keys"),
            ("F1", "?"),
            enabled=lambda: window.page != "keys",
        ),
        *(
            Command(
                f"keys-{'down' if pages > 0 else 'up'}",
                "Help",
                f"Scroll this page {'down' if pages > 0 else 'up'}",
                partial(_scroll_keys, window, pages),
                shortcuts,
                enabled=lambda: window.page == "keys",
                hidden=True,
            )
            for pages, shortcuts in ((0.5, ("Page Down", "Down")), (-0.5, ("Page Up", "Up")))
        ),
        Command("show-log", "Help", "Show log", actions.show_log(window), separated=True),
    ]


def _scroll_keys(window: Window, pages: float) -> None:
    window.pages.keys.scroll(pages)


def _has_appearance(window: Window, choice: str) -> bool:
    return window.settings.appearance == choice
