"""What a run is to do, cut into parts, written down once: a run that was stopped goes on by it.

``_plan.jsonl`` holds a line a part; ``_run.json`` what was asked for and where each line begins. It
is written last, so without it there was no plan.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import asdict, astuple, dataclass
from typing import IO, Any

from app.cluster import storage
from app.cluster.lists import Origin
from app.cluster.sources import Found
from app.core.errors import FileAccessError

_FORMAT = "shelfwise-run-1"
RUN, PLAN = "_run.json", "_plan.jsonl"
_PARTS_WANTED = 400  # so that hundreds of actors have work, and little is left for the last one
_FEWEST, _MOST = 25, 1_000  # pictures of a part
_PARTS_OF_A_GROUP = 8  # of a Parquet list; each part reads its row group from the beginning


@dataclass(frozen=True)
class Part:
    """One part of a run.

    Attributes:
        offset, length: of its line in the plan, in bytes.
        count: how many pictures it has.
        digest: of their paths; see ``PathsDigest``.
    """

    number: int
    offset: int
    length: int
    count: int
    digest: str


@dataclass(frozen=True)
class Plan:
    """All parts, and how many files of other kinds folders had."""

    parts: tuple[Part, ...]
    skipped: int

    @property
    def found(self) -> int:
        """How many pictures there are in all."""
        return sum(part.count for part in self.parts)


class PathsDigest:
    """SHA-256 of paths in their order."""

    def __init__(self, paths: Iterable[str] = ()) -> None:
        self._state = hashlib.sha256()
        for path in paths:
            self.add(path)

    def add(self, path: str) -> None:
        """Take in one more."""
        self._state.update(path.encode("utf-8", "surrogateescape") + b"\0")

    @property
    def hexadecimal(self) -> str:
        """The digest of those so far."""
        return self._state.hexdigest()


def part_items(plan: str, part: Part) -> list[Found]:
    """Read what one part is made of; errors as ``storage.read``."""
    return [_item(each) for each in json.loads(storage.read(plan, part.offset, part.length))]


def read_plan(results: str, asked: dict[str, Any]) -> Plan | None:
    """Read the plan of a run that was begun; None where none was.

    Raises:
        FileAccessError: ``other_run``: something else was asked for then; or ``bad_results``.
    """
    place = storage.inside(results, RUN)
    if not storage.is_file(place):
        return None
    try:
        document = json.loads(storage.read(place))
        same_format = document["format"] == _FORMAT
        parts = tuple(Part(number, *each) for number, each in enumerate(document["parts"]))
        plan = Plan(parts, document["skipped"])
    except (ValueError, TypeError, KeyError) as error:
        raise FileAccessError(
            "bad_results", f"{place} cannot be read; name another folder after --out."
        ) from error
    other = [key for key, value in asked.items() if document["asked"].get(key) != value]
    if other or not same_format:
        raise FileAccessError(
            "other_run",
            f"{results} holds a run that was begun otherwise ({', '.join(other) or 'format'}); "
            "go on with it as it was begun, or name another folder after --out.",
        )
    return plan


def write_plan(results: str, asked: dict[str, Any], found: Iterable[Found], skipped: Any) -> Plan:
    """Cut what was found into parts, and write the plan; errors as ``storage.writing``.

    Args:
        skipped: a ``pictures.find.Skipped``, counted while ``found`` is taken.
    """
    with tempfile.TemporaryFile() as noted:
        count = 0
        for item in found:
            noted.write(json.dumps(_line(item)).encode() + b"\n")
            count += 1
        noted.seek(0)
        size = min(max(count // _PARTS_WANTED, _FEWEST), _MOST)
        with storage.writing(storage.inside(results, PLAN)) as stream:
            parts = tuple(_write_parts(noted, size, stream))
    plan = Plan(parts, skipped.files)
    document = {
        "format": _FORMAT,
        "asked": asked,
        "found": plan.found,
        "skipped": plan.skipped,
        "parts": [astuple(part)[1:] for part in parts],
    }
    storage.write(storage.inside(results, RUN), json.dumps(document).encode())
    return plan


def _write_parts(noted: IO[bytes], size: int, stream: IO[bytes]) -> Iterator[Part]:
    offset = 0
    for number, items in enumerate(_cut(noted, size)):
        line = json.dumps([_line(item) for item in items]).encode() + b"\n"
        stream.write(line)
        digest = PathsDigest(item.path for item in items).hexadecimal
        yield Part(number, offset, len(line), len(items), digest)
        offset += len(line)


def _cut(noted: IO[bytes], size: int) -> Iterator[list[Found]]:
    """Cut into parts; what lies in a list is read in one go, so a part has one row group of it."""
    items: list[Found] = []
    for line in noted:
        item = _item(json.loads(line))
        if items and (_group(item) != _group(items[0]) or len(items) >= _limit(items[0], size)):
            yield items
            items = []
        items.append(item)
    if items:
        yield items


def _group(item: Found) -> tuple[str, int] | None:
    return (item.origin.place, item.origin.group) if item.origin else None


def _limit(item: Found, size: int) -> int:
    if item.origin is None:
        return size
    return min(_MOST, max(size, item.origin.rows // _PARTS_OF_A_GROUP))


def _line(item: Found) -> Any:
    if item.origin is None and item.error is None:
        return item.path
    return [item.path, item.origin and asdict(item.origin), item.error]


def _item(line: Any) -> Found:
    if isinstance(line, str):
        return Found(line)
    path, origin, error = line
    return Found(path, Origin(**origin) if origin else None, tuple(error) if error else None)
