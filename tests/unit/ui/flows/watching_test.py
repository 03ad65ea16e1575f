"""The status says whether the watched folder is there."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from app.core.pictures import folder_watch
from app.core.settings import Settings
from app.ui.flows.watching import Watching
from tests.support.desktop import wait_for
from tests.unit.ui.flows.conftest import Told, drain


def test_a_disk_that_is_not_plugged_in_is_waited_for(
    tmp_path: Path, pump, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder_watch, "_FOLDER_SECONDS", 0.1)
    settings = Settings(watching=True, watch_folder=str(tmp_path / "disk"))
    preferences = SimpleNamespace(now=settings, remember=lambda **changes: None)
    found: list[Path] = []
    watching = Watching(preferences, pump, told, found.append, lambda: None)

    def words_become(part: str) -> bool:
        drain(pump)
        return part in watching.words

    watching.start()
    wait_for(lambda: words_become("is not there; watching resumes"), what="that it is missed")
    assert told.errors == []
    (tmp_path / "disk").mkdir()
    wait_for(lambda: words_become("Watching"), what="that it is watched")
    (tmp_path / "disk" / "new.jpg").write_bytes(b"picture")
    wait_for(lambda: words_become("Watching") and found, what="the picture")
    watching.leave_off()
    drain(pump)
