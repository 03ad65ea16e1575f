"""What the program keeps about a person: told, and deleted by whoever uses it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app.core import program_log
from app.core.kept import Kept, all_kept, delete, keep_private
from app.core.places import received_folder

if TYPE_CHECKING:
    from app.ui.flows.corrections import Corrections
    from app.ui.flows.learning import Learning
    from app.ui.flows.list_on_disk import ListOnDisk
    from app.ui.flows.model import ModelInUse
    from app.ui.flows.remembering import Remembering
    from app.ui.state.lists import Lists
    from app.ui.threads.pump import Pump

Then = Callable[[Sequence[Kept]], None]
Failed = Callable[[BaseException], None]


class Privacy:
    """Deletes each kind in the thread that writes it; what is in use stays."""

    def __init__(
        self,
        lists: Lists,
        disk: ListOnDisk,
        corrections: Corrections,
        learning: Learning,
        remembering: Remembering,
        model: ModelInUse,
        pump: Pump,
    ) -> None:
        self._lists = lists
        self._disk = disk
        self._corrections = corrections
        self._learning = learning
        self._remembering = remembering
        self._model = model
        self._pump = pump

    def start(self) -> None:
        """Let nobody else look into the program's folders."""
        self._pump.run_task(keep_private, lambda _: None, program_log.log_error)

    def measure(self, then: Then, failed: Failed) -> None:
        """Hand over how much of each kind there is, soon."""
        self._pump.run_task(all_kept, then, failed)

    def stays(self, name: str, training: Path | None) -> str:
        """Say what of a kind is in use and stays; empty where all of it goes.

        Args:
            training: the run that goes on now.
        """
        if name == "lists" and self._disk.is_kept:
            return "The list on screen stays; File > New list ends it."
        if name == "received" and self._received():
            return "Those on the list stay; File > New list ends it."
        if name == "models" and not self._model.is_shipped:
            return "The version in use stays; Model > Back to the shipped model ends that."
        if name == "runs" and training is not None:
            return "The one that goes on now stays."
        return ""

    def delete(self, name: str, training: Path | None, then: Then, failed: Failed) -> None:
        """Delete a kind; what ``stays`` names stays. Hands over what is kept after it."""
        but: list[Path] = []
        if name == "lists":
            self._disk.forget(lambda: self.measure(then, failed))
            return
        if name == "decisions":
            self._remembering.forget(lambda: self.measure(then, failed))
            return
        if name == "learnt":
            self._learning.forget()
        elif name == "received":
            but = self._received()
        elif name == "models" and self._model.folder is not None:
            but = [self._model.folder.path]
        elif name == "runs" and training is not None:
            but = [training]
        elif name == "logs":
            program_log.let_go()

        def work() -> list[Kept]:
            delete(name, but=but)
            return all_kept()

        def done(kept: Sequence[Kept]) -> None:
            if name == "corrections":
                self._corrections.count_again()
            then(kept)

        self._pump.run_task(work, done, failed)

    def _received(self) -> list[Path]:
        folder = received_folder()
        return [item.path for item in self._lists.session if item.path.is_relative_to(folder)]
