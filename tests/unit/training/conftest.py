"""What several tests of the training need."""

from typing import Any

import pytest


@pytest.fixture
def small_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few layers in the place of Inception v3: seconds instead of minutes.

    For tests of what is done with a network; ``tiny_run`` and its like train the real one.
    """
    monkeypatch.setattr("training.network.inception._architecture", _small)


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
