"""Which model is in use: one list of a person's own versions and those that came with the program.

The person's own collection (``places.user_models``) counts the shipped versions in; any other one
stands alone. The list is in the order in which versions are taken: the first is in use unless
another is pinned, and one that cannot be opened leaves its place to the next.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

from app.core import places
from app.core.errors import ModelFolderError
from app.core.models.folder import (
    CONTRACT_PATH,
    SAVED_MODEL_PATH,
    ModelFolder,
    current_version,
    open_current,
    open_model_folder,
    pin,
    read_any_pin,
    told_if_unreadable,
    versions,
)
from app.core.places import PIN_NAME
from app.core.storage.files import write_atomically


@dataclass(frozen=True)
class Version:
    """One version of the list.

    Attributes:
        folder: where it lies.
        number: the folder's name; 0 where that is no number.
        shipped: whether it came with the program.
    """

    folder: Path
    number: int
    shipped: bool


def collection_of(location: Path) -> Path:
    """Find the collection that a collection or version folder belongs to."""
    if any(os.path.exists(location / part) for part in (CONTRACT_PATH, SAVED_MODEL_PATH)):  # noqa: PTH110
        location = location.parent
    for known in (places.user_models(), places.shipped_models()):
        if _same(location, known):
            return known
    return location


def known_versions(location: Path) -> list[Version]:
    """List the versions of a place in the order in which they are taken.

    Raises:
        ModelFolderError: ``model_missing``: the place cannot be read.
    """
    collection = collection_of(location)
    found = _listed(collection)
    if collection == places.user_models():
        found += _listed(places.shipped_models())
    return found


def version_in_use(location: Path) -> Version | None:
    """Find the version in use of a place, whether or not it can be opened; None: there is none.

    Raises:
        ModelFolderError: ``model_missing``: the place cannot be read.
    """
    collection = collection_of(location)
    if not _same(location, collection):
        named = int(location.name) if location.name.isdecimal() else 0
        return Version(location, named, _is_shipped(collection))
    known = known_versions(collection)
    if collection != places.user_models():
        current = current_version(collection)
        return next((version for version in known if version.number == current), None)
    number, shipped = read_any_pin(collection)
    pinned = [item for item in known if (item.number, item.shipped) == (number, shipped)]
    return pinned[0] if pinned else _first(known, shipped=shipped)


def put_into_use(location: Path, version: Version) -> None:
    """Make a version of a place the one in use there; the first of the list needs no pin.

    Raises:
        ModelFolderError: ``model_missing``: there is no such version.
        FileAccessError: ``cannot_write``.
    """
    collection = collection_of(location)
    known = known_versions(collection)
    if version not in known:
        raise ModelFolderError(
            "model_missing", f"{version.folder} is not there any more; choose another version."
        )
    own = collection == places.user_models()
    if version == (_first(known, shipped=False) if own else known[0]):
        pin(collection, None)
    else:
        hold(collection, version)


def hold(location: Path, version: Version) -> None:
    """Pin a version of a place, so that it stays in use when a newer one is published."""
    collection = collection_of(location)
    if version.shipped and collection == places.user_models():
        collection.mkdir(parents=True, exist_ok=True)
        document = {"version": version.number, "shipped": True}
        write_atomically(collection / PIN_NAME, json.dumps(document).encode())
    else:
        pin(collection, version.number)


def roll_back(location: Path) -> Version:
    """Put the version before the one in use back into use.

    Raises:
        ModelFolderError: ``model_missing``: there is none before it, or it cannot be opened;
            ``model_named``: the place is a version folder, so nothing else can be in use there.
    """
    collection = collection_of(location)
    if not _same(location, collection):
        raise ModelFolderError(
            "model_named",
            f"The settings name the version {location}; choose another one in the window, under "
            "Model > Versions.",
        )
    known, current = known_versions(collection), version_in_use(collection)
    before = known[known.index(current) + 1 :] if current else []
    if not before:
        raise ModelFolderError(
            "model_missing",
            f"There is no version in {collection} that is older than the one in use.",
        )
    open_model_folder(before[0].folder)
    put_into_use(collection, before[0])
    return before[0]


def shipped_version() -> Version | None:
    """Find the version that came with the program, the newest where there are several."""
    return _first(_listed(places.shipped_models()), shipped=True)


def open_in_use(location: Path) -> tuple[ModelFolder, list[ModelFolderError]]:
    """Open the version in use of a place, or the next of the list that can be opened.

    ``location`` may also be a version folder itself; then only that one is tried.

    Returns:
        The folder, and what was wrong with the versions passed over.

    Raises:
        ModelFolderError: none can be opened; the first version's error is raised.
    """
    collection = collection_of(location)
    if collection != places.user_models() or not _same(location, collection):
        return open_current(location)
    refused: list[ModelFolderError] = []
    try:
        current = version_in_use(collection)
        known = known_versions(collection)
    except ModelFolderError as error:  # the person's own cannot be read: the shipped one is left
        refused.append(error)
        known, current = _listed(places.shipped_models()), shipped_version()
    for version in known[known.index(current) :] if current else []:
        try:
            return open_model_folder(version.folder), refused
        except ModelFolderError as error:
            refused.append(error)
    if refused:
        raise refused[0]
    return open_current(collection)  # which says that there is none


def _listed(collection: Path) -> list[Version]:
    with told_if_unreadable(collection):
        numbers = versions(collection)
    shipped = _is_shipped(collection)
    return [Version(collection / str(number), number, shipped) for number in reversed(numbers)]


def _first(known: list[Version], *, shipped: bool) -> Version | None:
    """Find the first own version, or, with ``shipped`` or without any, the program's current."""
    own = [version for version in known if not version.shipped]
    if own and not shipped:
        return own[0]
    number = current_version(places.shipped_models())
    of_program = [version for version in known if version.shipped and version.number == number]
    return next(iter([*of_program, *own]), None)


def _is_shipped(collection: Path) -> bool:
    return _same(collection, places.shipped_models())


def _same(one: Path, other: Path) -> bool:
    try:
        return one == other or one.resolve() == other.resolve()
    except (OSError, ValueError, RuntimeError):  # no file can have such a path
        return False
