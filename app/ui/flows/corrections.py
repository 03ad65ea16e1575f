"""Keeps corrections as a training set while a person makes them, and counts what is kept."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from app.core.errors import FileAccessError, PictureError
from app.core.places import corrections_folder
from app.core.review.corrections import (
    count_corrections,
    drop_correction,
    keep_correction,
    tidy_corrections,
)
from app.ui.look import wording
from app.ui.state.item import answers_of
from app.ui.threads.priority import in_turns
from app.ui.threads.scribe import Scribe

if TYPE_CHECKING:
    from app.core.answers import Row
    from app.core.pictures.pool import Decoders
    from app.ui.flows.model import ModelInUse
    from app.ui.state.item import Item
    from app.ui.state.screen import Tells
    from app.ui.threads.pump import Pump

_PATIENCE = 4.0  # seconds at the end of the program; what is left is kept at the next start
_WHOLE_SIDE = 1 << 20  # pixels: as large as it is


@dataclass(frozen=True)
class Kept:
    """So many corrections are kept now."""

    count: int


@dataclass(frozen=True)
class NotKept:
    """A correction could not be kept or taken back."""

    error: BaseException


@dataclass(frozen=True)
class _Change:
    """A correction to keep, or to drop where ``label`` is None; ``cut`` as ``keep_correction``."""

    picture: Path
    label: str | None
    cut: Callable[[], bytes] | None


class Corrections:
    """Writes to the corrections folder in a thread of its own.

    Args:
        decoders: cut out the part of a picture that was judged.

    Attributes:
        count: pictures that are kept there, with a label each.
    """

    def __init__(self, model: ModelInUse, decoders: Decoders, pump: Pump, tells: Tells) -> None:
        self._model = model
        self._decoders = decoders
        self._post = pump.post
        self._scribe = Scribe("corrections", lambda error: self._post(NotKept(error)))
        self.count = 0
        pump.on(Kept, self._counted)
        pump.on(NotKept, lambda failure: tells.fail(failure.error))

    def start(self) -> None:
        """Count what was kept before, and clear away what a killed program left."""
        self._scribe.do(lambda: tidy_corrections(corrections_folder()))
        self._scribe.do(self._count)

    def stop(self) -> None:
        """Write what waits, then end the thread."""
        self._scribe.close(_PATIENCE)

    def count_again(self) -> None:
        """Count what is kept, after somebody else changed it."""
        self._scribe.do(self._count)

    @property
    def words(self) -> str:
        """What the status line says; empty when there are none."""
        return wording.corrections(self.count) if self.count else ""

    def follow(self, items: Sequence[Item]) -> None:
        """The decisions about these items changed: keep the corrections, drop what is none now."""
        decided = answers_of(items)
        classes = self._classes()

        def keep() -> None:
            changes = (self._change(source, row, row.corrected) for source, row in decided)
            _follow(corrections_folder(), in_turns(changes), classes)

        self._scribe.do(keep, len(decided))
        self._scribe.do(self._count)

    def make_good(self, rows: Sequence[Row]) -> None:
        """Keep corrections of another time, in case the program was ended before it had.

        Files that are not there any more, or are no pictures, are passed over, and so are labels
        that are no class: nobody sees these rows, and anybody can have made them.
        """
        changes = [self._change(row.path, row, True) for row in rows if row.corrected]
        self._scribe.do(partial(_make_good, corrections_folder(), changes, self._classes()))
        self._scribe.do(self._count)

    def _change(self, picture: Path, row: Row, corrected: bool) -> _Change:
        cut = partial(_cut, self._decoders, picture, row.region) if row.region else None
        return _Change(picture, row.decided if corrected else None, cut)

    def _classes(self) -> tuple[str, ...]:
        contract = self._model.contract
        return contract.class_names if contract is not None else ()

    def _count(self) -> None:
        if self._scribe.idle:
            self._post(Kept(count_corrections(corrections_folder()).total()))

    def _counted(self, kept: Kept) -> None:
        self.count = kept.count


def _follow(
    folder: Path,
    changes: Iterable[_Change],
    classes: Sequence[str],
    passed_over: Collection[str] = (),
    *,
    anew: bool = True,
) -> None:
    """Keep or drop each; where some cannot be, the others are, and the error tells of all.

    Args:
        passed_over: codes of errors that nobody is told of.
        anew: as ``keep_correction``.
    """
    errors: list[FileAccessError] = []
    for change in changes:
        picture, label = change.picture, change.label
        try:
            if label is not None:
                keep_correction(folder, picture, label, classes=classes, cut=change.cut, anew=anew)
            elif folder.is_dir():
                drop_correction(folder, picture)
        except FileAccessError as error:
            if error.code not in passed_over:
                errors.append(error)
    if errors:
        sentences = [error.message for error in errors]
        raise FileAccessError(errors[0].code, wording.first_of(sentences))


def _cut(decoders: Decoders, picture: Path, part: tuple[int, int, int, int]) -> bytes:
    from app.core.pictures.thumbnails import png

    try:
        return png(decoders.picture(picture, _WHOLE_SIDE, part))
    except PictureError as error:
        raise FileAccessError("not_a_picture", error.message) from error


def _make_good(folder: Path, changes: Sequence[_Change], classes: Sequence[str]) -> None:
    there = [change for change in changes if change.picture.is_file()]
    _follow(folder, there, classes, {"bad_label", "not_a_picture"}, anew=False)
