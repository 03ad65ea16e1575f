"""A model's answers about photos of known class: as metrics, and as figures and pages show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from app.core.answers import Verdict
from app.core.models.classifier import verdict_for
from app.core.models.folder import Contract, Thresholds
from training.judge.metrics import (
    Answers,
    Labels,
    accuracy,
    auroc,
    calibration_error,
    confusion_matrix,
    false_positive_rate,
    precision_recall_f1,
    risk_coverage,
    untempered,
    wilson_interval,
)
from training.judge.predict import BACKGROUND, LabelledPhoto, true_labels
from training.network.inception import Floats


@dataclass(frozen=True)
class ClassMetrics:
    """One class: ``support`` is its number of photos."""

    precision: float
    recall: float
    f1: float
    support: int


@dataclass(frozen=True)
class SureMetrics:
    """What becomes of products under the *sure* threshold.

    Attributes:
        coverage: part of the products whose verdict is *sure*.
        precision: part of those that are right; None when there are none.
    """

    coverage: float
    precision: float | None


@dataclass(frozen=True)
class BackgroundMetrics:
    """How products are told from pictures of nothing that is sold, by familiarity.

    Attributes:
        pictures: how many background pictures were asked.
        auroc: chance that a product is more familiar than a background picture.
        false_positive_rate_at_95: background taken for products where 95 % of products are.
        products_kept: products that are not *not one of these*.
        background_refused: background pictures that are *not one of these*.
        background_sure: background pictures that are *sure* to be of a class.
    """

    pictures: int
    auroc: float
    false_positive_rate_at_95: float
    products_kept: float
    background_refused: float
    background_sure: float


@dataclass(frozen=True)
class Metrics:
    """A model on one set of photos. Products alone count, except in ``background``.

    Attributes:
        pictures: number of product photos.
        accuracy, accuracy_interval: with its 95 % Wilson interval.
        macro_f1: mean F1 over classes.
        classes: by class name.
        confusion: counts, true classes down, predicted ones across, in output order.
        calibration_error: expected calibration error of the probabilities as given.
        calibration_error_before: the same without the temperature.
        sure: coverage and precision of *sure*.
        kinds: ``class/type`` -> (right, photos).
        background: None when no background pictures were asked.
    """

    pictures: int
    accuracy: float
    accuracy_interval: tuple[float, float]
    macro_f1: float
    classes: dict[str, ClassMetrics]
    confusion: tuple[tuple[int, ...], ...]
    calibration_error: float
    calibration_error_before: float
    sure: SureMetrics
    kinds: dict[str, tuple[int, int]]
    background: BackgroundMetrics | None

    def document(self) -> dict[str, Any]:
        """As JSON holds it."""
        return asdict(self)


def compute_metrics(
    answers: Answers,
    labelled: Sequence[LabelledPhoto],
    classes: Sequence[str],
    temperature: float,
    thresholds: Thresholds,
) -> Metrics:
    """Compute the metrics of answers; at least one photo must show a product."""
    truth = true_labels(labelled)
    products = truth != BACKGROUND
    known = Answers(answers.probabilities[products], answers.familiarity[products])
    labels = truth[products]
    right = known.labels == labels
    counts = confusion_matrix(labels, known.labels, len(classes))
    precision, recall, f1 = precision_recall_f1(labels, known.labels, len(classes))
    rate = accuracy(labels, known.labels)
    return Metrics(
        pictures=len(labels),
        accuracy=rate,
        accuracy_interval=wilson_interval(rate, len(labels)),
        macro_f1=float(f1.mean()),
        classes={
            name: ClassMetrics(
                float(precision[i]), float(recall[i]), float(f1[i]), int(counts[i].sum())
            )
            for i, name in enumerate(classes)
        },
        confusion=tuple(tuple(int(count) for count in row) for row in counts),
        calibration_error=calibration_error(known.confidence, right),
        calibration_error_before=calibration_error(
            untempered(known.probabilities, temperature).max(axis=1), right
        ),
        sure=_sure(known, labels, thresholds),
        kinds=_kinds([q for q in labelled if q.label != BACKGROUND], right, classes),
        background=_background(
            known,
            Answers(answers.probabilities[~products], answers.familiarity[~products]),
            thresholds,
        ),
    )


def _sure(known: Answers, labels: Labels, thresholds: Thresholds) -> SureMetrics:
    sure = (known.familiarity >= thresholds.familiar) & (known.confidence >= thresholds.sure)
    precision = accuracy(labels[sure], known.labels[sure]) if sure.any() else None
    return SureMetrics(coverage=float(sure.mean()), precision=precision)


def _kinds(
    labelled: Sequence[LabelledPhoto], right: Any, classes: Sequence[str]
) -> dict[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = {}
    for photo, is_right in zip(labelled, right, strict=True):
        name = f"{classes[photo.label]}/{photo.kind}"
        rights, photos = found.get(name, (0, 0))
        found[name] = (rights + int(is_right), photos + 1)
    return dict(sorted(found.items()))


def _background(
    known: Answers, others: Answers, thresholds: Thresholds
) -> BackgroundMetrics | None:
    background = others.familiarity
    if not background.size:
        return None
    sure = (background >= thresholds.familiar) & (others.confidence >= thresholds.sure)
    return BackgroundMetrics(
        pictures=int(background.size),
        auroc=auroc(known.familiarity, background),
        false_positive_rate_at_95=false_positive_rate(known.familiarity, background, 0.95),
        products_kept=float((known.familiarity >= thresholds.familiar).mean()),
        background_refused=float((background < thresholds.familiar).mean()),
        background_sure=float(sure.mean()),
    )


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
