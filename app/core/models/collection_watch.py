"""Notice that a model was published, pinned or taken away, without restarting the program."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread
from typing import TypeAlias

from app.core import places
from app.core.places import PIN_NAME

_LOOK_SECONDS = 2.0
Signature: TypeAlias = tuple[object, ...]


class CollectionWatch:
    """Calls back, from a thread of its own, when the models of a place have changed.

    A folder that is being copied into place is waited for: nothing is told until it is the same at
    two looks in a row.

    Args:
        location: gives the collection or version folder to look at; it may change.
        changed: called after every change.
        seconds: between two looks.
    """

    def __init__(
        self,
        location: Callable[[], Path],
        changed: Callable[[], None],
        seconds: float = _LOOK_SECONDS,
    ) -> None:
        self._location = location
        self._changed = changed
        self._seconds = seconds
        self._stopped = Event()
        self._known = signature(location())  # now, so that nothing published meanwhile is missed
        self._thread = Thread(target=self._run, name="models", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Look no more; a call may still be under way."""
        self._stopped.set()

    def _run(self) -> None:
        before = self._known
        while not self._stopped.wait(self._seconds):
            now = signature(self._location())
            if now != self._known and now == before:
                self._known = now
                self._changed()
            before = now


def signature(location: Path) -> Signature:
    """What changes when a model is published, pinned, replaced or removed there.

    The person's own collection counts in what came with the program, as ``models.in_use`` does.
    """
    own = _of_folder(location)
    if location != places.user_models():
        return own
    return own + _of_folder(places.shipped_models())


def _of_folder(location: Path) -> Signature:
    parts: list[object] = [str(location), _stamp(location / PIN_NAME)]
    try:
        entries = sorted(entry.path for entry in os.scandir(location) if entry.is_dir())
    except (OSError, ValueError):
        return tuple(parts)
    for folder in entries:
        if Path(folder).name.isdecimal():
            files = [Path(parent) / name for parent, _, names in os.walk(folder) for name in names]
            parts.append((folder, *(_stamp(file) for file in sorted(files))))
    return tuple(parts)


def _stamp(file: Path) -> tuple[str, int, int] | None:
    try:
        status = file.stat()
    except (OSError, ValueError):  # ValueError: no file can have such a path
        return None
    return file.name, status.st_size, status.st_mtime_ns
