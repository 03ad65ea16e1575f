"""The last layer alone, as stage one of ``fit`` trains it, for measurements that need many."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np

from training.config import FitConfig
from training.feed import Examples
from training.fit import class_weights
from training.network import Floats, KerasModel, build_head, head_model
from training.progress import nobody
from training.splits import Manifest
from training.stage import Stage, train_stage


def train_head(
    config: FitConfig, manifest: Manifest, training: Examples, validation: Examples, seed: int
) -> KerasModel:
    """A network from pooled features [N, F] to logits, as :func:`training.network.head_model`.

    Args:
        training, validation: of :meth:`training.feed.Examples.of_features`.
        seed: of the first weights, added to the config's, and of the order of pictures and views.
    """
    import keras

    keras.utils.set_random_seed(config.seed + seed)
    width = training.inputs[""].shape[-1]
    head = head_model(
        build_head(len(manifest.classes), width, background=bool(manifest.background))
    )
    weights = class_weights(training.labels) if config.class_weights else None
    with tempfile.TemporaryDirectory(prefix="shelfwise-head-") as folder:
        stage = Stage("Head", 1, Path(folder), config.stage_one, config.batch_size, seed)
        train_stage(stage, head, training, validation, weights, nobody)
    return head


def head_logits(head: KerasModel, examples: Examples) -> Floats:
    """Of the pictures as they are, float32 [N, C] or [N, C + 1]."""
    rows = np.arange(len(examples.labels))
    return np.asarray(head.predict(examples.take(np.zeros_like(rows), rows), verbose=0), np.float32)
