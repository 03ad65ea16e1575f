"""The folders right inside a data folder: given splits, and classes under one name each."""

from __future__ import annotations

import os
import unicodedata
from collections import defaultdict
from pathlib import Path

from app.core.names import SPELLINGS
from app.core.pictures.passed_over import is_passed_over
from app.core.text import printable

_SPLIT_FOLDERS = {
    "train": "train",
    "training": "train",
    "validation": "validation",
    "valid": "validation",
    "val": "validation",
    "test": "test",
}


def split_folders(folder: Path) -> dict[str, Path]:
    """Given split -> its folder; empty unless there are both train and test."""
    given = {
        _SPLIT_FOLDERS[entry.name.lower()]: Path(entry.path)
        for entry in os.scandir(folder)
        if entry.is_dir() and entry.name.lower() in _SPLIT_FOLDERS
    }
    return given if {"train", "test"} <= set(given) else {}


def class_names(folder: Path, has_given_splits: bool) -> dict[str, str]:
    """Find the class folders, those of all given splits together: folder name -> class name.

    Folders whose names differ only by capital letters, by how an accent is stored or by spaces at
    an end, as disks and archives of other systems make them, are one class. Its name is that of a
    folder, a plain one if there is one.
    """
    parents = split_folders(folder).values() if has_given_splits else [folder]
    same: dict[str, set[str]] = defaultdict(set)
    for parent in parents:
        for entry in os.scandir(parent):
            if entry.is_dir() and not is_passed_over(entry.name):
                same[class_key(entry.name)].add(entry.name)
    return {name: _chosen(names) for names in same.values() for name in names}


def class_key(name: str) -> str:
    """Return what names of one class have in common, right and wrong spellings too.

    Files are sorted into folders that are spelt right, and those may be trained on again.
    """
    key = _composed(_composed(name).strip().casefold())
    return SPELLINGS.get(key, key)


def remarks(names: dict[str, str]) -> list[str]:
    """Return a sentence for every class that has more than one folder name."""
    folders: dict[str, list[str]] = defaultdict(list)
    for folder, name in names.items():
        folders[name].append(folder)
    return [
        f"The class folders {' and '.join(repr(printable(one)) for one in sorted(found))} differ "
        f"only by {_difference(found)} and are taken for one class, {printable(name)!r}; give "
        "them one name."
        for name, found in sorted(folders.items())
        if len(found) > 1
    ]


def _chosen(names: set[str]) -> str:
    """A plain name goes before one that only looks like it, and small letters before capitals."""
    return max(names, key=lambda name: (name == _composed(name).strip(), name))


def _difference(names: list[str]) -> str:
    found = []
    if len({name == _composed(name) for name in names}) > 1:
        found.append("how an accent is stored")
    if len({name == name.strip() for name in names}) > 1:
        found.append("a space at an end")
    written = {_composed(name).strip() for name in names}
    spelt = {name.casefold() for name in written}
    if len(written) > len(spelt):
        found.append("capital letters")
    if len(spelt) > 1:
        found.append("spelling")
    return " and ".join(found or ["spaces"])


def _composed(name: str) -> str:
    return unicodedata.normalize("NFC", name)
