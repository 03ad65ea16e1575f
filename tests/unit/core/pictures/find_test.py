"""Files that are no pictures by their ending are passed over, and counted."""

from pathlib import Path

import pytest

from app.core.answers import Failed
from app.core.pictures.find import Skipped, find_pictures


def files(folder: Path, *names: str) -> Path:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    return folder


def test_pictures_of_cameras_and_sites_are_found(tmp_path: Path) -> None:
    names = ["DSC1.HIF", "a.mpo", "b.pjpeg", "c.jif", "d.jpg_large", "e.apng", "f.heics"]
    found = list(find_pictures([files(tmp_path, *names)]))
    assert sorted(path.name for path in found if isinstance(path, Path)) == sorted(names)


def test_files_of_other_kinds_are_counted_and_clutter_is_not(tmp_path: Path) -> None:
    files(tmp_path, "a.jpg", "b.txt", "c.PDF", "no ending", "in/d.svg", "Thumbs.db", ".hidden.txt")
    skipped = Skipped()
    assert [item.name for item in find_pictures([tmp_path], skipped=skipped)] == ["a.jpg"]
    assert skipped.files == 4
    assert skipped.sentence == "4 files of other kinds were skipped."
    flat = Skipped()
    list(find_pictures([tmp_path], recursive=False, skipped=flat))
    assert flat.files == 3


def test_a_folder_of_other_kinds_only_says_how_many(tmp_path: Path) -> None:
    skipped = Skipped(5)  # of folders before
    folder = files(tmp_path, "a.txt", "b.txt")
    [failed] = find_pictures([folder], skipped=skipped)
    assert isinstance(failed, Failed)
    assert failed.error.message == (
        f"There are no pictures in {folder}; choose another folder. "
        "2 files of other kinds were skipped."
    )
    assert skipped.files == 7


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        (0, ""),
        (1, "1 file of another kind was skipped."),
        (8, "8 files of other kinds were skipped."),
        (1_200, "1,200 files of other kinds were skipped."),
    ],
)
def test_the_sentence(files: int, sentence: str) -> None:
    assert Skipped(files).sentence == sentence
