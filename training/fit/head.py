"""The last layer alone, as stage one of ``fit`` trains it, for measurements that need many."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from training.config import FitConfig
from training.data.manifest import Manifest, Member
from training.data.product_types import ProductTypes
from training.fit.feed import Examples
from training.fit.logistic import Rows, solve_head
from training.fit.stage import Stage, train_stage
from training.fit.weighting import photo_weights
from training.network.inception import Floats, KerasModel, build_head, head_model
from training.progress import no_progress


def train_head(
    config: FitConfig,
    manifest: Manifest,
    members: Sequence[Member],
    training: Examples,
    validation: Examples,
    seed: int,
    types: ProductTypes,
    layer: KerasModel | None = None,
    more: Rows | None = None,
) -> KerasModel:
    """A network from pooled features [N, F] to logits, as ``inception.head_model``.

    Args:
        members: of the manifest, those that ``training`` is about.
        training, validation: of ``Examples.of_features``.
        types: what the outputs stand for; the labels of both sets are of outputs.
        layer: the last layer, to be trained; a new one if none is given.
        more: examples besides, for ``config.l2`` alone.
        seed: of the first weights, added to the config's, and of the order of pictures and views.
    """
    import keras

    keras.utils.set_random_seed(config.seed + seed)
    width = training.inputs[""].shape[-1]
    layout = types.layout
    head = head_model(layer or build_head(layout.outputs, width))
    weights = photo_weights(config, manifest, members, types)
    if config.l2:
        solve_into(config, head, training, weights, more)
        return head
    training = replace(training, weights=weights)
    with tempfile.TemporaryDirectory(prefix="shelfwise-head-") as folder:
        stage = Stage("Head", 1, Path(folder), config.stage_one, config.batch_size, seed, layout)
        train_stage(stage, head, training, validation, no_progress)
    return head


def solve_into(
    config: FitConfig,
    head: KerasModel,
    training: Examples,
    weights: Floats,
    more: Rows | None = None,
) -> None:
    """Put the optimum of ``logistic.solve_head`` into a network of pooled features.

    Args:
        weights: float32 [N], how much each photo counts.
        more: examples besides the photos.
    """
    (features,) = training.inputs.values()
    if training.chosen is not None:
        features = features[:, training.chosen]
    outputs = int(head.output.shape[-1])
    head.set_weights(solve_head(features, training.labels, weights, outputs, config.l2, more))
