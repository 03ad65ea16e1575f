"""Where there is too little memory to start, a sentence says so."""

import resource
import subprocess
import sys
from pathlib import Path

import pytest

from app.core import machine
from app.core.errors import SetupError

ROOT = Path(__file__).resolve().parents[2]


def started(*arguments: str, megabytes: int) -> subprocess.CompletedProcess[str]:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (megabytes * 2**20, megabytes * 2**20))

    return subprocess.run(
        [sys.executable, "-m", "app", *arguments],
        cwd=ROOT,
        preexec_fn=limit,
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.parametrize("megabytes", [200, 600])
@pytest.mark.parametrize("command", [["classify", "x.jpg"], []])
def test_too_little_memory_to_start_is_a_sentence(command: list[str], megabytes: int) -> None:
    done = started(*command, megabytes=megabytes)
    assert done.returncode == 2
    assert "too little memory to start" in done.stderr and "Traceback" not in done.stderr


def test_little_memory_is_enough(tmp_path: Path) -> None:
    picture = ROOT / "assets" / "samples" / "cap.jpg"
    done = started("classify", str(picture), "--quiet", megabytes=900)
    assert done.returncode == 0, done.stderr


def test_a_machine_that_has_none_left_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine, "_MEMORY_FILE", tmp_path / "meminfo")
    machine.check_memory()  # a system that does not say
    (tmp_path / "meminfo").write_text("MemAvailable:  90000 kB\nSwapFree:   10000 kB\n")
    with pytest.raises(SetupError, match="needs 200 MB"):
        machine.check_memory()
