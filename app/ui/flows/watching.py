"""Watches a folder for new pictures and brings them into the list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from app.ui.look import wording

if TYPE_CHECKING:
    from app.core.pictures.folder_watch import FolderWatch
    from app.ui.flows.preferences import Preferences
    from app.ui.state.screen import Tells
    from app.ui.threads.pump import Pump


@dataclass(frozen=True)
class Spotted:
    """A picture was saved into the folder that ``watch`` watches."""

    watch: int
    path: Path


class Watching:
    """At most one folder is watched; it is remembered, and watched again at the next start.

    Args:
        spotted: called with every picture that is saved there.
        changed: called once after each change.
    """

    def __init__(
        self,
        preferences: Preferences,
        pump: Pump,
        tells: Tells,
        spotted: Callable[[Path], None],
        changed: Callable[[], None],
    ) -> None:
        self._preferences = preferences
        self._pump = pump
        self._tells = tells
        self._take = spotted
        self._changed = changed
        self._watch: FolderWatch | None = None
        self._number = 0
        self.folder: Path | None = None
        pump.on(Spotted, self._spotted)

    @property
    def words(self) -> str:
        """What the status line says; empty when nothing is watched."""
        return f"◉  Watching {wording.place(self.folder)}" if self.folder else ""

    def start(self) -> None:
        """Watch what was watched when the program was closed."""
        settings = self._preferences.now
        if settings.watching and settings.watch_folder:
            self.watch(Path(settings.watch_folder))

    def watch(self, folder: Path) -> None:
        """Watch this folder from now on, in place of another."""
        self._release()
        self._number += 1
        number, post = self._number, self._pump.post

        def begin() -> FolderWatch:  # a deep folder takes a while
            from app.core.pictures.folder_watch import FolderWatch

            return FolderWatch(folder, lambda path: post(Spotted(number, path)))

        self._pump.run_task(begin, partial(self._began, number, folder), self._tells.fail)

    def leave_off(self) -> None:
        """Stop watching the folder."""
        if self.folder is None:
            return
        name = wording.place(self.folder)
        self._release()
        self._number += 1
        if self._preferences.now.watching:
            self._preferences.remember(watching=False)
        self._tells.say(f"{name} is not watched any more.")
        self._changed()

    def _began(self, number: int, folder: Path, watch: FolderWatch) -> None:
        if number != self._number:
            self._in_background(watch.stop)
            return
        self._watch, self.folder = watch, folder
        self._preferences.remember(watching=True, watch_folder=str(folder))
        self._tells.say(f"New pictures in {wording.place(folder)} come into the list.")
        self._changed()

    def _release(self) -> None:
        if self._watch is not None:
            self._in_background(self._watch.stop)
        self._watch = self.folder = None

    def _in_background(self, work: Callable[[], None]) -> None:
        self._pump.run_task(work, lambda _: None, self._tells.fail)

    def _spotted(self, spotted: Spotted) -> None:
        if spotted.watch == self._number:
            self._take(spotted.path)
