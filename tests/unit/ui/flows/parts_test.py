"""Which part of a picture is judged: found ones, what a person marks, and the way back."""

from pathlib import Path

import numpy as np
import pytest

from app.core.answers import ALL_OF_IT, Prediction, Region, Verdict
from app.ui.flows.parts import Parts
from app.ui.state.item import State
from app.ui.threads.messages import Answered, FoundItem
from tests.unit.ui.flows.conftest import row_of

PAGE = (1000, 800)
MAIN, SECOND, THIRD = (Region(x, 10, 200, 150, PAGE) for x in (10, 300, 600))
OWN = Region(37, 41, 90, 60, PAGE)


def answer(task, found=(MAIN, SECOND, THIRD), label="bags") -> Answered:
    """What the worker would say of a task."""
    region = found[0] if task.mark is None else task.mark
    region = None if region == ALL_OF_IT else region
    maps = np.zeros((1, 1, 2), np.float32)
    chances = {"bags": 0.9, "pens": 0.1}
    prediction = Prediction(Verdict.SURE, label, chances, 1.0, maps, region, found)
    row = row_of(task.path, label)._replace(mark=task.mark, region=region and region.box)
    return Answered(task.item, row, prediction, task.mark)


@pytest.fixture
def item(lists, screen, classifying, worker):
    """A page that was judged, on screen."""
    [item] = lists.add([FoundItem(Path("/shop/page.png"))])
    classifying.classify([item])
    lists.record(answer(worker.queued.pop()))
    lists.shown = item
    screen.show("picture")
    return item


@pytest.fixture
def parts(lists, screen, told, classifying, changes, item):
    def take_back(item):
        lists.session.decide([item], None)

    def classify(items):
        classifying.classify(items, urgent=True)

    return Parts(lists, screen, told, classify, take_back, lists.session.undo, lambda: None)


def test_another_part_found_is_judged_and_the_main_one_is_the_automatic_one(
    parts, item, lists, worker
):
    assert parts.further == (SECOND, THIRD)
    parts.judge(SECOND)
    assert (item.state, item.answer) == (State.WAITING, None)
    assert item.judged_part == SECOND  # its box is there before the answer is
    [task] = worker.urgent
    assert task.mark == SECOND
    lists.record(answer(task))
    assert (item.row.region, item.row.mark) == (SECOND.box, SECOND)
    assert parts.further == (MAIN, THIRD)
    parts.judge(MAIN)
    assert worker.urgent[-1].mark is None


def test_keys_point_at_one_after_the_other_and_judge_it(parts, worker):
    assert parts.can_point(1) and parts.can_point(-1) and parts.pointed is None
    parts.point(1)
    assert parts.pointed == SECOND and not parts.can_point(-1)
    parts.point(1)
    assert parts.pointed == THIRD and not parts.can_point(1)
    parts.point(-1)
    parts.judge_pointed()
    assert worker.urgent[-1].mark == SECOND and parts.pointed is None
    parts.begin()
    parts.point(-1)
    assert parts.pointed == THIRD


def test_a_selection_is_judged_and_esc_goes_back(parts, item, lists, worker):
    assert not parts.can_go_back
    parts.judge(OWN)
    lists.record(answer(worker.urgent[-1]))
    assert item.row.region == OWN.box and parts.further == (MAIN, SECOND, THIRD)
    assert parts.can_go_back
    parts.go_back()
    lists.record(answer(worker.urgent[-1]))
    assert (item.row.region, item.row.mark, item.mark) == (MAIN.box, None, None)
    assert not parts.can_go_back


def test_an_answer_under_way_does_not_take_the_place_of_the_persons_choice(
    parts, item, lists, worker
):
    automatic = answer(_task(item))
    parts.judge(OWN)
    first = worker.urgent[-1]
    parts.judge(SECOND)
    second = worker.urgent[-1]
    assert lists.record(automatic) is None
    assert lists.record(answer(first)) is None
    assert item.state is State.WAITING
    lists.record(answer(second))
    assert lists.record(answer(first)) is None
    assert item.row.region == SECOND.box


def test_a_choice_outlives_another_model_and_stays_when_the_picture_is_left(
    parts, item, lists, classifying, worker
):
    parts.judge(OWN)
    lists.record(answer(worker.urgent[-1]))
    classifying.classify_again()
    assert worker.queued[-1].mark == OWN
    lists.record(answer(worker.queued[-1]))
    parts.begin()  # another visit: Esc leaves, and takes nothing back
    assert not parts.can_go_back and item.row.mark == OWN


def test_a_decision_about_another_part_is_taken_back_and_can_be_undone(
    parts, item, lists, worker, told
):
    lists.session.decide([item], "pens")
    parts.judge(SECOND)
    assert "taken back" in told.sentences[-1]
    lists.record(answer(worker.urgent[-1]))
    assert item.decided is None
    told.actions["Undo"]()
    assert item.decided == "pens"
    assert not parts.can_go_back  # it is decided about: Esc leaves it


def test_the_whole_picture_can_be_judged(parts, item, lists, worker):
    assert parts.can_judge_all
    parts.judge_all()
    lists.record(answer(worker.urgent[-1]))
    assert (item.row.region, item.row.mark, item.judged_part) == (None, ALL_OF_IT, None)
    assert parts.further == (MAIN, SECOND, THIRD) and not parts.can_judge_all
    parts.go_back()
    assert worker.urgent[-1].mark is None


def test_nothing_is_pointed_at_in_a_photo_or_in_the_list(parts, item, lists, screen, worker):
    screen.show("list")
    assert not parts.can_point(1) and not parts.can_judge_all and not parts.can_go_back
    screen.show("picture")
    item.found = ()
    assert not parts.can_point(1)


def _task(item):
    from app.ui.flows.classifying import _task

    return _task(item)
