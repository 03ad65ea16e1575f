"""A batch under review: what the model said, what the person decided, and undo for all of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from app.core.review.log import Row, row_from

if TYPE_CHECKING:
    from app.core.batch import Outcome


@dataclass(frozen=True)
class Change:
    """A decision about some rows, as undo needs it: their labels before and after."""

    rows: tuple[Row, ...]
    before: tuple[str | None, ...]
    after: tuple[str | None, ...]


class Log(Protocol):
    """Where changes are written: a ``log.ReviewLog``, or what feeds one."""

    def write_row(self, row: Row) -> None: ...

    def write_decisions(self, rows: Sequence[Row]) -> None: ...

    def write_moves(self, moved: Mapping[Path, Path]) -> None: ...


class Review:
    """The rows of a batch, in the order they came, with their decisions.

    Attributes:
        log: where changes are written; None keeps nothing.
    """

    def __init__(self, log: Log | None = None) -> None:
        self.rows: list[Row] = []
        self.log = log
        self._by_path: dict[Path, Row] = {}
        self._undoable: list[Change] = []
        self._redoable: list[Change] = []

    def add(self, outcome: Outcome) -> Row:
        """Take in what came of a file; a file that is there already keeps its decision."""
        return self.take(row_from(outcome))

    def take(self, row: Row) -> Row:
        """As ``add``; returns the row that is kept for the file, which may be an older one."""
        known = self._by_path.get(row.path)
        if known is not None:
            known.verdict, known.label, known.error = row.verdict, row.label, row.error
            known.probabilities, known.seconds = row.probabilities, row.seconds
            row = known
        else:
            self._insert(row)
        if self.log:
            self.log.write_row(row)
        return row

    def restore(self, rows: Iterable[Row]) -> None:
        """Take in rows that a log gave back; they are not logged again."""
        for row in rows:
            self._insert(row)

    def decide(self, rows: Sequence[Row], label: str | None) -> Change | None:
        """Give rows a label (None takes it away); errors are left out.

        Returns:
            The change, None when it changes nothing.
        """
        return self._decide([row for row in rows if row.decided != label], lambda _: label)

    def accept(self, rows: Sequence[Row]) -> Change | None:
        """Let the model's verdicts stand for those rows that have no decision yet.

        Returns:
            As ``decide``.
        """
        return self._decide([row for row in rows if row.decided is None], lambda row: row.suggested)

    def undo(self) -> Change | None:
        """Take the last decision back; None when there is none."""
        if not self._undoable:
            return None
        change = self._undoable.pop()
        self._apply(change.rows, change.before)
        self._redoable.append(change)
        return change

    def redo(self) -> Change | None:
        """Make the decision again that was taken back last; None when there is none."""
        if not self._redoable:
            return None
        change = self._redoable.pop()
        self._apply(change.rows, change.after)
        self._undoable.append(change)
        return change

    @property
    def can_undo(self) -> bool:
        return bool(self._undoable)

    @property
    def can_redo(self) -> bool:
        return bool(self._redoable)

    def __contains__(self, path: Path) -> bool:
        return path in self._by_path

    def totals(self) -> Counter[str]:
        """Files per final label; ``other`` for none of the classes; errors are not counted."""
        return Counter(row.final for row in self.rows if row.final is not None)

    def relocate(self, moved: Mapping[Path, Path]) -> None:
        """Follow files that were moved: former place -> present place."""
        known = {was: now for was, now in moved.items() if was in self._by_path}
        for was, now in known.items():
            row = self._by_path.pop(was)
            row.path = now
            self._by_path[now] = row
        if self.log and known:
            self.log.write_moves(known)

    def _decide(self, rows: Sequence[Row], label: Callable[[Row], str | None]) -> Change | None:
        changing = tuple(row for row in rows if row.answered)
        if not changing:
            return None
        before = tuple(row.decided for row in changing)
        change = Change(changing, before, tuple(label(row) for row in changing))
        self._apply(changing, change.after)
        self._undoable.append(change)
        self._redoable.clear()
        return change

    def _insert(self, row: Row) -> None:
        self.rows.append(row)
        self._by_path[row.path] = row

    def _apply(self, rows: Sequence[Row], labels: Sequence[str | None]) -> None:
        for row, label in zip(rows, labels, strict=True):
            row.decided = label
        if self.log:
            self.log.write_decisions(rows)
