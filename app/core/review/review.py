"""A batch under review: what the model said, what the person decided, and undo for all of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from app.core.answers import Outcome, Row, row_from


@dataclass(frozen=True)
class Change:
    """A decision about some rows, as undo needs it: their labels before and after.

    Positions, not rows: a file may be moved, or answered again, between a decision and its undo.
    """

    positions: tuple[int, ...]
    before: tuple[str | None, ...]
    after: tuple[str | None, ...]


class Log(Protocol):
    """Where changes are written: a ``log.ReviewLog``, or what feeds one."""

    def write_row(self, row: Row) -> None:
        """Write what the model said of a file."""

    def write_decisions(self, rows: Sequence[Row]) -> None:
        """Write what the person decided."""

    def write_moves(self, moved: Mapping[Path, Path]) -> None:
        """Write where files are now: former place -> present place."""

    def write_removed(self, paths: Sequence[Path]) -> None:
        """Write which files a person took out of the list."""

    def write_everything(self, on: bool) -> None:
        """Write whether everything in the list is a product."""


class Review:
    """The rows of a batch, in the order they came, with their decisions.

    Rows are frozen: a change puts another one in the place of the one before, and whoever was
    handed that, such as the log's thread, keeps what it was at the time.

    Attributes:
        log: where changes are written; None keeps nothing.
    """

    def __init__(self, log: Log | None = None) -> None:
        self.log = log
        self._rows: list[Row] = []
        self._positions: dict[Path, int] = {}
        self._removed: set[int] = set()  # positions, which undo must not come back to
        self._undoable: list[Change] = []
        self._redoable: list[Change] = []

    @property
    def rows(self) -> tuple[Row, ...]:
        """All rows as they are now."""
        return tuple(
            row for position, row in enumerate(self._rows) if position not in self._removed
        )

    def __contains__(self, path: Path) -> bool:
        return path in self._positions

    def __getitem__(self, path: Path) -> Row:
        return self._rows[self._positions[path]]

    def add(self, outcome: Outcome) -> Row:
        """Take in what came of a file; a file that is there already keeps its decision."""
        return self.take(row_from(outcome))

    def take(self, row: Row) -> Row:
        """As ``add``; returns the row that is kept for the file."""
        position = self._positions.get(row.path)
        if position is None:
            self._insert(row)
        else:
            row = row.with_decision(self._rows[position].decided)
            self._rows[position] = row
        if self.log:
            self.log.write_row(row)
        return row

    def put(self, row: Row) -> Row:
        """Put another row in the place of a file's, which keeps its decision; it is not logged."""
        position = self._positions[row.path]
        decided = self._rows[position].decided
        self._rows[position] = row = row if row.decided == decided else row.with_decision(decided)
        return row

    def restore(self, rows: Iterable[Row]) -> None:
        """Take in rows that a log gave back; they are not logged again."""
        for row in rows:
            self._insert(row)

    def judge(self, sure: float, everything: bool = False) -> None:
        """Derive all verdicts anew, as ``Row.judged``; they are not logged."""
        self._rows = [row.judged(sure, everything) for row in self._rows]

    def decide(self, rows: Sequence[Row], label: str | None) -> tuple[Row, ...]:
        """Give rows a label (None takes it away); errors are left out.

        Returns:
            The rows that have another decision now, with it.
        """
        return self._decide(rows, lambda _: label)

    def recall(self, labels: Mapping[Path, str]) -> tuple[Row, ...]:
        """Give undecided files the labels that a person gave them another time; no step of undo.

        Returns:
            As ``decide``.
        """
        positions = [
            position
            for path in labels
            if (position := self._positions.get(path)) is not None
            and self._rows[position].answered
            and self._rows[position].decided is None
        ]
        return self._apply(positions, [labels[self._rows[number].path] for number in positions])

    def accept(self, rows: Sequence[Row]) -> tuple[Row, ...]:
        """Let the model's verdicts stand for those rows that have no decision yet.

        Returns:
            As ``decide``.
        """
        return self._decide(rows, lambda row: row.decided or row.suggested)

    def accept_nearest(self, rows: Sequence[Row]) -> tuple[Row, ...]:
        """As ``accept``, with the most probable class even of what is *not one of these*."""
        return self._decide(rows, lambda row: row.decided or row.label)

    def undo(self) -> tuple[Row, ...]:
        """Take the last decision back; returns its rows, none when there is none."""
        if not self._undoable:
            return ()
        change = self._undoable.pop()
        self._redoable.append(change)
        return self._apply(change.positions, change.before)

    def redo(self) -> tuple[Row, ...]:
        """Make the decision again that was taken back last; otherwise as ``undo``."""
        if not self._redoable:
            return ()
        change = self._redoable.pop()
        self._undoable.append(change)
        return self._apply(change.positions, change.after)

    @property
    def can_undo(self) -> bool:
        """Whether there is a decision to take back."""
        return bool(self._undoable)

    @property
    def can_redo(self) -> bool:
        """Whether there is a decision to make again."""
        return bool(self._redoable)

    def totals(self) -> Counter[str]:
        """Files per final label; ``other`` for none of the classes; errors are not counted."""
        return Counter(row.final for row in self.rows if row.final is not None)

    def remove(self, paths: Sequence[Path]) -> None:
        """Take files out of the list; what was decided about them cannot be undone any more."""
        known = [path for path in paths if path in self._positions]
        self._removed.update(self._positions.pop(path) for path in known)
        if self.log and known:
            self.log.write_removed(known)

    def relocate(self, moved: Mapping[Path, Path]) -> None:
        """Follow files that were moved: former place -> present place."""
        known = {was: now for was, now in moved.items() if was in self._positions}
        for was, now in known.items():
            position = self._positions.pop(was)
            self._rows[position] = self._rows[position]._replace(path=now)
            self._positions[now] = position
        if self.log and known:
            self.log.write_moves(known)

    def _decide(
        self, rows: Sequence[Row], label_of: Callable[[Row], str | None]
    ) -> tuple[Row, ...]:
        """Give rows the labels that they are to have, in one step of undo."""
        positions, before, after = [], [], []
        for given in rows:
            position = self._positions[given.path]
            row = self._rows[position]
            label = label_of(row)
            if row.answered and row.decided != label:
                positions.append(position)
                before.append(row.decided)
                after.append(label)
        if not positions:
            return ()
        change = Change(tuple(positions), tuple(before), tuple(after))
        self._undoable.append(change)
        self._redoable.clear()
        return self._apply(change.positions, change.after)

    def _insert(self, row: Row) -> None:
        self._positions[row.path] = len(self._rows)
        self._rows.append(row)

    def _apply(self, positions: Sequence[int], labels: Sequence[str | None]) -> tuple[Row, ...]:
        changed = []
        for position, label in zip(positions, labels, strict=True):
            if position in self._removed:
                continue
            self._rows[position] = row = self._rows[position].with_decision(label)
            changed.append(row)
        if self.log:
            self.log.write_decisions(changed)
        return tuple(changed)
