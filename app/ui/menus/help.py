"""The menu Help: the keys, a manual, the program's log, and its place in the desktop's menu."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from app import __version__
from app.core.places import log_file
from app.desktop_entry import install, is_missing, remove
from app.ui.commands import Command

if TYPE_CHECKING:
    from app.ui.host import Host
    from app.ui.pages.pages import Pages
    from app.ui.state.screen import Screen


def commands(host: Host, screen: Screen, pages: Callable[[], Pages]) -> list[Command]:
    """Make the commands of the menu."""

    def scroll(part: float) -> None:
        if screen.page == "card":
            pages().card.scroll(part)
        else:
            pages().keys.scroll(part)

    def show_log() -> None:
        from app.ui.browser import open_with_system

        host.pump.run_task(lambda: open_with_system(log_file()), lambda _: None, host.tells.fail)

    def show_log_folder() -> None:
        from app.ui.browser import open_with_system

        folder = log_file().parent
        host.pump.run_task(lambda: open_with_system(folder), lambda _: None, host.tells.fail)

    def manual() -> None:
        from app.ui.dialogs.reading import ReadingDialog, manual_text

        ReadingDialog(host, "Short manual", manual_text(host.commands))

    def put_into_menu() -> None:
        told = "Shelfwise is in the menu of the desktop, and in Open with, now."
        run, tells = host.pump.run_task, host.tells
        undo = ("Undo", lambda: run(remove, lambda _: None, tells.fail))
        run(install, lambda _: tells.say(told, "note", undo), tells.fail)

    def about() -> None:
        from app.ui.dialogs.reading import ReadingDialog, about_text

        ReadingDialog(host, f"About Shelfwise {__version__}", about_text())

    return [
        Command(
            "keys",
            "Help",
            "Keyboard shortcuts",
            lambda: screen.show("keys"),
            ("F1", "?"),
            enabled=lambda: screen.page != "keys",
        ),
        *(
            Command(
                f"keys-{'down' if part > 0 else 'up'}",
                "Help",
                f"Scroll this page {'down' if part > 0 else 'up'}",
                partial(scroll, part),
                shortcuts,
                enabled=lambda: screen.page in {"keys", "card"},
                hidden=True,
            )
            for part, shortcuts in ((0.5, ("Page Down", "Down")), (-0.5, ("Page Up", "Up")))
        ),
        Command("manual", "Help", "Short manual", manual),
        Command("show-log", "Help", "Show log", show_log, separated=True),
        Command("show-log-folder", "Help", "Show the log's folder", show_log_folder),
        Command(
            "put-into-menu",
            "Help",
            "Add to the desktop's menu",
            put_into_menu,
            enabled=is_missing,
            separated=True,
        ),
        Command("about", "Help", "About Shelfwise", about, separated=True),
    ]
