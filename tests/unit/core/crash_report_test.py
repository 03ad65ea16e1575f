"""A crash of native code leaves a report, which the next start puts into the log and tells of."""

import os
import subprocess
import sys
from pathlib import Path

from tests.support.desktop import ROOT

START = "from app.core import program_log; print(program_log.watch_crashes()); "
CRASH = "import faulthandler; faulthandler._sigsegv()"


def run(home: Path, code: str) -> subprocess.CompletedProcess[str]:
    own = {"HOME": str(home), "XDG_STATE_HOME": str(home), "LOCALAPPDATA": str(home)}
    return subprocess.run(
        [sys.executable, "-c", START + code],
        cwd=ROOT,
        env=os.environ | own,
        timeout=60,
        capture_output=True,
        text=True,
    )


def test_a_crash_is_told_at_the_next_start_and_only_there(tmp_path: Path) -> None:
    assert run(tmp_path, CRASH).returncode != 0
    (now,) = tmp_path.rglob("crash.txt")
    assert "Segmentation fault" in now.read_text() or "access violation" in now.read_text()
    told = run(tmp_path, "")
    assert told.returncode == 0
    before = Path(told.stdout.strip())
    assert "Current thread" in before.read_text()
    (log,) = tmp_path.rglob("shelfwise.log")
    assert "crashed when it ran last" in log.read_text()
    assert not now.read_text()
    assert run(tmp_path, "").stdout.strip() == "None"


def test_a_place_that_cannot_be_written_is_no_trouble(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert run(tmp_path / "file", "").returncode == 0
