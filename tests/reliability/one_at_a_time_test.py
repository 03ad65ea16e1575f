"""Two programs at once: what both write is kept whole, and what only one may have, one has."""

import os
import threading
from pathlib import Path

import pytest

from app.core import settings
from app.core.errors import FileAccessError
from app.core.review import corrections
from app.core.review.corrections import count_corrections, drop_correction, keep_correction
from app.core.settings import Settings, load_settings, save_changes
from app.core.shelving.journal import Journal, new_journal_path
from app.core.shelving.shelve import Item, plan, shelve, unshelve
from app.core.storage.files import remove_leftovers, temporary_copy
from app.core.storage.locks import Lock
from tests.support.surroundings import in_child


def at_once(*works) -> None:
    """Do each of them in a process of its own, all at the same time."""
    children = []
    for work in works:
        child = os.fork()
        if child == 0:
            os._exit(0 if in_child(work) else 1)
        children.append(child)
    for child in children:
        assert os.waitpid(child, 0)[1] == 0


def test_a_lock_ends_with_the_process_that_has_it(tmp_path: Path) -> None:
    def take_and_die() -> None:
        assert Lock.take(tmp_path / "lock") is not None
        os._exit(0)

    in_child(take_and_die)
    with Lock.take(tmp_path / "lock"):
        assert Lock.take(tmp_path / "lock") is None
    assert Lock.take(tmp_path / "lock") is not None


def test_two_windows_change_their_settings_at_once(tmp_path: Path) -> None:
    file = tmp_path / "settings.json"

    def work(**changes: object):
        def change() -> None:
            for _ in range(30):
                save_changes(file, Settings(), changes)

        return change

    at_once(work(last_folder="/a"), work(shelves_folder="/b"), work(watch_folder="/c"))
    kept = load_settings(file)
    assert (kept.last_folder, kept.shelves_folder, kept.watch_folder) == (
        "/a",
        "/b",
        "/c",
    )


def test_nobody_writes_settings_between_their_being_read_and_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "settings.json"
    save_changes(file, Settings(), {"last_folder": "/a"})
    [lock] = tmp_path.glob(".*.lock")

    def nobody_else(name: str, work):
        def call(*arguments):
            assert Lock.take(lock) is None, name
            return work(*arguments)

        monkeypatch.setattr(settings, name, call)

    nobody_else("load_settings", settings.load_settings)
    nobody_else("save_settings", settings.save_settings)
    save_changes(file, Settings(), {"scale": 1.5})
    monkeypatch.undo()
    assert load_settings(file) == Settings(last_folder="/a", scale=1.5)


def test_two_windows_label_one_picture_at_once(tmp_path: Path) -> None:
    photo, folder = tmp_path / "photo.jpg", tmp_path / "kept"
    photo.write_bytes(b"GIF89a")

    def work(label: str):
        def label_it() -> None:
            for _ in range(25):
                keep_correction(folder, photo, label)

        return label_it

    at_once(work("bags"), work("pens"), work("other"))
    assert count_corrections(folder).total() == 1
    drop_correction(folder, photo)
    assert count_corrections(folder).total() == 0


def test_a_program_that_keeps_the_corrections_to_itself_is_told_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo, folder = tmp_path / "photo.jpg", tmp_path / "kept"
    photo.write_bytes(b"GIF89a")
    keep_correction(folder, photo, "bags")
    monkeypatch.setattr(corrections, "_PATIENCE", 0.05)
    [lock] = tmp_path.glob(".*.lock")
    with Lock.take(lock):
        for change in (
            lambda: keep_correction(folder, photo, "pens"),
            lambda: drop_correction(folder, photo),
        ):
            with pytest.raises(
                FileAccessError, match="in use by another Shelfwise window"
            ) as refused:
                change()
            assert refused.value.code == "in_use"
    assert count_corrections(folder) == {"bags": 1}


def test_a_stray_file_among_the_corrections_does_no_harm(tmp_path: Path) -> None:
    photo, folder = tmp_path / "photo.jpg", tmp_path / "kept"
    photo.write_bytes(b"GIF89a")
    folder.mkdir()
    (folder / ".DS_Store").write_text("of the desktop")
    keep_correction(folder, photo, "bags")
    assert count_corrections(folder) == {"bags": 1}


def test_a_sorting_that_goes_on_cannot_be_undone_meanwhile(tmp_path: Path) -> None:
    photo = tmp_path / "photo.jpg"
    photo.write_text("photo")
    steps = plan([Item(photo, "bags")], tmp_path / "out")
    journal = tmp_path / "journal"
    with (
        Journal(journal, "move", [(step.source, step.target) for step in steps]),
        pytest.raises(FileAccessError, match="Another Shelfwise is sorting") as refused,
    ):
        unshelve(journal)
    assert refused.value.code == "in_use"
    assert unshelve(journal).done == 0


def test_two_sortings_at_once_take_different_names(tmp_path: Path) -> None:
    shelves = tmp_path / "out"

    def work(number: int):
        photos = [tmp_path / f"in {number}" / f"{n}.jpg" for n in range(20)]
        photos[0].parent.mkdir()
        for photo in photos:
            photo.write_text(f"{number} {photo.name}")
        steps = plan([Item(photo, "bags") for photo in photos], shelves)
        return lambda: shelve(steps, tmp_path / f"journal {number}", move=True)

    at_once(work(1), work(2))
    assert len({path.read_text() for path in (shelves / "bags").iterdir()}) == 40
    for number in (1, 2):
        assert not unshelve(tmp_path / f"journal {number}").failed
        assert len(list((tmp_path / f"in {number}").iterdir())) == 20
    assert not (shelves / "bags").exists()


def test_journals_of_one_second_have_different_names(tmp_path: Path) -> None:
    names = []
    for _ in range(3):
        path = new_journal_path(tmp_path)
        Journal(path, "copy", []).__exit__()
        names.append(path)
    assert len(set(names)) == 3
    with pytest.raises(FileAccessError, match="there already"):
        Journal(names[0], "copy", [])


def test_what_another_program_is_writing_is_no_leftover(tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_text("photo")
    mine = tmp_path / ".shelfwise-mine"
    mine.write_text("a user's, though it looks like ours")
    with temporary_copy(tmp_path / "photo.jpg", tmp_path, durably=False) as temporary:
        swept = threading.Thread(target=remove_leftovers, args=[tmp_path])
        swept.start()
        swept.join()
        assert temporary.exists()
        temporary.rename(tmp_path / ".shelfwise-abcd1234")
    remove_leftovers(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [mine.name, "photo.jpg"]
