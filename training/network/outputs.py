"""From the outputs of the last layer to classes, as arrays and in a graph.

The probability of a class is the sum of its outputs', so its logit is their log-sum-exp.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from training.network.inception import Floats
from training.output_layout import OutputLayout

_LEAST_SUM = 1e-30  # a sum of exponentials that has vanished in float32


def merged_logits(logits: Floats, layout: OutputLayout) -> Floats:
    """Logits of the classes, and then of the background if there is one, from those of the outputs.

    Args:
        logits: float32 [N, outputs].

    Returns:
        float32 [N, C] or [N, C + 1]; the same logits for a plain layout.
    """
    if layout.is_plain:
        return logits
    top = logits.max(axis=1, keepdims=True)
    sums = np.exp(logits - top) @ layout.membership()
    return np.asarray(np.log(np.maximum(sums, _LEAST_SUM)) + top, np.float32)


def merged_in_graph(logits: Any, layout: OutputLayout) -> Any:
    """Do the same as ``merged_logits`` with tensors."""
    import tensorflow as tf

    if layout.is_plain:
        return logits
    top = tf.reduce_max(logits, axis=1, keepdims=True)
    sums = tf.matmul(tf.exp(logits - top), tf.constant(layout.membership()))
    return tf.math.log(tf.maximum(sums, _LEAST_SUM)) + top


def shares_in_graph(logits: Any, layout: OutputLayout, temperature: float) -> Any:
    """Divide each class among its product types: parts of its probability, float32 [N, T].

    Args:
        logits: float32 [N, outputs].
        temperature: what the logits are divided by.
    """
    import tensorflow as tf

    of_class = tf.constant(layout.membership()[: layout.types, : layout.classes])
    known = logits[:, : layout.types] / temperature
    masked = known[:, :, None] + tf.where(of_class > 0, 0.0, -np.inf)[None]
    top = tf.reduce_max(masked, axis=1)  # of each class: none may vanish beside another
    parts = tf.exp(known - tf.matmul(top, of_class, transpose_b=True))
    return parts / tf.matmul(tf.matmul(parts, of_class), of_class, transpose_b=True)
