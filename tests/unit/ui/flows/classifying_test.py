"""Pictures come into the list they are for, and so do their answers."""

import time
from pathlib import Path
from threading import Event

from app.ui.intake import importer as importer_module
from app.ui.intake.dropped import Dropped
from app.ui.state.item import State
from app.ui.state.session import Session
from app.ui.threads.messages import Found, FoundItem
from tests.unit.ui.flows.conftest import drain, row_of


def found(*names: str) -> tuple[FoundItem, ...]:
    return tuple(FoundItem(Path("/shop") / name) for name in names)


def arrive(classifying, pump, lists, *names: str, intake: int = 1) -> None:
    """Let a search for these end, without a disk to search."""
    begin(classifying, intake)
    pump.post(Found(lists.session.id, intake, found(*names), complete=True))
    drain(pump)


def begin(classifying, intake: int) -> None:
    """Let a search begin that looks nowhere."""
    importer = classifying.importer
    importer._intakes[intake] = importer_module._Intake(Event(), importer._arrived)


def test_one_picture_is_shown_and_several_are_listed(classifying, lists, pump, screen, worker):
    arrive(classifying, pump, lists, "a.jpg")
    assert (screen.page, lists.shown.path.name) == ("picture", "a.jpg")
    assert [task.path.name for task in worker.urgent] == ["a.jpg"]
    arrive(classifying, pump, lists, "b.jpg", "c.jpg")
    assert screen.page == "list"
    assert [task.path.name for task in worker.queued] == ["b.jpg", "c.jpg"]


def test_an_answer_in_flight_never_lands_on_another_list(
    classifying, lists, pump, screen, worker, told
):
    arrive(classifying, pump, lists, "slow.png")
    [slow] = worker.urgent
    classifying.clear()
    arrive(classifying, pump, lists, "next.jpg", intake=2)
    worker.answer(slow, "pens")
    drain(pump)
    [item] = lists.session
    assert (item.path.name, item.state, item.answer) == ("next.jpg", State.WAITING, None)
    worker.answer(worker.urgent[0], "bags")
    drain(pump)
    assert item.answer.label == "bags"


def test_what_was_found_for_another_list_is_let_go(classifying, lists, pump):
    begin(classifying, 1)
    late = Found(lists.session.id, 1, found("late.jpg"), complete=True)
    lists.use(Session())  # not by ``clear``, which cancels the search, too
    pump.post(late)
    drain(pump)
    assert len(lists.session) == 0


def test_a_list_that_was_cleared_comes_back_whole(classifying, lists, pump, screen, told):
    arrive(classifying, pump, lists, "a.jpg", "b.jpg")
    classifying.clear()
    assert (screen.page, len(lists.session)) == ("home", 0)
    told.actions["Undo"]()
    assert (screen.page, len(lists.session)) == ("list", 2)
    assert classifying.can_resume


def test_what_is_cancelled_is_queued_again_when_it_goes_on(classifying, lists, pump, worker):
    arrive(classifying, pump, lists, "a.jpg", "b.jpg")
    classifying.cancel()
    assert not worker.queued
    assert lists.session.counts.cancelled == 2
    classifying.resume()
    assert [task.path.name for task in worker.queued] == ["a.jpg", "b.jpg"]


def test_a_picture_that_somebody_looks_at_goes_first(classifying, lists, worker):
    [waiting] = lists.add(found("a.jpg"))
    classifying.hurry(waiting)
    assert worker.hurried == [waiting.id]
    [restored] = lists.session.restore([row_of(Path("/shop/b.jpg"))])
    classifying.hurry(restored)  # it has its answer, but no map
    assert [task.item for task in worker.urgent] == [restored.id]


def test_another_model_is_asked_about_all_that_was_answered(
    classifying, lists, pump, worker, changes
):
    arrive(classifying, pump, lists, "a.jpg", "b.jpg")
    for task in list(worker.queued):
        worker.answer(task)
    drain(pump)
    worker.queued.clear()
    classifying.classify_again()
    assert [task.path.name for task in worker.queued] == ["a.jpg", "b.jpg"]
    assert lists.session.running
    assert changes


def test_a_real_folder_comes_in(classifying, lists, pump, tmp_path):
    for name in ("1.jpg", "2.jpg"):
        (tmp_path / name).touch()
    classifying.take(Dropped((tmp_path,), "That is text."))
    end = time.monotonic() + 10
    while classifying.importer.running and time.monotonic() < end:
        drain(pump)
    assert [item.path.name for item in lists.session] == ["1.jpg", "2.jpg"]
    assert lists.session.opened == [tmp_path]


def look_through(classifying, pump, *paths: Path) -> None:
    classifying.take(Dropped(paths))
    deadline = time.monotonic() + 10
    while classifying.importer.running and time.monotonic() < deadline:
        pump.drain()


def test_files_of_other_kinds_beside_pictures_are_told_of(classifying, pump, lists, told, tmp_path):
    for name in ("a.jpg", "b.jpg", "notes.txt", "prices.xlsx"):
        (tmp_path / name).touch()
    look_through(classifying, pump, tmp_path)
    assert told.sentences[-1] == "2 files of other kinds were skipped."
    told.sentences.clear()
    classifying.look_again()
    while classifying.importer.running:
        pump.drain()
    assert told.sentences == []


def test_an_empty_folder_is_told_of_once_and_is_no_row_when_a_list_is_taken_up(
    classifying, pump, lists, told, tmp_path
):
    (tmp_path / "empty").mkdir()
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "a.jpg").touch()
    look_through(classifying, pump, tmp_path / "shop")
    look_through(classifying, pump, tmp_path / "empty")
    assert "no pictures in" in told.sentences[-1]
    classifying.look_again()
    deadline = time.monotonic() + 10
    while classifying.importer.running and time.monotonic() < deadline:
        pump.drain()
    assert [item.path.name for item in lists.session] == ["a.jpg"]


def test_who_wants_to_know_hears_where_pictures_were_taken_from(classifying, pump, tmp_path):
    (tmp_path / "a.jpg").touch()
    taken: list[Path] = []
    classifying.when_taken.append(taken.extend)
    look_through(classifying, pump, tmp_path / "a.jpg")
    assert taken == [tmp_path / "a.jpg"]


def settled(classifying, pump, what) -> None:
    end = time.monotonic() + 10
    while not what() and time.monotonic() < end:
        drain(pump)
    assert what()


def test_another_folder_beside_a_list_is_asked_about(
    classifying, lists, pump, told, tmp_path, screen
):
    """It joins the list or begins a new one; the folder opened before, and files, just come in."""
    for folder, name in (("a", "1.png"), ("a", "2.png"), ("b", "3.png"), ("a/in", "4.png")):
        (tmp_path / folder).mkdir(exist_ok=True)
        (tmp_path / folder / name).touch()
    classifying.take(Dropped((tmp_path / "a",)))
    settled(classifying, pump, lambda: len(lists.session) == 3)

    classifying.take(Dropped((tmp_path / "b",)))
    settled(classifying, pump, lambda: told.actions)
    assert told.sentences[-1] == "Add b to this list of 3 pictures?"
    assert len(lists.session) == 3
    told.actions["Add to this list"]()
    settled(classifying, pump, lambda: len(lists.session) == 4)

    told.actions.clear()
    classifying.take(Dropped((tmp_path / "a" / "in",)))
    settled(classifying, pump, lambda: not classifying.importer.running)
    assert not told.actions, "its folder was opened in this list before"

    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "5.png").touch()
    classifying.take(Dropped((tmp_path / "c" / "5.png",)))
    settled(classifying, pump, lambda: len(lists.session) == 5)

    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "6.png").touch()
    classifying.take(Dropped((tmp_path / "d",)))
    settled(classifying, pump, lambda: "New list" in told.actions)
    told.actions["New list"]()
    settled(classifying, pump, lambda: [item.path.name for item in lists.session] == ["6.png"])


def test_in_the_small_window_the_last_one_that_came_is_shown(
    classifying, lists, pump, screen, worker
):
    screen.compact = True
    arrive(classifying, pump, lists, "a.jpg", "b.jpg", "c.jpg")
    assert (screen.page, lists.shown.path.name) == ("picture", "c.jpg")
    assert worker.hurried == [lists.shown.id]
    classifying.append(Path("/shop/watched.jpg"))
    assert lists.shown.path.name == "watched.jpg" and len(lists.session) == 4


def test_what_is_removed_goes_from_the_list_and_comes_back(
    classifying, lists, pump, screen, told, worker
):
    arrive(classifying, pump, lists, "a.jpg", "b.jpg", "c.jpg")
    for task in list(worker.queued)[:2]:
        worker.answer(task)
    drain(pump)
    a, _, c = lists.session
    lists.shown = a
    screen.show("picture")
    classifying.remove([a, c])
    assert [item.path.name for item in lists.session] == ["b.jpg"]
    assert (screen.page, len(lists.rows)) == ("list", 1)
    assert told.sentences[-1] == "2 pictures removed from the list; the files stay."
    worker.queued.clear()
    told.actions["Undo"]()
    assert [item.path.name for item in lists.session] == ["b.jpg", "a.jpg", "c.jpg"]
    assert [task.path.name for task in worker.queued] == ["c.jpg"], "one had no answer yet"


def test_pictures_are_judged_again_and_keep_their_decisions(classifying, lists, pump, worker):
    arrive(classifying, pump, lists, "a.jpg", "b.jpg")
    for task in list(worker.queued):
        worker.answer(task)
    drain(pump)
    a, _ = lists.session
    lists.session.decide([a], "pens")
    classifying.judge_again([a])
    [task] = worker.urgent
    worker.answer(task, "pens")
    drain(pump)
    assert (a.answer.label, a.decided) == ("pens", "pens")
