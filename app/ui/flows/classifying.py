"""Brings pictures into the list and has them classified; cancels that, and goes on with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from app.ui.intake.dragged import keep
from app.ui.intake.importer import Importer
from app.ui.look import wording
from app.ui.state.item import Item, State
from app.ui.state.session import Session
from app.ui.threads.messages import Answered, FoundItem
from app.ui.threads.worker import Task

if TYPE_CHECKING:
    from app.ui.intake.dropped import Dropped
    from app.ui.state.lists import Lists
    from app.ui.state.screen import Screen, Tells
    from app.ui.threads.pump import Pump
    from app.ui.threads.worker import Worker

_MANY = 2  # pictures of a list that is worth asking about


class Classifying:
    """What goes on between the places that a person opens, the list, and the worker.

    Args:
        changed: called once after each change.

    Attributes:
        when_taken: called with the places that a person dropped, pasted or opened.
    """

    def __init__(
        self,
        lists: Lists,
        worker: Worker,
        pump: Pump,
        screen: Screen,
        tells: Tells,
        changed: Callable[[], None],
    ) -> None:
        self._lists = lists
        self._worker = worker
        self._pump = pump
        self._screen = screen
        self._tells = tells
        self._changed = changed
        self.when_taken: list[Callable[[Sequence[Path]], None]] = []
        self.importer = Importer(
            pump,
            lambda: lists.session.id,
            self._arrived,
            lambda words: tells.say(words, "error"),
            tells.say,
        )
        pump.on(Answered, self._answered)

    @property
    def running(self) -> bool:
        """Whether pictures are looked for or wait to be classified."""
        return self._lists.session.running or self.importer.running

    @property
    def can_resume(self) -> bool:
        """Whether something was cancelled."""
        session = self._lists.session
        return session.counts.cancelled > 0 or session.cut_short

    def take(self, dropped: Dropped, *, may_vanish: bool = False) -> None:
        """Look for pictures in what was dropped, pasted or opened; say what cannot be taken.

        Another folder beside a list is asked about first: it joins the list, or begins a new one.

        Args:
            may_vanish: it comes from a drag, whose source may remove it at once.
        """
        self._tells.say("")
        if dropped.dragged is not None:
            self._pump.run_task(partial(keep, dropped), self.take, self._tells.fail)
            return
        if dropped.paths:
            places = [path.absolute() for path in dropped.paths]
            if len(self._lists.session) >= _MANY and not self._known(places):
                self._pump.run_task(
                    lambda: any(path.is_dir() for path in places),
                    lambda folders: self._look_or_ask(places, may_vanish, folders),
                    self._tells.fail,
                )
            else:
                self._look_into(places, may_vanish)
        if dropped.remark:
            self._tells.say(dropped.remark, "warning")

    def _known(self, places: Sequence[Path]) -> bool:
        """Whether all of them were opened in this list before."""
        opened = set(self._lists.session.opened)
        return all(opened & {path, *path.parents} for path in places)

    def _look_or_ask(self, places: Sequence[Path], may_vanish: bool, folders: bool) -> None:
        """Look into places, after asking where they belong if folders are among them."""

        def add() -> None:
            self._look_into(places, may_vanish)

        def begin() -> None:
            self.clear()
            add()

        count = len(self._lists.session)
        if folders and count >= _MANY and not self._screen.compact:  # no room to ask there
            words = wording.add_or_new(places, count)
            self._tells.say(words, "question", ("Add to this list", add), ("New list", begin))
        else:
            add()

    def _look_into(self, places: Sequence[Path], may_vanish: bool) -> None:
        self._lists.note_opened(places)
        for listener in self.when_taken:
            listener(places)
        self.importer.take(self._lists.session.id, places, may_vanish=may_vanish)
        self._changed()

    def paste(self) -> None:
        """Take what is in the clipboard."""
        from app.ui.intake.clipboard import read_clipboard

        self._pump.run_task(read_clipboard, self.take, self._tells.fail)

    def append(self, path: Path) -> Item:
        """Classify a picture that came by itself, without leaving what is on screen."""
        self._lists.note_opened([path])
        items = self._lists.add([FoundItem(path)])
        self.classify(items, urgent=True)
        if self._screen.compact:
            self._show(items[-1])
        elif self._screen.page == "home":
            self._screen.show("list")
        self._changed()
        return items[-1]

    def classify(self, items: Sequence[Item], *, urgent: bool = False) -> None:
        """Queue those of the items that wait."""
        waiting = [item for item in items if item.state is State.WAITING]
        self._worker.enqueue([_task(item) for item in waiting], urgent=urgent)

    def judge_again(self, items: Sequence[Item]) -> None:
        """Ask the model about these pictures anew, as after they were changed on disk."""
        session = self._lists.session
        settled = [item for item in items if item.state in {State.DONE, State.FAILED}]
        for item in settled:
            session.mark(item, item.mark)
        self.classify(settled, urgent=True)
        self._changed()

    def forget(self, items: Sequence[Item]) -> list[Item]:
        """Take these pictures, whose files are gone, out of the list; returns those it had."""
        lists = self._lists
        session = lists.session
        gone = session.remove(items)
        if lists.shown in gone:
            lists.shown = None
            self._screen.show("list" if len(session) else "home")
        lists.rows.sort()
        lists.note_grown()
        self._changed()
        return gone

    def remove(self, items: Sequence[Item]) -> None:
        """Take these pictures out of the list; the files stay where they are."""
        lists, session = self._lists, self._lists.session
        gone = self.forget(items)

        def put_back() -> None:
            if lists.session is session:
                self.classify(session.put_back(gone))
                lists.rows.sort()
                lists.note_grown()
                self._changed()

        stay = "the file stays" if len(gone) == 1 else "the files stay"
        words = f"{wording.pictures(len(gone))} removed from the list; {stay}."
        self._tells.say(words, "note", ("Undo", put_back))

    def classify_again(self) -> None:
        """Ask another model about everything that was answered."""
        self.classify(self._lists.session.reset_answers())
        self._changed()

    def hurry(self, item: Item) -> None:
        """Classify next what somebody looks at. An answer of another time has no map yet."""
        if item.state is State.WAITING:
            self._worker.hurry(item.id)
        elif item.state is State.DONE and item.prediction is None:
            self._worker.enqueue([_task(item)], urgent=True)

    def cancel(self) -> None:
        """Stop looking for pictures and classifying them."""
        session = self._lists.session
        session.cut_short = session.cut_short or self.importer.running
        self.importer.cancel()
        self._worker.cancel()
        session.cancel()
        self._changed()

    def resume(self) -> None:
        """Go on with what was cancelled."""
        session = self._lists.session
        self.classify(session.resume())
        if session.cut_short:
            self.look_again()
        self._changed()

    def clear(self) -> None:
        """Begin an empty list; the one on screen can be taken back."""
        self.cancel()
        old = self._lists.session
        self.show_list(Session())
        words = f"List cleared ({wording.pictures(len(old))})."
        self._tells.say(words, "note", ("Undo", lambda: self.show_list(old)))

    def show_list(self, session: Session) -> None:
        """Put a list on screen."""
        self._lists.use(session)
        self._screen.show("list" if len(session) else "home")

    def look_again(self) -> None:
        """Look for pictures where some were found before; those that are known stay as they are."""
        session = self._lists.session
        session.cut_short = False
        self.importer.take(session.id, session.opened, arrived=self._arrived_again)

    def _arrived(self, found: Sequence[FoundItem], first: bool, complete: bool) -> None:
        items = self._lists.add(found)
        single = first and complete and len(items) == 1
        self.classify(items, urgent=single)
        if single or (first and self._screen.compact):
            self._worker.hurry(items[-1].id)
            self._show(items[-1])
        elif first:
            self._screen.show("list")
        self._changed()

    def _show(self, item: Item) -> None:
        self._lists.shown = item
        self._lists.rows.select(item)
        self._screen.show("picture")

    def _arrived_again(self, found: Sequence[FoundItem], _first: bool, _complete: bool) -> None:
        new = [item for item in found if not _is_empty_folder(item)]  # told when it was dropped
        self.classify(self._lists.add(new, keep_answers=True))
        self._changed()

    def _answered(self, answer: Answered) -> None:
        item = self._lists.record(answer)
        if item is not None and item is self._lists.shown:
            self._changed()


def _is_empty_folder(found: FoundItem) -> bool:
    error = found.failed.error if found.failed is not None else None
    return error is not None and error[0] == "no_pictures"


def _task(item: Item) -> Task:
    return Task(item.id, item.path, item.source, item.mark)
