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
class CameOrWent:
    """The watched folder went away, or is back."""

    watch: int
    there: bool


@dataclass(frozen=True)
class Noticed:
    """Something about a watched folder is to be told."""

    sentence: str


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
        self._there = True
        pump.on(Spotted, self._spotted)
        pump.on(CameOrWent, self._came_or_went)
        pump.on(Noticed, self._noticed)

    @property
    def words(self) -> str:
        """What the status line says; empty when nothing is watched."""
        if self.folder is None:
            return ""
        place = wording.place(self.folder)
        if self._watch is not None and self._watch.by_looking:
            place += ", by looking every now and then"
        if self._there:
            if self._preferences.now.watch_sorts:
                into = wording.place(self._preferences.now.shelves_path)
                return f"◉  Watching {place}, sorting into {into}"
            return f"◉  Watching {place}"
        return f"◌  {place} is not there; watching resumes when it is back"

    def start(self) -> None:
        """Watch what was watched when the program was closed."""
        settings = self._preferences.now
        if settings.watching and settings.watch_folder:
            self.watch(Path(settings.watch_folder), may_be_away=True)

    def watch(
        self,
        folder: Path,
        begun: Callable[[], None] = lambda: None,
        *,
        may_be_away: bool = False,
    ) -> None:
        """Watch this folder from now on, in place of another.

        Args:
            begun: called once it is watched.
            may_be_away: wait for it where it is not there, as when a disk is not plugged in.
        """
        self._release()
        self._there = True
        self._number += 1
        number, post = self._number, self._pump.post

        def begin() -> FolderWatch:  # a deep folder takes a while
            from app.core.pictures.folder_watch import FolderWatch

            return FolderWatch(
                folder,
                lambda path: post(Spotted(number, path)),
                lambda there: post(CameOrWent(number, there)),
                lambda sentence: post(Noticed(sentence)),
                may_be_away=may_be_away,
            )

        self._pump.run_task(begin, partial(self._began, number, folder, begun), self._tells.fail)

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

    def _began(
        self, number: int, folder: Path, begun: Callable[[], None], watch: FolderWatch
    ) -> None:
        if number != self._number:
            self._in_background(watch.stop)
            return
        self._watch, self.folder = watch, folder
        self._preferences.remember(watching=True, watch_folder=str(folder))
        if self._there:
            self._tells.say(f"New pictures in {wording.place(folder)} come into the list.")
        begun()
        self._changed()

    def _release(self) -> None:
        if self._watch is not None:
            self._in_background(self._watch.stop)
        self._watch = self.folder = None

    def _in_background(self, work: Callable[[], None]) -> None:
        self._pump.run_task(work, lambda _: None, self._tells.fail)

    def _came_or_went(self, change: CameOrWent) -> None:
        if change.watch == self._number:
            self._there = change.there
            self._changed()

    def _noticed(self, noticed: Noticed) -> None:
        self._tells.say(noticed.sentence)
        self._changed()

    def _spotted(self, spotted: Spotted) -> None:
        if spotted.watch == self._number:
            self._take(spotted.path)
