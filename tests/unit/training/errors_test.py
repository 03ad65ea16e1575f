"""When memory or disk space runs out, one sentence says so, and the run can go on."""

import errno
import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from training.cli import main
from training.errors import RunError, report_shortages
from training.network.tensorflow_setup import import_tensorflow


def raised(error: BaseException) -> RunError:
    with pytest.raises(RunError) as told, report_shortages(Path("runs/new")):
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
    with pytest.raises(type(error)), report_shortages(Path("runs/new")):
        raise error


@pytest.mark.usefixtures("small_network")
def test_a_disk_that_fills_up_in_the_middle_is_told_and_the_run_goes_on(
    tmp_path: Path, tiny_photos: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = tmp_path / "run"
    fit = ["fit", str(tiny_photos), "--out", str(run), "--base-weights", "random"]
    fit += ["--input-size", "75", "--views", "0", "--epochs", "2", "--unfreeze-layers", "0"]
    with files_at_most(40_000):
        assert main(fit) == 2
    said = capsys.readouterr().err
    assert str(run) in said.strip().splitlines()[-1]
    assert "free some space" in said
    assert "Traceback" not in said
    hidden = [path.name for path in run.rglob(".*")]
    assert hidden == [".lock"], "nothing half-written is left"
    assert main([*fit, "--resume"]) == 0


@contextmanager
def files_at_most(size: int) -> Iterator[None]:
    """A limit on the size of files stands for a disk that is full: what is small gets by."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
