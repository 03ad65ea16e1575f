"""A model's answers about photos of known class, with everything that figures and pages show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from app.core.answers import Verdict
from app.core.models.classifier import verdict_for
from app.core.models.folder import Contract
from training.judge.evaluate import Metrics, compute_metrics
from training.judge.metrics import Answers, Labels, risk_coverage, untempered
from training.judge.predict import BACKGROUND, LabelledPhoto, true_labels
from training.network.inception import Floats


@dataclass(frozen=True)
class Judgement:
    """What a model said of N photos, P of them products.

    Attributes:
        contract: of the model.
        labelled, answers: one of each per photo.
        metrics: what they come to.
    """

    contract: Contract
    labelled: tuple[LabelledPhoto, ...]
    answers: Answers
    metrics: Metrics

    @cached_property
    def truth(self) -> Labels:
        """Index of each photo's class, or ``BACKGROUND``; [N]."""
        return true_labels(self.labelled)

    @cached_property
    def products(self) -> npt.NDArray[np.intp]:
        """Which photos show products, [P]."""
        return np.flatnonzero(self.truth != BACKGROUND)

    @cached_property
    def background(self) -> npt.NDArray[np.intp]:
        """Which photos show nothing that is sold."""
        return np.flatnonzero(self.truth == BACKGROUND)

    @cached_property
    def right(self) -> npt.NDArray[np.bool_]:
        """Which photos got the label of their class, [N]; never a background photo."""
        return np.asarray(self.answers.labels == self.truth)

    @cached_property
    def confidence_before(self) -> Floats:
        """Of the products, as it would have been without the temperature; [P]."""
        plain = untempered(self.answers.probabilities[self.products], self.contract.temperature)
        return np.asarray(plain.max(axis=1), np.float32)

    def risk_coverage(self) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """Over the products; what is *not one of these* gets no answer however confident."""
        familiar = self.answers.familiarity >= self.contract.thresholds.familiar
        chosen = self.products
        return risk_coverage(self.answers.confidence[chosen], self.right[chosen], familiar[chosen])

    def verdict(self, index: int) -> Verdict:
        """What the program would say of a photo."""
        confidence = float(self.answers.confidence[index])
        return verdict_for(confidence, float(self.answers.familiarity[index]), self.contract)


def judge(contract: Contract, labelled: Sequence[LabelledPhoto], answers: Answers) -> Judgement:
    """Judge a model by its answers; at least one photo must show a product."""
    metrics = compute_metrics(
        answers, labelled, contract.class_names, contract.temperature, contract.thresholds
    )
    return Judgement(contract, tuple(labelled), answers, metrics)
