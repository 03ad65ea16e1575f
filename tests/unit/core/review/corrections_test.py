"""Corrections are a training set: one copy of each picture, under its last label."""

from pathlib import Path

import pytest

from app.core.errors import FileAccessError
from app.core.review.corrections import count_corrections, drop_correction, keep_correction

PICTURE = b"\x89PNG\r\n\x1a\n, and its pixels"


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "shop" / "دفتر 1.JPG"
    path.parent.mkdir()
    path.write_bytes(PICTURE)
    return path


def test_a_correction_is_kept_with_its_picture(tmp_path: Path, picture: Path) -> None:
    folder = tmp_path / "corrections"
    kept = keep_correction(folder, picture, "stationary")
    assert kept.parent == folder / "stationary"
    assert kept.read_bytes() == PICTURE
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


@pytest.mark.parametrize(
    "label",
    ["../../.config/autostart", "..", ".", "", "a/b", "a\\b", "a\0b", "a\nb", "x" * 300, "\ud800"],
)
def test_a_label_that_is_no_folder_name_is_refused(
    tmp_path: Path, picture: Path, label: str
) -> None:
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(FileAccessError) as raised:
        keep_correction(tmp_path / "corrections", picture, label)
    assert raised.value.code == "bad_label"
    assert len(raised.value.message) < 500
    assert sorted(tmp_path.rglob("*")) == before


def test_an_absolute_label_is_refused(tmp_path: Path, picture: Path) -> None:
    with pytest.raises(FileAccessError):
        keep_correction(tmp_path / "corrections", picture, str(tmp_path / "elsewhere"))
    assert not (tmp_path / "elsewhere").exists()


def test_only_classes_of_the_model_are_labels(tmp_path: Path, picture: Path) -> None:
    folder = tmp_path / "corrections"
    keep_correction(folder, picture, "other", classes=("bags",))
    with pytest.raises(FileAccessError, match="autostart is no class"):
        keep_correction(folder, picture, "autostart", classes=("bags",))
    assert count_corrections(folder) == {"other": 1}


def test_nothing_but_a_picture_is_kept(tmp_path: Path) -> None:
    victim = tmp_path / "photo.jpg"
    victim.write_text("[Desktop Entry]\nExec=true\n")
    with pytest.raises(FileAccessError) as raised:
        keep_correction(tmp_path / "corrections", victim, "bags")
    assert raised.value.code == "not_a_picture"
    assert not (tmp_path / "corrections").exists()


def test_the_copy_has_the_ending_of_a_picture(tmp_path: Path, picture: Path) -> None:
    program = picture.rename(picture.with_name("run.desktop"))
    assert keep_correction(tmp_path / "corrections", program, "bags").suffix == ".png"


def test_a_label_that_is_a_link_out_of_the_folder_gets_and_loses_nothing(
    tmp_path: Path, picture: Path
) -> None:
    folder, elsewhere = tmp_path / "corrections", tmp_path / "elsewhere"
    folder.mkdir()
    elsewhere.mkdir()
    (folder / "bags").symlink_to(elsewhere)
    with pytest.raises(FileAccessError, match="leads to a place outside"):
        keep_correction(folder, picture, "bags")
    assert list(elsewhere.iterdir()) == []
    kept = keep_correction(folder, picture, "pens")
    same = elsewhere / kept.name
    same.write_bytes(b"somebody's")
    drop_correction(folder, picture)
    assert same.exists() and not kept.exists()


@pytest.mark.parametrize("name", ["a\0b.jpg", "\ud800.jpg", "x" * 300 + ".jpg"])
def test_a_name_that_no_file_has_is_told(tmp_path: Path, name: str) -> None:
    with pytest.raises(FileAccessError, match="could not be kept"):
        keep_correction(tmp_path / "corrections", tmp_path / name, "bags")
    with pytest.raises(FileAccessError, match="could not be taken back"):
        drop_correction(tmp_path / "corrections", tmp_path / name)
