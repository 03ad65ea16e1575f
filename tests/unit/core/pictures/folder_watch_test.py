"""New pictures are told once, when they are complete."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core.errors import FileAccessError
from app.core.pictures.folder_watch import FolderWatch
from tests.support.desktop import wait_for


@pytest.fixture
def found() -> list[Path]:
    return []


@pytest.fixture
def folder(tmp_path: Path, found: list[Path]) -> Iterator[Path]:
    (tmp_path / "old.jpg").write_bytes(b"old")
    watch = FolderWatch(tmp_path, found.append)
    yield tmp_path
    watch.stop()


def test_a_new_picture_is_told_and_other_files_are_not(folder: Path, found: list[Path]) -> None:
    (folder / "notes.txt").write_text("milk")
    (folder / ".half.jpg").write_bytes(b"hidden")
    (folder / "new صورة.JPG").write_bytes(b"picture")
    (folder / "inner").mkdir()
    time.sleep(0.3)  # a picture saved in the same instant as its folder may come before the watch
    (folder / "inner" / "deep.png").write_bytes(b"picture")
    wait_for(lambda: len(found) >= 2, what="two pictures")
    time.sleep(1)
    assert sorted(path.name for path in found) == ["deep.png", "new صورة.JPG"]


def test_a_half_written_picture_is_waited_for(folder: Path, found: list[Path]) -> None:
    path = folder / "slow.jpg"
    with path.open("wb") as stream:
        for _ in range(6):
            stream.write(b"part")
            stream.flush()
            time.sleep(0.3)
            assert found == []
    wait_for(lambda: found, what="the picture")
    assert found == [path]
    assert path.stat().st_size == 24


def test_a_picture_that_gets_its_name_at_the_end(folder: Path, found: list[Path]) -> None:
    (folder / "photo.jpg.part").write_bytes(b"picture")
    (folder / "photo.jpg.part").rename(folder / "photo.jpg")
    wait_for(lambda: found, what="the picture")
    assert found == [folder / "photo.jpg"]


def test_what_cannot_be_watched_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileAccessError, match="cannot be watched"):
        FolderWatch(tmp_path / "gone", lambda path: None)
