"""A run trains both stages, is fully described by its folder, and goes on after any end."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from random import Random
from time import monotonic, sleep

import pytest

from training.config import FitConfig, StageConfig, read_config
from training.data.manifest import SPLITS, Manifest, read_manifest
from training.errors import DataError, RunError
from training.fit.calibrate import read_calibration
from training.fit.run import fit
from training.fit.run_folder import WEIGHTS_NAME, claim
from training.network.inception import KerasModel, classifier_model, load_classifier
from training.progress import Progress

# What docs/training.md promises. Convolutions add in the order in which their threads end.
TOLERANCE = 1e-3

QUICK = FitConfig(
    base_weights="random",
    input_size=75,
    views=0,
    batch_size=16,
    stage_one=StageConfig(epochs=2, learning_rate=0.01, stop_patience=2, plateau_patience=1),
    unfreeze_layers=0,
)


def history(run: Path, stage: str) -> list[dict[str, float]]:
    entries = json.loads((run / stage / "history.json").read_text())["epochs"]
    return [{k: v for k, v in entry.items() if k != "seconds"} for entry in entries]


def test_both_stages_learn(tiny_run: Path) -> None:
    one, two = history(tiny_run, "stage_one"), history(tiny_run, "stage_two")
    assert one[-1]["val_loss"] < one[0]["val_loss"]
    assert two[-1]["loss"] < one[-1]["loss"]
    assert max(entry["val_accuracy"] for entry in [*one, *two]) >= 0.7
    assert two[0]["learning_rate"] < one[0]["learning_rate"]


def test_the_run_folder_says_who_trained_and_who_judges(tiny_run: Path, tiny_photos: Path) -> None:
    manifest = read_manifest(tiny_run / "manifest.json")
    config, data = read_config(tiny_run)
    assert data == tiny_photos
    assert config.unfreeze_layers == 22
    assert manifest.classes == ("bags", "pens", "t-shirts")
    assert manifest.background == "other"
    assert all(manifest.counts()[split][name] for split in SPLITS for name in manifest.classes)
    assert not (tiny_run / "cache").exists()  # only kept when asked for


def test_a_run_killed_at_any_moment_ends_as_an_undisturbed_one(
    tmp_path: Path, small_run: Path, tiny_photos: Path, small_options: tuple[str, ...]
) -> None:
    run = tmp_path / "killed"
    command = [sys.executable, "-m", "training", "fit", str(tiny_photos), "--out", str(run)]
    command += small_options
    seed = int.from_bytes(os.urandom(4))
    random = Random(seed)
    print(f"the moments are those of seed {seed}")  # pytest shows it when the test fails
    _kill_when(lambda: (run / "cache" / "train" / "stamp.json").exists(), random, command)
    command.append("--resume")
    epoch = random.randint(1, 9)
    _kill_when(lambda: _epochs(run, "stage_one") >= epoch, random, command)
    _kill_when(lambda: (run / "stage_two" / "best.npz").exists(), random, command)
    config, data = read_config(run)
    ended = fit(config, data, run, resume=True)
    for stage in ("stage_one", "stage_two"):
        for ours, theirs in zip(history(run, stage), history(small_run, stage), strict=True):
            assert ours == pytest.approx(theirs, rel=TOLERANCE, abs=TOLERANCE)
    undisturbed = read_calibration(small_run)
    assert ended.calibration.temperature == pytest.approx(undisturbed.temperature, rel=0.01)
    assert ended.calibration.thresholds.familiar == pytest.approx(
        undisturbed.thresholds.familiar, rel=0.01, abs=0.01
    )


def _epochs(run: Path, stage: str) -> int:
    try:
        return len(history(run, stage))
    except FileNotFoundError:
        return 0


def _kill_when(reached: Callable[[], bool], random: Random, command: list[str]) -> None:
    """Start, wait until a point is reached, and kill at a moment drawn from the time after it.

    A run that ends before that moment is as good: nothing is left to be disturbed.
    """
    process = subprocess.Popen(
        command,
        cwd=Path(__file__).parents[4],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=os.environ | {"TF_CPP_MIN_LOG_LEVEL": "3"},
    )
    try:
        limit = monotonic() + 180
        while not reached():
            assert process.poll() is None, "the run ended before it could be killed"
            assert monotonic() < limit
            sleep(0.01)
        with suppress(subprocess.TimeoutExpired):
            process.wait(random.uniform(0, 0.7))
    finally:
        process.kill()
        assert process.wait() in (0, -signal.SIGKILL)


def test_resuming_a_finished_run_does_nothing(tiny_run: Path) -> None:
    config, data = read_config(tiny_run)
    before = (tiny_run / WEIGHTS_NAME).stat().st_mtime_ns
    seen: list[Progress] = []
    result = fit(config, data, tiny_run, resume=True, on_progress=seen.append)
    assert not seen
    assert result.calibration == read_calibration(tiny_run)
    assert (tiny_run / WEIGHTS_NAME).stat().st_mtime_ns == before


def test_a_run_is_not_overwritten(tiny_run: Path, tiny_photos: Path) -> None:
    with pytest.raises(RunError, match="--resume"):
        fit(read_config(tiny_run)[0], tiny_photos, tiny_run)


def test_a_folder_that_was_refused_keeps_no_other_run_out(
    tmp_path: Path, tiny_photos: Path
) -> None:
    run = tmp_path / "run"
    (tmp_path / "nothing").mkdir()
    with pytest.raises(DataError):
        fit(QUICK, tmp_path / "nothing", run)
    claim(run, replace(QUICK, seed=1), tiny_photos, resume=False)
    config, data = read_config(run)
    assert (config.seed, data) == (1, tiny_photos)


def test_a_run_is_not_resumed_with_other_choices(tiny_run: Path, tiny_photos: Path) -> None:
    config = replace(read_config(tiny_run)[0], seed=1, views=3)
    with pytest.raises(RunError, match=r"seed, views"):
        fit(config, tiny_photos, tiny_run, resume=True)


@pytest.mark.usefixtures("small_network")
def test_stage_two_can_be_left_out_and_the_cache_kept(tmp_path: Path, tiny_photos: Path) -> None:
    run = tmp_path / "run"
    result = fit(replace(QUICK, keep_cache=True), tiny_photos, run)
    assert not (run / "stage_two").exists()
    assert (run / "cache" / "train" / "features.f16").exists()
    assert result.calibration.temperature > 0
    load = _loader(run, result.manifest)
    assert load().output_shape == (None, 4)


def _loader(run: Path, manifest: Manifest) -> Callable[[], KerasModel]:
    config = read_config(run)[0]
    return lambda: classifier_model(
        *load_classifier(config, len(manifest.classes) + 1, run / WEIGHTS_NAME)
    )


def test_an_unfinished_run_is_told_by_its_weights(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="--resume"):
        load_classifier(QUICK, 4, tmp_path / WEIGHTS_NAME)
