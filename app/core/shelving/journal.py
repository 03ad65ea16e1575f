"""The journal of a shelving: what was meant to happen, and what did.

JSON lines. All intentions (``from``, ``to``) are on the disk before any file is touched; each file
that was put on its shelf adds a line (``done``). A crash can cost the last line, never more.
"""

from __future__ import annotations

import contextlib
import errno
import os
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from app.core.errors import FileAccessError
from app.core.names import path_from
from app.core.shelving.placing import plain_path
from app.core.storage.files import write_atomically
from app.core.storage.line_log import LineLog, as_lines, read_lines
from app.core.storage.stamped import in_order, new_stamped, stamp_of

_FORMAT = "shelfwise-journal-1"
_UNDONE = {"undone": True}


@dataclass(frozen=True)
class Record:
    """One file: where it came from, where it was to go, and the copy's SHA-256 once finished."""

    source: Path
    target: Path
    digest: str | None = None


class Journal:
    """A journal being written; close it, or use it in a ``with`` block."""

    def __init__(
        self,
        path: Path,
        mode: str,
        intentions: Iterable[tuple[Path, Path]],
        into: Path | None = None,
    ) -> None:
        """Put all that is meant to happen on the disk.

        Args:
            mode: ``copy`` or ``move``.
            intentions: source and target of each file.
            into: the folder of the shelves; None where every target lies right on one.

        Raises:
            FileAccessError: ``cannot_write``.
        """
        try:
            if path.exists():
                raise FileExistsError(errno.EEXIST, "it is there already")
            head = {"format": _FORMAT, "mode": mode}
            if into is not None:
                head["into"] = str(into.absolute())
            lines = as_lines([head, *(_intention(*pair) for pair in intentions)])
            write_atomically(path, lines, private=True)
            self._log = LineLog(path)
        except (OSError, FileAccessError) as error:
            cause = error if isinstance(error, OSError) else error.__cause__
            raise FileAccessError(
                "cannot_write",
                f"The journal {path} could not be begun ({getattr(cause, 'strerror', cause)}), "
                "so no file was touched.",
            ) from error

    def redirect(self, source: Path, taken: Path, target: Path) -> None:
        """``taken`` turned out to be someone else's file; ``source`` goes to ``target`` instead.

        Raises:
            OSError: that cannot be written, so it must not be done.
        """
        self._log.append([{"abandoned": str(taken.absolute())}, _intention(source, target)])

    def finish(self, target: Path, digest: str | None) -> None:
        """``target`` is in place; ``digest`` is the SHA-256 of a copy, None for a move.

        On a full disk the line is left out: intention and disk tell the same.
        """
        with contextlib.suppress(OSError):
            self._log.append([{"done": str(target.absolute()), "sha256": digest}])

    def __enter__(self) -> Journal:
        return self

    def __exit__(self, *_: object) -> None:
        self._log.close()


def _intention(source: Path, target: Path) -> dict[str, str]:
    return {"from": str(source.absolute()), "to": str(target.absolute())}


def new_journal_path(folder: Path) -> Path:
    """A journal name that is free."""
    return new_stamped(folder, ".jsonl")


@dataclass(frozen=True)
class JournalContent:
    """What a journal gave back.

    Attributes:
        mode: ``copy`` or ``move``.
        into: the folder of the shelves.
        records: in the order of their intentions.
        refused: lines that name what no sorting into the folder of the others can have done.
    """

    mode: str
    into: Path
    records: tuple[Record, ...]
    refused: int


def read_journal(journal: Path) -> tuple[str, list[Record]]:
    """Mode and records of a journal, without the lines that are refused; see ``load_journal``."""
    content = load_journal(journal)
    return content.mode, list(content.records)


def load_journal(journal: Path) -> JournalContent:
    """Read a journal; a line that cannot be believed costs only itself.

    Raises:
        FileAccessError: ``not_found`` or ``bad_journal``.
    """
    try:
        documents = list(read_lines(journal))
    except OSError as error:
        raise FileAccessError(
            "not_found", f"The journal {journal} could not be read ({error.strerror})."
        ) from error
    if not documents or documents[0].get("format") != _FORMAT:
        raise FileAccessError("bad_journal", f"{journal} is not a journal of Shelfwise.")
    mode = documents[0].get("mode")
    into, records, refused = _records(documents[1:], _said_folder(documents[0]))
    if mode not in {"copy", "move"} or (refused and not records):
        raise FileAccessError(
            "bad_journal",
            f"{journal} names files that no sorting into one folder can have put there, "
            "so nothing was undone.",
        )
    return JournalContent(mode, into or journal.parent, tuple(records), refused)


def _said_folder(head: dict[str, Any]) -> Path | None:
    """The folder of shelves that a journal says; earlier ones say none."""
    try:
        return _plain(head["into"])
    except (KeyError, ValueError):
        return None


def _records(
    documents: Iterable[dict[str, Any]], said: Path | None
) -> tuple[Path | None, list[Record], int]:
    """The folder of shelves, the records that can be of one shelving, and how many cannot."""
    records: dict[str, Record] = {}
    refused = 0
    for document in documents:
        match document:
            case {"from": str(source), "to": str(target)}:
                try:
                    records[target] = Record(_plain(source), _plain(target))
                except ValueError:
                    refused += 1
            case {"abandoned": str(target)}:
                records.pop(target, None)
            case {"done": str(target), "sha256": str(digest)} if target in records:
                records[target] = replace(records[target], digest=digest)
    into, kept = _of_one_shelving(list(records.values()), said)
    return into, kept, refused + len(records) - len(kept)


def _plain(text: str) -> Path:
    path = path_from(text)
    if not path.is_absolute():
        raise ValueError("a path hangs on where the program was started")
    return path


def _of_one_shelving(
    records: Sequence[Record], said: Path | None
) -> tuple[Path | None, list[Record]]:
    """The folder of shelves, and those whose targets lie on one of them.

    A journal from elsewhere could else take any file from any place and put it into another. Where
    the journal does not say which folder it was, it is the one that most targets name.
    """
    if said is not None:
        return said, [record for record in records if _lies_on_a_shelf(record, said)]
    plain = [record for record in records if ".." not in record.target.parts[-2:]]
    folders = Counter(record.target.parent.parent for record in plain)
    if not folders:
        return None, []
    [(into, count)] = folders.most_common(1)
    if 2 * count <= len(plain):  # nobody can say which one it was
        return None, []
    return into, [record for record in plain if record.target.parent.parent == into]


def _lies_on_a_shelf(record: Record, into: Path) -> bool:
    """Whether a sorting can have put it there: folders in a shelf are those it came from."""
    if not record.target.is_relative_to(into):
        return False
    parts = record.target.relative_to(into).parts
    if len(parts) < 2 or ".." in parts:
        return False
    inner = parts[1:-1]
    return not inner or plain_path(record.source).parent.parts[-len(inner) :] == inner


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
    for journal in reversed(in_order(folder.glob("*.jsonl"))):
        try:
            content = load_journal(journal)
            when = datetime.fromtimestamp(stamp_of(journal) or journal.stat().st_mtime)
        except (FileAccessError, OSError, OverflowError, ValueError):
            continue
        records = content.records
        there = sum(os.path.lexists(record.target) for record in records)
        if there and not _is_undone(journal):
            found.append(Shelving(journal, when, content.mode, content.into, len(records), there))
    return found


def mark_undone(journal: Path) -> None:
    """Note that all of it was taken back; where that cannot be written, the disk still tells."""
    with contextlib.suppress(OSError), LineLog(journal) as log:
        log.append([_UNDONE])


def moved_files(journal: Path) -> dict[Path, Path]:
    """Where files are now that a shelving moved: former place -> present place.

    Raises:
        FileAccessError: as ``read_journal``.
    """
    mode, records = read_journal(journal)
    if mode != "move":
        return {}
    return {
        record.source: record.target
        for record in records
        if os.path.lexists(record.target) and not os.path.lexists(record.source)
    }


def all_moves(folder: Path) -> dict[Path, Path]:
    """Where sortings put the files that they moved: former place -> next place, newest last.

    Journals that were undone or cannot be read are passed.
    """
    moves: dict[Path, Path] = {}
    for journal in in_order(folder.glob("*.jsonl")):
        try:
            mode, records = read_journal(journal)
            if mode == "move" and not _is_undone(journal):
                moves |= {record.source: record.target for record in records}
        except (FileAccessError, OSError):
            continue
    return moves


def _is_undone(journal: Path) -> bool:
    return _UNDONE in read_lines(journal)
