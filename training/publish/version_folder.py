"""The folder of a new version while it is made: hidden, by one program at a time, then renamed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.core import places
from app.core.models.folder import Contract, open_model_folder, write_contract
from app.core.models.history import note_use
from app.core.models.in_use import (
    collection_of,
    hold,
    known_versions,
    put_into_use,
    version_in_use,
)
from app.core.models.opening import EngineKind, create_engine
from app.core.models.trust import allow_saved_model
from app.core.storage.files import sync_folder, sync_tree
from app.core.storage.locks import Lock
from training.errors import PublishError, full_disk_in, is_tensorflows

MAX_FILE_BYTES = 50 * 1024 * 1024
_PREFIX = ".staging-"


@contextmanager
def staging_folder(collection: Path) -> Iterator[Path]:
    """An empty hidden folder in a collection, gone at the end unless ``put_in_place`` was.

    What a publishing that was killed left there is removed first.

    Raises:
        PublishError: ``in_use``: another program publishes there; ``cannot_write``, also for what
            the block cannot write.
    """
    try:
        lock = Lock.take(collection.with_name(f".{collection.name}.lock"))
        if lock is None:
            raise PublishError(
                "in_use",
                f"Another program is publishing into {collection}; wait until it is done.",
            )
        with lock, _empty(collection) as staging:
            yield staging
    except OSError as error:
        raise _cannot_write(collection, error.strerror or str(error)) from error
    except Exception as error:
        if not is_tensorflows(error):
            raise
        raise _cannot_write(collection, full_disk_in(error) or str(error)) from error


def next_number(collection: Path, current: Path | None) -> int:
    """Number a version above every one there, and above that of the model in use elsewhere."""
    numbers = [version.number for version in known_versions(collection)]
    if current is not None and current.name.isdecimal():
        numbers.append(int(current.name))
    return max(numbers, default=0) + 1


def seal(staging: Path, contract: Contract) -> None:
    """Write the contract of a folder that is complete, and open it as the program will.

    Raises:
        PublishError: ``file_too_large``.
        ModelFolderError: it cannot be opened.
    """
    for file in staging.rglob("*"):
        if file.is_file() and file.stat().st_size > MAX_FILE_BYTES:
            raise PublishError(
                "file_too_large",
                f"{file.name} would be larger than {MAX_FILE_BYTES >> 20} MB; "
                "nothing was published.",
            )
    write_contract(staging, contract)
    folder = open_model_folder(staging)
    allow_saved_model(folder)
    for kind in EngineKind:
        create_engine(folder, kind)


def put_forward(staging: Path, target: Path, *, held: bool) -> None:
    """Give a finished version its name, and put it into use; raises OSError.

    Args:
        held: leave what is in use there instead.
    """
    collection = target.parent
    if held:
        _hold_what_is_in_use(collection)  # before: the program would take it up at once
    put_in_place(staging, target)
    if not held:
        _put_into_use(collection, int(target.name))


def put_in_place(staging: Path, target: Path) -> None:
    """Give a finished version its name, once all of it is on the disk; raises OSError."""
    sync_tree(staging)
    staging.rename(target)
    sync_folder(target.parent)


def _hold_what_is_in_use(collection: Path) -> None:
    version = version_in_use(collection)
    if version is not None:
        hold(collection, version)


def _put_into_use(collection: Path, number: int) -> None:
    """Also where a person's own models stand before those of a checkout."""
    place = collection_of(collection)
    version = next(v for v in known_versions(place) if v.folder == place / str(number))
    put_into_use(place, version)
    if version.shipped:
        put_into_use(places.user_models(), version)
    note_use(version.folder, version.number)


@contextmanager
def _empty(collection: Path) -> Iterator[Path]:
    for left in collection.glob(f"{_PREFIX}*"):
        shutil.rmtree(left, ignore_errors=True)
    staging = collection / f"{_PREFIX}{os.getpid()}"
    staging.mkdir(parents=True)
    try:
        yield staging
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _cannot_write(collection: Path, why: str) -> PublishError:
    return PublishError(
        "cannot_write",
        f"The model could not be written into {collection} ({why}); free some space or choose "
        "another place with --models.",
    )
