"""A data folder is read as its owner means it, and never written to."""

from collections.abc import Callable
from pathlib import Path

import pytest

from training.data.dataset import Dataset, read_dataset
from training.errors import DataError

Write = Callable[..., Path]


def places(dataset: Dataset) -> set[tuple[str, str, str]]:
    return {(p.path.name, p.class_name, p.kind) for p in dataset.pictures}


def refusal(folder: Path) -> DataError:
    with pytest.raises(DataError) as refused:
        read_dataset(folder)
    assert "\n" not in refused.value.message
    assert str(folder) in refused.value.message
    return refused.value


def test_folders_are_classes_and_their_folders_are_types(
    tmp_path: Path, write_photo: Write
) -> None:
    write_photo(tmp_path / "pens" / "a.png")
    write_photo(tmp_path / "pens" / "ink" / "b.png")
    write_photo(tmp_path / "pens" / "ink" / "blue" / "fine" / "c.png")
    write_photo(tmp_path / "bags" / "d.png")
    write_photo(tmp_path / "other" / "food" / "e.png")
    write_photo(tmp_path / "loose.png")
    (tmp_path / "COUNTS.tsv").write_text("not a picture")

    dataset = read_dataset(tmp_path)

    assert dataset.classes == ("bags", "pens")
    assert dataset.background == "other"
    assert places(dataset) == {
        ("a.png", "pens", ""),
        ("b.png", "pens", "ink"),
        ("c.png", "pens", "ink"),
        ("d.png", "bags", ""),
        ("e.png", "other", "food"),
    }


def test_names_may_be_of_any_script(tmp_path: Path, write_photo: Write) -> None:
    write_photo(tmp_path / "ручки" / "钢笔 {1}" / "ë.png")
    write_photo(tmp_path / "袋" / "b.png")
    assert places(read_dataset(tmp_path)) == {
        ("ë.png", "ручки", "钢笔 {1}"),
        ("b.png", "袋", ""),
    }


def test_an_unreadable_picture_is_left_out_with_a_sentence(
    tmp_path: Path, write_photo: Write
) -> None:
    write_photo(tmp_path / "pens" / "a.png")
    write_photo(tmp_path / "bags" / "b.png")
    (tmp_path / "bags" / "text.jpg").write_text("no picture")
    (tmp_path / "bags" / "empty.png").touch()

    dataset = read_dataset(tmp_path)

    assert len(dataset.pictures) == 2
    assert len(dataset.skipped) == 2
    assert any("text.jpg" in sentence for sentence in dataset.skipped)
    assert any("empty.png" in sentence for sentence in dataset.skipped)


def test_a_loop_of_links_ends(tmp_path: Path, write_photo: Write) -> None:
    write_photo(tmp_path / "pens" / "a.png")
    write_photo(tmp_path / "bags" / "b.png")
    (tmp_path / "pens" / "again").symlink_to(tmp_path / "pens", target_is_directory=True)
    (tmp_path / "pens" / "up").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "pens" / "nowhere").symlink_to(tmp_path / "missing", target_is_directory=True)
    dataset = read_dataset(tmp_path)
    assert "a.png" in {p.path.name for p in dataset.pictures}
    assert len(dataset.pictures) < 10


def test_given_splits_are_recognised(tmp_path: Path, write_photo: Write) -> None:
    for split in ("train", "val", "test"):
        for name in ("pens", "bags"):
            write_photo(tmp_path / split / name / "kind" / f"{split}.png")

    dataset = read_dataset(tmp_path)

    assert dataset.has_given_splits
    assert dataset.classes == ("bags", "pens")
    assert {p.path.name: p.given_split for p in dataset.pictures} == {
        "train.png": "train",
        "val.png": "validation",
        "test.png": "test",
    }


def test_given_splits_must_hold_the_same_classes(tmp_path: Path, write_photo: Write) -> None:
    write_photo(tmp_path / "train" / "pens" / "a.png")
    write_photo(tmp_path / "train" / "bags" / "b.png")
    write_photo(tmp_path / "test" / "pens" / "c.png")
    assert "bags" in refusal(tmp_path).message


def test_one_class_is_too_few(tmp_path: Path, write_photo: Write) -> None:
    write_photo(tmp_path / "pens" / "a.png")
    write_photo(tmp_path / "other" / "b.png")
    assert refusal(tmp_path).code == "too_few_classes"


def test_a_class_without_a_readable_picture_is_named(tmp_path: Path, write_photo: Write) -> None:
    write_photo(tmp_path / "pens" / "a.png")
    (tmp_path / "bags").mkdir()
    (tmp_path / "bags" / "b.png").write_text("no picture")
    error = refusal(tmp_path)
    assert error.code == "no_pictures"
    assert "bags" in error.message


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    assert refusal(tmp_path / "nowhere").code == "no_data"


def test_a_read_only_folder_is_read_and_left_as_it_is(tmp_path: Path, write_photo: Write) -> None:
    write_photo(tmp_path / "data" / "pens" / "a.png")
    write_photo(tmp_path / "data" / "bags" / "b.png")
    folders = [tmp_path / "data", *(f for f in (tmp_path / "data").rglob("*") if f.is_dir())]
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "data").rglob("*")}
    for folder in folders:
        folder.chmod(0o555)
    try:
        read_dataset(tmp_path / "data")
    finally:
        for folder in folders:
            folder.chmod(0o755)
    assert {p: p.stat().st_mtime_ns for p in (tmp_path / "data").rglob("*")} == before
