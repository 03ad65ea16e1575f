"""The command line without a display, and without colours."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.desktop import ROOT


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    known = {name: value for name, value in os.environ.items() if name != "DISPLAY"}
    return subprocess.run(
        [sys.executable, "-m", "app", *arguments],
        cwd=ROOT,
        env=known | environment,
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.mark.skipif(sys.platform != "linux", reason="other systems always have a display")
@pytest.mark.parametrize("display", [{}, {"DISPLAY": ":4711"}])
def test_a_missing_display_is_one_sentence(tmp_path: Path, display: dict[str, str]) -> None:
    done = run(HOME=str(tmp_path), **display)
    assert done.returncode == 2
    assert "no display" in done.stderr and "shelfwise classify" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_colours_can_be_switched_off() -> None:
    sample = str(ROOT / "assets" / "samples" / "cap.jpg")
    coloured = run("classify", sample, FORCE_COLOR="1", TERM="xterm-256color")
    assert "\x1b[3" in coloured.stdout
    plain = run("classify", sample, FORCE_COLOR="1", TERM="xterm-256color", NO_COLOR="1")
    assert "\x1b[3" not in plain.stdout
