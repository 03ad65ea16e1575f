"""Files are shown with the system's own programs."""

import sys
from pathlib import Path

import pytest

from app.core.errors import FileAccessError, SetupError
from app.ui.browser import open_with_system

linux = pytest.mark.skipif(sys.platform != "linux", reason="xdg-open is Linux's opener")


@pytest.fixture
def opener(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An ``xdg-open`` that writes down what it is asked to open."""
    script = tmp_path / "bin" / "xdg-open"
    script.parent.mkdir()
    script.write_text(f'#!/bin/sh\necho "$1" > "{tmp_path}/opened"\nexit 0$CODE\n')
    script.chmod(0o755)
    monkeypatch.setenv("PATH", str(script.parent), prepend=":")
    return tmp_path / "opened"


@linux
def test_the_system_opens_it(opener: Path, tmp_path: Path) -> None:
    log = tmp_path / "a log.txt"
    log.write_text("")
    open_with_system(log)
    assert opener.read_text() == f"{log}\n"


@linux
def test_without_an_opener_the_sentence_names_the_file(
    opener: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = tmp_path / "log.txt"
    log.write_text("")
    monkeypatch.setenv("CODE", "3")
    with pytest.raises(SetupError, match=r"log\.txt with; open it yourself"):
        open_with_system(log)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SetupError, match=r"log\.txt with; open it yourself"):
        open_with_system(log)


@linux
def test_the_opener_gets_the_systems_libraries(
    opener: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """OpenCV would have it look into the folder that the program was started in."""
    script = tmp_path / "bin" / "xdg-open"
    script.write_text(f'#!/bin/sh\necho "${{LD_LIBRARY_PATH-none}}" > "{opener}"\n')
    monkeypatch.setenv("LD_LIBRARY_PATH", "/x/cv2/../../lib64:/system")
    open_with_system(tmp_path)
    assert opener.read_text() == "/system\n"
    monkeypatch.setenv("LD_LIBRARY_PATH", "/x/cv2/../../lib64:")
    open_with_system(tmp_path)
    assert opener.read_text() == "none\n"


def test_what_is_not_there_cannot_be_shown(tmp_path: Path) -> None:
    with pytest.raises(FileAccessError, match=r"log\.txt"):
        open_with_system(tmp_path / "log.txt")


def test_the_help_menu_shows_the_log(window, monkeypatch, tmp_path) -> None:
    opened, tasks = [], []
    monkeypatch.setattr("app.ui.browser.open_with_system", opened.append)
    monkeypatch.setattr("app.ui.menus.help.log_file", lambda: tmp_path / "shelfwise.log")
    monkeypatch.setattr(window.pump, "run_task", lambda work, then, failed: tasks.append(work))
    window.commands.run("show-log")
    assert opened == []  # the Tk thread does not wait for the opener
    tasks[0]()
    assert opened == [tmp_path / "shelfwise.log"]
    assert window.commands["show-log"].menu == "Help"
