"""A folder to train on is counted at once, and what is odd in it is said."""

from pathlib import Path

import pytest

from app.core.errors import FileAccessError
from app.core.pictures.photo_folder import look_into

CLASSES = ("bags", "stationary", "other")


def write(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"pixels of " + path.name.encode())


def test_classes_types_and_what_is_passed_over(tmp_path: Path) -> None:
    write(
        tmp_path,
        *("bags/tote/a.jpg", "bags/tote/b.jpg", "bags/c.png", "Stationery/d.webp"),
        *("hats/e.jpg", "f.jpg", "@eaDir/bags/g.jpg", "bags/.hidden/h.jpg", "bags/notes.txt"),
    )
    found = look_into(tmp_path, CLASSES)
    assert [(item.name, item.photos, item.known) for item in found.classes] == [
        ("bags", 3, True),
        ("hats", 1, False),
        ("stationary", 1, True),  # as the model spells it
    ]
    assert found.classes[0].types == {"tote": 2}
    assert (found.photos, found.beside, found.passed_over, found.unknown) == (5, 1, 2, ("hats",))


def test_given_splits_are_counted_together(tmp_path: Path) -> None:
    write(tmp_path, "train/bags/a.jpg", "test/bags/b.jpg")
    [bags] = look_into(tmp_path, CLASSES).classes
    assert (bags.name, bags.photos) == ("bags", 2)


def test_copies_and_pictures_in_two_classes(tmp_path: Path) -> None:
    write(tmp_path, "bags/a.jpg", "bags/more/a.jpg", "other/a.jpg", "other/b.jpg")
    found = look_into(tmp_path, CLASSES)
    assert (found.copies, len(found.in_two)) == (1, 1)
    write(tmp_path, "bags/c.jpg")
    assert look_into(tmp_path, CLASSES).copies == 1


@pytest.mark.parametrize("names", [(), ("a.jpg",), ("bags/notes.txt",), ("@eaDir/bags/a.jpg",)])
def test_a_wrong_folder_says_so(tmp_path: Path, names: tuple[str, ...]) -> None:
    write(tmp_path, *names)
    with pytest.raises(FileAccessError, match="one folder of photos per class") as error:
        look_into(tmp_path, CLASSES)
    assert error.value.code == "no_classes"
    with pytest.raises(FileAccessError, match="is not a folder"):
        look_into(tmp_path / "nowhere", CLASSES)
