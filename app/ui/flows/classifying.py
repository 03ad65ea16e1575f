"""Brings pictures into the list and has them classified; cancels that, and goes on with it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app.ui.intake.importer import Importer
from app.ui.look import wording
from app.ui.state.item import Item, State
from app.ui.state.session import Session
from app.ui.threads.messages import Answered, FoundItem
from app.ui.threads.worker import Task

if TYPE_CHECKING:
    from app.ui.window import Window


class Classifying:
    """What goes on between the places that a person opens, the session, and the worker."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self.importer = Importer(window.pump, self._arrived, self._nothing_arrived)
        window.pump.on(Answered, self._answered)

    @property
    def running(self) -> bool:
        """Whether pictures are looked for or wait to be classified."""
        return self._window.session.running or self.importer.running

    @property
    def can_resume(self) -> bool:
        """Whether something was cancelled."""
        session = self._window.session
        return session.counts.cancelled > 0 or session.cut_short

    def take(self, paths: Sequence[Path], *, may_vanish: bool = False) -> None:
        """Look for pictures in these places.

        Args:
            may_vanish: they come from a drag, whose source may remove them at once.
        """
        places = [path.absolute() for path in paths]
        self._window.keeper.opened(places)
        self.importer.take(places, may_vanish=may_vanish)

    def append(self, found: Sequence[FoundItem]) -> None:
        """Classify pictures that came by themselves, without leaving what is on screen."""
        window = self._window
        window.keeper.opened([item.path for item in found])
        items = window.session.add(found)
        window.rows.sort()
        self.classify(items, urgent=True)
        window.keeper.arrived()
        if window.page == "home":
            window.show_page("list")

    def classify(self, items: Sequence[Item], *, urgent: bool = False) -> None:
        """Queue those of the items that wait."""
        waiting = [item for item in items if item.state is State.WAITING]
        tasks = [Task(item.id, item.path, item.source) for item in waiting]
        self._window.worker.enqueue(tasks, urgent=urgent)
        self._window.refresh()

    def hurry(self, item: Item) -> None:
        """Somebody looks at it: classify it next. An answer of another time has no map yet."""
        if item.state is State.WAITING:
            self._window.worker.hurry(item.id)
        elif item.state is State.DONE and item.prediction is None:
            task = Task(item.id, item.path, item.source)
            self._window.worker.enqueue([task], urgent=True)

    def cancel(self) -> None:
        """Stop looking for pictures and classifying them."""
        window, session = self._window, self._window.session
        session.cut_short = session.cut_short or self.importer.running
        self.importer.cancel()
        window.worker.cancel()
        session.cancel()
        window.refresh()

    def resume(self) -> None:
        """Go on with what was cancelled."""
        session = self._window.session
        self.classify(session.resume())
        if session.cut_short:
            self.look_again()

    def start_anew(self) -> None:
        """Put the list away; it can be taken back."""
        window = self._window
        self.cancel()
        old = window.session
        window.use_session(Session(), "home")
        window.banner.show(
            f"The list of {wording.pictures(len(old))} was put away.",
            action=("Undo", lambda: window.use_session(old, "list")),
        )

    def look_again(self) -> None:
        """Look for pictures where some were found before; those that are known stay as they are."""
        session = self._window.session
        session.cut_short = False
        self.importer.take(session.opened, arrived=self._arrived_again)

    def _arrived(self, found: Sequence[FoundItem], first: bool, complete: bool) -> None:
        window = self._window
        items = window.session.add(found)
        single = first and complete and len(items) == 1
        window.rows.sort()
        self.classify(items, urgent=single)
        window.keeper.arrived()
        if single:
            window.browsing.show(items[0])
        elif first:
            window.show_page("list")

    def _arrived_again(self, found: Sequence[FoundItem], _first: bool, _complete: bool) -> None:
        window = self._window
        items = window.session.add(found, keep_answers=True)
        window.rows.sort()
        self.classify(items)
        window.keeper.arrived()

    def _nothing_arrived(self, sentence: str) -> None:
        self._window.banner.show(sentence, "error")

    def _answered(self, answer: Answered) -> None:
        item = self._window.session.record(answer)
        if item is not None and item is self._window.browsing.shown:
            self._window.browsing.fill()
