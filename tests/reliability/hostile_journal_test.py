"""A journal that somebody made up cannot take files from anywhere, nor put them there."""

import json
from pathlib import Path

import pytest

from app.core.errors import FileAccessError
from app.core.shelving.journal import past_shelvings, read_journal
from app.core.shelving.shelve import Item, plan, shelve, unshelve

HEAD = {"format": "shelfwise-journal-1", "mode": "move"}


def made_up(folder: Path, *records: tuple[object, object], **head: str) -> Path:
    journal = folder / "20260101-000000.jsonl"
    lines = [HEAD | head, *({"from": str(a), "to": str(b)} for a, b in records)]
    journal.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return journal


def test_targets_in_two_folders_are_refused(tmp_path: Path) -> None:
    shelves, private = tmp_path / "shelves", tmp_path / "home" / "keys"
    for folder in (shelves / "a", private):
        folder.mkdir(parents=True)
        (folder / "file.jpg").write_text("kept")
    journal = made_up(
        tmp_path,
        (tmp_path / "one.jpg", shelves / "a" / "file.jpg"),
        (tmp_path / "stolen", private / "file.jpg"),
    )
    with pytest.raises(FileAccessError) as refused:
        unshelve(journal)
    assert refused.value.code == "bad_journal"
    assert (private / "file.jpg").read_text() == (shelves / "a" / "file.jpg").read_text() == "kept"
    assert past_shelvings(tmp_path) == []


@pytest.mark.parametrize(
    "source, target",
    [
        ("/photos/a.jpg", "/shelves/bags/../a.jpg"),
        ("/photos/a.jpg", "/shelves/bags/.."),
        ("photos/a.jpg", "/shelves/bags/a.jpg"),
        ("/photos/a.jpg", "shelves/bags/a.jpg"),
        ("/photos/a.jpg", "/shelves/bags/a\0.jpg"),
    ],
)
def test_paths_that_are_not_plain_are_refused(tmp_path: Path, source: str, target: str) -> None:
    with pytest.raises(FileAccessError) as refused:
        read_journal(made_up(tmp_path, (source, target)))
    assert refused.value.code == "bad_journal"


def test_a_folder_that_was_named_by_a_way_round_is_undone(tmp_path: Path) -> None:
    photo, shelves = tmp_path / "a.jpg", tmp_path / "b" / ".." / "shelves"
    photo.write_text("photo")
    (tmp_path / "b").mkdir()
    source = tmp_path / "b" / ".." / "a.jpg"
    shelve(plan([Item(source, "bags")], shelves), tmp_path / "journal.jsonl", move=True)
    assert not photo.exists()
    assert unshelve(tmp_path / "journal.jsonl").done == 1
    assert photo.read_text() == "photo"


SPOILT = [
    ("/photos/a\0.jpg", "/shelves/bags/a.jpg"),
    ("/photos/a.jpg", "/shelves/bags/a\0.jpg"),
    ("/photos/\ud800.jpg", "/shelves/bags/a.jpg"),
    ("/photos/" + "x" * 100_000, "/shelves/bags/a.jpg"),
    ("a.jpg", "/shelves/bags/a.jpg"),
    ("/photos/a.jpg", "/elsewhere/bags/a.jpg"),
    ("/photos/a.jpg", "/shelves/bags/.."),
]


@pytest.mark.parametrize(("source", "target"), SPOILT)
def test_a_line_that_cannot_be_believed_costs_only_itself(
    tmp_path: Path, source: str, target: str
) -> None:
    photos = [tmp_path / f"{name}.jpg" for name in "bc"]
    for photo in photos:
        photo.write_text(photo.name)
    journal = tmp_path / "journal.jsonl"
    shelve(plan([Item(photo, "bags") for photo in photos], tmp_path / "out"), journal, move=True)
    head, rest = journal.read_bytes().split(b"\n", 1)
    line = json.dumps({"from": source, "to": target}).encode()
    journal.write_bytes(head + b"\n" + line + b"\n" + rest)
    assert [shelving.meant for shelving in past_shelvings(tmp_path)] == [2]
    report = unshelve(journal)
    assert [photo.read_text() for photo in photos] == ["b.jpg", "c.jpg"]
    assert (report.done, [error.code for error in report.failed]) == (2, ["bad_journal"])


@pytest.mark.parametrize("name", ["a\0b.jpg", "\ud800.jpg", "x" * 300 + ".jpg"])
def test_a_path_that_no_file_has_stops_no_move(tmp_path: Path, name: str) -> None:
    photos = [tmp_path / f"{number}.jpg" for number in (1, 2)]
    for photo in photos:
        photo.write_text(photo.name)
    items = [Item(path, "bags") for path in (photos[0], tmp_path / name, photos[1])]
    journal = tmp_path / "journal.jsonl"
    report = shelve(plan(items, tmp_path / "out"), journal, move=True)
    assert (report.done, len(report.failed)) == (2, 1)
    assert len(report.failed[0].message) < 1_500
    assert unshelve(journal).failed == ()
    assert all(photo.exists() for photo in photos)


def test_another_mode_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileAccessError):
        read_journal(made_up(tmp_path, ("/photos/a.jpg", "/shelves/bags/a.jpg"), mode="remove"))


def test_a_shelf_that_became_a_link_out_is_left_alone(tmp_path: Path) -> None:
    photo, shelves, outside = tmp_path / "a.jpg", tmp_path / "shelves", tmp_path / "outside"
    photo.write_text("photo")
    steps = plan([Item(photo, "bags")], shelves)
    shelve(steps, tmp_path / "journal.jsonl", move=True)
    (shelves / "bags").rename(tmp_path / "elsewhere")
    outside.mkdir()
    (outside / "a.jpg").write_text("another's")
    (shelves / "bags").symlink_to(outside)
    report = unshelve(tmp_path / "journal.jsonl")
    assert [error.code for error in report.failed] == ["bad_shelf"]
    assert (outside / "a.jpg").read_text() == "another's"
    assert not photo.exists()
