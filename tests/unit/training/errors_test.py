"""When memory or disk space runs out, one sentence says so, and the run can go on."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from training.errors import RunError, shortages_told
from training.tensorflow_setup import import_tensorflow

# A limit on the size of files stands for a disk that is full. The limit lets what is small by.
_WITH_LITTLE_SPACE = """
import resource, sys
from training.cli import main
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), resource.RLIM_INFINITY))
sys.exit(main(sys.argv[2:]))
"""


def raised(error: BaseException) -> RunError:
    with pytest.raises(RunError) as told, shortages_told(Path("runs/new")):
        raise error
    assert "--resume" in told.value.message
    return told.value


def test_shortages_are_told_apart() -> None:
    import_tensorflow()
    from tensorflow.errors import ResourceExhaustedError

    assert raised(MemoryError()).code == "out_of_memory"
    assert raised(ResourceExhaustedError(None, None, "OOM when allocating")).code == "out_of_memory"
    full = ResourceExhaustedError(None, None, "x.v2; No space left on device")
    assert raised(full).code == "disk_full"
    written = raised(OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)))
    assert written.code == "disk_full"
    assert "runs/new" in written.message


@pytest.mark.parametrize("error", [OSError(errno.EACCES, "Permission denied"), KeyError("bug")])
def test_other_errors_are_not_taken_for_shortages(error: Exception) -> None:
    with pytest.raises(type(error)), shortages_told(Path("runs/new")):
        raise error


def test_a_disk_that_fills_up_in_the_middle_is_told_and_the_run_goes_on(
    tmp_path: Path, tiny_photos: Path
) -> None:
    run = tmp_path / "run"
    fit = ["fit", str(tiny_photos), "--out", str(run), "--base-weights", "random"]
    fit += ["--input-size", "75", "--views", "0", "--epochs", "2", "--unfreeze-layers", "0"]
    stopped = subprocess.run(
        [sys.executable, "-c", _WITH_LITTLE_SPACE, "400000", *fit],
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        check=False,
    )
    assert stopped.returncode == 2, stopped.stderr
    sentence = stopped.stderr.strip().splitlines()[-1]
    assert str(run) in sentence
    assert "free some space" in sentence
    assert "Traceback" not in stopped.stderr
    assert not list(run.rglob(".*")), "nothing half-written is left"
    from training.cli import main

    assert main([*fit, "--resume"]) == 0
