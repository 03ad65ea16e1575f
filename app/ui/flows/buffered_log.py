"""What a review writes to while it is on screen: its lines go to the thread that owns the log."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app.ui.threads.priority import in_turns

if TYPE_CHECKING:
    from app.core.answers import Row
    from app.core.review.log import ReviewLog


class BufferedLog:
    """What a review writes to: hands it on to the log's own thread.

    Rows are handed on together, so that the thread wakes once for many.

    Args:
        do: lets the thread do something with the log; how many lines that is comes with it.
    """

    def __init__(self, do: Callable[[Callable[[ReviewLog], None], int], None]) -> None:
        self._do = do
        self._rows: list[Row] = []

    def write_row(self, row: Row) -> None:
        """Hand this on with the next ``flush``."""
        self._rows.append(row)

    def flush(self) -> None:
        """Hand on the rows that came since the last time."""
        if self._rows:
            rows, self._rows = self._rows, []
            self._do(lambda log: log.write_rows(rows), len(rows))

    def write_decisions(self, rows: Sequence[Row]) -> None:
        """Hand decisions on, after the rows that they are about."""
        self.flush()
        self._do(lambda log: log.write_decisions(in_turns(rows)), len(rows))

    def write_removed(self, paths: Sequence[Path]) -> None:
        """Hand on which files were taken out of the list."""
        self.flush()
        self._do(lambda log: log.write_removed(paths), len(paths))

    def write_everything(self, on: bool) -> None:
        """Hand on whether everything in the list is a product."""
        self._do(lambda log: log.write_everything(on), 1)

    def write_moves(self, moved: Mapping[Path, Path]) -> None:
        """Hand on where files are now, after what was said of them where they were."""
        self.flush()
        self._do(lambda log: log.write_moves(moved), len(moved))
