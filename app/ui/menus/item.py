"""What can be done with the pictures at hand; the pointer's menu offers it, too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.ui.commands import Command
from app.ui.look import wording

if TYPE_CHECKING:
    from app.core.pictures.pool import Decoders
    from app.ui.flows.classifying import Classifying
    from app.ui.flows.reviewing import Reviewing
    from app.ui.host import Host
    from app.ui.state.screen import Screen

_LONGEST_SIDE = 8_000  # pixels of a picture that is copied


def commands(
    host: Host,
    screen: Screen,
    reviewing: Reviewing,
    classifying: Classifying,
    decoders: Decoders,
) -> list[Command]:
    """Make the commands of the menu."""

    def there_is_one() -> bool:
        return reviewing.current is not None

    def in_background(work: object, then: object = None) -> None:
        host.pump.run_task(work, then or (lambda _: None), host.tells.fail)  # type: ignore[arg-type]

    def open_file() -> None:
        from app.ui.browser import open_with_system

        if (item := reviewing.current) is not None:
            in_background(lambda: open_with_system(item.path))

    def show_in_folder() -> None:
        from app.ui.browser import show_in_folder as show

        if (item := reviewing.current) is not None:
            in_background(lambda: show(item.path))

    def copy_path() -> None:
        paths = [str(item.path) for item in reviewing.targets]
        host.root.clipboard_clear()
        host.root.clipboard_append("\n".join(paths))
        host.tells.say(f"{wording.paths(len(paths))} copied.")

    def copy_picture() -> None:
        if (item := reviewing.current) is None:
            return

        def copy() -> None:
            from PIL.Image import fromarray

            from app.ui.intake.clipboard import copy_picture as put

            put(fromarray(decoders.picture(item.source, _LONGEST_SIDE)))

        in_background(copy, lambda _: host.tells.say("The picture was copied."))

    def move_to_bin() -> None:
        from app.ui.dialogs.bin import BinDialog

        BinDialog(host, reviewing.targets, classifying.forget)

    def context_menu() -> None:
        host.root.event_generate("<<ContextMenu>>")

    return [
        Command(
            "open-file",
            "Picture",
            "Open with its program",
            open_file,
            ("Ctrl+Enter",),
            there_is_one,
            separated=True,
        ),
        Command(
            "show-in-folder",
            "Picture",
            "Show in folder",
            show_in_folder,
            ("Ctrl+Shift+R",),
            there_is_one,
        ),
        Command("copy-path", "Picture", "Copy path", copy_path, ("Ctrl+Shift+C",), there_is_one),
        Command("copy-picture", "Picture", "Copy picture", copy_picture, enabled=there_is_one),
        Command(
            "judge-again",
            "Picture",
            "Judge again",
            lambda: classifying.judge_again(reviewing.targets),
            ("Shift+F5",),
            there_is_one,
        ),
        Command(
            "remove-from-list",
            "Picture",
            "Remove from list",
            lambda: classifying.remove(reviewing.targets),
            ("Delete",),
            there_is_one,
        ),
        Command(
            "move-to-bin",
            "Picture",
            "Move to the bin...",
            move_to_bin,
            ("Shift+Delete",),
            there_is_one,
        ),
        Command(
            "context-menu",
            "Picture",
            "Menu of the picture",
            context_menu,
            ("Menu", "Shift+F10"),
            there_is_one,
            hidden=True,
        ),
    ]
