"""The journal of a shelving: what was meant to happen, and what did.

JSON lines. All intentions (``from``, ``to``) are on the disk before any file is touched; each file
that was put on its shelf adds a line (``done``). A crash can cost the last line, never more.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
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
