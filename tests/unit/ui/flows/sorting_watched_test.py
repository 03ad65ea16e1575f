"""What comes into the watched folder is sorted if that is wanted, a burst at a time."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from app.core.settings import Settings
from app.core.shelving import incoming
from app.ui.flows.sorting_watched import SortingWatched
from tests.unit.ui.flows.conftest import drain, settle


class FakePreferences:
    """Settings that are kept nowhere."""

    def __init__(self) -> None:
        self.now = Settings()

    def remember(self, **changes) -> None:
        self.now = replace(self.now, **changes)


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    (tmp_path / "inbox").mkdir()
    return tmp_path / "inbox"


@pytest.fixture
def shelves(tmp_path: Path, monkeypatch) -> Path:
    monkeypatch.setattr(incoming, "journals_folder", lambda: tmp_path / "journals")
    (tmp_path / "shelves").mkdir()
    return tmp_path / "shelves"


@pytest.fixture
def sorting(lists, pump, told, changes, classifying, model, inbox) -> SortingWatched:
    contract = SimpleNamespace(written_names={"bags": "Bags", "pens": "Pens"}, types=())
    return SortingWatched(
        lists,
        FakePreferences(),
        SimpleNamespace(contract=contract),
        pump,
        told,
        lambda: inbox,
        classifying.append,
        lists.relocate,
        lambda: changes.append(None),
    )


@pytest.fixture
def save(inbox, sorting) -> Callable[[str], Path]:
    def save(name: str) -> Path:
        path = inbox / name
        path.write_text(name)
        sorting.take(path)
        return path

    return save


def answer(worker, pump, *labels: str) -> None:
    """Answer all that waits, and let what comes of it happen."""
    for task, label in zip(worker.urgent, labels, strict=True):
        worker.answer(task, label)
    worker.urgent.clear()
    settle(pump)


def follow(pump) -> None:
    """Do what the window's pump does after messages."""
    for listener in pump._after_each:
        listener()
    settle(pump)


def test_it_only_lists_while_nobody_wants_more(sorting, save, worker, pump, inbox):
    save("a.jpg")
    answer(worker, pump, "bags")
    follow(pump)
    assert (inbox / "a.jpg").exists()


def test_a_burst_is_sorted_together_once_all_of_it_is_answered(
    sorting, save, worker, pump, told, lists, shelves, inbox
):
    sorting.begin(shelves)
    save("a.jpg"), save("b.jpg")
    first, second = worker.urgent
    worker.answer(first, "bags")
    drain(pump)
    follow(pump)
    assert list(shelves.iterdir()) == [], "the other one may still join it"
    worker.answer(second, "pens")
    drain(pump)
    follow(pump)
    assert [item.path for item in lists.session] == [
        shelves / "Bags" / "a.jpg",
        shelves / "Pens" / "b.jpg",
    ]
    assert told.sentences[-1] == "2 files sorted: Bags 1, Pens 1."
    worker.urgent.clear()

    told.actions["Undo"]()
    settle(pump)
    assert told.sentences[-1] == "2 files taken back."
    assert [item.path for item in lists.session] == [inbox / "a.jpg", inbox / "b.jpg"]


def test_what_was_taken_back_stays_and_a_new_file_of_that_name_goes(
    sorting, save, worker, pump, told, shelves, inbox
):
    sorting.begin(shelves)
    save("scan.jpg")
    answer(worker, pump, "bags")
    follow(pump)
    save("scan.jpg").write_text("the next one")
    answer(worker, pump, "bags")
    follow(pump)
    assert sorted(path.name for path in (shelves / "Bags").iterdir()) == [
        "scan (2).jpg",
        "scan.jpg",
    ]
    told.actions["Undo"]()
    settle(pump)
    sorting.take(inbox / "scan.jpg")
    answer(worker, pump, "bags")
    follow(pump)
    assert (inbox / "scan.jpg").read_text() == "the next one"


def test_what_came_before_it_was_wanted_goes_too(sorting, save, worker, pump, shelves):
    save("a.jpg")
    answer(worker, pump, "bags")
    sorting.begin(shelves)
    settle(pump)
    assert (shelves / "Bags" / "a.jpg").exists()


def test_what_lies_on_a_shelf_is_no_news(sorting, worker, shelves):
    sorting.begin(shelves)
    sorting.take(shelves / "Bags" / "a.jpg")
    assert worker.urgent == []


def test_what_left_the_list_meanwhile_stays(
    sorting, save, worker, pump, classifying, lists, shelves, inbox
):
    sorting.begin(shelves)
    save("a.jpg")
    classifying.remove(list(lists.session))
    follow(pump)
    assert (inbox / "a.jpg").exists()
    assert list(shelves.iterdir()) == []


def test_a_shelf_that_cannot_be_written_is_told_of(
    sorting, save, worker, pump, told, shelves, inbox
):
    sorting.begin(shelves)
    (shelves / "Bags").write_text("no folder")
    save("a.jpg")
    answer(worker, pump, "bags")
    follow(pump)
    assert "a.jpg" in told.sentences[-1]
    assert (inbox / "a.jpg").exists()
