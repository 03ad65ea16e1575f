"""A base that is being trained, perhaps in 16 bits, and the one in 32 bits that is published."""

from __future__ import annotations

from dataclasses import dataclass

from training.config import FitConfig
from training.network.inception import (
    BaseWeights,
    CutBase,
    KerasModel,
    build_base,
    cut_base,
    in_bfloat16,
    read_weights,
)


@dataclass(frozen=True)
class TrainableBase:
    """Two forms of a base, which are one and the same unless training computes in 16 bits.

    Attributes:
        base: the one that is published, in 32 bits.
        origin: where its weights came from.
        exact: ``base``, cut.
        trained: what training changes, cut.
    """

    base: KerasModel
    origin: BaseWeights
    exact: CutBase
    trained: CutBase

    def cut_for(self, split: str) -> CutBase:
        """What the photos of a split are run through: those that choose and judge, in 32 bits."""
        return self.trained if split == "train" else self.exact

    def take_over(self) -> None:
        """Give the published form what the trained one has learnt."""
        if self.trained is not self.exact:
            self.exact.top.set_weights(read_weights(self.trained.top))


def open_trainable(config: FitConfig, unfreeze_layers: int) -> TrainableBase:
    """Build a base and cut it below its last layers; errors as ``build_base`` and ``cut_base``."""
    base, origin = build_base(config)
    exact = cut_base(base, unfreeze_layers)
    trained = cut_base(in_bfloat16(base), unfreeze_layers) if config.bfloat16 else exact
    return TrainableBase(base, origin, exact, trained)
