"""The sample that a published model keeps of its photos, asked of the published graph itself."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from app.core.models.engines import Engine
from app.core.pictures.images import InputSpec
from training.data.manifest import Manifest, Member
from training.data.product_types import ProductTypes
from training.fit.sample import MOST_JUDGING, MOST_TRAINED, Sample, drawn_members
from training.judge.predict import LabelledPhoto, outputs_for
from training.network.inception import KerasModel, to_array
from training.progress import ProgressCallback


def sample_of(
    engine: Engine,
    data: Path,
    corrections: Path,
    manifest: Manifest,
    types: ProductTypes,
    head: KerasModel,
    spec: InputSpec,
    on_progress: ProgressCallback,
) -> Sample:
    """Draw photos of a split, and ask for their features.

    Training photos are drawn evenly by type and source; those that judge are drawn at random from
    the test photos, so that their mix is that of the photos.

    Args:
        engine: of the published graph; its features are what a refresh will find in new photos.
        data, corrections: folders that the members' paths are relative to.
        head: the last layer.

    Raises:
        PictureError: a photo can no longer be read.
    """
    trained, test = manifest.of("train"), manifest.of("test")
    chosen = drawn_members(trained, types, MOST_TRAINED)
    rows = np.sort(np.random.default_rng(0).permutation(len(test))[:MOST_JUDGING])
    judging = [test[row] for row in rows]
    members = [*chosen, *judging]
    return Sample(
        _features(engine, data, corrections, members, spec, on_progress),
        types.labels(members),
        np.arange(len(members)) >= len(chosen),
        len(trained),
        np.asarray(to_array(head.kernel), np.float32),
        np.asarray(to_array(head.bias), np.float32),
        types,
        manifest.background,
    )


def _features(
    engine: Engine,
    data: Path,
    corrections: Path,
    members: Sequence[Member],
    spec: InputSpec,
    on_progress: ProgressCallback,
) -> npt.NDArray[np.float16]:
    photos = [
        LabelledPhoto((corrections if m.corrected else data).absolute() / m.path, "", 0)
        for m in members
    ]
    parts = outputs_for(
        engine,
        data,
        photos,
        spec,
        phase="Keeping a sample for refreshes",
        on_progress=on_progress,
    )
    return np.concatenate([part.features.astype(np.float16) for part in parts])
