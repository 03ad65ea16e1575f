"""A few layers in the place of Inception v3: training that takes seconds instead of minutes.

Training that is started with this folder in ``PYTHONPATH`` trains them.
"""

import sys
from typing import Any


def small(side: int, weights: str | None) -> Any:
    """Build the network in the place of ``training.network.inception._architecture``."""
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


if __name__ == "sitecustomize" and any("training" in word for word in sys.orig_argv):
    from training.network import inception

    inception._architecture = small
