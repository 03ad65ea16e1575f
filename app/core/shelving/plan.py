"""Plan which file goes where; nothing is touched."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.core.answers import OTHER, Row, Verdict
from app.core.errors import FileAccessError
from app.core.names import MAX_NAME
from app.core.shelving.journal import all_moves
from app.core.shelving.occupied import Digests, OccupiedFolder

_FORBIDDEN = frozenset('<>:"/\\|?*\0')


@dataclass(frozen=True)
class Item:
    """A file and the shelf (folder name) it belongs on."""

    path: Path
    shelf: str


@dataclass(frozen=True)
class Step:
    """What will happen to one file."""

    source: Path
    target: Path


@dataclass(frozen=True)
class Plan:
    """What a shelving would do now.

    Attributes:
        steps: every file that would be put on a shelf; all targets are free and differ.
        there: files that need nothing: they lie on their shelf, or their very bytes do.
    """

    steps: tuple[Step, ...]
    there: tuple[Path, ...]


def items(
    rows: Iterable[Row],
    *,
    unsure_folder: str | None = None,
    other_folder: str | None = None,
    leave_unsure: bool = False,
) -> list[Item]:
    """Which file belongs on which shelf: the person's label, else the model's.

    Args:
        unsure_folder: shelf of what the model is unsure of and nobody decided; None puts it with
            the most likely class.
        leave_unsure: leave those where they are instead.
        other_folder: shelf of what is none of the classes; None leaves it where it is.

    Files that could not be read are left where they are.
    """
    placed = []
    for row in rows:
        shelf = row.final
        if shelf == OTHER:
            shelf = other_folder
        elif row.verdict is Verdict.UNSURE and row.decided is None:
            shelf = None if leave_unsure else unsure_folder or shelf
        if shelf is not None:
            placed.append(Item(row.path, shelf))
    return placed


def plan(items: Iterable[Item], into: Path) -> list[Step]:
    """What ``shelve`` would do now; as ``plan_shelving``, without what is there already."""
    return list(plan_shelving(list(items), into).steps)


def plan_shelving(
    items: Sequence[Item],
    into: Path,
    *,
    journals: Path | None = None,
    digests: Digests | None = None,
) -> Plan:
    """Plan a shelving: every target is free and no two are the same.

    A name that is taken gets a number, ``photo (2).jpg``, unless the file that has it (or has it
    with a number) holds the very bytes: then the file is there already. Of equal files on a shelf
    each stands for one file only.

    Args:
        journals: folder of the journals that tell where files went which were moved since the
            items were written down; None looks for none.
        digests: kept from one plan to the next, so that no file is read twice.

    Raises:
        FileAccessError: ``bad_shelf``: a shelf is no plain folder name.
    """
    digests = digests or Digests()
    places = _Places(journals)
    occupied: dict[Path, OccupiedFolder] = {}
    steps, there = [], []
    for item in items:
        folder = into / _shelf_name(item.shelf)
        path = places.now(item.path)
        if _plain(path).is_relative_to(_plain(folder)):
            there.append(path)
            continue
        if folder not in occupied:
            occupied[folder] = OccupiedFolder(folder, digests)
        if occupied[folder].holds(path, path.name):
            there.append(path)
        else:
            steps.append(Step(path, folder / occupied[folder].take(path.name)))
    return Plan(tuple(steps), tuple(there))


class _Places:
    """Where files are now that may have been moved since they were written down."""

    def __init__(self, journals: Path | None) -> None:
        self._journals = journals
        self._moves: Mapping[Path, Path] | None = None

    def now(self, path: Path) -> Path:
        """Follow the journals, which are read for the first file that is gone."""
        if _exists(path) or self._journals is None:
            return path
        if self._moves is None:
            self._moves = all_moves(self._journals)
        place, seen = path, set[Path]()
        while place.absolute() in self._moves and place not in seen and not _exists(place):
            seen.add(place)
            place = self._moves[place.absolute()]
        return place if _exists(place) else path


def _exists(path: Path) -> bool:
    try:
        return os.path.lexists(path)
    except ValueError:  # no file can have such a name
        return False


def _plain(path: Path) -> Path:
    return Path(os.path.abspath(path))  # noqa: PTH100 - links are not followed


def _shelf_name(shelf: str) -> str:
    plain = shelf.strip()
    if (
        not plain
        or plain in {".", ".."}
        or len(plain) > MAX_NAME
        or _FORBIDDEN & set(plain)
        or any(ord(character) < 32 for character in plain)
    ):
        raise FileAccessError("bad_shelf", f"{shelf[:MAX_NAME]!r} cannot be the name of a folder.")
    return plain
