"""The review logs that are kept: of the list on screen, the one before it, and earlier ones."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.core.answers import Row
from app.core.errors import FileAccessError
from app.core.names import path_from
from app.core.review.log import ReviewLog, SavedReview, read_review
from app.core.storage.files import remove_leftovers
from app.core.storage.locks import Lock

MOST_LISTS = 20
_HEAD = 1024 * 1024  # bytes of a log that are read for what was opened


@dataclass(frozen=True)
class RecentList:
    """A list of another time.

    Attributes:
        file: its log.
        paths: what it was begun with.
        pictures: how many it has, roughly: those answered twice count twice.
        written: when it was last written to, in seconds since 1970.
    """

    file: Path
    paths: tuple[Path, ...]
    pictures: int
    written: float


class ReviewFiles:
    """Belongs to one thread, and to one program at a time: the first that uses them.

    Methods raise ``FileAccessError`` when a file cannot be written (``cannot_write``), or when
    another program has the lists (``in_use``).

    Args:
        file: the log of the list on screen; the others lie beside it.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._before = file.with_name(f"{file.stem}-before{file.suffix}")
        self._between = file.with_name(f"{file.stem}-between{file.suffix}")
        self._earlier = file.with_name(f"{file.stem}-earlier")
        self._lock: Lock | None = None
        self._log: ReviewLog | None = None
        self._displaced = False  # whether the list of another time made room for a new one
        self._saved_is_before = False  # where the list is that was found last

    def begin(
        self, paths: Sequence[Path], class_names: Sequence[str], model: str, rows: Sequence[Row]
    ) -> None:
        """Start a log; the list of another time becomes the one before. See ``ReviewLog``."""
        self._own()
        self._displaced = self._file.exists()
        self.archive()
        self._log = ReviewLog.begin(self._file, paths, class_names, model, rows)

    def go_on(self) -> None:
        """Append to the log that is there."""
        self._own()
        self.close()
        self._log = ReviewLog.go_on(self._file)

    def write(self, work: Callable[[ReviewLog], None]) -> None:
        """Let ``work`` write, if a log is open."""
        if self._log is not None:
            work(self._log)

    def close(self) -> None:
        """Close the log; nothing is written any more."""
        log, self._log = self._log, None
        if log is not None:
            log.close()

    def leave(self) -> None:
        """Write no more, and let another program have the lists."""
        self.close()
        lock, self._lock = self._lock, None
        if lock is not None:
            lock.release()

    def archive(self) -> None:
        """What is the list on screen becomes the one before; that one joins the earlier ones."""
        self._own()
        self.close()
        if self._file.exists():
            self._put_with_earlier(self._before)
            self._rename(self._file, self._before)
            self._saved_is_before = True

    def swap(self) -> None:
        """The one before comes back, and what was on screen becomes the one before."""
        self._own()
        self.close()
        for origin, target in (
            (self._file, self._between),
            (self._before, self._file),
            (self._between, self._before),
        ):
            if origin.exists():
                self._rename(origin, target)

    def bring_back(self) -> None:
        """Make what ``look`` found the list on screen."""
        if self._saved_is_before:
            self.swap()
            self._saved_is_before = False

    def forget(self) -> None:
        """Delete the lists of other times; one that is written to stays."""
        self._own()
        files = [self._before, self._between, *self._earlier.glob("*.jsonl")]
        for file in files if self._log is not None else [*files, self._file]:
            try:
                file.unlink(missing_ok=True)
            except OSError as error:
                raise FileAccessError(
                    "cannot_delete",
                    f"{file} could not be deleted ({error.strerror}); see that its folder can be "
                    "written to.",
                ) from error

    def recent(self) -> list[RecentList]:
        """The lists that can be opened again, the newest first; the one being written is none."""
        self._own()
        logs = [self._before, *self._earlier.glob("*.jsonl")]
        logs += [self._file] if self._log is None else []
        found = [recent for log in logs for recent in _recent(log)]
        return sorted(found, key=lambda recent: recent.written, reverse=True)

    def take_out(self, file: Path) -> SavedReview | None:
        """Make one of ``recent`` the list on screen, and what was there the one before."""
        self._own()
        saved = read_review(file)
        if saved is None:
            return None
        if file == self._before:
            self.swap()
        elif file != self._file:
            self._rename(file, self._between)
            self.archive()
            self._rename(self._between, self._file)
        self._saved_is_before = False
        return saved

    def look(self) -> tuple[SavedReview | None, bool]:
        """The list of another time, and whether it was the last one on screen."""
        self._own()
        saved = read_review(self._file) if self._log is None else None
        self._saved_is_before = saved is None
        if saved is not None:
            return saved, True
        return read_review(self._before), self._displaced

    def _own(self) -> None:
        """Have the lists for this program alone, and as they were before a crash."""
        if self._lock is not None:
            return
        try:
            self._lock = Lock.take(self._file.with_name(f".{self._file.name}.lock"))
        except OSError as error:
            raise FileAccessError(
                "cannot_write",
                f"{self._file.parent} cannot be written to ({error.strerror}), so lists cannot be "
                "taken up again after the program is closed.",
            ) from error
        if self._lock is None:
            raise FileAccessError(
                "in_use",
                "Shelfwise is open in another window, so this window's list will not be saved.",
            )
        remove_leftovers(self._file.parent)
        self._finish_swap()

    def _finish_swap(self) -> None:
        """A crash in the middle of a change left one of the lists under a third name."""
        if self._between.exists():
            if not self._file.exists():
                self._rename(self._between, self._file)
            elif not self._before.exists():
                self._rename(self._between, self._before)
            else:
                self._put_with_earlier(self._between)

    def _put_with_earlier(self, log: Path) -> None:
        """Keep a list with the earlier ones, of which the oldest go."""
        with contextlib.suppress(OSError):
            self._earlier.mkdir(mode=0o700, exist_ok=True)
            written = log.stat().st_mtime_ns
            log.replace(self._earlier / f"{written:020}.jsonl")
            logs = sorted(self._earlier.glob("*.jsonl"), key=lambda log: log.stat().st_mtime_ns)
            for oldest in logs[: -(MOST_LISTS - 2)]:
                oldest.unlink()

    def _rename(self, origin: Path, target: Path) -> None:
        try:
            origin.replace(target)
        except OSError as error:
            raise FileAccessError(
                "cannot_write",
                f"{origin} could not be renamed ({error.strerror}), so this list cannot be taken "
                "up again after the program is closed.",
            ) from error


def _recent(log: Path) -> Iterator[RecentList]:
    """What can be said of a log without reading all of it; nothing of one that is no list."""
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        with log.open("rb") as stream:
            head = json.loads(stream.readline(_HEAD))
            pictures = sum(line.startswith(b'{"row"') for line in stream)
            written = log.stat().st_mtime
        paths = tuple(path_from(path) for path in head["paths"])
        if pictures:
            yield RecentList(log, paths, pictures, written)
