"""What the frozen layers say of pictures, on every device that this process has."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from app.core.pictures.images import Pixels
from training.fit.cluster import ALONE, Cluster
from training.network.inception import CutBase, pooled, run_trunk, to_network_range

Halves: TypeAlias = npt.NDArray[np.float16]

_LARGEST_HALF = 65504.0


def frozen_pass(
    cut: CutBase, side: int, cluster: Cluster = ALONE
) -> Callable[[Pixels], list[Halves]]:
    """A function from fitted pictures, uint8 [N, side, side, 3], to the pooled features, float16
    [N, F], and each tensor that crosses the cut, float16 [N, ...].

    Every GPU of this process takes a part of the pictures.
    """
    import tensorflow as tf

    def compute(pictures: Any) -> list[Any]:
        crossing = run_trunk(cut.trunk, to_network_range(pictures))
        features = pooled(cut.top(crossing, training=False))
        return [
            tf.cast(tf.clip_by_value(values, -_LARGEST_HALF, _LARGEST_HALF), tf.float16)
            for values in [features, *crossing]
        ]

    if cluster.own_replicas == 1:
        spec = tf.TensorSpec((None, side, side, 3), tf.uint8)
        alone = tf.function(compute, input_signature=[spec])
        return lambda pictures: [values.numpy() for values in alone(tf.constant(pictures))]

    strategy, devices = cluster.strategy, cluster.own_replicas
    together = tf.function(lambda spread: strategy.run(compute, (spread,)))

    def on_all(pictures: Pixels) -> list[Halves]:
        missing = max(devices - len(pictures), 0)  # no device may get an empty part
        parts = np.array_split(np.concatenate([pictures, *[pictures[:1]] * missing]), devices)
        spread = strategy.experimental_distribute_values_from_function(
            lambda context: tf.constant(
                parts[context.replica_id_in_sync_group - cluster.first_replica]
            )
        )
        answers = [strategy.experimental_local_results(values) for values in together(spread)]
        return [
            np.concatenate([part.numpy() for part in values])[: len(pictures)] for values in answers
        ]

    return on_all
