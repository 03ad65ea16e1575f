"""A photo is moved to another class or left out, and comes back as it was."""

from pathlib import Path

import pytest

from app.core.errors import FileAccessError
from app.core.pictures.photo_folder import look_into
from app.core.shelving.fixes import leave_out, to_class, undo


def write(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(path.as_posix().encode())
    return path


@pytest.mark.parametrize("split", ["", "train"])
def test_to_another_class_and_back(tmp_path: Path, split: str) -> None:
    if split:
        write(tmp_path / "test/bags/z.jpg")
    photo = write(tmp_path / split / "bags/tote/a.jpg")
    content = photo.read_bytes()
    taken = write(tmp_path / split / "pens/tote/a.jpg")
    fix = to_class(tmp_path, photo.relative_to(tmp_path), "pens")
    assert fix.target == tmp_path / split / "pens/tote/a (2).jpg"
    assert fix.target.read_bytes() == content
    assert taken.read_bytes() != content
    assert not photo.exists()
    undo(fix)
    assert photo.read_bytes() == content
    assert not fix.target.exists()


def test_what_is_left_out_is_not_counted_and_comes_back(tmp_path: Path) -> None:
    photo = write(tmp_path / "bags/a.jpg")
    write(tmp_path / "bags/b.jpg")
    fix = leave_out(tmp_path, Path("bags/a.jpg"))
    assert look_into(tmp_path, ("bags",)).photos == 1
    undo(fix)
    assert photo.exists()
    assert look_into(tmp_path, ("bags",)).photos == 2


def test_undo_never_takes_the_place_of_another_file(tmp_path: Path) -> None:
    photo = write(tmp_path / "bags/a.jpg")
    fix = leave_out(tmp_path, Path("bags/a.jpg"))
    write(photo)
    with pytest.raises(FileAccessError, match="is there again"):
        undo(fix)
    assert fix.target.exists()


def test_what_is_gone_gets_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(FileAccessError, match="could not be moved"):
        to_class(tmp_path, Path("bags/a.jpg"), "pens")
