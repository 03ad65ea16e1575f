"""The list on screen: the one owner of its pictures and of the rows that show them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app.ui.state.rows import Rows
from app.ui.state.session import Session

if TYPE_CHECKING:
    from app.ui.state.item import Item
    from app.ui.threads.messages import Answered, FoundItem


class Lists:
    """Everything that is meant for another list, or for one that is gone, is passed over.

    Attributes:
        session: the list on screen.
        rows: how it is shown.
        shown: the picture that is shown large, or was shown last.
        when_opened: called with the paths that a person opened and that are new in the list.
        when_grown: called when the list may have more pictures than before.
        when_switched: called when another list has come on screen.
        when_answered: called with each item that an answer has come for.
        when_restored: called after rows of another time were taken in.
    """

    def __init__(self) -> None:
        self.session = Session()
        self.rows = Rows(self.session)
        self.shown: Item | None = None
        self.when_opened: list[Callable[[Sequence[Path]], None]] = []
        self.when_grown: list[Callable[[], None]] = []
        self.when_switched: list[Callable[[], None]] = []
        self.when_answered: list[Callable[[Item], None]] = []
        self.when_restored: list[Callable[[], None]] = []
        self._sure = 0.0
        self._everything = False

    def use(self, session: Session) -> None:
        """Put another list on screen."""
        self.session, self.shown = session, None
        if self._sure:
            session.judge(self._sure, self.everything)
        self.rows.use(session)
        _call(self.when_switched)

    def note_opened(self, paths: Sequence[Path]) -> None:
        """Note that a person opened these, to look there again."""
        new = [path for path in paths if path not in self.session.opened]
        self.session.opened += new
        if new:
            for listener in self.when_opened:
                listener(new)

    def add(self, found: Sequence[FoundItem], *, keep_answers: bool = False) -> list[Item]:
        """Take in what was found; see ``Session.add``."""
        items = self.session.add(found, keep_answers=keep_answers)
        if items:
            self.rows.show_also(items)
        _call(self.when_grown)
        return items

    def note_grown(self) -> None:
        """Note that the list on screen has more pictures than before."""
        _call(self.when_grown)

    def record(self, answer: Answered) -> Item | None:
        """Write down an answer; see ``Session.record``."""
        item = self.session.record(answer)
        if item is not None:
            for listener in self.when_answered:
                listener(item)
        return item

    def note_restored(self) -> None:
        """Note that all rows of another time are in the list."""
        _call(self.when_restored)

    @property
    def everything(self) -> bool:
        """Whether everything in the list on screen is a product."""
        own = self.session.everything
        return self._everything if own is None else own

    def switch_everything(self) -> None:
        """Let everything in the list on screen be a product, or not any more; it is logged."""
        session = self.session
        session.everything = not self.everything
        if session.review.log:
            session.review.log.write_everything(session.everything)
        self.judge(self._sure, self._everything)

    def judge(self, sure: float, everything: bool = False) -> None:
        """Judge so this list and those that come after it; see ``Row.judged``.

        Args:
            everything: whether everything is a product in lists that do not say so themselves.
        """
        self._sure, self._everything = sure, everything
        if sure:
            self.session.judge(sure, self.everything)
            self.rows.sort()

    def relocate(self, moved: Mapping[Path, Path]) -> None:
        """Follow files that were moved: former place -> present place."""
        if moved:
            self.session.relocate(moved)
            self.rows.sort()


def _call(listeners: Sequence[Callable[[], None]]) -> None:
    for listener in listeners:
        listener()
