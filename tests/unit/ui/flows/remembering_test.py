"""Decisions of another time come back with the pictures that they were about."""

from pathlib import Path
from threading import Event

import pytest

from app.core.places import decisions_file
from app.core.review.remembered import RememberedDecisions
from app.ui.flows.remembering import Remembering
from app.ui.state.session import Session
from app.ui.threads.messages import Answered, FoundItem
from tests.unit.ui.flows.conftest import drain, row_of


@pytest.fixture
def withdrawn() -> list:
    return []


@pytest.fixture
def remembering(lists, model, pump, told, changes, withdrawn, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    flow = Remembering(lists, model, pump, told, withdrawn.extend, lambda: changes.append(None))
    yield flow
    flow.stop()


def settle(flow: Remembering, pump) -> None:
    """Let the thread do all that it was given, and the window hear of it."""
    done = Event()
    drain(pump)
    flow._scribe.do(done.set)
    assert done.wait(10)
    drain(pump)


def fill(lists, pump, folder: Path, **contents: str) -> list:
    """Let pictures be found and answered."""
    folder.mkdir(exist_ok=True)
    for name, content in contents.items():
        (folder / f"{name}.jpg").write_text(content)
    items = lists.add([FoundItem(folder / f"{name}.jpg") for name in contents])
    for item in items:
        pump.post(Answered(item.id, row_of(item.path), None))
    pump.on(Answered, lists.record)
    return items


def test_the_same_pictures_in_another_list_and_place_have_their_decisions(
    remembering, lists, pump, told, tmp_path
):
    first, second, _ = fill(lists, pump, tmp_path / "a", x="coat", y="belt", z="pen")
    settle(remembering, pump)
    remembering.follow(lists.session.decide([first], "pens"))
    remembering.follow(lists.session.accept([second]))
    settle(remembering, pump)
    assert not told.sentences
    lists.use(Session())
    items = fill(lists, pump, tmp_path / "b", z="pen", renamed="coat", y="belt")
    settle(remembering, pump)
    assert [item.decided for item in items] == [None, "pens", "bags"]
    assert not lists.session.review.can_undo, "nobody has decided anything in this list"
    assert told.sentences == [
        "2 pictures were decided before: the same file, so the same decision."
    ]


def test_what_was_undone_does_not_come_back(remembering, lists, pump, tmp_path, told, withdrawn):
    first, second = fill(lists, pump, tmp_path / "a", x="coat", y="belt")
    settle(remembering, pump)
    remembering.follow(lists.session.decide([first, second], "pens"))
    remembering.follow(lists.session.undo())
    remembering.follow(lists.session.decide([first], "pens"))
    settle(remembering, pump)
    lists.use(Session())
    items = fill(lists, pump, tmp_path / "b", x="coat", y="belt")
    settle(remembering, pump)
    assert [item.decided for item in items] == ["pens", None]
    told.actions["Undo"]()
    assert withdrawn == items[:1]


def test_a_class_that_the_model_does_not_know_stays_away(remembering, lists, pump, tmp_path):
    (tmp_path / "a.jpg").write_text("coat")
    RememberedDecisions(decisions_file()).remember([(tmp_path / "a.jpg", "shoes")])
    [item] = fill(lists, pump, tmp_path / "b", x="coat")
    settle(remembering, pump)
    assert item.decided is None


def test_all_of_it_can_be_forgotten(remembering, lists, pump, tmp_path):
    [first] = fill(lists, pump, tmp_path / "a", x="coat")
    settle(remembering, pump)
    remembering.follow(lists.session.decide([first], "pens"))
    gone: list[bool] = []
    remembering.forget(lambda: gone.append(decisions_file().exists()))
    settle(remembering, pump)
    assert gone == [False]
    lists.use(Session())
    [item] = fill(lists, pump, tmp_path / "b", x="coat")
    settle(remembering, pump)
    assert item.decided is None
