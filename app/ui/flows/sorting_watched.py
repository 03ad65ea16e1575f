"""Puts what comes into the watched folder on its shelf where the answer is sure, if wanted."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from app.ui.look import wording
from app.ui.state.item import State

if TYPE_CHECKING:
    from app.core.shelving.incoming import Sorted
    from app.core.shelving.shelve import Report
    from app.ui.flows.model import ModelInUse
    from app.ui.flows.preferences import Preferences
    from app.ui.state.item import Item
    from app.ui.state.lists import Lists
    from app.ui.state.screen import Tells
    from app.ui.threads.pump import Pump


class SortingWatched:
    """Sorts once all that came is answered, so that a burst of pictures is one step of undo.

    Args:
        root: gives the folder that is watched.
        append: takes a picture into the list.
        moved: called with the former and present places of files that were moved.
        changed: called once after each change.
    """

    def __init__(
        self,
        lists: Lists,
        preferences: Preferences,
        model: ModelInUse,
        pump: Pump,
        tells: Tells,
        root: Callable[[], Path | None],
        append: Callable[[Path], Item],
        moved: Callable[[Mapping[Path, Path]], None],
        changed: Callable[[], None],
    ) -> None:
        self._lists = lists
        self._preferences = preferences
        self._model = model
        self._pump = pump
        self._tells = tells
        self._root = root
        self._append = append
        self._files_moved = moved
        self._changed = changed
        self._came: list[Item] = []
        self._moved: dict[Path, Path] = {}  # by this, until it is taken back
        self._busy = False
        self._stop = Event()
        pump.after_messages(self._follow)

    @property
    def on(self) -> bool:
        """Whether what comes is sorted."""
        return self._preferences.now.watch_sorts

    @property
    def into(self) -> Path:
        """The folder of the shelves."""
        return self._preferences.now.shelves_path

    @property
    def possible(self) -> bool:
        """Whether a folder is watched."""
        return self._root() is not None

    def take(self, path: Path) -> None:
        """Take a picture that came into the watched folder; what lies on a shelf is no news."""
        if not (self.on and path.is_relative_to(self.into)):
            self._came.append(self._append(path))

    def begin(self, into: Path) -> None:
        """Sort from now on, into this folder; what came since the program was started, too."""
        self._preferences.remember(watch_sorts=True, shelves_folder=str(into))
        self._tells.say("", "question")  # which may still ask for it
        self._tells.say(f"What is sure goes to its shelf in {wording.place(into)} by itself now.")
        self._follow()
        self._changed()

    def leave_off(self) -> None:
        """Only list what comes."""
        self._preferences.remember(watch_sorts=False)
        self._tells.say("New pictures only come into the list now.")
        self._changed()

    def stop(self) -> None:
        """End after the file that it is at."""
        self._stop.set()

    def _follow(self) -> None:
        """Sort, if all that came has its answer."""
        contract, root = self._model.contract, self._root()
        if not self._came or self._busy or not self.on or contract is None or root is None:
            return
        session = self._lists.session
        came = [item for item in self._came if session.get(item.id) is item]
        if any(item.state is State.WAITING for item in came):
            return
        self._came = []
        rows = [item.row for item in came if item.row is not None]
        self._busy = True
        names, types = contract.written_names, [kind.name for kind in contract.types]
        before, into, stop = dict(self._moved), self.into, self._stop

        def sort() -> Sorted | None:
            from app.core.shelving.incoming import sort_sure

            fresh = [row for row in rows if not _taken_back(row.path, before)]
            return sort_sure(fresh, root, into, names, types, stop)

        self._pump.run_task(sort, self._sorted, self._failed)

    def _sorted(self, done: Sorted | None) -> None:
        self._busy = False
        if done is None:
            return
        self._moved |= done.moved
        self._files_moved(done.moved)
        if done.moved:
            shelves = Counter(
                target.relative_to(self.into).parts[0] for target in done.moved.values()
            )
            words = wording.went_to_shelves(shelves)
            self._tells.say(words, "note", ("Undo", partial(self._take_back, done.journal)))
        if done.report.failed:
            failed = [error.message for error in done.report.failed]
            self._tells.say(wording.first_of(failed), "error")
        self._changed()

    def _take_back(self, journal: Path) -> None:
        from app.core.shelving.shelve import take_back

        self._pump.run_task(lambda: take_back(journal), self._taken_back, self._tells.fail)

    def _taken_back(self, outcome: tuple[Report, dict[Path, Path]]) -> None:
        report, moved = outcome
        self._files_moved(moved)
        self._tells.say(f"{wording.files(report.done)} taken back.")
        if report.failed:
            failed = [error.message for error in report.failed]
            self._tells.say(wording.first_of(failed), "error")
        self._changed()

    def _failed(self, error: BaseException) -> None:
        self._busy = False
        self._tells.fail(error)


def _taken_back(path: Path, moved: Mapping[Path, Path]) -> bool:
    """Whether a person put it back: it was sorted, and does not lie on its shelf any more."""
    return path in moved and not os.path.lexists(moved[path])
