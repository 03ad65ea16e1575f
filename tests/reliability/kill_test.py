"""The short form of ``tests/soak/kill_soak.py``: two kills of each kind, always the same."""

import os
import subprocess
import sys
from pathlib import Path

MEMORY_DISK = Path("/dev/shm")  # where waiting for the disk takes no time


def test_work_that_is_killed_loses_nothing_and_goes_on() -> None:
    places = {"TMPDIR": str(MEMORY_DISK)} if os.access(MEMORY_DISK, os.W_OK) else {}
    done = subprocess.run(
        [
            *(sys.executable, "-m", "tests.soak.kill_soak"),
            *("--kills", "2", "--seed", "7", "--only-by-call"),
        ],
        cwd=Path(__file__).parents[2],
        env=os.environ | places,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines()[-1].startswith("   24 kills survived, seed 7: ")
