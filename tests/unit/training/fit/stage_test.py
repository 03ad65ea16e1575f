"""A stage learns, stops when it should, keeps its best, and goes on where it was stopped."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from training.config import StageConfig
from training.errors import RunError
from training.fit.checkpoint import StageState
from training.fit.feed import Examples
from training.fit.stage import Stage, train_stage
from training.output_layout import OutputLayout
from training.progress import Progress, ProgressCallback, no_progress

FEATURES = 6


class KilledError(Exception):
    """Stands for a process that ends without warning."""


def examples(count: int, seed: int, views: int = 2, noise: float = 1.0) -> Examples:
    random = np.random.default_rng(seed)
    labels = random.integers(0, 3, count)
    centres = np.eye(3, FEATURES)[labels] * 2
    inputs = centres + random.normal(0, noise, (views, count, FEATURES))
    return Examples({"": inputs.astype(np.float16)}, labels)


TRAINING, VALIDATION = examples(60, 1), examples(30, 2, views=1)


def network() -> Any:
    import keras

    keras.utils.set_random_seed(0)
    inputs = keras.Input((FEATURES,))
    return keras.Model(inputs, keras.layers.Dense(3)(inputs))


def stage(folder: Path, **changes: Any) -> Stage:
    choices: dict[str, Any] = {
        "epochs": 5,
        "learning_rate": 0.05,
        "stop_patience": 3,
        "plateau_patience": 1,
    }
    config = StageConfig(**choices | changes)
    layout = OutputLayout.plain(3, background=False)
    return Stage("Stage one", 1, folder, config, batch_size=8, seed=4, layout=layout)


def train(
    folder: Path, on_progress: ProgressCallback = no_progress, **changes: Any
) -> tuple[StageState, Any]:
    model = network()
    return train_stage(stage(folder, **changes), model, TRAINING, VALIDATION, on_progress), model


def killer(epoch: int) -> ProgressCallback:
    def on_progress(progress: Progress) -> None:
        if progress.epoch == epoch and progress.done > progress.total // 2:
            raise KilledError

    return on_progress


def without_times(state: StageState) -> list[dict[str, float]]:
    return [{k: v for k, v in entry.items() if k != "seconds"} for entry in state.history]


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> tuple[StageState, Any]:
    """A stage that nothing stopped, and its network."""
    return train(tmp_path_factory.mktemp("undisturbed"))


def test_it_learns_and_ends_with_its_best_weights(undisturbed: tuple[StageState, Any]) -> None:
    state, model = undisturbed
    losses = [entry["val_loss"] for entry in state.history]
    assert losses[-1] < losses[0]
    accuracies = [entry["val_accuracy"] for entry in state.history]
    assert state.best_accuracy == max(accuracies)
    best = [i for i, reached in enumerate(accuracies) if reached == state.best_accuracy]
    assert state.best_epoch - 1 == min(best, key=losses.__getitem__)
    predicted = model.predict(VALIDATION.inputs[""][0].astype(np.float32), verbose=0).argmax(axis=1)
    assert (predicted == VALIDATION.labels).mean() > 0.8


@pytest.mark.parametrize("epoch", [1, 3])
def test_a_killed_stage_ends_as_an_undisturbed_one(
    tmp_path: Path, undisturbed: tuple[StageState, Any], epoch: int
) -> None:
    expected, expected_model = undisturbed
    with pytest.raises(KilledError):
        train(tmp_path, killer(epoch))
    state, resumed = train(tmp_path)
    assert len(state.history) == len(expected.history)
    for ours, theirs in zip(without_times(state), without_times(expected), strict=True):
        assert ours == pytest.approx(theirs, rel=1e-5)
    for ours, theirs in zip(resumed.get_weights(), expected_model.get_weights(), strict=True):
        assert ours == pytest.approx(theirs, abs=1e-6)


def test_early_stopping_and_plateau_remember_across_a_kill(tmp_path: Path) -> None:
    hopeless = {"epochs": 20, "learning_rate": 3.0, "stop_patience": 4, "plateau_patience": 2}
    expected, _ = train(tmp_path / "undisturbed", **hopeless)
    assert expected.stopped
    assert len(expected.history) < 20
    rates = [entry["learning_rate"] for entry in expected.history]
    assert rates[-1] < rates[0]
    with pytest.raises(KilledError):
        train(tmp_path / "killed", killer(len(expected.history) - 1), **hopeless)
    state, _ = train(tmp_path / "killed", **hopeless)
    assert [entry["learning_rate"] for entry in state.history] == rates
    assert state.stopped


def test_a_cosine_ends_near_zero_also_across_a_kill(tmp_path: Path) -> None:
    expected, _ = train(tmp_path / "undisturbed", epochs=4, learning_rate=0.1, cosine=True)
    rates = [entry["learning_rate"] for entry in expected.history]
    assert rates == sorted(rates, reverse=True)
    assert 0.05 < rates[0] < 0.1
    assert rates[-1] < 0.002
    with pytest.raises(KilledError):
        train(tmp_path / "killed", killer(3), epochs=4, learning_rate=0.1, cosine=True)
    state, _ = train(tmp_path / "killed", epochs=4, learning_rate=0.1, cosine=True)
    assert [entry["learning_rate"] for entry in state.history] == rates


def test_a_cosine_keeps_its_last_weights_though_others_were_ahead(tmp_path: Path) -> None:
    state, _ = train(tmp_path, epochs=5, learning_rate=1.0, cosine=True)
    reached = [entry["val_accuracy"] for entry in state.history]
    assert reached[-1] < max(reached)
    assert state.best_epoch == 5


def test_a_part_ends_on_the_way_also_across_a_kill(tmp_path: Path) -> None:
    first = network().get_weights()
    _, whole = train(tmp_path / "whole")
    with pytest.raises(KilledError):
        train(tmp_path / "part", killer(2), weight_interpolation=0.25)
    _, part = train(tmp_path / "part", weight_interpolation=0.25)
    for began, best, ended in zip(first, whole.get_weights(), part.get_weights(), strict=True):
        assert ended == pytest.approx(0.75 * began + 0.25 * best, abs=1e-6)


def test_a_finished_stage_is_not_trained_again(tmp_path: Path) -> None:
    expected, _ = train(tmp_path, epochs=2)
    seen: list[Progress] = []
    state, _ = train(tmp_path, seen.append, epochs=2)
    assert state == expected
    assert not seen


def test_a_stage_cannot_make_a_model_worse(tmp_path: Path) -> None:
    def accuracy(model: Any) -> float:
        pictures = VALIDATION.inputs[""][0].astype(np.float32)
        answers = model.predict(pictures, verbose=0).argmax(axis=1)
        return float((answers == VALIDATION.labels).mean())

    state, model = train(tmp_path, epochs=3, learning_rate=1000.0)
    assert accuracy(model) >= accuracy(network())
    assert accuracy(model) == pytest.approx(state.best_accuracy)
    assert state.best_accuracy >= max(entry["val_accuracy"] for entry in state.history)


def test_curves_are_written_for_people_and_for_tensorboard(tmp_path: Path) -> None:
    state, _ = train(tmp_path, epochs=2)
    history = json.loads((tmp_path / "history.json").read_text())
    assert [entry["epoch"] for entry in history["epochs"]] == [1, 2]
    assert history["best_epoch"] == state.best_epoch
    assert list((tmp_path / "tensorboard").rglob("events.out.tfevents.*"))


def test_weights_count(tmp_path: Path) -> None:
    models = {}
    for name, weights in (("even", None), ("one", np.float32(TRAINING.labels == 0))):
        model = network()
        training = replace(TRAINING, weights=weights)
        train_stage(stage(tmp_path / name), model, training, VALIDATION, no_progress)
        models[name] = model
    inputs = VALIDATION.inputs[""][0].astype(np.float32)
    answers = {
        name: model.predict(inputs, verbose=0).argmax(axis=1) for name, model in models.items()
    }
    assert (answers["one"] == 0).mean() > (answers["even"] == 0).mean()


@pytest.mark.parametrize("damage", [lambda data: data[:50], lambda data: b""])
def test_a_damaged_checkpoint_is_named(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    train(tmp_path, epochs=2)
    state = tmp_path / "state.npz"
    state.write_bytes(damage(state.read_bytes()))
    with pytest.raises(RunError, match=r"state\.npz"):
        train(tmp_path, epochs=2)
