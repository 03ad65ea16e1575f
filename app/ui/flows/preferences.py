"""What a person chose, in memory and on disk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock
from typing import Any

from app.core.places import pictures_folder, received_folder
from app.core.settings import SCALES, Settings, load_settings, save_changes
from app.ui.look import appearance
from app.ui.threads.scribe import Scribe

_PATIENCE = 2.0  # seconds at the end of the program


@dataclass(frozen=True)
class NotSaved:
    """The settings could not be written."""

    error: BaseException


class Preferences:
    """Changes count at once; a thread of its own writes them, all that wait in one go.

    Args:
        post: called in that thread when they cannot be written.

    Attributes:
        now: what is in force.
    """

    def __init__(self, file: Path, post: Callable[[NotSaved], None]) -> None:
        self.now: Settings = load_settings(file)
        if not file.exists():
            self.now = replace(self.now, scale=appearance.system_scale(SCALES))
        self._file = file
        self._lock = Lock()
        self._waiting: dict[str, Any] = {}
        self._scribe = Scribe("settings", lambda error: post(NotSaved(error)))

    def remember(self, **changes: object) -> None:
        """Change settings, and have them written."""
        self.now = replace(self.now, **changes)  # type: ignore[arg-type]
        with self._lock:
            self._waiting |= changes
        self._scribe.do(self._write)

    @property
    def start_folder(self) -> str:
        """Where a file dialog begins: where the last drop or dialog was, else among pictures."""
        last = self.now.last_folder
        places = (Path(last), pictures_folder()) if last else (pictures_folder(),)
        return str(next((place for place in places if place.is_dir()), Path.home()))

    def note_places(self, paths: Sequence[Path]) -> None:
        """Let the next file dialog begin where the first of these lies."""
        folder = str(paths[0].parent)
        received = paths[0].is_relative_to(received_folder())  # it was pasted and has no place
        if folder != self.now.last_folder and not received:
            self.remember(last_folder=folder)

    def close(self) -> None:
        """Write what waits; nothing is written after that."""
        self._scribe.close(_PATIENCE)

    def _write(self) -> None:
        with self._lock:
            changes, self._waiting = self._waiting, {}
        if changes:
            save_changes(self._file, self.now, changes)
