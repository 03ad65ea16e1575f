"""Settings count at once and are written in one go, by another thread than the window's."""

import threading
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from app.core import settings as core_settings
from app.core.errors import FileAccessError
from app.core.pictures.limits import Limits
from app.core.settings import load_settings
from app.ui.flows import preferences as module
from app.ui.flows.configuring import Configuring
from app.ui.flows.preferences import Preferences


class Effects:
    """Stands for the theme, the model and the watched folder: writes down what is done."""

    def __init__(self) -> None:
        self.done: list[object] = []
        self.folder: Path | None = None

    def __getattr__(self, name: str):
        return lambda *arguments: self.done.append((name, *arguments))


@pytest.fixture
def writes(monkeypatch) -> list[tuple[str, dict]]:
    """Every write: the thread that did it, and what was new."""
    writes: list[tuple[str, dict]] = []

    def save(file, settings, changes) -> None:
        writes.append((threading.current_thread().name, dict(changes)))
        core_settings.save_changes(file, settings, changes)

    monkeypatch.setattr(module, "save_changes", save)
    return writes


@pytest.fixture
def effects() -> Effects:
    return Effects()


@pytest.fixture
def preferences(tmp_path) -> Preferences:
    return Preferences(tmp_path / "settings.json", print)


@pytest.fixture
def decoders() -> SimpleNamespace:
    return SimpleNamespace(limits=None)


@pytest.fixture
def configuring(preferences, effects, decoders) -> Configuring:
    return Configuring(
        preferences, effects, effects, effects, decoders, effects, effects, effects.judge
    )


def test_the_persons_own_threshold_judges_the_answers_anew(configuring, preferences, effects):
    configuring.set_sure(0.95)
    assert preferences.now.sure == 0.95
    assert effects.done == [("judge",)]


def test_what_is_not_changed_has_no_effect(configuring, preferences, effects):
    configuring.save(preferences.now, watching=False)
    assert effects.done == [("leave_off",)]  # which leaves nothing where nothing is watched


def test_saving_all_settings_is_one_write_off_the_tk_thread(
    configuring, preferences, effects, decoders, tmp_path, writes
):
    wanted = replace(
        preferences.now,
        appearance="dark",
        scale=1.25,
        sure=0.9,
        watch_folder=str(tmp_path),
        megapixels=200,
        megabytes=500,
    )
    configuring.save(wanted, watching=False)
    assert preferences.now == wanted
    preferences.close()
    [(thread, changes)] = writes
    assert thread == "settings"
    assert len(changes) == 6
    assert load_settings(tmp_path / "settings.json") == wanted
    assert decoders.limits == Limits(200, 500)
    assert [what for what, *_ in effects.done] == ["set_mode", "set_scale", "judge", "leave_off"]


def test_what_changes_while_a_write_is_under_way_is_written_together(tmp_path, writes):
    preferences = Preferences(tmp_path / "settings.json", print)
    gate = threading.Event()
    preferences._scribe.do(lambda: gate.wait(10))
    preferences.remember(sure=0.9)
    preferences.remember(last_folder="/shop")
    preferences.remember(sure=0.95)
    gate.set()
    preferences.close()
    assert [changes for _, changes in writes] == [{"sure": 0.95, "last_folder": "/shop"}]


def test_settings_that_cannot_be_written_count_all_the_same(tmp_path, monkeypatch):
    def full(file, settings, changes) -> None:
        raise FileAccessError("cannot_write", "The disk is full.")

    told: list = []
    monkeypatch.setattr(module, "save_changes", full)
    preferences = Preferences(tmp_path / "settings.json", told.append)
    preferences.remember(sure=0.9)
    preferences.close()
    assert preferences.now.sure == 0.9
    assert [str(message.error) for message in told] == ["The disk is full."]


def test_a_file_dialog_begins_where_the_last_place_was_else_among_pictures_else_at_home(
    preferences, tmp_path, monkeypatch
):
    shop, pictures, home = (tmp_path / name for name in ("shop", "Pictures", "home"))
    monkeypatch.setattr(module, "pictures_folder", lambda: pictures)
    monkeypatch.setenv("HOME", str(home))
    assert preferences.start_folder == str(home)
    pictures.mkdir()
    assert preferences.start_folder == str(pictures)
    preferences.note_places([shop / "a.jpg"])
    assert preferences.start_folder == str(pictures)  # it is gone meanwhile
    shop.mkdir()
    assert preferences.start_folder == str(shop)


def test_what_was_pasted_lies_nowhere_in_particular(preferences, tmp_path, monkeypatch):
    monkeypatch.setattr(module, "received_folder", lambda: tmp_path / "received")
    preferences.note_places([tmp_path / "received" / "a.png"])
    assert preferences.now.last_folder == ""
