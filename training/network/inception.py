"""The network: Inception v3 without its top, global average pooling, one dense layer of logits."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from app.core.storage.files import file_digest
from training.config import IMAGENET, RANDOM, SHIPPED, FitConfig
from training.errors import RunError
from training.network.base_weights import (
    CAME_ALONG,
    downloaded_digest,
    settled_base_weights,
    weights_file,
)
from training.network.provenance import origin_of
from training.network.tensorflow_setup import import_tensorflow

KerasModel: TypeAlias = Any  # keras carries no types
Floats: TypeAlias = npt.NDArray[np.float32]

HEAD = "logits"


@dataclass(frozen=True)
class BaseWeights:
    """Where the weights of the base came from.

    Attributes:
        name: ``imagenet``, ``random``, or the name of the file.
        sha256: of the file, empty for random weights.
        origin: where the file came from, for people: with the program, or what ``distill`` has
            recorded beside it.
    """

    name: str
    sha256: str
    origin: str = ""

    @property
    def sentence(self) -> str:
        """What the base started from."""
        if self.name == IMAGENET:
            return "The base started from the ImageNet weights of Keras."
        if self.name == RANDOM:
            return "The base started from random weights."
        came = f", {CAME_ALONG}" if self.origin.startswith(CAME_ALONG) else ""
        return f"The base started from {self.name}{came}."


@dataclass(frozen=True)
class CutBase:
    """A base in two parts: ``top(trunk(x))`` is the base's final map.

    Attributes:
        trunk: pictures float32 [N, H, W, 3] in [-1, 1] -> a list of the tensors that cross the cut.
        top: those tensors -> the final map float32 [N, h, w, 2048]; shares its weights with the
            base it was cut from.
    """

    trunk: KerasModel
    top: KerasModel


def to_network_range(pictures: Any) -> Any:
    """Scale pixels from 0..255 to the [-1, 1] that Inception v3 was trained on; float32."""
    import tensorflow as tf

    return tf.cast(pictures, tf.float32) / 127.5 - 1.0


def build_base(config: FitConfig) -> tuple[KerasModel, BaseWeights]:
    """Build Inception v3 without its top, with the weights that the config names.

    Raises:
        RunError: ``base_weights``: they cannot be downloaded, found or loaded.
        SetupError: TensorFlow is not installed.
    """
    import_tensorflow()
    import keras

    keras.utils.set_random_seed(config.seed)
    name = settled_base_weights(config.base_weights)
    try:
        base = _architecture(config.input_size, IMAGENET if name == IMAGENET else None)
    except Exception as error:  # urllib's, or Keras' own for a damaged download
        raise RunError(
            "base_weights",
            "The ImageNet weights could not be downloaded by Keras; connect to the internet, or "
            "give a file of Inception v3 weights with --base-weights PATH.",
        ) from error
    if name == IMAGENET:
        return base, BaseWeights(IMAGENET, downloaded_digest())
    if name == RANDOM:
        _randomise(base, config.seed)
        return base, BaseWeights(RANDOM, "")
    path = weights_file(name)
    try:
        base.load_weights(path)
    except Exception as error:  # h5py and Keras raise many kinds
        raise RunError(
            "base_weights",
            f"{path} does not hold weights of keras.applications.InceptionV3 without its top; "
            "give another file with --base-weights PATH.",
        ) from error
    origin = origin_of(path)
    if name == SHIPPED:
        origin = f"{CAME_ALONG}, {origin}" if origin else CAME_ALONG
    return base, BaseWeights(path.name, file_digest(path), origin)


def in_bfloat16(base: KerasModel) -> KerasModel:
    """Copy a base so that it computes in bfloat16; its weights stay float32."""
    return _recast(base, "mixed_bfloat16")


def in_float16(base: KerasModel) -> KerasModel:
    """Copy a base to be saved at half the size; ``build_base`` reads it as one in float32."""
    return _recast(base, "float16")


def _recast(base: KerasModel, policy: str) -> KerasModel:
    import keras

    before = keras.mixed_precision.global_policy()
    keras.mixed_precision.set_global_policy(policy)
    try:
        other = _architecture(base.input_shape[1], None)
    finally:
        keras.mixed_precision.set_global_policy(before)
    other.set_weights(read_weights(base))
    return other


def load_classifier(
    config: FitConfig, outputs: int, weights: Path
) -> tuple[KerasModel, KerasModel]:
    """Load the base and the head of a finished run.

    Raises:
        RunError: ``not_finished``: its weights are missing or cannot be read.
        SetupError: TensorFlow is not installed.
    """
    import_tensorflow()
    base = _architecture(config.input_size, None)
    head = build_head(outputs, base.output.shape[-1])
    try:
        classifier_model(base, head).load_weights(weights)
    except Exception as error:  # h5py and Keras raise many kinds
        raise RunError(
            "not_finished",
            f"{weights} is missing or cannot be read; go on with shelfwise-train fit --resume, "
            "or start a new run.",
        ) from error
    return base, head


def cut_base(base: KerasModel, unfreeze_layers: int) -> CutBase:
    """Cut a base below its last ``unfreeze_layers`` layers.

    Several tensors may cross the cut: Inception's blocks run in parallel branches, and a layer
    count ends inside a block as easily as between two.

    Raises:
        RunError: ``bad_option``: the base has no more layers than that.
    """
    import keras

    if not 0 <= unfreeze_layers < len(base.layers) - 1:
        raise RunError(
            "bad_option",
            f"--unfreeze-layers must be less than {len(base.layers) - 1}, "
            "the number of layers of the base.",
        )
    upper = base.layers[len(base.layers) - unfreeze_layers :]
    produced = {id(layer.output) for layer in upper}
    crossing: list[Any] = []
    for layer in upper:
        for tensor in _inputs_of(layer):
            if id(tensor) not in produced and all(tensor is not known for known in crossing):
                crossing.append(tensor)
    if not upper:
        crossing = [base.output]
    inputs = [keras.Input(tensor.shape[1:], name=cut_name(i)) for i, tensor in enumerate(crossing)]
    values = {id(tensor): new for tensor, new in zip(crossing, inputs, strict=True)}
    outputs = {id(layer): layer.output for layer in upper}  # asked before layers get a second node
    for layer in upper:
        fed = [values[id(tensor)] for tensor in _inputs_of(layer)]
        values[id(outputs[id(layer)])] = layer(fed if len(fed) > 1 else fed[0])
    return CutBase(
        trunk=keras.Model(base.input, crossing, name="trunk"),
        top=keras.Model(inputs, values[id(base.output)], name="top"),
    )


def to_array(variable: Any) -> npt.NDArray[Any]:
    """Read a Keras variable. Its own ``numpy`` asks NumPy 2 for a copy in a way it warns of."""
    return np.asarray(variable.value.numpy())


def read_weights(model: KerasModel) -> list[npt.NDArray[Any]]:
    """Read a model's weights, as ``set_weights`` takes them."""
    return [to_array(variable) for variable in model.weights]


def run_trunk(trunk: KerasModel, scaled: Any) -> list[Any]:
    """Compute the tensors that cross the cut, always as a list, for pictures in [-1, 1]."""
    crossing = trunk(scaled, training=False)
    return list(crossing) if isinstance(crossing, list | tuple) else [crossing]


def build_head(outputs: int, features: int) -> KerasModel:
    """Build the dense layer of logits."""
    import keras

    head = keras.layers.Dense(outputs, name=HEAD)
    head.build((None, features))
    return head


def pooled(final_map: Any) -> Any:
    """Pool by global average: [N, h, w, F] -> float32 [N, F]."""
    import keras

    return keras.ops.mean(keras.ops.cast(final_map, "float32"), axis=(1, 2))


def head_model(head: KerasModel) -> KerasModel:
    """Build stage one's network: pooled features [N, F] -> logits."""
    import keras

    features = keras.Input((head.kernel.shape[0],), name="features")
    return keras.Model(features, head(features), name="head")


def fine_tuning_model(top: KerasModel, head: KerasModel) -> KerasModel:
    """Build stage two's network: the tensors that cross the cut, by ``cut_name`` -> logits.

    The top always runs in inference mode: batch normalisation keeps the statistics that the base
    came with, also while the layers around it learn. Calling the top with ``training=False`` when
    the network is built is not enough: Keras hands the mode of the outer call down through it.
    """
    import keras

    class InferenceMode(keras.layers.Layer):  # type: ignore[misc]  # keras carries no types
        """Calls a model with ``training=False``, whatever mode it is itself called in."""

        def __init__(self, inner: KerasModel) -> None:
            super().__init__(name="top_in_inference_mode")
            self.inner = inner

        def call(self, inputs: Any) -> Any:
            return self.inner(inputs, training=False)

    # Named inputs: Keras treats a list of one tensor otherwise than a list of several.
    inputs = {
        cut_name(i): keras.Input(tensor.shape[1:], name=cut_name(i))
        for i, tensor in enumerate(top.inputs)
    }
    final_map = InferenceMode(top)(list(inputs.values()))
    return keras.Model(inputs, head(pooled(final_map)), name="fine_tuning")


def classifier_model(base: KerasModel, head: KerasModel) -> KerasModel:
    """Build what a run saves: pictures float32 [N, H, W, 3] in [-1, 1] -> logits."""
    import keras

    return keras.Model(base.input, head(pooled(base.output)), name="classifier")


def cut_name(index: int) -> str:
    """Name the tensor, in stage two's network, number ``index`` of those that cross the cut."""
    return f"cut_{index}"


def class_logits(logits: Floats, classes: int) -> Floats:
    """Take the logits of the classes, float32 [N, C], without the background's."""
    return logits[:, :classes]


def softmax(logits: Floats) -> Floats:
    """Compute the probabilities of each row of logits, float32 [N, C]."""
    from scipy import special

    return np.asarray(special.softmax(logits, axis=1), np.float32)


def familiarity(logits: Floats, classes: int) -> Floats:
    """Compute how much more pictures look like any class than like the background, float32 [N].

    The log-odds of the classes together against the background under one softmax; without a
    background logit 0 takes its place, and the log-sum-exp of the class logits is left, which is
    the energy score of Liu et al. 2020, "Energy-based Out-of-distribution Detection", section 3.
    """
    from scipy.special import logsumexp

    together = logsumexp(logits[:, :classes], axis=1)
    background = logits[:, classes] if logits.shape[1] > classes else np.zeros_like(together)
    return np.asarray(together - background, np.float32)


def _architecture(side: int, weights: str | None) -> KerasModel:
    import keras

    return keras.applications.InceptionV3(
        weights=weights, include_top=False, input_shape=(side, side, 3)
    )


def _randomise(base: KerasModel, seed: int) -> None:
    """He et al. 2015, "Delving Deep into Rectifiers", section 2.2: activations keep their scale
    through the layers; with Keras' default they have all but vanished after ninety-four."""
    import keras

    convolutions = [layer for layer in base.layers if isinstance(layer, keras.layers.Conv2D)]
    for number, layer in enumerate(convolutions):
        layer.kernel.assign(keras.initializers.HeNormal(seed + number)(layer.kernel.shape))


def _inputs_of(layer: KerasModel) -> list[Any]:
    tensors = layer.input
    return list(tensors) if isinstance(tensors, list | tuple) else [tensors]
