"""What goes on beside the list: jobs, the watched folder, newly published models, training."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from app.core.models.collection_watch import CollectionWatch
from app.ui.flows.watching import Watching
from app.ui.threads.jobs import Jobs

if TYPE_CHECKING:
    from app.ui.refresh.run import Refreshing
    from app.ui.window import Window


@dataclass(frozen=True)
class ModelsChanged:
    """The models of the place in use are not what they were."""


class Tools:
    """Owns them, and starts and stops them with the window."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self._models: CollectionWatch | None = None
        self.jobs = Jobs(window.root, window.pump)
        self.watching = Watching(window)
        window.pump.on(ModelsChanged, lambda _: window.model.load())

    @cached_property
    def refreshing(self) -> Refreshing:
        """The training of a new model."""
        from app.ui.refresh.run import Refreshing

        return Refreshing(self._window)

    @property
    def words(self) -> str:
        """What the status line says of them."""
        parts = [self.watching.words]
        if "refreshing" in self.__dict__:
            parts.append(self.refreshing.words)
        return "      ".join(part for part in parts if part)

    def start(self) -> None:
        """Begin, once the window is there."""
        window = self._window
        self.watching.start()
        self._models = CollectionWatch(
            window.model.location, lambda: window.pump.post(ModelsChanged())
        )

    def stop(self) -> None:
        """End, so that nothing is left half done."""
        if self._models is not None:
            self._models.stop()
        if "refreshing" in self.__dict__:
            self.refreshing.stop()
        self.jobs.stop()

    def files_moved(self, moved: Mapping[Path, Path]) -> None:
        """The list follows files to where they are now."""
        if moved:
            self._window.session.relocate(moved)
            self._window.rows.sort()

    def set_sure(self, sure: float) -> None:
        """Say *sure* from this confidence on; 0 for the model's own. Answers are judged anew."""
        window = self._window
        window.remember(sure=sure)
        window.judge()
        window.rows.sort()
        window.refresh()
