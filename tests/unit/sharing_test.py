"""Where several processes share the tests, what shares something dear stays together."""

import subprocess
import sys
from pathlib import Path

from tests.support.desktop import ROOT


def test_each_file_is_a_group_that_one_process_runs() -> None:
    shared = ("-n", "1", "--dist", "loadgroup", "--verbose", "-p", "no:cacheprovider")
    this_file = Path(__file__).relative_to(ROOT)
    run = subprocess.run(
        [sys.executable, "-m", "pytest", *shared, f"{this_file}::test_that_is_run_by_the_other"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert run.returncode == 0, run.stdout
    assert f"test_that_is_run_by_the_other@{this_file.as_posix()}" in run.stdout


def test_that_is_run_by_the_other() -> None:
    """There is nothing to find out but who runs it."""
