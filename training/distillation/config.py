"""Every choice of a distillation in one frozen place."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.pictures.images import Fitting
from training.config import FitConfig


@dataclass(frozen=True)
class DistillConfig:
    """What a distillation depends on besides photos and teacher.

    Attributes:
        base_weights, input_size, fitting, seed: as in ``config.FitConfig``.
        views: of every photo; view 0 is the photo as it is.
        view_seed: of the views; another one shows new views to a base that was distilled before.
        epochs: passes over all views of all photos.
        learning_rate: of AdamW, at its highest; it warms up and then follows half a cosine to zero.
        batch_size: views per step.
        left_out_sources: photos of these sources are not shown (the part of the file's name before
            ``__``).
        bfloat16: whether most sums are done in 16 bits; faster on some processors.
    """

    base_weights: str = FitConfig.base_weights
    input_size: int = FitConfig.input_size
    fitting: Fitting = FitConfig.fitting
    seed: int = FitConfig.seed
    views: int = 6
    view_seed: int = FitConfig.seed
    epochs: int = 5
    learning_rate: float = 1e-3
    batch_size: int = 64
    left_out_sources: tuple[str, ...] = ()
    bfloat16: bool = False
