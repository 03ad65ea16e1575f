"""One log for the window and the command line, and never a reason for another error."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from app import cli
from app.core import program_log
from app.core.errors import FileAccessError


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "deep" / "shelfwise.log"
    monkeypatch.setattr(program_log, "log_file", lambda: file)
    return file


def test_an_error_of_the_program_has_its_trace_and_one_for_people_its_sentence(log: Path) -> None:
    try:
        {}["nothing"]
    except KeyError as error:
        program_log.log_error(error)
    program_log.log_error(FileAccessError("cannot_write", "The disk \udce9 is full."))
    program_log.log_start()
    text = log.read_text(encoding="utf-8")
    assert "Traceback" in text and "KeyError: 'nothing'" in text
    assert "WARNING MainThread: cannot_write: The disk \\udce9 is full.\n" in text
    assert "INFO MainThread: Shelfwise " in text


def test_a_log_that_has_grown_is_set_aside_and_only_a_few_are_kept(
    log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(program_log, "_MAX_BYTES", 1000)
    for number in range(50):
        program_log.log_error(FileAccessError("cannot_write", f"{number} " + "x" * 200))
    assert sorted(file.name for file in log.parent.iterdir()) == [
        "shelfwise.log",
        "shelfwise.log.1",
        "shelfwise.log.2",
    ]
    assert all(file.stat().st_size <= 1000 for file in log.parent.iterdir())
    assert "49 xxx" in log.read_text()


def test_a_place_that_cannot_be_written_is_no_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setattr(program_log, "log_file", lambda: tmp_path / "file" / "shelfwise.log")
    program_log.log_error(ValueError("of the program"))
    assert capsys.readouterr() == ("", "")


def test_what_ends_a_thread_is_logged(
    log: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    told = []
    monkeypatch.setattr(threading, "excepthook", told.append)
    program_log.watch_threads()
    program_log.watch_threads()  # as each command does
    thread = threading.Thread(target=lambda: 1 / 0, name="decoding")
    thread.start()
    thread.join()
    assert log.read_text().count("ERROR decoding: ZeroDivisionError") == 1
    assert len(told) == 1


def test_the_command_line_tells_an_error_of_the_program_in_a_sentence(
    log: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cli, "_unshelve", lambda arguments: 1 / 0)
    assert cli.main(["unshelve", "journal"]) == 3
    output = capsys.readouterr()
    assert output.err == (
        "shelfwise: Something went wrong inside Shelfwise (ZeroDivisionError); "
        f"{log} has the details.\n"
    )
    assert "Traceback" in log.read_text()


def test_a_start_does_not_load_what_writes_the_log() -> None:
    code = "import sys, app.cli; sys.exit('logging.handlers' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], timeout=60).returncode == 0
