"""The list is on disk as it grows, in the order that things happened."""

import time
from pathlib import Path
from threading import Event
from types import SimpleNamespace

import pytest

from app.core.answers import Row, Verdict
from app.core.places import review_file
from app.core.review.log import SavedReview, read_review
from app.ui.flows.buffered_log import BufferedLog
from app.ui.flows.list_on_disk import ListOnDisk, SavedFound
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
    buffered = BufferedLog(lambda work, lines: work(log))
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


def test_what_a_list_says_of_products_is_kept_with_it(disk, lists, pump):
    fill(lists, "1.jpg", "2.jpg")
    lists.judge(0.8)
    first = lists.session
    assert written(disk, pump).everything is None
    lists.switch_everything()
    assert written(disk, pump).everything is True
    lists.use(Session())
    fill(lists, "3.jpg", "4.jpg")
    assert (lists.everything, written(disk, pump).everything) == (False, None)
    lists.use(first)
    assert (lists.everything, written(disk, pump).everything) == (True, True)
    lists.switch_everything()
    assert written(disk, pump).everything is False


def test_a_list_that_is_resumed_judges_as_it_did(disk, lists, pump, model):
    refused = Row(Path("/shop/1.jpg"), Verdict.NOT_ONE_OF_THESE, "bags", (0.9, 0.1), 0.1)
    lists.add([FoundItem(Path("/shop") / name) for name in ("1.jpg", "2.jpg")])
    lists.session.take_rows([refused, row_of(Path("/shop/2.jpg"))])
    lists.judge(0.8)
    lists.switch_everything()
    written(disk, pump)
    lists.use(Session())
    written(disk, pump)
    disk.resume()
    drain(pump)
    assert [item.row.verdict for item in lists.session if item.path == refused.path] == ["unsure"]


def test_a_list_says_it_before_it_is_on_disk(disk, lists, pump):
    lists.switch_everything()
    fill(lists, "1.jpg", "2.jpg")
    assert written(disk, pump).everything is True


def found_again(disk, lists, pump) -> None:
    """Let the list of /shop be found at a start at which nothing, or something, was opened."""
    saved = SavedReview((Path("/shop"),), ("bags", "pens"), "1", (), True, 2)
    pump.post(SavedFound(saved, was_open=True, offer=True))
    drain(pump)


def test_the_list_of_the_last_time_is_offered(disk, lists, pump, told):
    lists.note_opened([Path("/elsewhere")])
    found_again(disk, lists, pump)
    assert told.sentences[-1].startswith("Resume 0 of 2 pictures in shop")


@pytest.mark.parametrize("late", [False, True])
def test_what_is_on_screen_anyway_is_not_offered(disk, lists, pump, told, late):
    if not late:
        lists.note_opened([Path("/shop")])
    found_again(disk, lists, pump)
    assert bool(told.sentences) is late
    if late:
        lists.note_opened([Path("/shop")])
        assert told.sentences[-1] == "", "the question is taken away"
        lists.note_opened([Path("/shop/more")])
        assert len(told.sentences) == 2
    assert disk.saved is not None, "the menu still has it"
