"""The network is what it says, cut in two or whole, and batch normalisation stays as it was."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from training.config import FitConfig
from training.errors import RunError
from training.network.inception import (
    build_base,
    build_head,
    cut_base,
    cut_name,
    familiarity,
    fine_tuning_model,
    run_trunk,
    to_network_range,
)

SIDE = 75
CONFIG = FitConfig(base_weights="random", input_size=SIDE)
PICTURES = np.random.default_rng(0).uniform(-1, 1, (2, SIDE, SIDE, 3)).astype(np.float32)


@pytest.fixture(scope="module")
def base() -> Any:
    return build_base(CONFIG)[0]


@pytest.mark.parametrize("layers", [0, 1, 22, 82, 146, 308])
def test_top_of_trunk_is_the_base(base: Any, layers: int) -> None:
    cut = cut_base(base, layers)
    crossing = run_trunk(cut.trunk, PICTURES)
    expected = base(PICTURES, training=False).numpy()
    assert len(cut.trunk.outputs) == len(crossing)
    assert np.array_equal(cut.top(crossing, training=False).numpy(), expected)


def test_the_cut_below_22_layers_is_crossed_by_several_tensors(base: Any) -> None:
    assert len(cut_base(base, 22).trunk.outputs) > 1


def test_more_layers_than_there_are_is_refused(base: Any) -> None:
    with pytest.raises(RunError, match="--unfreeze-layers"):
        cut_base(base, len(base.layers))


def test_fine_tuning_leaves_the_statistics_of_batch_normalisation_alone() -> None:
    import keras

    cut = cut_base(build_base(CONFIG)[0], 22)
    model = fine_tuning_model(cut.top, build_head(2, 2048))
    crossing = run_trunk(cut.trunk, PICTURES)
    inputs = {cut_name(i): tensor.numpy() for i, tensor in enumerate(crossing)}
    # Keras hands the training mode down through nested models; here it must end at the top.
    assert np.array_equal(model(inputs, training=True), model(inputs, training=False))
    statistics = [variable.numpy() for variable in cut.top.non_trainable_variables]
    kernels = [variable.numpy() for variable in cut.top.trainable_variables]
    model.compile(
        optimizer="adam", loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    )
    model.fit(inputs, np.array([0, 1]), epochs=2, verbose=0)
    for before, after in zip(statistics, cut.top.non_trainable_variables, strict=True):
        assert np.array_equal(before, after.numpy())
    assert any(
        not np.array_equal(before, after.numpy())
        for before, after in zip(kernels, cut.top.trainable_variables, strict=True)
    )


def test_random_weights_follow_from_the_seed(base: Any) -> None:
    expected = base(PICTURES, training=False).numpy()
    again = build_base(CONFIG)[0](PICTURES, training=False).numpy()
    other = build_base(FitConfig(base_weights="random", input_size=SIDE, seed=7))[0]
    assert np.array_equal(again, expected)
    assert not np.allclose(other(PICTURES, training=False).numpy(), expected)
    assert 1e-2 < expected.std() < 1e2  # neither vanished nor exploded


@pytest.mark.usefixtures("small_network")
def test_a_weights_file_is_loaded_and_named_by_its_digest(tmp_path: Path) -> None:
    path = tmp_path / "base.weights.h5"
    base, _ = build_base(CONFIG)
    base.save_weights(path)
    loaded, weights = build_base(FitConfig(base_weights=str(path), input_size=SIDE, seed=9))
    assert np.array_equal(loaded(PICTURES).numpy(), base(PICTURES).numpy())
    assert weights.name == "base.weights.h5"
    assert len(weights.sha256) == 64


def test_without_a_connection_the_sentence_names_the_option(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import keras

    def unreachable(*_: object, **__: object) -> None:
        raise OSError("no route to host")

    monkeypatch.setattr(keras.utils, "get_file", unreachable)
    monkeypatch.setattr("keras.src.utils.file_utils.get_file", unreachable)
    with pytest.raises(RunError) as refused:
        build_base(FitConfig(base_weights="imagenet", input_size=SIDE))
    assert "--base-weights PATH" in refused.value.message
    assert "\n" not in refused.value.message


@pytest.mark.usefixtures("small_network")
@pytest.mark.parametrize("content", [None, b"no weights"])
def test_a_weights_file_that_is_none_is_named(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "base.weights.h5"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(RunError) as refused:
        build_base(FitConfig(base_weights=str(path), input_size=SIDE))
    assert "base.weights.h5" in refused.value.message
    assert "--base-weights PATH" in refused.value.message


def test_pixels_become_minus_one_to_one() -> None:
    scaled = to_network_range(np.array([0, 255], np.uint8)).numpy()
    assert scaled.tolist() == [-1.0, 1.0]


def test_familiarity_is_the_log_odds_against_the_background() -> None:
    logits = np.array([[2.0, 1.0, -1.0]], np.float32)
    odds = (np.exp(2) + np.exp(1)) / np.exp(-1)
    assert familiarity(logits, 2)[0] == pytest.approx(np.log(odds))
    assert familiarity(logits[:, :2], 2)[0] == pytest.approx(np.log(np.exp(2) + np.exp(1)))
