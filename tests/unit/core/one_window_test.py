"""A second start finds the window that is open, and nobody else does."""

import json
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core import one_window
from app.core.one_window import Door


class Window:
    """A window that is open: it keeps what it is handed."""

    def __init__(self, folder: Path) -> None:
        self.taken: list[Path] = []
        self.door = Door(folder, "window-1")
        assert self.door.take()
        self.door.listen(self.taken.extend)


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("d") / "run"  # the address of a socket must be short


@pytest.fixture
def window(folder: Path) -> Iterator[Window]:
    window = Window(folder)
    yield window
    window.door.close()
    [door] = [thread for thread in threading.enumerate() if thread.name == "door"] or [None]
    if door is not None:
        door.join(10)


def test_paths_reach_the_window_that_is_open(window: Window, folder: Path) -> None:
    second = Door(folder, "window-1")
    assert not second.take()
    odd = Path(os.fsdecode(b"/shop/\xff \xc3\xa4.jpg"))
    assert second.knock([odd, Path("here.jpg")])
    assert window.taken == [odd, Path("here.jpg").absolute()]
    assert second.knock([])


def test_nobody_else_can_look_into_its_folder_or_talk_to_it(
    window: Window, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert Door(folder, "window-1").knock([Path("/a")])
    assert folder.stat().st_mode & 0o077 == 0
    sign = folder / "window-1.json"
    assert sign.stat().st_mode & 0o077 == 0
    monkeypatch.setattr(one_window, "_PATIENCE", 0.5)
    sign.write_text(json.dumps({"key": "00" * 32, "process": 1}))
    assert not Door(folder, "window-1").knock([Path("/b")]), "who does not know the key"
    assert window.taken == [Path("/a")]


def test_a_window_that_is_closed_or_was_killed_is_none(folder: Path) -> None:
    window = Window(folder)
    assert Door(folder, "window-1").knock([])
    window.door.close()
    after = Door(folder, "window-1")
    (folder / "window-1.socket").touch()  # as a killed one leaves it
    (folder / "window-1.json").write_text('{"key": "00", "process": 1}')
    assert after.take()
    after.listen(window.taken.extend)
    assert Door(folder, "window-1").knock([Path("/c")])
    assert window.taken == [Path("/c")]
    after.close()


def test_where_nothing_can_be_kept_everybody_opens_a_window(tmp_path: Path) -> None:
    (tmp_path / "run").write_text("a file is in the way")
    door = Door(tmp_path / "run", "window-1")
    assert door.take()
    door.listen(lambda paths: None)
    door.close()


def test_a_window_that_is_closed_has_let_go_of_its_socket(window: Window, folder: Path) -> None:
    assert Door(folder, "window-1").knock([])
    window.door.close()
    assert "door" not in {thread.name for thread in threading.enumerate()}
    assert not list(folder.glob("*.socket"))
