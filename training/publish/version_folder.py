"""The folder of a new version while it is made: hidden, by one program at a time, then renamed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.core.storage.files import sync_folder, sync_tree
from app.core.storage.locks import Lock
from training.errors import PublishError, full_disk_in, is_tensorflows

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


def put_in_place(staging: Path, target: Path) -> None:
    """Give a finished version its name, once all of it is on the disk; raises OSError."""
    sync_tree(staging)
    staging.rename(target)
    sync_folder(target.parent)


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
