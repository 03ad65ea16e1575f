"""Two machines, or two devices, come to what one would have come to.

The tolerance is the one that docs/training.md states.
"""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import h5py
import numpy as np
import pytest

from training.fit.calibrate import read_calibration

ROOT = Path(__file__).parents[4]
TOLERANCE = 1e-4  # losses, accuracies, weights
OF_CALIBRATION = 1e-3

# One machine without GPUs still has two devices to mirror a network on.
_ON_TWO_DEVICES = """
import functools, sys
import tensorflow as tf
from training.cli import main
halves = [tf.config.LogicalDeviceConfiguration()] * 2
tf.config.set_logical_device_configuration(tf.config.list_physical_devices("CPU")[0], halves)
tf.distribute.MirroredStrategy = functools.partial(
    tf.distribute.MirroredStrategy, ["CPU:0", "CPU:1"]
)
sys.exit(main(sys.argv[1:]))
"""


def start(command: Sequence[str], **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, *command],
        cwd=ROOT,
        env=os.environ | environment | {"CUDA_VISIBLE_DEVICES": "-1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def outputs(processes: Sequence[subprocess.Popen[str]]) -> list[str]:
    try:
        return [process.communicate(timeout=240)[0] for process in processes]
    finally:
        for process in processes:
            process.kill()


def free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    try:
        for opened in sockets:
            opened.bind(("127.0.0.1", 0))
        return [opened.getsockname()[1] for opened in sockets]
    finally:
        for opened in sockets:
            opened.close()


def history(run: Path, stage: str) -> list[dict[str, float]]:
    entries = json.loads((run / stage / "history.json").read_text())["epochs"]
    return [{k: v for k, v in entry.items() if k != "seconds"} for entry in entries]


def weights(run: Path) -> dict[str, np.ndarray]:
    found: dict[str, np.ndarray] = {}

    def keep(name: str, item: object) -> None:
        if isinstance(item, h5py.Dataset):
            found[name] = np.asarray(item[()])

    with h5py.File(run / "model.weights.h5") as file:
        file.visititems(keep)
    return found


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_two_workers_come_to_what_one_process_comes_to(
    tmp_path: Path, small_run: Path, tiny_photos: Path, small_options: tuple[str, ...]
) -> None:
    run, scratch = tmp_path / "run", tmp_path / "scratch"
    cluster = {"worker": [f"127.0.0.1:{port}" for port in free_ports(2)]}
    command = ["-m", "training", "fit", str(tiny_photos), "--out", str(run), *small_options]
    command += ["--strategy", "multi-worker", "--scratch", str(scratch)]
    tasks = [{"cluster": cluster, "task": {"type": "worker", "index": i}} for i in range(2)]
    workers = [start(command, TF_CONFIG=json.dumps(task)) for task in tasks]
    said = outputs(workers)
    assert [worker.returncode for worker in workers] == [0, 0], said
    assert "publish" in said[0]
    assert "the chief has the run" in said[1]
    assert "photos: 20 " not in said[0]  # each ran the base over its own half only
    for stage in ("stage_one", "stage_two"):
        for ours, theirs in zip(history(run, stage), history(small_run, stage), strict=True):
            assert ours == pytest.approx(theirs, rel=TOLERANCE, abs=TOLERANCE)
    ours, theirs = weights(run), weights(small_run)
    assert ours.keys() == theirs.keys()
    for name in ours:
        assert np.linalg.norm(ours[name] - theirs[name]) <= TOLERANCE * np.linalg.norm(theirs[name])
    one, other = read_calibration(run), read_calibration(small_run)
    assert one.temperature == pytest.approx(other.temperature, rel=OF_CALIBRATION)
    assert files(run) == files(small_run)
    assert (run / "manifest.json").read_bytes() == (small_run / "manifest.json").read_bytes()
    assert "model.weights.h5" not in files(scratch)


def test_two_devices_come_to_what_one_comes_to(
    tmp_path: Path, small_run: Path, tiny_photos: Path, small_options: tuple[str, ...]
) -> None:
    run = tmp_path / "run"
    command = ["-c", _ON_TWO_DEVICES, "fit", str(tiny_photos), "--out", str(run), *small_options]
    command += ["--strategy", "mirrored", "--epochs", "2", "--unfreeze-layers", "0"]
    mirrored = start(command)
    (said,) = outputs([mirrored])
    assert mirrored.returncode == 0, said
    expected = history(small_run, "stage_one")[:2]
    for ours, theirs in zip(history(run, "stage_one"), expected, strict=True):
        assert ours == pytest.approx(theirs, rel=TOLERANCE, abs=TOLERANCE)
