"""What is told to be written is on the disk, name and all, before anything hangs on it."""

import os
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from app.core.answers import Row, Verdict
from app.core.review.corrections import keep_correction
from app.core.review.log import ReviewLog
from app.core.shelving.journal import Journal
from app.core.shelving.placing import move_file
from app.core.storage.files import write_atomically
from training.fit.run_folder import save_weights
from training.publish.version_folder import put_in_place


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was asked of the disk, in order: ``sync NAME``, ``rename NAME``, ``remove NAME``."""
    seen: list[str] = []
    fsync, replace, rename, unlink = os.fsync, Path.replace, Path.rename, Path.unlink

    def name_of(path: Path) -> str:
        return "temporary" if path.name.startswith(".shelfwise-") else path.name

    def sync(handle: int) -> None:
        seen.append(f"sync {name_of(Path(f'/proc/self/fd/{handle}').readlink())}")
        fsync(handle)

    def replaced(path: Path, target: Path) -> Path:
        seen.append(f"rename {target.name}")
        return replace(path, target)

    def renamed(path: Path, target: Path) -> Path:
        seen.append(f"rename {target.name}")
        return rename(path, target)

    def removed(path: Path, missing_ok: bool = False) -> None:
        if name_of(path) != "temporary":
            seen.append(f"remove {path.name}")
        unlink(path, missing_ok)

    monkeypatch.setattr(os, "fsync", sync)
    monkeypatch.setattr(Path, "replace", replaced)
    monkeypatch.setattr(Path, "rename", renamed)
    monkeypatch.setattr(Path, "unlink", removed)
    return seen


def test_a_file_is_on_the_disk_before_it_has_its_name_and_its_name_at_the_end(
    tmp_path: Path, calls: list[str]
) -> None:
    write_atomically(tmp_path / "settings.json", b"{}")
    assert calls == ["sync temporary", "rename settings.json", f"sync {tmp_path.name}"]


def test_a_file_is_on_the_other_disk_before_it_is_removed_from_this_one(
    tmp_path: Path, other_disk: None, calls: list[str]
) -> None:
    (tmp_path / "photo.jpg").write_text("photo")
    (tmp_path / "shelf").mkdir()
    move_file(tmp_path / "photo.jpg", tmp_path / "shelf" / "photo.jpg")
    assert calls == ["sync temporary", "sync shelf", "remove photo.jpg"]


def test_a_journal_is_on_the_disk_before_a_file_is_touched(
    tmp_path: Path, calls: list[str]
) -> None:
    with Journal(tmp_path / "1.jsonl", "move", [(tmp_path / "a", tmp_path / "b")]):
        assert calls == ["sync temporary", "rename 1.jsonl", f"sync {tmp_path.name}"]


def test_a_decision_is_on_the_disk_when_it_is_told(tmp_path: Path, calls: list[str]) -> None:
    row = Row(Path("/a"), Verdict.SURE, "bags", (0.9, 0.1), decided="pens")
    with ReviewLog.begin(tmp_path / "log", [], ("bags", "pens"), "m") as log:
        calls.clear()
        log.write_row(row)
        assert calls == []  # the model can be asked again
        log.write_decisions([row])
        assert calls == ["sync log"]


def test_a_correction_is_on_the_disk_before_the_one_before_is_removed(
    tmp_path: Path, calls: list[str]
) -> None:
    (tmp_path / "photo.jpg").write_text("GIF89a")
    before = keep_correction(tmp_path / "kept", tmp_path / "photo.jpg", "bags")
    calls.clear()
    keep_correction(tmp_path / "kept", tmp_path / "photo.jpg", "pens")
    assert calls[:3] == ["sync temporary", f"rename {before.name}", "sync pens"]
    assert f"remove {before.name}" in calls[3:]


def test_weights_are_on_the_disk_before_they_have_their_name(
    tmp_path: Path, calls: list[str]
) -> None:
    class Model:
        weights = (SimpleNamespace(value=SimpleNamespace(numpy=lambda: np.zeros(9))),)

        def save_weights(self, path: Path) -> None:
            path.write_text("weights")

    save_weights(tmp_path / "weights.h5", Model())
    assert calls[-2:] == ["sync .weights.h5", "rename weights.h5"]


def test_a_version_is_on_the_disk_before_it_has_its_name(tmp_path: Path, calls: list[str]) -> None:
    (tmp_path / "new" / "variables").mkdir(parents=True)
    (tmp_path / "new" / "variables" / "data").write_text("weights")
    put_in_place(tmp_path / "new", tmp_path / "2")
    assert calls == ["sync new", "sync data", "sync variables", "rename 2", f"sync {tmp_path.name}"]
