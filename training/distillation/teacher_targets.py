"""What a teacher, and the kept part of a base, say of views of photos; on disk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from app.core.errors import PictureError
from app.core.pictures import images
from app.core.pictures.images import InputSpec, Pixels
from training.data.dataset import Picture
from training.data.pictures import batched, load, mapped_ahead
from training.distillation.config import DistillConfig
from training.distillation.teacher import Teacher
from training.errors import RunError
from training.fit.frozen import Halves
from training.fit.stores import mark_done, open_stores
from training.network.inception import KerasModel, run_trunk, to_network_range
from training.progress import Meter, ProgressCallback
from training.views.distill import distill_view

_VIEWS_AT_ONCE = 32


@dataclass(frozen=True)
class TeacherTargets:
    """What teacher and kept part say of N views.

    Attributes:
        crossing: float16 [N, h, w, C], what comes out of the kept part.
        features, logits: float16 [N, F] and [N, K], the teacher's.
    """

    crossing: Any
    features: Any
    logits: Any


def compute_teacher_targets(
    config: DistillConfig,
    data: Path,
    pictures: Sequence[Picture],
    teacher: Teacher,
    trunk: KerasModel,
    folder: Path,
    stamp: str,
    on_progress: ProgressCallback,
) -> TeacherTargets:
    """Compute the targets of every view of every picture, or go on where it was stopped.

    Args:
        trunk: the part of the base that is kept: pictures in [-1, 1] -> one tensor.
        folder: of these targets alone.
        stamp: digest of everything that they depend on.

    Raises:
        RunError: ``disk_full``; ``picture_lost``: a photo can no longer be read.
    """
    count = config.views * len(pictures)
    shapes = {
        "crossing": (count, *trunk.output.shape[1:]),
        "features": (count, teacher.features),
        "logits": (count, teacher.logits),
    }
    done, stores = open_stores(folder, stamp, shapes, count)

    theirs = InputSpec(teacher.side, teacher.side, config.fitting)
    specs = (config.input_spec, theirs)

    def read(index: int) -> tuple[int, Pixels, Pixels]:
        """The view at the pupil's and at the teacher's size."""
        picture = pictures[index // config.views]
        try:
            photo = load(data / picture.path, at_least=2 * teacher.side)
        except PictureError as error:
            raise RunError("picture_lost", error.message) from error
        views = distill_view(photo, index % config.views, picture.sha256, config.view_seed)
        own, theirs = (images.fit(view, spec) for view, spec in zip(views, specs, strict=True))
        return index, own, theirs

    todo = [int(index) for index in np.flatnonzero(np.asarray(done) == 0)]
    meter = Meter("Asking the teacher", len(todo), on_progress)
    kept_part = _kept_part(trunk, config.input_size)
    for batch in batched(mapped_ahead(read, todo), _VIEWS_AT_ONCE):
        indices = [index for index, _, _ in batch]
        answers = teacher.answer(np.stack([theirs for _, _, theirs in batch]))
        crossing = kept_part(np.stack([own for _, own, _ in batch]))
        for store, values in zip(stores, (crossing, answers.features, answers.logits), strict=True):
            store[indices] = values
        mark_done(done, stores, indices)
        meter.add(len(batch))
    return TeacherTargets(*stores)


def _kept_part(trunk: KerasModel, side: int) -> Callable[[Pixels], Halves]:
    import tensorflow as tf

    @tf.function(input_signature=[tf.TensorSpec((None, side, side, 3), tf.uint8)])  # type: ignore[untyped-decorator]
    def compute(seen: Any) -> Any:
        return tf.cast(run_trunk(trunk, to_network_range(seen))[0], tf.float16)

    return lambda seen: np.asarray(compute(seen).numpy(), np.float16)
