"""Watch a folder for new pictures, and wait until they are written to the end."""

from __future__ import annotations

import errno
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING

from app.core.errors import FileAccessError
from app.core.pictures.find import find_pictures
from app.core.pictures.kinds import SUFFIXES
from app.core.pictures.passed_over import lies_in_passed_over

if TYPE_CHECKING:
    from watchdog.observers.api import BaseObserver

_SETTLED_SECONDS = 0.6  # a file that did not change for so long is taken to be complete
_LOOK_SECONDS = 0.2
_FOLDER_SECONDS = 1.0  # how often the folder itself is looked at
_RESCAN_SECONDS = 30.0  # what the system did not tell of, as on a network drive, is found so
_MOST_TIME_FOR_RESCANS = 0.1  # a share: a folder that takes long to read is read more seldom
_BURST = 2_000  # events between two looks; the system drops what it cannot queue
_JOIN_SECONDS = 5.0
_MOST_FOLDERS = 8_000
_WATCHES_FILE = Path("/proc/sys/fs/inotify/max_user_watches")
_LIMITS = {
    errno.ENOSPC: "max_user_watches",
    errno.EMFILE: "max_user_instances",
    errno.ENFILE: "max_user_instances",
}


@dataclass
class _Candidate:
    stamp: tuple[int, int]  # size in bytes, modification time in ns
    since: float


class FolderWatch:
    """Calls back, from a thread of its own, for every picture that is saved into a folder.

    Pictures that are there already are left out, and so is whatever a scan passes over. A picture
    that is written again is told again. A folder that goes away is watched again when it is back,
    and what was saved into it meanwhile is told then.
    """

    def __init__(
        self,
        folder: Path,
        found: Callable[[Path], None],
        changed: Callable[[bool], None] = lambda there: None,
        notice: Callable[[str], None] = lambda sentence: None,
        *,
        may_be_away: bool = False,
    ) -> None:
        """Begin to watch ``folder`` and the folders inside it.

        Args:
            changed: called, from the same thread, when the folder went away (False) or came back.
            notice: called there with a sentence about a limit of the system.
            may_be_away: begin even if it is not there.

        Raises:
            FileAccessError: ``not_found``: it is no folder, or the system cannot watch it.
        """
        self._folder = folder
        self._found, self._changed, self._notice = found, changed, notice
        self._candidates: dict[Path, _Candidate] = {}
        self._known: set[int] = set()  # digests of the pictures that were told, or there before
        self._events = 0
        self._replaced = False
        self._lock = Lock()
        self._stopped = Event()
        self._identity = _identity(folder)
        self._limit = ""  # of the system, which cannot tell of all folders
        self._observer: BaseObserver | None = None
        if self._identity is not None or not may_be_away:
            self._observer = self._observe()
        self._rescan_at = time.monotonic() + self._rescan(tell=False)
        self._thread = Thread(target=self._run, name="watch", daemon=True)
        self._thread.start()

    @property
    def by_looking(self) -> bool:
        """Whether new pictures are looked for, since the system cannot tell of all folders."""
        return bool(self._limit)

    def stop(self) -> None:
        """Stop watching; no call comes after this returns."""
        self._stopped.set()
        self._thread.join(_JOIN_SECONDS)
        self._end_observer()

    def _touched(self, path: Path) -> None:
        self._events += 1
        if path.suffix.lower() in SUFFIXES and not lies_in_passed_over(path, self._folder):
            self._put(path)

    def _put(self, path: Path) -> None:
        stamp = _stamp(path)
        if stamp is not None:
            with self._lock:
                self._candidates[path] = _Candidate(stamp, time.monotonic())

    def _run(self) -> None:
        there = self._observer is not None or self.by_looking
        if not there:
            self._changed(False)
        self._tell_limit()
        look_at = 0.0
        while not self._stopped.wait(_LOOK_SECONDS):
            now = time.monotonic()
            if now >= look_at:
                look_at = now + _FOLDER_SECONDS
                was_there, there = there, self._keep_watching()
                if there != was_there:
                    self._changed(there)
                if there and not was_there:
                    self._rescan_at = 0.0
            events, self._events = self._events, 0
            if there and (now >= self._rescan_at or events > _BURST):
                self._rescan_at = time.monotonic() + self._rescan(tell=True)
            for path in self._complete_files():
                self._found(path)

    def _keep_watching(self) -> bool:
        """Whether the folder is there; one that was replaced or came back is watched anew."""
        identity = _identity(self._folder)
        replaced, self._replaced = self._replaced, False
        if identity is None:
            self._end_observer()
        elif replaced or identity != self._identity or not (self._observer or self._limit):
            self._end_observer()
            try:
                self._observer = self._observe()
            except FileAccessError:  # gone again: the next look tries again
                return False
            self._tell_limit()
            if replaced or identity != self._identity:
                self._rescan(tell=True)
        self._identity = identity or self._identity
        return identity is not None

    def _rescan(self, *, tell: bool) -> float:
        """Look for pictures that nobody told of; returns in how many seconds to look again.

        Args:
            tell: what is new is told; else it is taken for what was there before.
        """
        start = time.monotonic()
        there: set[int] = set()
        for path in self._pictures():
            stamp = _stamp(path)
            if stamp is None:
                continue
            digest = hash((os.fspath(path), stamp))
            there.add(digest)
            if tell and digest not in self._known and path not in self._candidates:
                self._put(path)
        if _identity(self._folder) == self._identity:  # else it went away in the middle
            self._known = there if tell or not self._known else self._known | there
        return max(_RESCAN_SECONDS, (time.monotonic() - start) / _MOST_TIME_FOR_RESCANS)

    def _tell_limit(self) -> None:
        if self._limit:
            self._notice(
                f"{self._limit}, so new pictures in {self._folder} are looked for every "
                f"{_RESCAN_SECONDS:.0f} seconds or more seldom; choose a folder with fewer folders "
                "inside to see them at once."
            )

    def _pictures(self) -> Iterator[Path]:
        if _identity(self._folder) is not None:
            for item in find_pictures([self._folder], cancel=self._stopped):
                if isinstance(item, Path):
                    yield item

    def _complete_files(self) -> list[Path]:
        now, complete = time.monotonic(), []
        with self._lock:
            for path, candidate in list(self._candidates.items()):
                stamp = _stamp(path)
                if stamp is None:  # a temporary name, gone by now
                    del self._candidates[path]
                elif stamp != candidate.stamp or stamp[0] == 0:
                    self._candidates[path] = _Candidate(stamp, now)
                elif now - candidate.since >= _SETTLED_SECONDS:
                    del self._candidates[path]
                    self._known.add(hash((os.fspath(path), stamp)))
                    complete.append(path)
        return sorted(complete)

    def _observe(self) -> BaseObserver | None:
        """Listen to the system; None where it cannot tell of so many folders."""
        last, most = self._folder, _most_watches()
        for number, (root, inside, _) in enumerate(os.walk(self._folder), 1):
            if number > most:
                self._limit = f"No more than {most:,} folders can be watched at a time"
                return None
            last = Path(root, inside[-1]) if inside else last
        try:
            observer = _observe(self._folder, last, self._touched, self._gone)
        except OSError as error:
            limit = _LIMITS.get(error.errno or 0)
            if limit is None:
                raise _cannot_watch(self._folder, error) from error
            self._limit = f"This system watches no more folders at a time (fs.inotify.{limit})"
            return None
        self._limit = ""
        return observer

    def _gone(self) -> None:
        self._replaced = True

    def _end_observer(self) -> None:
        observer, self._observer = self._observer, None
        if observer is not None:
            observer.stop()
            observer.join(_JOIN_SECONDS)


def _observe(
    folder: Path, last: Path, touched: Callable[[Path], None], gone: Callable[[], None]
) -> BaseObserver:
    """Listen to the system; raises OSError.

    Args:
        last: the folder that is the last to be watched. Watchdog passes over in silence whatever
            the system has no more room for.
    """
    from watchdog.events import (
        DirCreatedEvent,
        DirDeletedEvent,
        DirMovedEvent,
        FileCreatedEvent,
        FileModifiedEvent,
        FileMovedEvent,
        FileSystemEvent,
        FileSystemEventHandler,
    )
    from watchdog.observers import Observer

    # Not what is opened and closed: a scan of twenty thousand folders would drown in its own noise.
    kinds: list[type[FileSystemEvent]] = [
        *(FileCreatedEvent, FileModifiedEvent, FileMovedEvent),
        *(DirCreatedEvent, DirMovedEvent, DirDeletedEvent),
    ]

    class Handler(FileSystemEventHandler):
        def on_any_event(self, event: FileSystemEvent) -> None:
            if event.is_directory:
                if event.event_type in {"deleted", "moved"} and Path(str(event.src_path)) == folder:
                    gone()
            elif event.event_type in {"created", "modified", "moved"}:
                touched(Path(str(event.dest_path or event.src_path)))

    observer = Observer()
    if not folder.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, "Not a folder", str(folder))
    try:
        observer.schedule(Handler(), str(folder), recursive=True, event_filter=kinds)
        observer.start()
        if sys.platform == "linux" and last != folder:
            with suppress(FileNotFoundError):  # removed meanwhile
                observer.unschedule(observer.schedule(FileSystemEventHandler(), str(last)))
    except OSError:
        observer.stop()
        raise
    return observer


def _most_watches() -> int:
    """How many folders are watched at most: half of what the system queues events for, or less."""
    try:
        return min(_MOST_FOLDERS, int(_WATCHES_FILE.read_text(encoding="ascii")))
    except (OSError, ValueError):
        return _MOST_FOLDERS


def _cannot_watch(folder: Path, error: OSError) -> FileAccessError:
    reason = error.strerror or error
    return FileAccessError(
        "not_found", f"The folder {folder} cannot be watched ({reason}); choose another."
    )


def _identity(folder: Path) -> tuple[int, int] | None:
    """What tells one folder from another of the same name; None when it is not there."""
    try:
        status = folder.stat()
    except (OSError, ValueError):
        return None
    return (status.st_dev, status.st_ino) if folder.is_dir() else None


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_size, status.st_mtime_ns
