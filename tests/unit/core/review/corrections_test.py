"""Corrections are a training set: one copy of each picture, under its last label."""

from pathlib import Path

import pytest

from app.core.errors import FileAccessError
from app.core.review.corrections import count_corrections, drop_correction, keep_correction


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "shop" / "دفتر 1.JPG"
    path.parent.mkdir()
    path.write_bytes(b"picture")
    return path


def test_a_correction_is_kept_with_its_picture(tmp_path: Path, picture: Path) -> None:
    folder = tmp_path / "corrections"
    kept = keep_correction(folder, picture, "stationary")
    assert kept.parent == folder / "stationary"
    assert kept.read_bytes() == b"picture"
    assert picture.exists()


def test_the_last_label_counts_and_one_copy_is_kept(tmp_path: Path, picture: Path) -> None:
    folder = tmp_path / "corrections"
    again = picture.with_name("the same picture.jpg")
    again.write_bytes(picture.read_bytes())
    keep_correction(folder, picture, "fashion")
    keep_correction(folder, again, "stationary")
    keep_correction(folder, again, "stationary")
    assert count_corrections(folder) == {"stationary": 1}


def test_a_correction_can_be_taken_back(tmp_path: Path, picture: Path) -> None:
    folder = tmp_path / "corrections"
    keep_correction(folder, picture, "fashion")
    drop_correction(folder, picture)
    drop_correction(folder, picture)
    assert count_corrections(folder) == {}
    assert picture.exists()


def test_what_cannot_be_kept_is_told(tmp_path: Path, picture: Path) -> None:
    with pytest.raises(FileAccessError, match="could not be kept"):
        keep_correction(picture, picture, "fashion")
    with pytest.raises(FileAccessError, match=r"gone\.jpg"):
        keep_correction(tmp_path / "corrections", tmp_path / "gone.jpg", "fashion")
