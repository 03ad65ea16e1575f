"""What can go wrong while a model is made, told for people."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.core.errors import ShelfwiseError

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class DataError(ShelfwiseError):
    """The photos cannot be trained on as they are."""


class RunError(ShelfwiseError):
    """A training run cannot start, go on, or be used."""


class PublishError(ShelfwiseError):
    """A trained model is not good enough, or not sound enough, to be used."""


@contextmanager
def report_shortages(run: Path) -> Iterator[None]:
    """Say in one sentence that memory or disk space ran out while a run was at work.

    Raises:
        RunError: ``out_of_memory``, ``disk_full``.
    """
    try:
        yield
    except MemoryError as error:
        raise _out_of_memory() from error
    except OSError as error:
        if error.errno not in _FULL:
            raise
        raise _disk_full(run, error.strerror or str(error)) from error
    except Exception as error:
        if not is_tensorflows(error, "ResourceExhaustedError"):
            raise
        # TensorFlow has one kind of error for both.
        if why := full_disk_in(error):
            raise _disk_full(run, why) from error
        raise _out_of_memory() from error


def is_tensorflows(error: Exception, kind: str = "OpError") -> bool:
    """Whether it is an error of TensorFlow's runtime, which has kinds of its own for everything."""
    tensorflow = sys.modules.get("tensorflow")  # without it the error is not one of its own
    return tensorflow is not None and isinstance(error, getattr(tensorflow.errors, kind))


def full_disk_in(error: Exception) -> str:
    """What the system says of a full disk, if that is what an error of TensorFlow tells of."""
    return next((os.strerror(n) for n in _FULL if os.strerror(n) in str(error)), "")


def _out_of_memory() -> RunError:
    return RunError(
        "out_of_memory",
        "There was not enough memory; close other programs or give a smaller --batch-size (in a "
        "new run), then continue with --resume.",
    )


def _disk_full(run: Path, why: str) -> RunError:
    return RunError(
        "disk_full",
        f"{run} could not be written ({why}); free some space and continue with --resume.",
    )
