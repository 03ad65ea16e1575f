"""Whether a refreshed last layer may take the place of the one that it began as."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.core.models.folder import Contract
from app.core.text import counted
from training.fit.sample import Sample
from training.judge.compare import LEAST_OF_A_CLASS
from training.judge.metrics import Answers, Labels, auroc, calibration_error
from training.network.inception import Floats, class_logits, familiarity, softmax
from training.network.outputs import merged_logits

MOST_LOST = 0.005
"""Part of the kept photos that may be answered wrongly beyond what the old layer does."""
MOST_REFUSED = 0.05
_MORE_REFUSED, _LESS_APART, _WORSE_CALIBRATED = 0.01, 0.01, 0.02
_MANY = 200  # kept photos; of fewer, one says nothing
_DRAWS = 4000


@dataclass(frozen=True)
class Difference:
    """Two layers on the same product photos.

    Attributes:
        photos: how many.
        new_right, old_right: how many each answers rightly.
        only_new, only_old: how many only one of them does.
        fewest: how many are of the class with the fewest.
    """

    photos: int
    new_right: int
    old_right: int
    only_new: int
    only_old: int
    fewest: int

    @property
    def gain(self) -> float:
        """Part of the photos that the new one answers rightly beyond the old one."""
        return (self.only_new - self.only_old) / self.photos if self.photos else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval of the gain, by a paired bootstrap (Efron and Tibshirani 1993)."""
        if not self.photos:
            return -1.0, 1.0
        same = self.photos - self.only_new - self.only_old
        parts = np.array([self.only_new, self.only_old, same]) / self.photos
        draws = np.random.default_rng(0).multinomial(self.photos, parts, _DRAWS)
        low, high = np.quantile((draws[:, 0] - draws[:, 1]) / self.photos, [0.025, 0.975])
        return float(low), float(high)

    @property
    def enough(self) -> bool:
        """Whether there are enough photos of every class to let figures decide."""
        return self.fewest >= LEAST_OF_A_CLASS


@dataclass(frozen=True)
class Kept:
    """A layer on the photos that travel with a model to judge it.

    Attributes:
        photos, others: products and other things among them.
        accuracy: part of the products in the right class, whatever the verdict.
        refused: part of the products that are *not one of these*.
        others_refused: part of the other things that are; 1 where there are none.
        auroc: chance that a product is more familiar than another thing; 1 where there are none.
        calibration_error: of the products.
    """

    photos: int
    others: int
    accuracy: float
    refused: float
    others_refused: float
    auroc: float
    calibration_error: float


@dataclass(frozen=True)
class Judged:
    """Everything that the gate knows.

    Attributes:
        own: on new photos, each answered by a layer that did not learn from it; corrections do not
            count, for they are where the old one was wrong.
        kept: on the photos that travel with the model; None where it has none.
        new, old: both layers there.
    """

    own: Difference
    kept: Difference | None = None
    new: Kept | None = None
    old: Kept | None = None

    @property
    def worse(self) -> str:
        """Say why the new layer must not be used; empty where nothing speaks against it."""
        if self.kept is not None and self.new is not None and self.old is not None:
            many = self.kept.photos >= _MANY
            if (many and self.kept.gain < -MOST_LOST) or self.kept.interval[1] < 0:
                return (
                    f"The new model is right for {self.new.accuracy:.4f} of {self.kept.photos} "
                    f"photos that came with the model, the one in use for {self.old.accuracy:.4f}"
                )
            if many and self.new.refused > max(self.old.refused, MOST_REFUSED) + _MORE_REFUSED:
                return (
                    f"The new model calls {self.new.refused:.4f} of the products not one of these, "
                    f"the one in use {self.old.refused:.4f}"
                )
            if many and self.new.auroc < self.old.auroc - _LESS_APART:
                return (
                    "The new model tells products from other things less well (AUROC "
                    f"{self.new.auroc:.4f} against {self.old.auroc:.4f})"
                )
            if many and self.new.calibration_error > self.old.calibration_error + _WORSE_CALIBRATED:
                return (
                    "The new model is less honest about how sure it is (calibration error "
                    f"{self.new.calibration_error:.4f} against {self.old.calibration_error:.4f})"
                )
        if self.own.gain < 0 and (self.own.enough or self.own.interval[1] < 0):
            return (
                f"The new model is right for {self.own.new_right} of "
                f"{counted(self.own.photos, 'new photo')}, the one in use for {self.own.old_right}"
            )
        return ""

    @property
    def decides(self) -> bool:
        """Whether the new layer may be used without asking a person."""
        return self.own.enough and not self.worse


def difference(truth: Labels, new: Labels, old: Labels, classes: int) -> Difference:
    """Compare answers about the same product photos; int64 [N] each."""
    right, was_right = new == truth, old == truth
    return Difference(
        photos=len(truth),
        new_right=int(right.sum()),
        old_right=int(was_right.sum()),
        only_new=int((right & ~was_right).sum()),
        only_old=int((was_right & ~right).sum()),
        fewest=int(np.bincount(truth, minlength=classes).min()) if len(truth) else 0,
    )


def answers_of(outputs: Floats, sample: Sample, contract: Contract) -> Answers:
    """Turn the logits of outputs, float32 [N, O], into what the model would answer."""
    logits = merged_logits(outputs, sample.types.layout)
    classes = sample.types.layout.classes
    return Answers(
        softmax(class_logits(logits, classes) / contract.temperature),
        familiarity(logits, classes),
    )


def judge_kept(
    sample: Sample, kernel: Floats, bias: Floats, contract: Contract
) -> tuple[Difference | None, Kept | None, Kept | None]:
    """Compare a new last layer with the old one on the photos that travel with the model.

    Returns:
        The difference, the new one's figures and the old one's; None without such products.
    """
    layout = sample.types.layout
    features = sample.features[sample.judging].astype(np.float32)
    truth = layout.coarse(sample.labels[sample.judging])
    products = truth < layout.classes
    if not products.any():
        return None, None, None
    new = answers_of(features @ kernel + bias, sample, contract)
    old = answers_of(sample.logits(features), sample, contract)
    both = difference(truth[products], new.labels[products], old.labels[products], layout.classes)
    return both, _kept(new, truth, products, contract), _kept(old, truth, products, contract)


def _kept(
    answers: Answers, truth: Labels, products: npt.NDArray[np.bool_], contract: Contract
) -> Kept:
    right = answers.labels[products] == truth[products]
    familiar, strange = answers.familiarity[products], answers.familiarity[~products]
    bound = contract.thresholds.familiar
    return Kept(
        photos=int(products.sum()),
        others=int((~products).sum()),
        accuracy=float(right.mean()),
        refused=float((familiar < bound).mean()),
        others_refused=float((strange < bound).mean()) if strange.size else 1.0,
        auroc=auroc(familiar, strange) if strange.size else 1.0,
        calibration_error=calibration_error(answers.confidence[products], right),
    )
