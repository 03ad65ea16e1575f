"""The last layer alone, as stage one of ``fit`` trains it, for measurements that need many."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from training.config import FitConfig
from training.data.manifest import Manifest, Member
from training.fit.feed import Examples
from training.fit.stage import Stage, train_stage
from training.fit.weighting import photo_weights
from training.network.inception import KerasModel, build_head, head_model
from training.progress import no_progress


def train_head(
    config: FitConfig,
    manifest: Manifest,
    members: Sequence[Member],
    training: Examples,
    validation: Examples,
    seed: int,
    layer: KerasModel | None = None,
) -> KerasModel:
    """A network from pooled features [N, F] to logits, as ``inception.head_model``.

    Args:
        members: of the manifest, those that ``training`` is about.
        training, validation: of ``Examples.of_features``.
        layer: the last layer, to be trained; a new one if none is given.
        seed: of the first weights, added to the config's, and of the order of pictures and views.
    """
    import keras

    keras.utils.set_random_seed(config.seed + seed)
    width = training.inputs[""].shape[-1]
    classes, background = len(manifest.classes), bool(manifest.background)
    head = head_model(layer or build_head(classes, width, background=background))
    training = replace(training, weights=photo_weights(config, manifest, members))
    with tempfile.TemporaryDirectory(prefix="shelfwise-head-") as folder:
        stage = Stage("Head", 1, Path(folder), config.stage_one, config.batch_size, seed, classes)
        train_stage(stage, head, training, validation, no_progress)
    return head
