"""A crash of native code leaves a report, which the next start puts into the log."""

import os
import subprocess
import sys
from pathlib import Path

from tests.support.desktop import ROOT

START = "from app.core import program_log; program_log.watch_crashes(); "
CRASH = "import faulthandler; faulthandler._sigsegv()"


def run(home: Path, code: str) -> int:
    own = {"HOME": str(home), "XDG_STATE_HOME": str(home), "LOCALAPPDATA": str(home)}
    return subprocess.run(
        [sys.executable, "-c", START + code], cwd=ROOT, env=os.environ | own, timeout=60
    ).returncode


def test_a_crash_is_in_the_log_after_the_next_start(tmp_path: Path) -> None:
    assert run(tmp_path, CRASH) != 0
    (report,) = tmp_path.rglob("crash.txt")
    assert "Segmentation fault" in report.read_text() or "access violation" in report.read_text()
    assert run(tmp_path, "") == 0
    (log,) = tmp_path.rglob("shelfwise.log")
    assert "crashed when it ran last" in log.read_text()
    assert not report.read_text()


def test_a_place_that_cannot_be_written_is_no_trouble(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert run(tmp_path / "file", "") == 0
