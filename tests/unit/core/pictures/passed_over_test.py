"""What nobody put there is no picture, class or product type, wherever it is looked for."""

import os
from pathlib import Path

import pytest

from app.core.pictures.find import find_pictures
from app.core.pictures.passed_over import is_passed_over, lies_in_passed_over

SYSTEM = (
    *("@eaDir", "#recycle", "@Recycle", "@__thumb", "$RECYCLE.BIN", "lost+found", "__MACOSX"),
    *("System Volume Information", ".thumbnails", ".trash", ".Trash-1000", "#snapshot", "RECYCLER"),
    *("@Recently-Snapshot", "LOST.DIR", "FOUND.000", "@tmp", "Network Trash Folder", "._x.jpg"),
)


@pytest.mark.parametrize("name", SYSTEM)
def test_what_nobody_put_there_is_passed_over(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "bags" / name
    folder.mkdir(parents=True)
    (folder / "inner").mkdir()
    for place in (folder / "a.jpg", folder / "inner" / "b.jpg", tmp_path / "bags" / "c.jpg"):
        place.write_bytes(b"")
    assert list(find_pictures([tmp_path])) == [tmp_path / "bags" / "c.jpg"]
    assert lies_in_passed_over(folder / "inner" / "b.jpg", tmp_path)
    assert not lies_in_passed_over(folder / "inner" / "b.jpg", folder)
    assert list(find_pictures([folder], recursive=False)) == [folder / "a.jpg"]  # it was named


@pytest.mark.parametrize("name", ["recycled paper", "thumbs", "e+a", "#1", "@home", "$5", "found"])
def test_names_that_people_give_are_not(name: str) -> None:
    assert not is_passed_over(name)


def test_names_that_are_no_unicode_are_looked_at(tmp_path: Path) -> None:
    assert not is_passed_over(os.fsdecode(b"\xff.jpg"))
