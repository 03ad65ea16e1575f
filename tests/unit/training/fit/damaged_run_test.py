"""A damaged checkpoint is always called one, and a run that was changed is not published."""

import io
import json
import zipfile
from pathlib import Path

import numpy as np
import pytest

from training.errors import RunError
from training.fit.checkpoint import restore_state, restore_weights
from training.fit.run_folder import check_digests, write_digests


class Optimizer:
    variables = ()

    def build(self, variables: object) -> None:
        """Has none."""


class Model:
    """As much of a Keras model as a checkpoint needs."""

    def __init__(self) -> None:
        self.weights = [np.zeros((3, 4), np.float32), np.zeros(4, np.float32)]
        self.trainable_variables = self.weights
        self.optimizer = Optimizer()

    def set_weights(self, weights: list[np.ndarray]) -> None:
        for own, given in zip(self.weights, weights, strict=True):
            if own.shape != given.shape:
                raise ValueError("another shape")


def arrays_of(**documents: object) -> bytes:
    arrays = {f"weight_{i}": values for i, values in enumerate(Model().weights)}
    state = {"history": [{"epoch": 1, "loss": 0.5}], "best_epoch": 1, "best_accuracy": 0.5}
    state |= {"best_loss": 0.5, "stopped": False, "callbacks": [{"wait": 1.0, "best": None}]}
    document = json.dumps(state | documents).encode()
    buffer = io.BytesIO()
    np.savez(buffer, **arrays, state=np.frombuffer(document, np.uint8))
    return buffer.getvalue()


def test_a_checkpoint_comes_back(tmp_path: Path) -> None:
    (tmp_path / "state.npz").write_bytes(arrays_of())
    assert restore_state(tmp_path / "state.npz", Model()).history == ({"epoch": 1, "loss": 0.5},)


@pytest.mark.parametrize(
    "changes",
    [
        {"history": 3},
        {"history": [3]},
        {"history": [{"loss": "x"}]},
        {"best_epoch": None},
        {"best_epoch": []},
        {"best_accuracy": "high"},
        {"callbacks": None},
        {"callbacks": [[]]},
        {"callbacks": [{"wait": {}}]},
    ],
)
def test_whatever_a_state_says_it_is_called_damaged(tmp_path: Path, changes: dict) -> None:
    (tmp_path / "state.npz").write_bytes(arrays_of(**changes))
    with pytest.raises(RunError) as raised:
        restore_state(tmp_path / "state.npz", Model())
    assert raised.value.code == "damaged_checkpoint"


def test_any_damaged_byte_is_called_damaged_or_does_no_harm(tmp_path: Path) -> None:
    file = tmp_path / "state.npz"
    whole = arrays_of()
    random = np.random.default_rng(3)
    for _ in range(300):
        data = bytearray(whole)
        for place in random.integers(0, len(data), 3):
            data[place] = random.integers(256)
        file.write_bytes(bytes(data[: random.integers(1, len(data) + 1)]))
        for restore in (restore_state, restore_weights):
            try:
                restore(file, Model())
            except RunError as error:
                assert error.code == "damaged_checkpoint"


def test_other_archives_are_called_damaged(tmp_path: Path) -> None:
    file = tmp_path / "weights.npz"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("weight_0.npy", b"\x93NUMPY\x01\0\x10\0{'descr': [[[[,}   ")
    with pytest.raises(RunError, match="cannot be read"):
        restore_weights(file, Model())


@pytest.fixture
def run(tmp_path: Path) -> Path:
    from training.fit import run_folder

    for name in run_folder._DIGESTED:
        (tmp_path / name).write_text(name)
    write_digests(tmp_path)
    return tmp_path


def test_a_finished_run_is_what_it_was(run: Path) -> None:
    check_digests(run)
    (run / "digests.json").unlink()
    check_digests(run)  # of an earlier version


@pytest.mark.parametrize("number", range(4))
@pytest.mark.parametrize("how", ["changed", "removed", "digest"])
def test_a_run_that_was_changed_is_refused(run: Path, number: int, how: str) -> None:
    from training.fit import run_folder

    name = run_folder._DIGESTED[number]
    if how == "changed":
        (run / name).write_text("other")
    elif how == "removed":
        (run / name).unlink()
    else:
        (run / "digests.json").write_text("[" * 50_000)
    with pytest.raises(RunError) as raised:
        check_digests(run)
    assert raised.value.code == "run_changed"
