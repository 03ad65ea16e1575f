"""From what a person names to the pictures that it comes to: folders, lists and addresses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from app.cluster import lists, storage
from app.cluster.lists import Origin
from app.core.answers import Failed
from app.core.errors import FileAccessError, ShelfwiseError
from app.core.pictures.find import Skipped, find_pictures
from app.core.pictures.kinds import SUFFIXES
from app.core.pictures.passed_over import is_passed_over
from app.core.text import natural_key


@dataclass(frozen=True)
class Found:
    """A picture, or what is none and why.

    Attributes:
        path: what results call it: a path or an address.
        origin: where its bytes are, if they lie in a list.
        error: code and sentence of what cannot even be tried.
    """

    path: str
    origin: Origin | None = None
    error: tuple[str, str] | None = None


def find(places: Iterable[str], *, recursive: bool, skipped: Skipped) -> Iterator[Found]:
    """Yield the pictures of all places, in an order that is the same every time.

    Paths of this machine are looked through as ``shelfwise classify`` does; addresses likewise.

    Raises:
        FileAccessError: a list or an address cannot be read.
    """
    for kind, some in groupby(places, _kind):
        match kind:
            case "list":
                for place in some:
                    yield from (Found(*item) for item in lists.read_list(place))
            case "address":
                for place in some:
                    yield from _at_address(place, recursive, skipped)
            case _:
                paths = map(Path, some)
                yield from map(_found, find_pictures(paths, recursive=recursive, skipped=skipped))


def _kind(place: str) -> str:
    if lists.is_list(place) and storage.is_file(place):
        return "list"
    return "address" if storage.is_address(place) else "path"


def _found(item: Path | Failed) -> Found:
    if isinstance(item, Failed):
        return _failed(str(item.path), item.error)
    return Found(str(item))


def _failed(path: str, error: ShelfwiseError) -> Found:
    return Found(path, error=(error.code, error.message))


def _at_address(place: str, recursive: bool, skipped: Skipped) -> Iterator[Found]:
    """Walk a folder as ``pictures.find`` walks one of this machine: same order, same endings."""
    first = _sorted_entries(place)
    if first is None:
        yield Found(place)  # a picture, or nothing, which whoever reads it will tell
        return
    before, empty = skipped.files, True
    levels = [first]
    while levels:
        entry = next(levels[-1], None)
        if entry is None:
            levels.pop()
        elif entry.is_folder:
            if recursive and (inner := _sorted_entries(entry.place)) is not None:
                levels.append(inner)
        elif Path(entry.name).suffix.lower() in SUFFIXES:
            empty = False
            yield Found(entry.place)
        else:
            skipped.files += 1
    if empty:
        others = Skipped(skipped.files - before).sentence
        sentence = f"There are no pictures in {place}; choose another folder. {others}".strip()
        yield _failed(place, FileAccessError("no_pictures", sentence))


def _sorted_entries(folder: str) -> Iterator[storage.Entry] | None:
    found = storage.entries(folder)
    if found is None:
        return None
    kept = (entry for entry in found if not is_passed_over(entry.name))
    return iter(sorted(kept, key=lambda entry: (natural_key(entry.name), entry.name)))
