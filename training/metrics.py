"""How good a model's answers are, as numbers. Pure functions of arrays."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from training.network import Floats

Labels = npt.NDArray[np.int64]

_BINS = 15  # of the calibration error, as in Guo et al. 2017
_NORMAL_95 = 1.959964


@dataclass(frozen=True)
class Answers:
    """What a model says of N pictures, C classes.

    Attributes:
        probabilities: float32 [N, C], calibrated.
        familiarity: float32 [N].
    """

    probabilities: Floats
    familiarity: Floats

    @property
    def labels(self) -> Labels:
        """The most probable class of each picture."""
        return np.asarray(self.probabilities.argmax(axis=1), np.int64)

    @property
    def confidence(self) -> Floats:
        """Its probability."""
        return np.asarray(self.probabilities.max(axis=1), np.float32)


def confusion_matrix(truth: Labels, predicted: Labels, classes: int) -> npt.NDArray[np.int64]:
    """Counts [C, C]: true classes down, predicted ones across."""
    counts = np.zeros((classes, classes), np.int64)
    np.add.at(counts, (truth, predicted), 1)
    return counts


def accuracy(truth: Labels, predicted: Labels) -> float:
    """Part of the pictures that are answered rightly; 0 for none."""
    return float((truth == predicted).mean()) if truth.size else 0.0


def wilson_interval(rate: float, count: int) -> tuple[float, float]:
    """95 % interval of a rate seen in ``count`` pictures (Wilson 1927).

    It stays inside [0, 1] and stays honest for few pictures and for rates near 1.
    """
    if not count:
        return 0.0, 1.0
    z2 = _NORMAL_95**2
    centre = (rate + z2 / (2 * count)) / (1 + z2 / count)
    spread = math.sqrt(rate * (1 - rate) / count + z2 / (4 * count**2))
    half = _NORMAL_95 * spread / (1 + z2 / count)
    return max(0.0, centre - half), min(1.0, centre + half)


def precision_and_recall(counts: npt.NDArray[np.int64]) -> tuple[Floats, Floats, Floats]:
    """Precision, recall and F1 of each class, float32 [C]; 0 where there is nothing to count."""
    right = np.diag(counts).astype(np.float64)
    precision = right / np.maximum(counts.sum(axis=0), 1)
    recall = right / np.maximum(counts.sum(axis=1), 1)
    f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-12)
    return tuple(np.asarray(values, np.float32) for values in (precision, recall, f1))  # type: ignore[return-value]  # three of them


def calibration_error(confidence: Floats, right: npt.NDArray[np.bool_]) -> float:
    """Expected calibration error over equal bins (Guo et al. 2017, section 2)."""
    if not confidence.size:
        return 0.0
    bins = np.minimum((confidence * _BINS).astype(int), _BINS - 1)
    error = 0.0
    for number in np.unique(bins):
        inside = bins == number
        error += inside.mean() * abs(float(right[inside].mean()) - float(confidence[inside].mean()))
    return float(error)


def untempered(probabilities: Floats, temperature: float) -> Floats:
    """The probabilities that the network would have given without its temperature."""
    logits = temperature * np.log(np.maximum(probabilities, 1e-30))
    exponents = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(exponents / exponents.sum(axis=1, keepdims=True), np.float32)


def auroc(positive: Floats, negative: Floats) -> float:
    """Chance that a positive scores higher than a negative; ties count one half."""
    ordered = np.sort(negative)
    below = np.searchsorted(ordered, positive, side="left")
    not_above = np.searchsorted(ordered, positive, side="right")
    return float((below + not_above).sum() / (2 * positive.size * negative.size))


def false_positive_rate(positive: Floats, negative: Floats, true_positive_rate: float) -> float:
    """Part of the negatives accepted by the threshold that accepts that part of the positives."""
    threshold = np.quantile(positive, 1 - true_positive_rate)
    return float((negative >= threshold).mean())
