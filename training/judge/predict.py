"""Predict the classes of photos whose class is known."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from app.core.models.engines import Engine, Outputs
from app.core.pictures.images import InputSpec, Pixels
from training.data.manifest import Manifest, Member
from training.data.pictures import batched, fitted, mapped_ahead
from training.judge.metrics import Answers, Labels
from training.progress import Meter, ProgressCallback, no_progress

BACKGROUND = -1
_PICTURES_AT_ONCE = 16


@dataclass(frozen=True)
class LabelledPhoto:
    """A photo whose class is known.

    Attributes:
        path: relative to the data folder.
        kind: its product type, empty when it has none.
        label: index of its class in the model's output, or ``BACKGROUND``.
    """

    path: Path
    kind: str
    label: int


def labelled_photos(manifest: Manifest, split: str) -> list[LabelledPhoto]:
    """List the photos of a split, in the manifest's order."""
    return labelled_photos_of(manifest.of(split), manifest)


def labelled_photos_of(members: Sequence[Member], manifest: Manifest) -> list[LabelledPhoto]:
    """List some members of a manifest, in their order."""
    return [
        LabelledPhoto(
            path=Path(member.path),
            kind=member.kind,
            label=BACKGROUND
            if member.class_name == manifest.background
            else manifest.classes.index(member.class_name),
        )
        for member in members
    ]


def true_labels(labelled: Sequence[LabelledPhoto]) -> Labels:
    """Return the labels of photos, int64 [N]."""
    return np.array([photo.label for photo in labelled], np.int64)


def _unchanged(_: LabelledPhoto, pixels: Pixels) -> Pixels:
    return pixels


def predict(
    engine: Engine,
    data: Path,
    labelled: Sequence[LabelledPhoto],
    spec: InputSpec,
    *,
    change: Callable[[LabelledPhoto, Pixels], Pixels] = _unchanged,
    phase: str = "Asking the model",
    on_progress: ProgressCallback = no_progress,
) -> Answers:
    """Predict the class of each photo, in their order; arguments as of ``outputs_for``."""
    probabilities, familiarity = [], []
    for outputs in outputs_for(
        engine, data, labelled, spec, change=change, phase=phase, on_progress=on_progress
    ):
        probabilities.append(outputs.probabilities)
        familiarity.append(outputs.familiarity)
    return Answers(np.concatenate(probabilities), np.concatenate(familiarity))


def outputs_for(
    engine: Engine,
    data: Path,
    labelled: Sequence[LabelledPhoto],
    spec: InputSpec,
    *,
    change: Callable[[LabelledPhoto, Pixels], Pixels] = _unchanged,
    phase: str = "Asking the model",
    on_progress: ProgressCallback = no_progress,
) -> Iterator[Outputs]:
    """Yield all that the model says, some photos at a time, in their order.

    Args:
        change: what is done to the pixels of a photo, as in ``pictures.fitted``.

    Raises:
        PictureError: a photo can no longer be read.
    """

    def read(photo: LabelledPhoto) -> Pixels:
        path, change_it = data / photo.path, partial(change, photo)
        return fitted(path, spec, change_it)

    meter = Meter(phase, len(labelled), on_progress)
    for pictures in batched(mapped_ahead(read, labelled), _PICTURES_AT_ONCE):
        yield engine.run(np.stack(pictures))
        meter.add(len(pictures))
