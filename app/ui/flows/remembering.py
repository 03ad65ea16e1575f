"""Remembers decisions by the content of pictures, and brings them back where these come again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.core.answers import OTHER
from app.core.places import decisions_file
from app.core.review.remembered import RememberedDecisions
from app.ui.look import wording
from app.ui.state.item import answers_of
from app.ui.threads.priority import in_turns
from app.ui.threads.scribe import Scribe

if TYPE_CHECKING:
    from app.ui.flows.model import ModelInUse
    from app.ui.state.item import Item
    from app.ui.state.lists import Lists
    from app.ui.state.screen import Tells
    from app.ui.threads.pump import Pump

_PATIENCE = 4.0  # seconds at the end of the program


@dataclass(frozen=True)
class DecidedBefore:
    """What was decided another time about pictures of a list."""

    list: int
    labels: dict[Path, str]


@dataclass(frozen=True)
class NotRemembered:
    """Decisions could not be kept."""

    error: BaseException


class Remembering:
    """Looks pictures up when they are answered, in a thread of its own.

    Args:
        withdraw: takes decisions away, so that a person can undo it.
        changed: called once after each change.
    """

    def __init__(
        self,
        lists: Lists,
        model: ModelInUse,
        pump: Pump,
        tells: Tells,
        withdraw: Callable[[Sequence[Item]], None],
        changed: Callable[[], None],
    ) -> None:
        self._lists = lists
        self._model = model
        self._pump = pump
        self._tells = tells
        self._withdraw = withdraw
        self._changed = changed
        self._scribe = Scribe("decisions", lambda error: pump.post(NotRemembered(error)))
        self._kept: RememberedDecisions | None = None  # belongs to the thread
        self._new: list[Item] = []
        self._recalled_here: list[Item] = []  # in the list on screen
        self._told = 0  # of how many of those
        pump.on(DecidedBefore, self._recalled)
        pump.on(NotRemembered, lambda failure: tells.fail(failure.error))
        pump.after_messages(self._flush)
        lists.when_answered.append(self._new.append)
        lists.when_switched.append(self._begin_anew)

    def follow(self, items: Sequence[Item]) -> None:
        """Remember decisions that were made, and forget those that were taken back."""
        answers = answers_of(items)

        def remember() -> None:
            changes = ((source, row.decided) for source, row in answers)
            self._open().remember(in_turns(changes))

        self._scribe.do(remember, len(answers))

    def forget(self, then: Callable[[], None]) -> None:
        """Forget every decision; those of the list on screen stay in it."""
        self._scribe.do(lambda: self._open().forget())
        self._scribe.do(lambda: self._pump.soon(then))

    def stop(self) -> None:
        """Keep what waits, then end the thread."""
        self._scribe.close(_PATIENCE)

    def _begin_anew(self) -> None:
        self._recalled_here, self._told = [], 0

    def _flush(self) -> None:
        """Look up what was just answered."""
        if self._new:
            sources = {item.source: item.path for item in self._new if item.undecided}
            self._new.clear()
            identity = self._lists.session.id

            def look() -> None:
                found = self._open().recall(sources)
                if found:
                    labels = {sources[source]: label for source, label in found.items()}
                    self._pump.post(DecidedBefore(identity, labels))

            if sources:
                self._scribe.do(look)
        self._tell()

    def _recalled(self, found: DecidedBefore) -> None:
        contract = self._model.contract
        if contract is None or found.list != self._lists.session.id:
            return
        known = {*contract.class_names, OTHER}
        labels = {path: label for path, label in found.labels.items() if label in known}
        items = self._lists.session.recall(labels)
        if items:
            self._recalled_here += items
            self._lists.rows.decided()
            self._tell()
            self._changed()

    def _tell(self) -> None:
        """Say what came back, once all is answered."""
        items = list(self._recalled_here)
        if len(items) == self._told or self._lists.session.running:
            return
        self._told = len(items)
        words = wording.remembered(len(items))
        self._tells.say(words, "note", ("Undo", lambda: self._withdraw(items)))

    def _open(self) -> RememberedDecisions:
        if self._kept is None:
            self._kept = RememberedDecisions(decisions_file())
        return self._kept
