"""How far a run is: a bar on the terminal, and lines of JSON for programs."""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

from rich.console import Console
from rich.progress import Progress, TaskID

from app.classify import progress_bar
from app.core.errors import FileAccessError
from app.outcomes import EMPTY, UNREADABLE
from app.output import standard_output


class RunProgress:
    """Counts what parts come to, and tells it.

    Args:
        found: pictures in all.
        before: what parts that were there already come to.
        lines: where a line of JSON goes after each part; None for nowhere.
    """

    def __init__(
        self, found: int, before: Counter[str], bar: Progress, lines: IO[str] | None
    ) -> None:
        self.counts = before.copy()
        self._found = found
        self._before = before.total()
        self._bar = bar
        self._lines = lines
        self._began = time.monotonic()
        self._task: TaskID = bar.add_task("", total=found - self._before)

    def add(self, counts: Counter[str]) -> None:
        """Count one part, and tell how far it is by now."""
        self.counts += counts
        self._bar.update(self._task, completed=self.counts.total() - self._before)
        self.tell()

    def tell(self) -> None:
        """Write the line of JSON."""
        if self._lines is None:
            return
        seconds = time.monotonic() - self._began
        here = self.counts.total() - self._before
        speed = here / seconds if seconds else 0.0
        left = self._found - self.counts.total()
        failed = self.counts[UNREADABLE] + self.counts[EMPTY]
        line = {
            "found": self._found,
            "done": self.counts.total() - failed,
            "failed": failed,
            "seconds": round(seconds, 1),
            "pictures_per_second": round(speed, 1),
            "seconds_left": round(left / speed, 1) if here else None,
        }
        with standard_output():
            self._lines.write(json.dumps(line) + "\n")
            self._lines.flush()


@contextmanager
def told(
    found: int, before: Counter[str], console: Console, lines: str | None
) -> Iterator[RunProgress]:
    """Tell how far a run is while the block runs.

    Args:
        lines: a file for lines of JSON, which are added to it; ``-`` for standard output.

    Raises:
        FileAccessError: ``cannot_write``.
    """
    with ExitStack() as stack:
        stream: IO[str] | None = sys.stdout if lines == "-" else None
        if lines not in {None, "-"}:
            try:
                stream = stack.enter_context(Path(str(lines)).open("a", encoding="utf-8"))
            except OSError as error:
                raise FileAccessError(
                    "cannot_write",
                    f"{lines} could not be written ({error.strerror}); choose another place.",
                ) from error
        progress = RunProgress(found, before, stack.enter_context(progress_bar(console)), stream)
        progress.tell()
        yield progress
        progress.tell()
