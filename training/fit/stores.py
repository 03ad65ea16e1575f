"""Arrays on disk that are filled row by row, and go on where a killed program stopped."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from app.core.storage.files import write_atomically
from training.errors import RunError

_STAMP_NAME = "stamp.json"
_DONE_NAME = "done.u8"


def open_stores(
    folder: Path, stamp: str, shapes: Mapping[str, tuple[int, ...]], rows: int
) -> tuple[Any, list[Any]]:
    """Open the arrays of a folder, or make them, zeroed and with their disk space taken.

    Arrays of another ``stamp`` or of other shapes are thrown away.

    Args:
        folder: of these arrays alone.
        stamp: digest of everything that their contents depend on.
        shapes: file name without ending -> shape.
        rows: how many pieces of work fill them.

    Returns:
        uint8 [rows], 1 where the work is done, and the arrays, float16, in the order of ``shapes``;
        all mapped for reading and writing.

    Raises:
        RunError: ``disk_full``.
    """
    _prepare(folder, stamp, shapes, rows)
    done = np.memmap(folder / _DONE_NAME, np.uint8, "r+", shape=(rows,))
    return done, [
        np.memmap(_file(folder, name), np.float16, "r+", shape=shape)
        for name, shape in shapes.items()
    ]


def mark_done(done: Any, stores: list[Any], rows: Any) -> None:
    """Mark rows as done, once their values are on the disk."""
    for store in stores:
        store.flush()  # the mark must not reach the disk before the values
    done[rows] = 1
    done.flush()


def _prepare(folder: Path, stamp: str, shapes: Mapping[str, tuple[int, ...]], rows: int) -> None:
    wanted = {"stamp": stamp, "shapes": [list(shape) for shape in shapes.values()]}
    try:
        if json.loads((folder / _STAMP_NAME).read_text(encoding="utf-8")) == wanted:
            return
    except (OSError, ValueError):
        pass
    sizes = {_file(folder, name): int(np.prod(shape)) * 2 for name, shape in shapes.items()}
    try:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        take_space(folder / _DONE_NAME, rows)
        for path, size in sizes.items():
            take_space(path, size)
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise RunError(
            "disk_full",
            f"The activations need {sum(sizes.values()) / 1e9:.1f} GB in {folder} and could not be "
            f"stored ({error.strerror or error}); free some space, or use fewer --views.",
        ) from error
    # Written last: without it the files count for nothing.
    write_atomically(folder / _STAMP_NAME, json.dumps(wanted).encode())


def _file(folder: Path, name: str) -> Path:
    return folder / f"{name}.f16"


def take_space(path: Path, size: int) -> None:
    """Make a file of zeros whose blocks are its own, so that a full disk shows now, as an error.

    Otherwise it would show later, as a signal that kills the program, at the write into the map.
    """
    with path.open("wb") as stream:
        if hasattr(os, "posix_fallocate"):
            os.posix_fallocate(stream.fileno(), 0, size)
        else:
            if shutil.disk_usage(path.parent).free < size:
                raise OSError(None, "not enough free space")
            stream.truncate(size)
