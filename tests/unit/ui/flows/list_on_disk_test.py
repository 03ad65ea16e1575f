"""The list is on disk as it grows, in the order that things happened."""

import time
from pathlib import Path
from threading import Event
from types import SimpleNamespace

import pytest

from app.core.answers import Row
from app.core.places import review_file
from app.core.review.log import read_review
from app.ui.flows.buffered_log import BufferedLog
from app.ui.flows.list_on_disk import ListOnDisk
from app.ui.state.session import Session
from app.ui.threads.messages import FoundItem
from tests.unit.ui.flows.conftest import drain, row_of


@pytest.fixture
def disk(lists, classifying, model, pump, screen, told, changes, tmp_path, monkeypatch):
    """A list that is kept in a folder of its own."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    corrections = SimpleNamespace(make_good=lambda rows: None)
    disk = ListOnDisk(
        lists, classifying, corrections, model, pump, screen, told, lambda: changes.append(None)
    )
    yield disk
    disk.stop()


def written(disk, pump):
    """What is on disk once all that was handed on is written."""
    done = Event()
    disk.flush()
    disk._scribe.do(done.set)
    assert done.wait(10)
    drain(pump)
    return read_review(review_file())


def fill(lists, *names: str) -> list:
    """Let pictures be found and answered."""
    items = lists.add([FoundItem(Path("/shop") / name) for name in names])
    lists.session.take_rows([row_of(item.path) for item in items])
    return items


def test_rows_are_handed_on_before_the_decisions_about_them():
    handed: list[tuple[str, list[Row]]] = []
    log = SimpleNamespace(
        write_rows=lambda rows: handed.append(("rows", list(rows))),
        write_decisions=lambda rows: handed.append(("decisions", list(rows))),
        write_moves=lambda moved: handed.append(("moves", list(moved))),
    )
    buffered = BufferedLog(lambda work: work(log))
    first, second = row_of(Path("/shop/a")), row_of(Path("/shop/b"))
    buffered.write_row(first)
    buffered.write_row(second)
    assert handed == []
    buffered.write_decisions([first])
    buffered.write_row(second)
    buffered.write_moves({second.path: Path("/shelves/b")})
    assert [what for what, _ in handed] == ["rows", "decisions", "rows", "moves"]
    assert handed[0][1] == [first, second]


def test_a_decision_is_kept_though_its_file_is_moved_before_it_is_written(disk, lists, pump):
    gate = Event()
    [first, _] = fill(lists, "1.jpg", "2.jpg")
    written(disk, pump)
    disk._scribe.do(lambda: gate.wait(10))  # a slow disk
    lists.session.decide([first], "pens")
    lists.relocate({Path("/shop/1.jpg"): Path("/shelves/pens/1.jpg")})
    gate.set()
    saved = written(disk, pump)
    assert {row.path: row.decided for row in saved.rows} == {
        Path("/shelves/pens/1.jpg"): "pens",
        Path("/shop/2.jpg"): None,
    }


def test_a_list_that_comes_back_takes_the_place_of_the_one_on_screen(disk, lists, pump):
    fill(lists, "1.jpg", "2.jpg")
    old = lists.session
    lists.use(Session())
    fill(lists, "3.jpg", "4.jpg")
    assert [row.path.name for row in written(disk, pump).rows] == ["3.jpg", "4.jpg"]
    lists.use(old)
    fill(lists, "5.jpg")
    assert [row.path.name for row in written(disk, pump).rows] == ["1.jpg", "2.jpg", "5.jpg"]
    assert [row.path.name for row in disk.saved.rows] == ["3.jpg", "4.jpg"]


def test_a_list_of_another_time_is_taken_up_with_the_threshold_in_force(
    disk, lists, pump, model, screen, told, tmp_path
):
    fill(lists, *(f"{number}.jpg" for number in range(900)))
    lists.session.decide(list(lists.session)[:1], "pens")
    lists.use(Session())
    written(disk, pump)
    model.sure = 0.95
    lists.judge(model.sure)
    disk.resume()
    end = time.monotonic() + 10
    while len(lists.session) < 900 and time.monotonic() < end:
        drain(pump)
    assert screen.page == "list"
    assert lists.session.counts.decided == 1
    assert {item.answer.verdict for item in lists.session} == {"unsure"}


def test_a_list_that_is_left_while_it_is_taken_up_gets_nothing_more(disk, lists, pump, model):
    fill(lists, *(f"{number}.jpg" for number in range(900)))
    lists.use(Session())
    written(disk, pump)
    disk.resume()
    resumed = lists.session
    lists.use(Session())
    drain(pump)
    assert len(lists.session) == 0
    assert 0 < len(resumed) < 900


def test_any_list_of_the_last_ones_is_opened_again(disk, lists, pump, told):
    for number in range(4):
        fill(lists, f"{number}a.jpg", f"{number}b.jpg")
        lists.session.decide(list(lists.session)[:1], "pens")
        written(disk, pump)
        lists.use(Session())
    fill(lists, "5a.jpg", "5b.jpg")
    found: list = []
    disk.find_recent(found.extend)
    written(disk, pump)
    assert len(found) == 4
    oldest = next(each for each in found if "0a" in each.file.read_text())
    disk.open_recent(oldest)
    fill(lists, "late.jpg")  # a picture that comes meanwhile spoils neither list
    saved = written(disk, pump)
    assert [row.path.name for row in saved.rows] == ["0a.jpg", "0b.jpg"]
    assert {item.path.name: item.decided for item in lists.session} == {
        "0a.jpg": "pens",
        "0b.jpg": None,
    }
    written(disk, pump)
    assert [row.path.name for row in disk.saved.rows] == ["5a.jpg", "5b.jpg"]
    oldest.file.unlink(missing_ok=True)
    disk.open_recent(oldest)
    lists.session.decide(list(lists.session), "bags")
    written(disk, pump)
    [error] = told.errors
    assert "not there any more" in str(error)
    saved = written(disk, pump)
    assert {row.decided for row in saved.rows} == {"bags"}, "the list on screen is written on"
