"""The system clock is put forward and back: order, names and what is kept do not hang on it."""

import os
import time
from pathlib import Path

import pytest

from app.core import places
from app.core.refresh_run import mark_done, new_plan, unfinished_plan
from app.core.settings import load_settings
from app.core.shelving.journal import new_journal_path, past_shelvings
from app.core.shelving.shelve import Step, shelve
from app.core.storage.stamped import in_order, new_stamped
from app.ui.intake import dropped

JUMPS = (1_700_000_000, 4_000_000_000, 100_000, 1_700_000_000)


@pytest.fixture
def set_clock(monkeypatch: pytest.MonkeyPatch):
    real = time.localtime

    def jump(seconds: int) -> None:
        monkeypatch.setattr(time, "time", lambda: float(seconds))
        monkeypatch.setattr(
            time,
            "strftime",
            lambda form, of=None, make=time.strftime: make(form, of or real(seconds)),
        )

    return jump


def test_names_stand_in_the_order_they_were_made_in(tmp_path: Path, set_clock) -> None:
    made = []
    for seconds in JUMPS:
        set_clock(seconds)
        made.append(new_stamped(tmp_path, ".jsonl"))
        made[-1].touch()
    assert in_order(tmp_path.iterdir()) == made
    of_before = tmp_path / "20991231-235959.jsonl"  # as names were given once
    assert in_order([*made, of_before]) == [of_before, *made]


def test_the_sorting_of_last_is_offered_first(tmp_path: Path, set_clock) -> None:
    journals = []
    for number, seconds in enumerate(JUMPS):
        set_clock(seconds)
        photo = tmp_path / f"{number}.jpg"
        photo.touch()
        journals.append(new_journal_path(tmp_path / "journals"))
        shelve([Step(photo, tmp_path / "out" / "bags" / photo.name)], journals[-1])
    assert [item.journal for item in past_shelvings(tmp_path / "journals")] == journals[::-1]


def test_the_training_of_last_is_gone_on_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, set_clock
) -> None:
    monkeypatch.setattr(places, "runs_folder", lambda: tmp_path / "runs")
    for seconds in JUMPS:
        set_clock(seconds)
        plan = new_plan(tmp_path, "")
        assert unfinished_plan() == plan
        mark_done(plan)
        assert unfinished_plan() is None


def test_pasted_pictures_outlive_a_jump(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, set_clock
) -> None:
    monkeypatch.setattr(dropped, "received_folder", lambda: tmp_path)
    monkeypatch.setattr(dropped, "_KEEP_COUNT", 3)
    for number in range(5):
        (tmp_path / f"{number}.png").touch()
        os.utime(tmp_path / f"{number}.png", (1_700_000_000 + number,) * 2)
    set_clock(1_700_000_100)
    dropped.new_received_file("a.png")
    assert len(list(tmp_path.iterdir())) == 5
    set_clock(4_000_000_000)
    dropped.new_received_file("a.png")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["2.png", "3.png", "4.png"]


def test_settings_that_are_damaged_twice_in_a_second_are_both_kept(tmp_path: Path) -> None:
    file = tmp_path / "settings.json"
    for text in ("first", "second"):
        file.write_text(text)
        load_settings(file)
    assert sorted(path.read_text() for path in tmp_path.iterdir()) == ["first", "second"]
