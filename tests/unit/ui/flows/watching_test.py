"""A watched folder brings its pictures in, and is remembered once it is watched."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from app.core.settings import Settings
from app.ui.flows.watching import Noticed, Spotted, Watching
from tests.unit.ui.flows.conftest import drain


class FakePreferences:
    """Settings that are kept nowhere."""

    def __init__(self) -> None:
        self.now = Settings()
        self.remembered: list[dict] = []

    def remember(self, **changes) -> None:
        self.remembered.append(changes)
        self.now = Settings(**changes)


@pytest.fixture
def preferences() -> FakePreferences:
    return FakePreferences()


@pytest.fixture
def tasks(pump, monkeypatch) -> list:
    """What is to be done away from the Tk thread, and what then."""
    tasks: list = []
    monkeypatch.setattr(pump, "run_task", lambda work, then, failed: tasks.append(then))
    return tasks


@pytest.fixture
def spotted() -> list[Path]:
    return []


@pytest.fixture
def watching(preferences, pump, told, spotted, changes, tasks) -> Watching:
    return Watching(preferences, pump, told, spotted.append, lambda: changes.append(None))


def begin(watching, tasks, folder: str, *, by_looking: bool = False) -> SimpleNamespace:
    """Let the watch of a folder come about."""
    watching.watch(Path(folder))
    watch = SimpleNamespace(stop=lambda: None, by_looking=by_looking)
    tasks.pop()(watch)
    return watch


def test_it_is_remembered_once_it_is_watched(watching, tasks, preferences, told, changes):
    watching.watch(Path("/inbox"))
    assert (watching.folder, preferences.remembered) == (None, [])
    tasks.pop()(SimpleNamespace(stop=lambda: None, by_looking=False))
    assert watching.folder == Path("/inbox")
    assert preferences.remembered == [{"watching": True, "watch_folder": "/inbox"}]
    assert "Watching /inbox" in watching.words
    assert (len(told.sentences), len(changes)) == (1, 1)


def test_a_picture_of_a_folder_that_is_left_does_not_come_in(watching, tasks, pump, spotted):
    begin(watching, tasks, "/inbox")
    pump.post(Spotted(1, Path("/inbox/1.jpg")))
    drain(pump)
    begin(watching, tasks, "/other")
    pump.post(Spotted(1, Path("/inbox/2.jpg")))
    pump.post(Spotted(2, Path("/other/3.jpg")))
    drain(pump)
    watching.leave_off()
    pump.post(Spotted(2, Path("/other/4.jpg")))
    drain(pump)
    assert [path.name for path in spotted] == ["1.jpg", "3.jpg"]


def test_nothing_is_left_where_nothing_is_watched(watching, preferences, told, changes):
    watching.leave_off()
    assert (preferences.remembered, told.sentences, changes) == ([], [], [])


def test_where_the_system_watches_no_more_the_status_line_says_how_pictures_are_found(
    watching, tasks, pump, told, changes
):
    watch = begin(watching, tasks, "/inbox")
    assert watching.words.endswith("Watching /inbox")
    watch.by_looking = True
    before = len(changes)
    pump.post(Noticed("This system watches no more folders at a time."))
    drain(pump)
    assert told.sentences[-1] == "This system watches no more folders at a time."
    assert watching.words.endswith("Watching /inbox, by looking every now and then")
    assert len(changes) > before
