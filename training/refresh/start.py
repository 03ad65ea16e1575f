"""What a refresh begins with: the published network, and what was kept of its photos."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.core.models.engines import probe_picture
from app.core.models.folder import ModelFolder
from training.config import SHIPPED, FitConfig
from training.data.product_types import ProductTypes
from training.errors import RunError
from training.fit.sample import MOST_TRAINED, Sample, draw_evenly, read_sample
from training.network.export import serving_module
from training.network.inception import Floats, KerasModel, build_base, build_head
from training.network.published import open_published
from training.output_layout import OutputLayout
from training.publish.finished_run import RunEngine

BACKGROUND = "other"


@dataclass(frozen=True)
class Start:
    """A published model, ready to be refreshed.

    Attributes:
        base: the network below the last layer.
        sample: what it kept of its photos; without any photo where it kept nothing.
        remark: a sentence where something is missing; else empty.
    """

    folder: ModelFolder
    base: KerasModel
    sample: Sample
    remark: str


def open_start(folder: ModelFolder) -> Start:
    """Open a published model to go on from; errors as ``open_published`` and ``read_sample``."""
    sample = read_sample(folder.path)
    if sample is not None and not folder.has_saved_model:
        return Start(folder, _shipped_base(folder, sample), sample, "")
    base, kernel, bias = open_published(folder)
    if sample is not None:
        return Start(folder, base, sample, "")
    return Start(
        folder,
        base,
        _bare(folder, kernel, bias),
        "The model in use keeps no sample of the photos that it was trained on, so a refresh is "
        "held to its last layer alone, and nothing but your new photos can judge it.",
    )


def next_sample(
    sample: Sample,
    kernel: Floats,
    bias: Floats,
    features: npt.NDArray[np.float16],
    allowed: npt.NDArray[np.bool_],
) -> Sample:
    """What the refreshed model keeps: of the new photos, too, at most a quarter of the sample.

    Args:
        kernel, bias: the new last layer.
        features: float16 [M, F] of the new photos, as they are.
        allowed: bool [M, O]; the likeliest of these outputs is a photo's label.
    """
    logits = np.where(allowed, features.astype(np.float32) @ kernel + bias, -np.inf)
    labels = logits.argmax(axis=1).astype(np.int64)
    new = draw_evenly(labels.tolist(), [""] * len(labels), MOST_TRAINED // 4)
    held = np.flatnonzero(~sample.judging)
    chosen = draw_evenly(sample.labels[held].tolist(), [""] * len(held), MOST_TRAINED - len(new))
    judging = np.flatnonzero(sample.judging)
    old = np.concatenate([held[chosen], judging])
    return Sample(
        np.concatenate([features[new], sample.features[old]]),
        np.concatenate([labels[new], sample.labels[old]]),
        np.arange(len(new) + len(old)) >= len(new) + len(chosen),
        sample.trained + len(labels),
        kernel,
        bias,
        sample.types,
        sample.background,
    )


def _shipped_base(folder: ModelFolder, sample: Sample) -> KerasModel:
    """Build the base from the weights that ship, for a model that came without its SavedModel.

    Raises:
        RunError: ``start``: the model was made from another base; ``base_weights``.
    """
    contract, layout = folder.contract, sample.types.layout
    base, _ = build_base(FitConfig(base_weights=SHIPPED, input_size=contract.height))
    head = build_head(layout.outputs, len(sample.kernel))
    head.set_weights([sample.kernel, sample.bias])
    engine = RunEngine(serving_module(base, head, layout, contract.temperature))
    answer = engine.run(probe_picture(contract.height, contract.width)[None])
    off = float(np.abs(answer.probabilities[0] - contract.probe.probabilities).max())
    if off > contract.probe.tolerance:
        raise RunError(
            "start",
            f"The model in {folder.path} came without its SavedModel and was made from other base "
            f"weights than those that ship; unpack shelfwise-model-{contract.version}-savedmodel."
            "tar.gz of the release into that folder, or train from scratch.",
        )
    return base


def _bare(folder: ModelFolder, kernel: Floats, bias: Floats) -> Sample:
    contract = folder.contract
    classes = contract.class_names
    names = tuple(item.name for item in contract.types) or classes
    groups = contract.type_classes or tuple(range(len(classes)))
    others = len(bias) - len(names)
    layout = OutputLayout(len(classes), (*groups, *[len(classes)] * others))
    return Sample(
        np.zeros((0, len(kernel)), np.float16),
        np.zeros(0, np.int64),
        np.zeros(0, np.bool_),
        0,
        kernel,
        bias,
        ProductTypes((*names, *[BACKGROUND] * others), layout, {}),
        BACKGROUND if others else "",
    )
