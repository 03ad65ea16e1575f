"""A training, its report and the gate, in this order; what each said is on the page."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import customtkinter as ctk
import pytest

from app.core import places
from app.core.models.in_use import Version
from app.core.refresh_run import Plan, mark_done, new_plan
from app.ui.refresh.run import Refreshing
from app.ui.widgets.controls import Button
from app.ui.window import Window
from tests.support.desktop import wait_for

WORSE = {"event": "error", "code": "worse", "message": "It is worse; nothing was published."}
PUBLISHED = {"event": "published", "version": 2, "test": {"accuracy": 0.9}, "comparison": None}


class Commands:
    """Stands in for the processes: ``answer`` says what the one that was started last prints."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self._listeners: list[tuple[Callable[[dict[str, Any]], None], Callable[[int, str], None]]]
        self._listeners = []

    def __call__(self, command: list[str], told: Any, ended: Any) -> "Commands":
        self.names.append(command[3])
        self._listeners.append((told, ended))
        return self

    def stop(self) -> None: ...

    def answer(
        self, window: Window, *events: dict[str, Any], code: int = 0, errors: str = ""
    ) -> None:
        told, ended = self._listeners[-1]
        for event in events:
            told(event)
        ended(code, errors)
        while window.pump.drain():  # each call hands on what it can in a few milliseconds
            pass


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> Commands:
    commands = Commands()
    monkeypatch.setattr("app.ui.refresh.run.TrainingProcess", commands)
    return commands


@pytest.fixture
def run(window: Window, commands: Commands, tmp_path: Path) -> Iterator[Refreshing]:
    """A run whose training has just begun, on its page."""
    run = window.pages.refreshing
    window.screen.show("refresh")
    run.start(Plan(tmp_path, tmp_path, from_scratch=True))
    yield run
    run.state, run.report = "idle", None
    run.on_change()
    window.screen.show("home")


def buttons(window: Window) -> dict[str, Button]:
    """The buttons on the page, by what they say."""
    found, pending = {}, [window.pages.training]
    while pending:
        widget = pending.pop()
        pending.extend(widget.winfo_children())
        if isinstance(widget, Button):
            found[widget.text] = widget
    return found


def words(window: Window) -> str:
    """What the page says."""
    found, pending = [], [window.pages.training]
    while pending:
        widget = pending.pop()
        pending.extend(widget.winfo_children())
        if isinstance(widget, ctk.CTkLabel):
            found.append(str(widget.cget("text")))
    return "\n".join(found)


def told_of(page: Path) -> dict[str, Any]:
    page.write_text("<!doctype html>")
    return {"event": "report", "path": str(page)}


@pytest.mark.parametrize(
    ("last", "code", "state"), [(PUBLISHED, 0, "published"), (WORSE, 2, "refused")]
)
def test_the_report_is_there_whatever_the_gate_says(
    window, run, commands, tmp_path, monkeypatch, last, code, state
):
    shown, opened = [], threading.Event()

    def browse(address: str) -> bool:
        shown.append(address)
        opened.set()
        return True

    monkeypatch.setattr("webbrowser.open", browse)
    page = tmp_path / "the report.html"
    commands.answer(window)
    assert run.headline() == "Writing the report"
    commands.answer(window, told_of(page))
    commands.answer(window, last, code=code)
    assert commands.names == ["fit", "report", "publish"]
    assert run.state == state
    buttons(window)["Open the report"].press()
    assert opened.wait(10)
    assert shown == [page.as_uri()]


def test_the_page_says_which_base_weights_were_used(window, run, commands):
    base = "The base started from base.h5, which came with Shelfwise."
    commands.answer(window, {"event": "finished", "base": base})
    commands.answer(window)
    commands.answer(window, PUBLISHED)
    assert base in words(window)


def test_without_a_report_the_model_is_compared_all_the_same(window, run, commands):
    commands.answer(window)
    commands.answer(window, {"event": "error", "code": "x", "message": "Full disk."}, code=2)
    commands.answer(window, PUBLISHED)
    assert (run.state, run.notes) == ("published", ["There is no report. Full disk."])
    assert "Open the report" not in buttons(window)


def test_a_training_that_fails_is_not_reported_on(window, run, commands):
    commands.answer(window, {"event": "error", "code": "x", "message": "Too few."}, code=2)
    assert (run.state, run.message, commands.names) == ("failed", "Too few.", ["fit"])


@pytest.fixture
def planned(window, commands) -> Iterator[Plan]:
    """A run from scratch that has just begun, and of which the disk knows."""
    folder = places.runs_folder()
    folder.mkdir(parents=True, exist_ok=True)
    plan = new_plan(folder, "--base-weights imagenet", from_scratch=True)
    window.screen.show("refresh")
    window.pages.refreshing.start(plan)
    yield plan
    mark_done(plan)


def test_a_training_that_stopped_can_be_resumed(window, run, planned, commands):
    commands.answer(window, {"event": "error", "code": "x", "message": "Full disk."}, code=2)
    assert "You can resume it." in words(window) and "About the model" not in buttons(window)
    buttons(window)["Resume the training"].press()
    assert (run.state, run.plan) == ("training", planned)


def test_a_training_that_refused_its_options_is_not_resumed(window, run, planned, commands):
    said = "usage: shelfwise-train fit ...\nshelfwise-train fit: error: unrecognized: --epoch"
    commands.answer(window, code=2, errors=said)
    assert "The options cannot be used (unrecognized: --epoch)." in words(window)
    assert "resume" not in words(window) and "Resume the training" not in buttons(window)
    buttons(window)["Train again..."].press()
    assert "Resume the stopped training" not in buttons(window)


def test_a_report_that_is_gone_or_cannot_be_shown_gets_a_sentence(
    window, run, commands, tmp_path, monkeypatch
):
    monkeypatch.setattr("webbrowser.open", lambda address: False)
    page = tmp_path / "report.html"
    commands.answer(window)
    commands.answer(window, told_of(page))
    commands.answer(window, PUBLISHED)
    for words in ("No browser could be opened", "is not there any more"):
        buttons(window)["Open the report"].press()
        wait_for(lambda words=words: window.pump.drain() or words in window.tells.message, 10)
        page.unlink(missing_ok=True)
    window.tells.say("")


HELD = PUBLISHED | {
    "in_use": False,
    "judged": 24,
    "comparison": {"pictures": 24, "new_accuracy": 0.9, "current_accuracy": 0.85},
}


@pytest.fixture
def asked(window, run, commands, tmp_path, monkeypatch) -> list[Version]:
    """A new model that few photos judged; what is put into use goes here."""
    used: list[Version] = []

    def use(version: Version, then: Callable[[], None]) -> None:
        used.append(version)
        run.put_into_use = then

    monkeypatch.setattr(run._model, "use_version", use)
    monkeypatch.setattr(run._model, "use_location", lambda _: used.append(None))
    commands.answer(window)
    commands.answer(window, told_of(tmp_path / "report.html"))
    commands.answer(window, HELD | {"path": str(tmp_path / "2")})
    return used


def test_a_model_that_few_photos_judged_is_not_used_by_itself(window, run, asked):
    assert (run.state, asked) == ("asking", [])
    assert run.title() == "Tested on only 24 photos"
    assert "Tested on only 24 photos" in words(window)
    shown = buttons(window)
    assert (shown["Keep the old one"].kind, shown["Use it"].kind) == ("primary", "quiet")
    shown["Keep the old one"].press()
    assert (run.state, asked) == ("kept", [])
    assert "The old model stays in use" in words(window)
    assert "Use it" not in buttons(window)


def test_a_model_that_few_photos_judged_is_used_when_a_person_says_so(window, run, asked, tmp_path):
    buttons(window)["Use it"].press()
    assert asked == [Version(tmp_path / "2", 2, shipped=False)]
    assert run.state == "asking", "it is in use when the disk knows, not before"
    run.put_into_use()
    assert run.state == "published"
    assert "Model 2 is in use" in words(window)


REFRESHED = {
    "event": "refreshed",
    "version": 2,
    "in_use": False,
    "start": 1,
    "photos": 24,
    "corrections": 5,
    "known": 3,
    "judged": {
        "own": {"photos": 24, "new_right": 22, "old_right": 19, "only_new": 3, "only_old": 0},
        "kept": {"photos": 500, "only_new": 2, "only_old": 1},
        "new": {"photos": 500, "others": 200, "accuracy": 0.962, "refused": 0.03,
                "others_refused": 0.91},
        "old": {"photos": 500, "others": 200, "accuracy": 0.96, "refused": 0.031,
                "others_refused": 0.9},
    },
    "changed": [{"path": "/nowhere.png", "truth": "b", "before": "a", "after": "b"}],
}  # fmt: skip


@pytest.fixture
def learning(window: Window, commands: Commands, tmp_path: Path) -> Iterator[Refreshing]:
    """A refresh of the model in use that has just begun, on its page."""
    run = window.pages.refreshing
    window.screen.show("refresh")
    run.start(Plan(tmp_path, tmp_path))
    yield run
    run.state, run.report = "idle", None
    run.on_change()
    window.screen.show("home")


def test_a_refresh_is_one_process_and_tells_before_and_after(window, learning, commands, tmp_path):
    commands.answer(window, REFRESHED | {"path": str(tmp_path / "2")})
    assert (commands.names, learning.state) == (["refresh"], "asking")
    said = words(window)
    assert "Tested on only 24 photos" in said
    assert "It learnt from 24 new photos and 5 corrections. It had learnt from 3 pictures" in said
    for part in ("Before", "Now", "right of 24", "19", "22", "96.0", "96.2", "now b", "was a"):
        assert part in said
    shown = buttons(window)
    assert (shown["Keep the old one"].kind, shown["Use it"].kind) == ("primary", "quiet")


def test_a_refresh_that_is_worse_is_not_used(window, learning, commands):
    commands.answer(window, WORSE, code=2)
    assert learning.state == "refused"
    assert "The new model is not used" in words(window)


def test_one_bar_over_all_never_goes_back(window, learning):
    shares = []
    for phase, done, total in (
        ("Reading photos", 10, 10),
        ("Running the frozen layers over the train photos", 5, 10),
        ("Learning from the new photos", 1, 4),
        ("Asking the SavedModel about the validation photos", 1, 10),
        ("Asking the dynamic-range int8 twin about the validation photos", 0, 10),
        ("Asking the dynamic-range int8 twin about the validation photos", 10, 10),
    ):
        learning.progress = {"phase": phase, "done": done, "total": total}
        shares.append(learning.share())
    assert shares == sorted(shares)
    assert shares[0] > 0
    assert shares[-1] == 1


def test_no_word_of_the_trade_is_read(window, learning):
    for phase in (
        "Running the frozen layers over the train photos",
        "Stage one",
        "Asking the twin",
    ):
        learning.progress = {"phase": phase, "done": 1, "total": 10, "epoch": 1, "epochs": 3}
        assert not any(word in learning.headline() for word in ("frozen", "tage", "epoch", "twin"))


def test_quitting_while_a_training_is_at_work_asks(window, learning, monkeypatch):
    ended = []
    monkeypatch.setattr(window, "end", lambda: ended.append(True))
    window.quit()
    assert ended == []
    assert "A training is at work" in window.tells.message
    window.tells.say("", "question")
