"""How much each photo counts in the loss."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from training.config import FitConfig
from training.data.manifest import Manifest, Member
from training.data.product_types import ProductTypes
from training.data.sources import source_of
from training.network.inception import Floats


def photo_weights(
    config: FitConfig, manifest: Manifest, members: Sequence[Member], types: ProductTypes
) -> Floats:
    """The weights of some members of a manifest, float32 [N]: see ``weights_of``."""
    labels = np.array([manifest.label(member) for member in members], np.int64)
    sources = [source_of(member.path) for member in members]
    return weights_of(
        labels,
        sources,
        types.labels(members),
        even_classes=config.class_weights,
        source_balancing=config.source_balancing,
        type_balancing=config.type_balancing,
    )


def weights_of(
    labels: npt.NDArray[np.int64],
    sources: Sequence[str],
    outputs: npt.NDArray[np.int64],
    *,
    even_classes: bool,
    source_balancing: float,
    type_balancing: float,
) -> Floats:
    """One weight per photo, float32 [N]; the mean photo weighs 1.

    Args:
        labels: int64 [N].
        sources: of each photo; photos of one source look alike.
        outputs: int64 [N], the output of the last layer that each photo trains.
        even_classes: whether every label counts the same in sum.
        source_balancing: inside a label, 0 counts every photo the same, 1 every source the same in
            sum; in between a source with n photos counts as much as n to the power of the rest.
        type_balancing: the same for the outputs inside a label, after the sources.
    """
    pairs = list(zip(labels.tolist(), sources, strict=True))
    photos = Counter(pairs)
    weights = np.array([float(photos[pair]) ** -source_balancing for pair in pairs])
    sums = np.bincount(outputs, weights)
    weights *= sums[outputs] ** -type_balancing
    for label in np.unique(labels):
        own = labels == label
        share = len(labels) / len(np.unique(labels)) if even_classes else own.sum()
        weights[own] *= share / weights[own].sum()
    return weights.astype(np.float32)
