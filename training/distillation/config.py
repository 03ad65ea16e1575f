"""Every choice of a distillation in one frozen place."""

from __future__ import annotations

from dataclasses import dataclass, fields

from app.core.pictures.images import Fitting, InputSpec
from training.config import FitConfig, Option, setting

_OF_FIT = {item.name: item.metadata["option"] for item in fields(FitConfig)}


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

    base_weights: str = setting(FitConfig.base_weights, _OF_FIT["base_weights"], activations=False)
    input_size: int = setting(FitConfig.input_size, _OF_FIT["input_size"], activations=True)
    fitting: Fitting = setting(FitConfig.fitting, _OF_FIT["fitting"], activations=True)
    seed: int = setting(
        FitConfig.seed, Option("of the split, as in fit, and of the order"), activations=True
    )
    views: int = setting(6, Option("views of each photo"), activations=True)
    view_seed: int = setting(
        FitConfig.seed,
        Option("another one shows new views to a base that was distilled before"),
        activations=True,
    )
    epochs: int = setting(5, Option("passes over all views of all photos"), activations=False)
    learning_rate: float = setting(1e-3, Option("learning rate at its highest"), activations=False)
    batch_size: int = setting(64, Option("views per step"), activations=False)
    left_out_sources: tuple[str, ...] = setting((), activations=False)
    bfloat16: bool = setting(
        False,
        Option("compute in 16 bits: faster on some processors with AVX512_BF16, slower on others"),
        activations=True,
    )

    @property
    def input_spec(self) -> InputSpec:
        """What pictures are fitted to before the pupil sees them."""
        return InputSpec(self.input_size, self.input_size, self.fitting)
