"""The menu Edit: decisions taken back, and the clipboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.ui.commands import Command
from app.ui.look import wording

if TYPE_CHECKING:
    from app.ui.flows.classifying import Classifying
    from app.ui.flows.model import ModelInUse
    from app.ui.flows.reviewing import Reviewing
    from app.ui.host import Host


def commands(
    host: Host, reviewing: Reviewing, classifying: Classifying, model: ModelInUse
) -> list[Command]:
    """Make the commands of the menu."""

    def copy_result() -> None:
        item = reviewing.current
        if item is not None:
            host.root.clipboard_clear()
            host.root.clipboard_append(wording.copied_text(item, model.contract))
            host.tells.say("The result was copied.")

    return [
        Command(
            "undo",
            "Edit",
            "Undo decision",
            reviewing.undo,
            ("Ctrl+Z",),
            enabled=lambda: reviewing.can_undo,
        ),
        Command(
            "redo",
            "Edit",
            "Redo decision",
            reviewing.redo,
            ("Ctrl+Shift+Z", "Ctrl+Y"),
            enabled=lambda: reviewing.can_redo,
        ),
        Command("paste", "Edit", "Paste pictures", classifying.paste, ("Ctrl+V",), separated=True),
        Command(
            "copy-result",
            "Edit",
            "Copy result",
            copy_result,
            ("Ctrl+C",),
            enabled=lambda: reviewing.current is not None,
        ),
    ]
