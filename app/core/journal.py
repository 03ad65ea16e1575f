"""The journal of a shelving: what was meant to happen, and what did.

JSON lines. All intentions (``from``, ``to``) are on the disk before any file is touched; each file
that was put on its shelf adds a line (``done``). A crash can cost the last line, never more.
"""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

from app.core.errors import FileAccessError
from app.core.files import whole_json_lines

_FORMAT = "shelfwise-journal-1"


@dataclass(frozen=True)
class Record:
    """One file: where it came from, where it was to go, and the copy's SHA-256 once finished."""

    source: Path
    target: Path
    digest: str | None = None


class Journal:
    """A journal being written; close it, or use it in a ``with`` block."""

    def __init__(self, path: Path, mode: str, intentions: Iterable[tuple[Path, Path]]) -> None:
        """Put all that is meant to happen on the disk.

        Args:
            mode: ``copy`` or ``move``.
            intentions: source and target of each file.

        Raises:
            FileAccessError: ``cannot_write``.
        """
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._stream: TextIO = path.open("x", encoding="utf-8")
            self._append({"format": _FORMAT, "mode": mode})
            for source, target in intentions:
                self.intend(source, target)
            os.fsync(self._stream.fileno())
        except OSError as error:
            raise FileAccessError(
                "cannot_write",
                f"The journal {path} could not be begun ({error.strerror}), "
                "so no file was touched.",
            ) from error

    def intend(self, source: Path, target: Path) -> None:
        """``source`` is about to go to ``target``."""
        self._append({"from": str(source.absolute()), "to": str(target.absolute())})

    def abandon(self, target: Path) -> None:
        """``target`` turned out to be someone else's file."""
        self._append({"abandoned": str(target.absolute())})

    def finish(self, target: Path, digest: str | None) -> None:
        """``target`` is in place; ``digest`` is the SHA-256 of a copy, None for a move."""
        self._append({"done": str(target.absolute()), "sha256": digest})

    def __enter__(self) -> Journal:
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.close()

    def _append(self, record: dict[str, Any]) -> None:
        """Hand a line to the operating system: it outlives this process.

        The line is ASCII, so that names that are not valid Unicode come back as they were.
        """
        self._stream.write(json.dumps(record) + "\n")
        self._stream.flush()


def new_journal_path(folder: Path) -> Path:
    """A journal name that is free, sorted by time."""
    stamp = time.strftime("%Y%m%d-%H%M%S")
    candidates = (folder / f"{stamp}{f'-{n}' if n else ''}.jsonl" for n in range(1000))
    return next(path for path in candidates if not path.exists())


def read_journal(journal: Path) -> tuple[str, list[Record]]:
    """Mode and records of a journal, in the order of their intentions.

    Raises:
        FileAccessError: ``not_found`` or ``bad_journal``.
    """
    try:
        lines = journal.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError) as error:
        raise FileAccessError(
            "not_found", f"The journal {journal} could not be read ({error})."
        ) from error
    documents = list(whole_json_lines(lines))
    if not documents or documents[0].get("format") != _FORMAT:
        raise FileAccessError("bad_journal", f"{journal} is not a journal of Shelfwise.")
    records: dict[str, Record] = {}
    for document in documents[1:]:
        match document:
            case {"from": str(source), "to": str(target)}:
                records[target] = Record(Path(source), Path(target))
            case {"abandoned": str(target)}:
                records.pop(target, None)
            case {"done": str(target), "sha256": str(digest)} if target in records:
                records[target] = replace(records[target], digest=digest)
    return str(documents[0].get("mode")), list(records.values())


@dataclass(frozen=True)
class Shelving:
    """What one journal tells of.

    Attributes:
        when: local time of its beginning.
        mode: ``copy`` or ``move``.
        into: the folder that holds the shelves.
        meant: files that were to be put on shelves.
        there: files that are there still, and so can be taken back.
    """

    journal: Path
    when: datetime
    mode: str
    into: Path
    meant: int
    there: int


def past_shelvings(folder: Path) -> list[Shelving]:
    """What can be undone, newest first; also after a crash. Files that are no journals are passed.

    Looks for every file that the journals name, so it belongs on a thread of its own.
    """
    found = []
    for journal in sorted(folder.glob("*.jsonl"), reverse=True):
        try:
            mode, records = read_journal(journal)
            when = datetime.fromtimestamp(_started(journal))
        except (FileAccessError, OSError):
            continue
        there = sum(os.path.lexists(record.target) for record in records)
        if there and not _is_undone(journal):
            into = records[0].target.parent.parent
            found.append(Shelving(journal, when, mode, into, len(records), there))
    return found


def mark_undone(journal: Path) -> None:
    """Note that all of it was taken back; where that cannot be written, the disk still tells."""
    with contextlib.suppress(OSError), journal.open("r+b") as stream:
        stream.truncate(stream.read().rfind(b"\n") + 1)  # without half a line that a crash left
        stream.seek(0, os.SEEK_END)
        stream.write(b'{"undone": true}\n')


def moved_files(journal: Path) -> dict[Path, Path]:
    """Where files are now that a shelving moved: former place -> present place.

    Raises:
        FileAccessError: as :func:`read_journal`.
    """
    mode, records = read_journal(journal)
    if mode != "move":
        return {}
    return {
        record.source: record.target
        for record in records
        if os.path.lexists(record.target) and not os.path.lexists(record.source)
    }


def _started(journal: Path) -> float:
    """Seconds since the epoch: the time in its name, else that of its last line."""
    try:
        return time.mktime(time.strptime(journal.stem[:15], "%Y%m%d-%H%M%S"))
    except (ValueError, OverflowError):
        return journal.stat().st_mtime


def _is_undone(journal: Path) -> bool:
    return journal.read_text(encoding="utf-8").endswith('{"undone": true}\n')
