"""Keeps the list on disk as it grows, and takes it up again after the program was closed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.core.answers import OTHER, Row
from app.core.errors import FileAccessError
from app.core.places import review_file
from app.core.review.files import RecentList, ReviewFiles
from app.core.review.log import ReviewLog, SavedReview
from app.ui.flows.buffered_log import BufferedLog
from app.ui.flows.portions import in_portions
from app.ui.look import wording
from app.ui.state.session import Session
from app.ui.threads.scribe import Scribe

if TYPE_CHECKING:
    from app.core.models.folder import Contract
    from app.ui.flows.classifying import Classifying
    from app.ui.flows.corrections import Corrections
    from app.ui.flows.model import ModelInUse
    from app.ui.state.lists import Lists
    from app.ui.state.screen import Screen, Tells
    from app.ui.threads.pump import Pump

_PATIENCE = 4.0
_SHORTEST = 2  # a single picture is no list worth keeping


@dataclass(frozen=True)
class NotWritten:
    """The list cannot be kept on disk."""

    error: BaseException


@dataclass(frozen=True)
class SavedFound:
    """A list of another time was looked for.

    Attributes:
        was_open: whether it was on screen when the program was left.
        offer: whether people are to be asked about it.
    """

    saved: SavedReview | None
    was_open: bool
    offer: bool


@dataclass(frozen=True)
class RecentFound:
    """The lists of other times, for who asked."""

    lists: Sequence[RecentList]
    then: Callable[[Sequence[RecentList]], None]


@dataclass(frozen=True)
class TakenOut:
    """A list of another time is to be on screen; None where it cannot be read."""

    saved: SavedReview | None


class ListOnDisk:
    """The last lists are kept: the one on screen, the one before it, and earlier ones.

    Args:
        changed: called once after each change.

    Attributes:
        saved: the list of another time that can be taken up.
    """

    def __init__(
        self,
        lists: Lists,
        classifying: Classifying,
        corrections: Corrections,
        model: ModelInUse,
        pump: Pump,
        screen: Screen,
        tells: Tells,
        changed: Callable[[], None],
    ) -> None:
        self._lists = lists
        self._classifying = classifying
        self._corrections = corrections
        self._model = model
        self._pump = pump
        self._screen = screen
        self._tells = tells
        self._changed = changed
        self._scribe = Scribe("review log", lambda error: pump.post(NotWritten(error)))
        self._files = ReviewFiles(review_file())
        self._logged: Session | None = None
        self._buffer: BufferedLog | None = None
        self._finished = False
        self._looked = False
        self._taking_out = False
        self._told = ""
        self._offered: SavedReview | None = None
        self.saved: SavedReview | None = None
        pump.on(NotWritten, self._not_written)
        pump.on(SavedFound, self._found)
        pump.on(RecentFound, lambda found: found.then(found.lists))
        pump.on(TakenOut, self._taken_out)
        pump.after_messages(self.flush)
        lists.when_opened.append(self._opened)
        lists.when_grown.append(self._grown)
        lists.when_switched.append(self._switched)

    def stop(self) -> None:
        """Write what waits, then end the thread."""
        self.flush()
        self._scribe.do(self._files.leave)
        self._scribe.close(_PATIENCE)

    def flush(self) -> None:
        """Hand on what came since the last time."""
        if self._buffer is not None:
            self._buffer.flush()

    def follow(self) -> None:
        """Note when everything is classified."""
        session = self._lists.session
        if session is self._logged and not self._finished and not self._classifying.running:
            self._finished = session.counts.cancelled == 0
            if self._finished:
                self.flush()
                self._do(lambda log: log.finish())

    def use_model(self, contract: Contract) -> None:
        """Note which model is in use; offer the list of another time once there is one."""
        if self._lists.session is self._logged:
            self._write_model(contract)
        if not self._looked:
            self._looked = True
            self._look(offer=True)

    def archive(self) -> None:
        """Leave the list of another time for now; the menu still has it."""
        self._offered = None
        if self._logged is None:
            self._scribe.do(self._files.archive)
            self._look()

    @property
    def is_kept(self) -> bool:
        """Whether the list on screen is written to disk as it grows."""
        return self._logged is not None

    def forget(self, then: Callable[[], None]) -> None:
        """Delete the lists of other times; the one on screen stays."""
        self._tells.say("", "question")  # which offers to resume one
        self._scribe.do(self._files.forget)
        self._look()
        self._scribe.do(lambda: self._pump.soon(then))

    def resume(self) -> None:
        """Take up the list of another time: what is done stays done, the rest is looked for."""
        saved, contract = self.saved, self._model.contract
        if saved is None or contract is None:
            return
        self.saved = None
        self._offered = None
        self._tells.say("", "question")
        self._classifying.cancel()
        self._leave()
        self._scribe.do(self._files.bring_back)
        self._show(saved, contract)

    def find_recent(self, then: Callable[[Sequence[RecentList]], None]) -> None:
        """Look for the lists of other times, the newest first, and hand them on."""
        self._scribe.do(lambda: self._pump.post(RecentFound(self._files.recent(), then)))

    def open_recent(self, recent: RecentList) -> None:
        """Put a list of another time on screen; the one that is there becomes the one before."""
        if self._model.contract is None or self._taking_out:
            return
        self._tells.say("", "question")
        self._classifying.cancel()
        self._taking_out = True
        self._leave()
        self._scribe.do(lambda: self._pump.post(TakenOut(self._files.take_out(recent.file))))

    def _taken_out(self, taken: TakenOut) -> None:
        self._taking_out = False
        contract = self._model.contract
        if taken.saved is None or contract is None:
            self._grown()  # the list on screen is written on
            self._tells.fail(FileAccessError("not_found", "That list is not there any more."))
            return
        self._show(taken.saved, contract)
        self._look()

    def _show(self, saved: SavedReview, contract: Contract) -> None:
        session = Session()
        session.opened = list(saved.paths)
        session.removed = set(saved.removed)
        session.everything = saved.everything
        self._lists.use(session)
        self._screen.show("list")
        self._go_on_writing(session)
        rows = saved.rows
        if (saved.class_names, saved.model) != (contract.class_names, model_name(contract)):
            self._write_model(contract)
            rows = tuple(_without_answer(row, contract) for row in rows)
        in_portions(self._pump, self._lists, rows, self._restore, self._restored)

    def _restore(self, rows: Sequence[Row]) -> None:
        self._classifying.classify(self._lists.session.restore(rows))

    def _restored(self) -> None:
        self._lists.rows.least_sure_first()
        self._lists.note_restored()
        self._classifying.look_again()
        self._changed()

    def _opened(self, paths: Sequence[Path]) -> None:
        if self._offered and self._is_on_screen(self._offered):
            self._offered = None
            self._tells.say("", "question")
        if self._lists.session is self._logged:
            self._do(lambda log: log.write_paths(paths))

    def _grown(self) -> None:
        session = self._lists.session
        if session is not self._logged:
            if self._taking_out:
                return
            if len(session) < _SHORTEST:
                return
            self._begin(session)
        count = len(session)
        self._finished = False
        self._do(lambda log: log.write_found(count))

    def _switched(self) -> None:
        """Another list comes on screen: the one so far is kept as the one before.

        A list that is not new was the one before until now.
        """
        session, logged = self._lists.session, self._logged is not None
        if len(session) >= _SHORTEST:
            self._leave()
            self._scribe.do(self._files.swap)
            self._go_on_writing(session)
        elif logged:
            self._leave()
            self._scribe.do(self._files.archive)
        self._look()

    def _begin(self, session: Session) -> None:
        contract = self._model.contract
        names = contract.class_names if contract else ()
        model = model_name(contract) if contract else ""
        paths, rows = list(session.opened), session.review.rows
        self._leave()
        self._scribe.do(lambda: self._files.begin(paths, names, model, rows))
        self._attach(session)
        everything = session.everything
        if everything is not None:
            self._do(lambda log: log.write_everything(everything))

    def _go_on_writing(self, session: Session) -> None:
        self._scribe.do(self._files.go_on)
        self._attach(session)

    def _attach(self, session: Session) -> None:
        self._logged = session
        self._finished = False
        self._buffer = session.review.log = BufferedLog(self._do)

    def _leave(self) -> None:
        self.flush()
        self._buffer = None
        if self._logged is not None:
            self._logged.review.log = None
            self._logged = None
        self._scribe.do(self._files.close)

    def _write_model(self, contract: Contract) -> None:
        names, model = contract.class_names, model_name(contract)
        self.flush()
        self._do(lambda log: log.write_model(names, model))

    def _do(self, work: Callable[[ReviewLog], None], changes: int = 1) -> None:
        """Let the log's thread do this, if there is a log."""
        self._scribe.do(lambda: self._files.write(work), changes)

    def _not_written(self, failure: NotWritten) -> None:
        """Say so once, and keep this list in memory only."""
        if self._logged is not None:
            self._logged.review.log = None
        self._scribe.do(self._files.close)
        sentence = str(failure.error)
        if sentence != self._told:
            self._told = sentence
            self._tells.fail(failure.error)

    def _look(self, *, offer: bool = False) -> None:
        self._scribe.do(lambda: self._pump.post(SavedFound(*self._files.look(), offer)))

    def _found(self, found: SavedFound) -> None:
        saved = found.saved
        self.saved = saved if saved is not None and saved.found >= _SHORTEST else None
        if self.saved is not None and found.offer:
            here = self.saved.decided_here
            self._corrections.make_good([row for row in self.saved.decided if row.path in here])
            if found.was_open and not self._is_on_screen(self.saved):
                self._offered = self.saved
                self._tells.say(
                    wording.offer(self.saved),
                    "question",
                    ("Resume", self.resume),
                    ("Start over", self.archive),
                )
        self._changed()

    def _is_on_screen(self, saved: SavedReview) -> bool:
        """Whether all the places of a list are opened in the one on screen."""
        opened = {*self._lists.session.opened}
        return bool(saved.paths) and all(opened & {path, *path.parents} for path in saved.paths)


def model_name(contract: Contract) -> str:
    """What tells one model from another."""
    return f"{contract.version}, {contract.created}"


def _without_answer(row: Row, contract: Contract) -> Row:
    """The row as it is for another model; a decision for a class it does not know is gone."""
    if row.error is None:
        row = row.without_answer()
    known = row.decided in {*contract.class_names, OTHER}
    return row if known else row.with_decision(None)
