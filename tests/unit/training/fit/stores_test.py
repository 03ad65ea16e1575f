"""What is marked as done is on the disk, whatever happens next."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from training.fit.stores import mark_done, open_stores

SHAPES = {"one": (4, 3), "two": (4, 2)}


def test_the_values_are_flushed_before_their_mark(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done, stores = open_stores(tmp_path / "cache", "a", SHAPES, 4)
    flushed: list[tuple[str, bool]] = []
    flush = np.memmap.flush

    def recorded(array: Any) -> None:
        flushed.append((Path(array.filename).stem, bool(done[2])))
        flush(array)

    monkeypatch.setattr(np.memmap, "flush", recorded)
    for store in stores:
        store[2] = 1
    mark_done(done, stores, [2])
    # Not even in memory is a mark set before: the system may write a page whenever it likes.
    assert flushed == [("one", False), ("two", False), ("done", True)]


def test_only_marked_rows_are_done_when_it_is_opened_again(tmp_path: Path) -> None:
    done, stores = open_stores(tmp_path / "cache", "a", SHAPES, 4)
    for store in stores:
        store[:] = 1
    mark_done(done, stores, [0, 3])
    done, stores = open_stores(tmp_path / "cache", "a", SHAPES, 4)
    assert done.tolist() == [1, 0, 0, 1]
    assert all((store == 1).all() for store in stores)
    assert open_stores(tmp_path / "cache", "b", SHAPES, 4)[0].tolist() == [0, 0, 0, 0]
