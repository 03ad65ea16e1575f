"""Keeps the list on disk as it grows, and takes it up again after the program was closed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.core.answers import OTHER, Row
from app.core.places import review_file
from app.core.review.files import ReviewFiles
from app.core.review.log import ReviewLog, SavedReview
from app.ui.look import review_words
from app.ui.state.session import Session
from app.ui.threads.scribe import Scribe

if TYPE_CHECKING:
    from app.core.models.folder import Contract
    from app.ui.window import Window

_CHUNK = 400  # rows taken in at a time, so that the window never waits
_PAUSE_MS = 5
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


class LaterLog:
    """What a review writes to: hands it on to the log's own thread.

    Rows are handed on together, so that the thread wakes once for many.
    """

    def __init__(self, do: Callable[[Callable[[ReviewLog], None]], None]) -> None:
        self._do = do
        self._rows: list[Row] = []

    def write_row(self, row: Row) -> None:
        self._rows.append(row)

    def flush(self) -> None:
        """Hand on the rows that came since the last time."""
        if self._rows:
            rows, self._rows = self._rows, []
            self._do(lambda log: log.write_rows(rows))

    def write_decisions(self, rows: Sequence[Row]) -> None:
        self.flush()
        self._do(lambda log: log.write_decisions(rows))

    def write_moves(self, moved: Mapping[Path, Path]) -> None:
        self.flush()
        self._do(lambda log: log.write_moves(moved))


class ReviewKeeper:
    """Two lists are kept: the one on screen, and the one before it.

    Attributes:
        saved: the list of another time that can be taken up.
    """

    def __init__(self, window: Window) -> None:
        self._window = window
        self._post = window.pump.post
        self._scribe = Scribe("review log", lambda error: self._post(NotWritten(error)))
        self._files = ReviewFiles(review_file())
        self._logged: Session | None = None
        self._later: LaterLog | None = None
        self._finished = False
        self._looked = False
        self._told = ""
        self.saved: SavedReview | None = None
        window.pump.on(NotWritten, self._not_written)
        window.pump.on(SavedFound, self._found)
        window.pump.after_messages(self.flush)

    def stop(self) -> None:
        """Finish writing."""
        self.flush()
        self._scribe.do(self._files.leave)
        self._scribe.close(_PATIENCE)

    def flush(self) -> None:
        """Hand on what came since the last time."""
        if self._later is not None:
            self._later.flush()

    def opened(self, paths: Sequence[Path]) -> None:
        """A person opened these."""
        session = self._window.session
        new = [path for path in paths if path not in session.opened]
        session.opened += new
        if new and session is self._logged:
            self._do(lambda log: log.write_paths(new))

    def arrived(self) -> None:
        """The session has more items than before."""
        session = self._window.session
        if session is not self._logged:
            if len(session) < _SHORTEST:
                return
            self._begin(session)
        count = len(session)
        self._finished = False
        self._do(lambda log: log.write_found(count))

    def follow(self) -> None:
        """Note when everything is classified."""
        window = self._window
        if window.session is self._logged and not self._finished and not window.classifying.running:
            self._finished = window.session.counts.cancelled == 0
            if self._finished:
                self.flush()
                self._do(lambda log: log.finish())

    def model_changed(self) -> None:
        """Note which model is in use; offer the list of another time once there is one."""
        contract = self._window.model.contract
        if contract is None:
            return
        if self._window.session is self._logged:
            self._write_model(contract)
        if not self._looked:
            self._looked = True
            self._look(offer=True)

    def switch(self, session: Session) -> None:
        """Another session comes on screen: the one so far is kept as the one before."""
        if self._logged is not None:
            self._leave()
            self._scribe.do(self._files.put_away)
        if len(session) >= _SHORTEST:
            self._scribe.do(self._files.swap)
            self._go_on_writing(session)
        self._look()

    def put_away(self) -> None:
        """Leave the list of another time for now; the menu still has it."""
        if self._logged is None:
            self._scribe.do(self._files.put_away)
            self._look()

    def go_on(self) -> None:
        """Take up the list of another time: what is done stays done, the rest is looked for."""
        window, saved = self._window, self.saved
        contract = window.model.contract
        if saved is None or contract is None:
            return
        self.saved = None
        window.hide_banner()
        window.classifying.cancel()
        session = Session()
        session.opened = list(saved.paths)
        self._leave()
        self._scribe.do(self._files.bring_back)
        window.use_session(session, "list")
        self._go_on_writing(session)
        rows = saved.rows
        if (saved.class_names, saved.model) != (contract.class_names, model_name(contract)):
            self._write_model(contract)
            rows = tuple(_without_answer(row, contract) for row in rows)
        self._restore(session, rows, 0)

    def _restore(self, session: Session, rows: Sequence[Row], start: int) -> None:
        window = self._window
        if window.session is not session:
            return
        window.classifying.classify(session.restore(rows[start : start + _CHUNK]))
        following = start + _CHUNK
        if following < len(rows):
            window.root.after(_PAUSE_MS, lambda: self._restore(session, rows, following))
            return
        window.rows.least_sure_first()
        window.classifying.look_again()
        window.refresh()

    def _begin(self, session: Session) -> None:
        contract = self._window.model.contract
        names = contract.class_names if contract else ()
        model = model_name(contract) if contract else ""
        paths, rows = list(session.opened), list(session.review.rows)
        self._leave()
        self._scribe.do(lambda: self._files.begin(paths, names, model, rows))
        self._attach(session)

    def _go_on_writing(self, session: Session) -> None:
        self._scribe.do(self._files.go_on)
        self._attach(session)

    def _attach(self, session: Session) -> None:
        self._logged = session
        self._finished = False
        self._later = session.review.log = LaterLog(self._do)

    def _leave(self) -> None:
        self.flush()
        self._later = None
        if self._logged is not None:
            self._logged.review.log = None
            self._logged = None
        self._scribe.do(self._files.close)

    def _write_model(self, contract: Contract) -> None:
        names, model = contract.class_names, model_name(contract)
        self.flush()
        self._do(lambda log: log.write_model(names, model))

    def _do(self, work: Callable[[ReviewLog], None]) -> None:
        """Let the log's thread do this, if there is a log."""
        self._scribe.do(lambda: self._files.write(work))

    def _not_written(self, failure: NotWritten) -> None:
        """Say so once, and keep this list in memory only."""
        if self._logged is not None:
            self._logged.review.log = None
        self._scribe.do(self._files.close)
        sentence = str(failure.error)
        if sentence != self._told:
            self._told = sentence
            self._window.tell_error(failure.error)

    def _look(self, *, offer: bool = False) -> None:
        self._scribe.do(lambda: self._post(SavedFound(*self._files.look(), offer)))

    def _found(self, found: SavedFound) -> None:
        saved = found.saved
        self.saved = saved if saved is not None and saved.found >= _SHORTEST else None
        if self.saved is not None and found.offer:
            here = self.saved.decided_here
            self._window.corrections.make_good([row for row in self.saved.rows if row.path in here])
            if found.was_open:
                self._window.banner.offer(
                    review_words.offer(self.saved),
                    ("Go on", self.go_on),
                    ("Start anew", self.put_away),
                )
        self._window.refresh()


def model_name(contract: Contract) -> str:
    """What tells one model from another."""
    return f"{contract.version}, {contract.created}"


def _without_answer(row: Row, contract: Contract) -> Row:
    """The row as it is for another model; a decision for a class it does not know is gone."""
    if row.error is None:
        row = row.without_answer()
    known = row.decided in {*contract.class_names, OTHER}
    return row if known else row.with_decision(None)
