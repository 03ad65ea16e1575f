"""Which model was in use when: a short log of JSON lines in the user's data folder."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from app.core import places
from app.core.errors import FileAccessError
from app.core.storage.files import write_atomically
from app.core.storage.line_log import as_lines, read_lines
from app.core.storage.locks import Lock

KEPT = 100
_PATIENCE = 0.5  # seconds


@dataclass(frozen=True)
class Use:
    """From when on a model was in use.

    Attributes:
        at: ISO 8601, UTC, to the second.
        version: its number.
        folder: where it lay.
    """

    at: str
    version: int
    folder: str


def read_history() -> list[Use]:
    """Read what was in use, oldest first; nothing where no history can be read."""
    try:
        lines = list(read_lines(places.model_history_file()))
    except OSError:
        return []
    found = []
    for line in lines:
        at, version, folder = (line.get(name) for name in ("at", "version", "folder"))
        if isinstance(at, str) and type(version) is int and isinstance(folder, str):
            found.append(Use(at, version, folder))
    return found


def note_use(folder: Path, version: int) -> None:
    """Add a line if another model was in use before; only the last ``KEPT`` stay.

    Where that cannot be written, the history has a gap, and nothing else is wrong.
    """
    file = places.model_history_file()
    with contextlib.suppress(OSError, FileAccessError):
        lock = Lock.take(file.with_name(f".{file.name}.lock"), patience=_PATIENCE)
        with lock or contextlib.nullcontext():
            known = read_history()
            if known and (known[-1].folder, known[-1].version) == (str(folder), version):
                return
            now = datetime.now(UTC).isoformat(timespec="seconds")
            kept = [*known, Use(now, version, str(folder))][-KEPT:]
            write_atomically(file, as_lines(vars(use) for use in kept))
