"""A batch under review: what the model said, what the person decided, and undo for all of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.core.batch import Outcome
from app.core.review_log import ReviewLog, Row, row_from


@dataclass(frozen=True)
class Change:
    """A decision about some rows, as undo needs it."""

    rows: tuple[Row, ...]
    before: tuple[str | None, ...]
    after: str | None


class Review:
    """The rows of a batch, in the order they came, with their decisions.

    Args:
        class_names: in the model's order.
        log: where changes are written; None keeps nothing.
    """

    def __init__(self, class_names: Sequence[str], log: ReviewLog | None = None) -> None:
        self.class_names = tuple(class_names)
        self.rows: list[Row] = []
        self._log = log
        self._by_path: dict[Path, Row] = {}
        self._undoable: list[Change] = []
        self._redoable: list[Change] = []

    def add(self, outcome: Outcome) -> Row:
        """Take in what came of a file; a file that is there already keeps its decision."""
        row = row_from(outcome)
        known = self._by_path.get(row.path)
        if known is not None:
            known.verdict, known.label, known.error = row.verdict, row.label, row.error
            known.probabilities, known.seconds = row.probabilities, row.seconds
            row = known
        else:
            self._insert(row)
        if self._log:
            self._log.write_row(row)
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
        changing = tuple(row for row in rows if row.error is None and row.decided != label)
        if not changing:
            return None
        change = Change(changing, tuple(row.decided for row in changing), label)
        self._apply(change.rows, [label] * len(changing))
        self._undoable.append(change)
        self._redoable.clear()
        return change

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
        self._apply(change.rows, [change.after] * len(change.rows))
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

    def _insert(self, row: Row) -> None:
        self.rows.append(row)
        self._by_path[row.path] = row

    def _apply(self, rows: Sequence[Row], labels: Sequence[str | None]) -> None:
        for row, label in zip(rows, labels, strict=True):
            row.decided = label
            if self._log:
                self._log.write_decision(row)
