"""What several tests of the training need."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import made_once, trusted
from training.cli import main

_ARCHITECTURE = "training.network.inception._architecture"


@pytest.fixture
def small_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few layers in the place of Inception v3: seconds instead of minutes.

    For tests of what is done with a network; ``tiny_run`` and its like train the real one.
    """
    monkeypatch.setattr(_ARCHITECTURE, _small)


@pytest.fixture(scope="session")
def _small_models(
    tmp_path_factory: pytest.TempPathFactory, tiny_photos: Path, tiny_options: tuple[str, ...]
) -> Path:
    def make(folder: Path) -> None:
        run = folder / "run"
        fit = ["fit", str(tiny_photos), "--out", str(run), *tiny_options, "--unfreeze-layers", "9"]
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(_ARCHITECTURE, _small)
            assert main(fit) == 0
            assert main(["publish", str(run), "--models", str(folder / "product_classifier")]) == 0

    folder = made_once(tmp_path_factory, "small models", make)
    trusted(folder / "product_classifier")
    return folder


@pytest.fixture
def small_run(small_network: None, _small_models: Path, tmp_path: Path) -> Path:
    """As ``tiny_run``, of the small network; a copy that a test may change."""
    return Path(shutil.copytree(_small_models / "run", tmp_path / "small run"))


@pytest.fixture
def small_published_model(small_network: None, _small_models: Path, tmp_path: Path) -> Path:
    """As ``tiny_published_model``, of the small network; a copy that a test may change."""
    made = _small_models / "product_classifier"
    return Path(shutil.copytree(made, tmp_path / "product_classifier"))


def _small(side: int, weights: str | None) -> Any:
    import keras

    layers = keras.layers
    given = keras.Input((side, side, 3))
    values = layers.AveragePooling2D(5)(given)
    values = layers.Conv2D(8, 3, activation="relu", name="mixed5")(values)
    for _ in range(4):
        left = layers.Conv2D(8, 1, activation="relu")(values)
        right = layers.BatchNormalization(scale=False)(layers.Conv2D(8, 1)(values))
        values = layers.Concatenate()([left, right])
    return keras.Model(given, values)
