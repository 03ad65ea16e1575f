"""The training process is started, listened to, ended as a whole, and found again."""

import importlib.util
import json
import signal
import sys
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from app.core import refresh_run
from app.core.errors import ShelfwiseError
from app.core.extras import install_command
from app.core.places import user_models
from app.core.refresh_run import (
    Plan,
    TrainingProcess,
    audit_command,
    fit_command,
    mark_done,
    new_plan,
    publish_command,
    refresh_command,
    report_command,
    unfinished_plan,
)
from app.core.review.corrections import keep_correction
from tests.support.desktop import wait_for


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "user data"
    monkeypatch.setattr("app.core.places.data_folder", lambda: folder)
    return folder


class Listener:
    """What a process told, and how it ended."""

    def __init__(self) -> None:
        self.events: list[dict[str, Any]] = []
        self.over = Event()
        self.code = 0
        self.errors = ""

    def ended(self, code: int, errors: str) -> None:
        self.code, self.errors = code, errors
        self.over.set()

    def run(self, script: str) -> TrainingProcess:
        return TrainingProcess([sys.executable, "-c", script], self.events.append, self.ended)


def test_a_stopped_run_is_found_again_until_it_is_done(tmp_path: Path) -> None:
    assert unfinished_plan() is None
    plan = new_plan(tmp_path, "--epochs 3 --display-name 'bags=Bags and more'", from_scratch=True)
    assert plan.options == ("--epochs", "3", "--display-name", "bags=Bags and more")
    assert unfinished_plan() == plan
    mark_done(plan)
    assert unfinished_plan() is None
    learning = new_plan(None, "of no use here")
    assert (learning.options, unfinished_plan()) == ((), learning)


@pytest.mark.parametrize(
    ("folder", "options", "code"),
    [("nowhere", "", "not_found"), (".", "--display-name 'bags", "bad_options")],
)
def test_what_cannot_be_started_gets_a_sentence_and_leaves_nothing(
    tmp_path: Path, home: Path, folder: str, options: str, code: str
) -> None:
    with pytest.raises(ShelfwiseError) as error:
        new_plan(tmp_path / folder, options, from_scratch=True)
    assert error.value.code == code
    assert not home.exists()


def test_commands_name_the_corrections_only_when_there_are_any(tmp_path: Path, home: Path) -> None:
    plan = new_plan(tmp_path, "--epochs 3", from_scratch=True)
    assert "--corrections" not in fit_command(plan)
    (tmp_path / "a.png").write_bytes(b"GIF89a")
    keep_correction(home / "corrections", tmp_path / "a.png", "bags")
    command = fit_command(plan)
    assert command[command.index("--corrections") + 1] == str(home / "corrections")
    assert "--resume" in command and command[-2:] == ["--epochs", "3"]
    assert "--against" not in publish_command(plan, None)
    assert "--hold-back" in publish_command(plan, None)  # a person decides where photos are few
    assert publish_command(plan, tmp_path)[-2:] == ["--against", str(tmp_path)]


def test_the_training_package_understands_the_commands(tmp_path: Path) -> None:
    """Nothing here imports it, so only this tells that the two agree."""
    from training.cli import _parser

    plan = new_plan(tmp_path, from_scratch=True)
    fit = _parser().parse_args(fit_command(plan)[3:])
    assert (fit.data, fit.out, fit.resume, fit.progress) == (tmp_path, plan.run, True, "json")
    publish = _parser().parse_args(publish_command(plan, tmp_path)[3:])
    assert (publish.run, publish.against, publish.progress) == (plan.run, tmp_path, "json")
    report = _parser().parse_args(report_command(plan, tmp_path)[3:])
    assert (report.run, report.against, report.progress) == (plan.run, tmp_path, "json")
    assert "--against" not in report_command(plan, None)
    audit = _parser().parse_args(audit_command(tmp_path, None)[3:])
    assert (audit.data, audit.no_model, audit.progress) == (tmp_path, True, "json")
    assert _parser().parse_args(audit_command(tmp_path, tmp_path)[3:]).model == tmp_path
    for data in (tmp_path, None):
        refresh = _parser().parse_args(refresh_command(Plan(plan.run, data), tmp_path)[3:])
        assert (refresh.data, refresh.out, refresh.model) == (data, plan.run, tmp_path)
        assert (refresh.models, refresh.progress) == (user_models(), "json")


def test_lines_come_as_they_are_printed_and_the_last_words_at_the_end() -> None:
    listener = Listener()
    listener.run(
        "import sys, time; print('{\"event\": \"note\"}', flush=True); print('no json');"
        "print('[1]'); print('first', file=sys.stderr); sys.exit('It is broken.')"
    )
    assert listener.over.wait(20)
    assert listener.events == [{"event": "note"}]
    assert (listener.code, listener.errors) == (1, "first\nIt is broken.")


def test_stopping_ends_whatever_the_process_started(tmp_path: Path) -> None:
    file = tmp_path / "child"
    listener = Listener()
    process = listener.run(
        "import subprocess, sys, time, pathlib;"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']);"
        f"pathlib.Path({str(file)!r}).write_text(str(child.pid)); time.sleep(60)"
    )
    child = int(wait_for(lambda: file.exists() and file.read_text(), what="the child"))
    process.stop()
    assert listener.over.wait(20)
    assert listener.code == -signal.SIGKILL

    def gone() -> bool:
        try:
            state = Path(f"/proc/{child}/stat").read_text().rsplit(")", 1)[1].split()[0]
        except FileNotFoundError:
            return True
        return state == "Z"  # ended, only not fetched yet

    wait_for(gone, 10, "the child to end")


def test_training_is_missing_where_tensorflow_is(monkeypatch: pytest.MonkeyPatch) -> None:
    found = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util,
        "find_spec",
        lambda name: None if name == "tensorflow" else found(name),
    )
    assert not refresh_run.training_available()
    assert "[training]" in install_command()


@pytest.mark.parametrize(
    "document",
    [{"data": "a\0b"}, {"data": 3}, {"options": [3]}, {"options": ["a\0b"]}, {"options": 3}],
)
def test_a_plan_that_cannot_be_is_passed_over(tmp_path: Path, home: Path, document: dict) -> None:
    plan = new_plan(tmp_path, "--epochs 3", from_scratch=True)
    (plan.run / "refresh.json").write_text(json.dumps({"data": "/a", "options": []} | document))
    assert unfinished_plan() is None
