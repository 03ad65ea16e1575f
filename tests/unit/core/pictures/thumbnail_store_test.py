"""Small pictures come back as long as their files are as they were; nothing else hangs on them."""

import os
import stat
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app.core.pictures.thumbnail_store import ThumbnailStore

ORANGE = (250, 140, 20)


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "a.png"
    Image.new("RGB", (40, 30), ORANGE).save(path)
    return path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "thumbnails.sqlite"


def small(color: tuple[int, int, int] = ORANGE) -> np.ndarray:
    return np.full((30, 40, 3), color, np.uint8)


def test_what_was_kept_comes_back_in_another_run(picture, file):
    store = ThumbnailStore(file)
    assert store.find(picture) is None
    store.keep(picture, small())
    store.close()
    store = ThumbnailStore(file)
    found = store.find(picture)
    store.close()
    assert found is not None and found.shape == (30, 40, 3)
    assert np.abs(found.astype(int) - small()).max() < 8
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_file_that_was_changed_is_made_anew(picture, file):
    store = ThumbnailStore(file)
    store.keep(picture, small())
    os.utime(picture, (1, 1))
    assert store.find(picture) is None
    picture.unlink()
    store.keep(picture, small())
    assert store.find(picture) is None
    store.close()


def test_two_windows_share_it(picture, file):
    one, other = ThumbnailStore(file), ThumbnailStore(file)
    one.keep(picture, small())
    assert other.find(picture) is not None
    one.close()
    other.close()


@pytest.mark.parametrize(
    "content", [b"no database at all" * 400, b"SQLite format 3\0" + b"\xff" * 9000]
)
def test_a_damaged_one_is_begun_anew(picture, file, content):
    file.parent.mkdir()
    file.write_bytes(content)
    for _ in range(2):
        store = ThumbnailStore(file)
        store.keep(picture, small())
        found = store.find(picture)
        store.close()
    assert found is not None


def test_a_place_that_cannot_be_written_to_is_done_without(picture, tmp_path):
    (tmp_path / "no folder").touch()
    store = ThumbnailStore(tmp_path / "no folder" / "thumbnails.sqlite")
    store.keep(picture, small())
    assert store.find(picture) is None
    store.close()


def test_the_oldest_go(tmp_path, file):
    paths = []
    store = ThumbnailStore(file)
    for number in range(9):
        paths.append(tmp_path / f"{number}.png")
        paths[-1].write_bytes(b"x" * (number + 1))
        store.keep(paths[-1], small())
    store.close()
    store = ThumbnailStore(file, most=8)
    assert [store.find(path) is not None for path in paths] == [False] * 3 + [True] * 6
    store.close()
