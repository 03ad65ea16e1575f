"""From a trained network to the graph that serves: a SavedModel, and its LiteRT twins."""

from __future__ import annotations

import contextlib
import enum
import shutil
from pathlib import Path
from typing import Any

from app.core.models.engines import INPUT, SIGNATURE
from training.network.inception import KerasModel, pooled, to_network_range
from training.network.outputs import merged_in_graph, shares_in_graph
from training.output_layout import OutputLayout


class TwinKind(enum.StrEnum):
    """How a twin stores its weights."""

    DYNAMIC_RANGE = "dynamic-range int8"
    """8-bit weights; activations are quantised as they come."""
    FLOAT16 = "float16"
    """Half-precision weights, single-precision arithmetic."""


def export_saved_model(
    folder: Path, base: KerasModel, head: KerasModel, layout: OutputLayout, temperature: float
) -> None:
    """Write the serving graph of a trained network; arguments as ``serving_module``.

    The variables are written once: ``keras.Model.export`` writes every one twice, in float32.
    """
    import tensorflow as tf

    module = serving_module(base, head, layout, temperature)
    tf.saved_model.save(module, str(folder), signatures={SIGNATURE: module.serve})
    with contextlib.suppress(OSError):
        (folder / "assets").rmdir()  # empty: the graph needs no files besides its variables
    shutil.rmtree(folder / "assets.extra", ignore_errors=True)


def serving_module(
    base: KerasModel, head: KerasModel, layout: OutputLayout, temperature: float
) -> Any:
    """A ``tf.Module`` whose function ``serve`` is the serving graph of a trained network.

    One input, ``image`` uint8 [N, H, W, 3]; the outputs of ``engines.Outputs``. The
    variables are the module's own, kernels as float16 and cast back in the graph.

    Args:
        base: the network below global average pooling; its weights are read, not kept.
        head: the dense layer of logits.
        layout: what its outputs count for. Where that is more than the classes, ``types`` is one of
            the graph's outputs, and the activation map of a class is the mean of its types', each
            weighted with its part of the class: the class's logit changes with a feature as the
            map's mean does.
        temperature: what the class logits are divided by.
    """
    import tensorflow as tf

    module = tf.Module()
    module.trainable_weights = [_stored(variable) for variable in base.trainable_variables]
    module.other_weights = [_stored(variable) for variable in base.non_trainable_variables]
    module.kernel, module.bias = tf.Variable(head.kernel), tf.Variable(head.bias)

    def serve(image: Any) -> dict[str, Any]:
        final_map, _ = base.stateless_call(
            [tf.cast(variable, tf.float32) for variable in module.trainable_weights],
            [tf.cast(variable, tf.float32) for variable in module.other_weights],
            to_network_range(image),
            training=False,
        )
        features = pooled(final_map)
        # A sum of products, not a matrix product: the converter would round that to 8 bits, and a
        # class is decided by small differences here.
        fine = tf.reduce_sum(features[:, :, None] * module.kernel, axis=1) + module.bias
        logits = merged_in_graph(fine, layout)
        known = logits[:, : layout.classes]
        familiarity = tf.reduce_logsumexp(known, axis=1)
        if layout.background:
            familiarity -= logits[:, layout.classes]
        probabilities = tf.nn.softmax(known / temperature)
        maps = tf.tensordot(final_map, module.kernel[:, : layout.types], 1)
        answer = {
            "probabilities": probabilities,
            "activation_maps": maps,
            "features": features,
            "familiarity": familiarity,
        }
        if layout.is_plain:
            return answer
        of_class = tf.constant(layout.membership()[: layout.types, : layout.classes])
        shares = shares_in_graph(fine, layout, 1.0)
        parts = shares_in_graph(fine, layout, temperature)
        return answer | {
            "activation_maps": tf.tensordot(maps * shares[:, None, None, :], of_class, 1),
            "types": parts * tf.matmul(probabilities, of_class, transpose_b=True),
        }

    signature = tf.TensorSpec((None, *base.input_shape[1:]), tf.uint8, name=INPUT)
    module.serve = tf.function(serve, input_signature=[signature])
    return module


def convert_twin(folder: Path, kind: TwinKind) -> bytes:
    """The LiteRT twin of a SavedModel, with its signature."""
    import tensorflow as tf

    converter = tf.lite.TFLiteConverter.from_saved_model(str(folder), signature_keys=[SIGNATURE])
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    if kind is TwinKind.FLOAT16:
        converter.target_spec.supported_types = [tf.float16]
    return bytes(converter.convert())


def _stored(variable: Any) -> Any:
    """Kernels in half precision; the few numbers of biases and normalisation as they are."""
    import tensorflow as tf

    value = tf.convert_to_tensor(variable)
    return tf.Variable(tf.cast(value, tf.float16) if value.shape.rank > 1 else value)
