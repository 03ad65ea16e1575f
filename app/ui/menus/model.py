"""The menu Model: which one is in use, and a new one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.ui.commands import Command

if TYPE_CHECKING:
    from app.ui.flows.learning import Learning
    from app.ui.flows.model import ModelInUse
    from app.ui.host import Host
    from app.ui.state.screen import Screen


def commands(host: Host, screen: Screen, model: ModelInUse, learning: Learning) -> list[Command]:
    """Make the commands of the menu."""

    def choose() -> None:
        from app.ui.dialogs.chooser import Question
        from app.ui.dialogs.chooser import choose as ask

        question = Question("Choose a model folder", str(model.collection), folder=True)
        ask(host, question, lambda chosen: model.choose(chosen[0]))

    def versions() -> None:
        from app.ui.dialogs.versions import VersionsDialog

        VersionsDialog(host, model)

    return [
        Command(
            "about-model",
            "Model",
            "About the model",
            lambda: screen.show("card"),
            ("Ctrl+I",),
            enabled=lambda: model.folder is not None,
        ),
        Command("choose-model", "Model", "Choose another model...", choose, separated=True),
        Command("versions", "Model", "Versions...", versions, ("Ctrl+Shift+I",)),
        Command(
            "use-shipped",
            "Model",
            "Back to the shipped model",
            model.use_shipped,
            enabled=lambda: not model.is_shipped,
        ),
        Command(
            "learn",
            "Model",
            "Learn from my decisions",
            learning.switch,
            checked=lambda: learning.on,
            separated=True,
        ),
        Command(
            "forget-learnt",
            "Model",
            "Forget what was learnt",
            learning.forget,
            enabled=lambda: learning.labels > 0,
        ),
        Command(
            "refresh-model",
            "Model",
            "Refresh the model...",
            lambda: screen.show("refresh"),
            ("Ctrl+R",),
            separated=True,
        ),
        Command(
            "retry-model",
            "Model",
            "Look for the model again",
            model.load,
            enabled=lambda: model.trouble,
        ),
    ]
