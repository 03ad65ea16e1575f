"""Plan which file goes where; nothing is touched."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.core.answers import OTHER, Row, Verdict
from app.core.errors import FileAccessError
from app.core.names import MAX_NAME, is_shelf_name
from app.core.shelving.inner import Folders, InnerFolders
from app.core.shelving.journal import all_moves
from app.core.shelving.occupied import Digests, OccupiedFolder
from app.core.shelving.placing import plain_path


@dataclass(frozen=True)
class Item:
    """A file and the shelf (folder name) it belongs on.

    Attributes:
        earlier: what the shelf was called before; a folder of that name is gone on with.
        type: folder on the shelf that it belongs into; empty for the shelf itself.
    """

    path: Path
    shelf: str
    earlier: str = ""
    type: str = ""


@dataclass(frozen=True)
class Step:
    """What will happen to one file.

    Attributes:
        inner: how many folders lie between the shelf and the target.
        numbered: whether its name was taken, so that it gets a number.
    """

    source: Path
    target: Path
    inner: int = 0
    numbered: bool = False

    @property
    def shelf(self) -> Path:
        """The class folder that it goes to."""
        return self.target.parents[self.inner]


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
    nearest: bool = False,
    typed: bool = False,
    names: Mapping[str, str] | None = None,
) -> list[Item]:
    """Which file belongs on which shelf: the person's label, else the model's.

    Args:
        unsure_folder: shelf of what the model is unsure of and nobody decided; None puts it with
            the most likely class.
        leave_unsure: leave those where they are instead.
        other_folder: shelf of what is none of the classes; None leaves it where it is.
        nearest: put what only the model holds for none of the classes with the nearest one.
        typed: product types are folders on the shelf of their class; what is of no clear type
            stays on the shelf itself.
        names: class -> its shelf, where that is not the name of the class.

    Files that could not be read are left where they are.
    """
    placed = []
    for row in rows:
        label = row.final
        if label == OTHER and nearest and row.decided is None:
            label = row.label
        if label == OTHER:
            apart, folder = True, other_folder
        else:
            unsure = row.verdict is Verdict.UNSURE and row.decided is None
            apart = unsure and (leave_unsure or unsure_folder is not None)
            folder = None if leave_unsure else unsure_folder
        if apart and folder is not None:
            placed.append(Item(row.path, folder))
        elif not apart and label is not None:
            kind = clear_type(row, label) if typed else ""
            placed.append(Item(row.path, (names or {}).get(label, label), label, kind))
    return placed


def clear_type(row: Row, label: str) -> str:
    """Name the product type of a file on the shelf of a class; empty where it is not clear."""
    clear = label == row.label and len(row.types) == 1 and is_shelf_name(row.types[0])
    return row.types[0].strip() if clear else ""


def plan(items: Iterable[Item], into: Path) -> list[Step]:
    """What ``shelve`` would do now; as ``plan_shelving``, without what is there already."""
    return list(plan_shelving(list(items), into).steps)


def plan_shelving(
    items: Sequence[Item],
    into: Path,
    *,
    folders: Folders = Folders.DROP,
    shelves: Collection[str] = (),
    types: Collection[str] = (),
    paths: Iterable[Path] = (),
    journals: Path | None = None,
    digests: Digests | None = None,
) -> Plan:
    """Plan a shelving: every target is free and no two are the same.

    A name that is taken gets a number, ``photo (2).jpg``, unless the file that has it (or has it
    with a number) holds the very bytes: then the file is there already. Of equal files on a shelf
    each stands for one file only.

    Args:
        folders: what becomes of the folders that the files lie in.
        shelves: names that shelves may have besides those of ``items``.
        types: names that folders of product types may have besides those of ``items``.
        paths: of the files of the list that are not among ``items``; they too tell which folder
            holds all of them.
        journals: folder of the journals that tell where files went which were moved since the
            items were written down; None looks for none.
        digests: kept from one plan to the next, so that no file is read twice.

    Raises:
        FileAccessError: ``bad_shelf``: a shelf is no plain folder name.
    """
    digests = digests or Digests()
    places, on_disk = _Places(journals), _Shelves(into)
    names = {*shelves, *(name for item in items for name in (item.shelf, item.earlier))}
    kinds = {*types, *(item.type for item in items if item.type)}
    inner = InnerFolders(folders, into, names, kinds, [*paths, *(item.path for item in items)])
    occupied: dict[Path, OccupiedFolder] = {}
    steps, there = [], []
    for item in items:
        shelf, path = on_disk.shelf(item) / item.type, places.now(item.path)
        if plain_path(path).is_relative_to(plain_path(shelf)):
            there.append(path)
            continue
        kept, name = inner.place(path)
        folder = shelf.joinpath(*kept)
        depth = len(kept) + bool(item.type)
        if folder not in occupied:
            occupied[folder] = OccupiedFolder(folder, digests)
        if occupied[folder].holds(path, name):
            there.append(path)
        else:
            free = occupied[folder].take(name)
            steps.append(Step(path, folder / free, depth, free != name))
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


class _Shelves:
    """The folders of the shelves, by what is in ``into`` already."""

    def __init__(self, into: Path) -> None:
        self._into = into
        self._known: dict[str, Path] = {}
        try:
            self._there = [entry.name for entry in into.iterdir() if entry.is_dir()]
        except (OSError, ValueError):
            self._there = []

    def shelf(self, item: Item) -> Path:
        """Return the shelf of an item: one that is there, whatever its capitals, else a new one.

        Raises:
            FileAccessError: ``bad_shelf``.
        """
        if item.shelf not in self._known:
            self._known[item.shelf] = self._into / self._name(item)
        return self._known[item.shelf]

    def _name(self, item: Item) -> str:
        if not is_shelf_name(item.shelf):
            raise FileAccessError(
                "bad_shelf", f"{item.shelf[:MAX_NAME]!r} cannot be the name of a folder."
            )
        wanted = item.shelf.strip()
        if wanted in self._there:
            return wanted
        for name in (wanted, item.earlier):
            for there in self._there:
                if there.casefold() == name.casefold():
                    return there
        return wanted
