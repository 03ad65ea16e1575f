"""How good a model's answers are, as numbers. Pure functions of arrays."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from training.network.inception import Floats, softmax

Labels = npt.NDArray[np.int64]

_BINS = 15  # of the calibration error, as in Guo et al. 2017
_CHANCES = 500
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
    """Count answers, int64 [C, C]: true classes down, predicted ones across."""
    from sklearn import metrics

    counts = metrics.confusion_matrix(truth, predicted, labels=np.arange(classes))
    return np.asarray(counts, np.int64)


def accuracy(truth: Labels, predicted: Labels) -> float:
    """Compute the part of the pictures that are answered rightly; 0 for none."""
    return float((truth == predicted).mean()) if truth.size else 0.0


def wilson_interval(rate: float, count: int) -> tuple[float, float]:
    """Compute the 95 % interval of a rate seen in ``count`` pictures (Wilson 1927).

    It stays inside [0, 1] and stays honest for few pictures and for rates near 1.
    """
    if not count:
        return 0.0, 1.0
    z2 = _NORMAL_95**2
    centre = (rate + z2 / (2 * count)) / (1 + z2 / count)
    spread = math.sqrt(rate * (1 - rate) / count + z2 / (4 * count**2))
    half = _NORMAL_95 * spread / (1 + z2 / count)
    return max(0.0, centre - half), min(1.0, centre + half)


def precision_recall_f1(
    truth: Labels, predicted: Labels, classes: int
) -> tuple[Floats, Floats, Floats]:
    """Compute precision, recall and F1 of each class, [C]; 0 where there is nothing to count."""
    from sklearn import metrics

    precision, recall, f1, _ = metrics.precision_recall_fscore_support(
        truth, predicted, labels=np.arange(classes), zero_division=0
    )
    return precision, recall, f1


@dataclass(frozen=True)
class Bin:
    """Pictures whose confidence is alike.

    Attributes:
        confidence: their mean.
        right: part of them that are answered rightly.
        part: of all pictures.
    """

    confidence: float
    right: float
    part: float


def calibration_bins(confidence: Floats, right: npt.NDArray[np.bool_]) -> list[Bin]:
    """Sort answers into the bins of a reliability diagram, of equal width and not empty."""
    numbers = np.minimum((confidence * _BINS).astype(int), _BINS - 1)
    return [
        Bin(float(confidence[inside].mean()), float(right[inside].mean()), float(inside.mean()))
        for inside in (numbers == number for number in np.unique(numbers))
    ]


def calibration_error(confidence: Floats, right: npt.NDArray[np.bool_]) -> float:
    """Compute the expected calibration error over equal bins (Guo et al. 2017, section 2)."""
    return sum(
        (item.part * abs(item.right - item.confidence))
        for item in calibration_bins(confidence, right)
    )


def calibration_error_by_chance(confidence: Floats) -> float:
    """Compute the calibration error to expect of answers whose probabilities are exactly true.

    Few photos do not fill the bins evenly, so it is above 0: Bröcker and Smith 2007, "Increasing
    the Reliability of Reliability Diagrams", section 3, draw answers as done here.
    """
    random = np.random.default_rng(0)
    return float(
        np.mean(
            [
                calibration_error(confidence, random.random(len(confidence)) < confidence)
                for _ in range(_CHANCES)
            ]
        )
    )


def risk_coverage(
    confidence: Floats, right: npt.NDArray[np.bool_], answered: npt.NDArray[np.bool_]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Compute how often answers are wrong when only the most confident ones count.

    El-Yaniv and Wiener 2010, "On the Foundations of Noise-free Selective Classification",
    section 2. Answers of equal confidence stand or fall together.

    Args:
        answered: pictures that may count at all.

    Returns:
        Coverage, as a part of all pictures, and the risk there; both float64, coverage rising.
    """
    known, truth = confidence[answered], right[answered]
    order = np.argsort(-known, kind="stable")
    counts = np.arange(1, len(order) + 1)
    ends_tie = np.append(np.diff(known[order]) != 0, True)[: len(order)]
    risk = 1 - np.cumsum(truth[order]) / counts
    return (counts / max(confidence.size, 1))[ends_tie], risk[ends_tie]


def untempered(probabilities: Floats, temperature: float) -> Floats:
    """Compute the probabilities that the network would have given without its temperature."""
    return softmax(np.asarray(temperature * np.log(np.maximum(probabilities, 1e-30)), np.float32))


def auroc(positive: Floats, negative: Floats) -> float:
    """Compute the chance that a positive scores higher than a negative; ties count one half."""
    from sklearn import metrics

    is_positive = np.repeat([True, False], [len(positive), len(negative)])
    return float(metrics.roc_auc_score(is_positive, np.concatenate([positive, negative])))


def false_positive_rate(positive: Floats, negative: Floats, true_positive_rate: float) -> float:
    """Compute the part of the negatives that pass where that part of the positives does."""
    threshold = np.quantile(positive, 1 - true_positive_rate)
    return float((negative >= threshold).mean())
