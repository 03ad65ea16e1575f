"""The shop's own last layer: what a person's labels change about a model's answers.

The published model stays as it is. What is learnt is added to its log-probabilities: a linear
function of the features, multinomial logistic regression with the published answer as its offset,
and held to it by an L2 penalty on the change (a Gaussian prior around the published layer; Bishop
2006, "Pattern Recognition and Machine Learning", sections 4.3.4 and 4.5). *Not one of these* learns
in the same way, by a logistic regression with the distance from the published bound as its offset.

The change lies in the span of the labelled features, so N labels make a problem of N unknowns a
class, solved in milliseconds whatever the features' number.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.float32]
Doubles: TypeAlias = npt.NDArray[np.float64]
Labels: TypeAlias = npt.NDArray[np.int64]

MAX_LABELS = 500
"""How many labels are learnt from, the newest: the time for it grows with their cube."""

PULL = 0.1
"""How strongly a change is held to the published layer: the L2 penalty on it, a label's loss being
1. Chosen on photos of sources left out."""

# How freely the bound of *not one of these* moves as a whole, a class's bias being 1: less, for the
# labels of a shop are nearly all of products, and say little of what it does not sell.
_BOUND_BIAS = 0.3
_STEPS = 200
_ENOUGH = 1e-5
_LEAST = 1e-12


@dataclass(frozen=True)
class Answers:
    """What the published model says of N pictures, as far as learning needs it.

    Attributes:
        features: [N, F], float32 or float16.
        log_probabilities: float32 [N, C], natural logarithms, temperature applied.
        margin: float32 [N], familiarity less the published bound; below 0 is *not one of these*.
    """

    features: npt.NDArray[np.floating]
    log_probabilities: Floats
    margin: Floats

    def __len__(self) -> int:
        return len(self.margin)

    def take(self, rows: npt.NDArray[np.intp]) -> Answers:
        """Return the answers of some pictures, in the order of ``rows``."""
        return Answers(self.features[rows], self.log_probabilities[rows], self.margin[rows])


@dataclass(frozen=True)
class LearntLayer:
    """What is added to the published answers.

    Attributes:
        center: float32 [F], what is taken off a feature vector that was brought to length 1.
        weights, bias: float32 [F, C] and [C], what the classes gain.
        familiar_weights, familiar_bias: float32 [F] and a number, what the margin gains.
        labels: how many labels it was learnt from.
    """

    center: Floats
    weights: Floats
    bias: Floats
    familiar_weights: Floats
    familiar_bias: float
    labels: int

    def apply(self, answers: Answers) -> tuple[Floats, Floats]:
        """Answer with the learnt layer instead of the model's own.

        Returns:
            Probabilities float32 [N, C] and margins float32 [N], as the published ones.
        """
        weights = np.column_stack([self.weights, self.familiar_weights])
        bias = np.append(self.bias, np.float32(self.familiar_bias)) - self.center @ weights
        features = _wide(answers.features)
        return _gained(answers, features @ weights / _lengths(features) + bias)


def learn(answers: Answers, labels: Labels, *, pull: float = PULL) -> LearntLayer:
    """Learn from N >= 1 labelled pictures.

    Args:
        answers: what the published model says of them.
        labels: int64 [N]; C means none of the classes.
        pull: the L2 penalty on the change.
    """
    features = unit_features(answers.features)
    center = features.mean(axis=0)
    directions = (features - center).astype(np.float64)
    duals, bias, scale = _fit(directions @ directions.T, answers, labels, pull)
    weights = np.asarray(directions.T @ duals / scale, np.float32)
    return LearntLayer(
        center=center,
        weights=weights[:, :-1],
        bias=np.asarray(bias[:-1], np.float32),
        familiar_weights=weights[:, -1],
        familiar_bias=float(bias[-1]),
        labels=len(labels),
    )


def alikeness(answers: Answers) -> Doubles:
    """How alike N pictures are, by pairs: float64 [N, N], as ``answer_unseen`` wants it."""
    features = unit_features(answers.features).astype(np.float64)
    return features @ features.T


def answer_unseen(
    answers: Answers,
    alike: Doubles,
    labels: Labels,
    unseen: npt.NDArray[np.bool_],
    *,
    pull: float = PULL,
) -> tuple[Floats, Floats]:
    """Answer some of N pictures by what is learnt from the others; as ``learn`` and ``apply``.

    The layer itself is not made: it is the pairs of pictures that count.

    Args:
        alike: of all of them, by ``alikeness``.
        labels: int64 [N], those of ``unseen`` ones are not looked at.
        unseen: bool [N], which M of them are to be answered; not all of them.

    Returns:
        Probabilities float32 [M, C] and margins float32 [M].
    """
    asked, rest = np.flatnonzero(unseen), np.flatnonzero(~unseen)
    pairs = alike[np.ix_(rest, rest)]
    to_mean = pairs.mean(axis=0)  # of each to the centre of all that are learnt from
    spread = to_mean.mean()
    gram = pairs - to_mean - to_mean[:, None] + spread
    duals, bias, scale = _fit(gram, answers.take(rest), labels[rest], pull)
    between = alike[np.ix_(asked, rest)]
    between = between - between.mean(axis=1, keepdims=True) - to_mean + spread
    return _gained(answers.take(asked), between @ duals / scale + bias)


def _fit(
    gram: Doubles, answers: Answers, labels: Labels, pull: float
) -> tuple[Doubles, Doubles, float]:
    """Solve for the change that N labels make.

    Args:
        gram: float64 [N, N], products of the centred features.

    Returns:
        What each label pulls, [N, C + 1], and what all are given, [C + 1], for the classes and the
        margin; and the mean square length of the centred features, by which products are divided.
    """
    classes = answers.log_probabilities.shape[1]
    scale = max(float(np.trace(gram)) / len(labels), _LEAST)
    gram = gram / scale
    products = labels < classes
    duals = np.zeros((len(labels), classes + 1))
    if products.any():
        duals[products, :-1] = _solve(
            gram[np.ix_(products, products)] + 1.0,  # a constant beside the features: the bias
            answers.log_probabilities[products].T.astype(np.float64),
            np.eye(classes)[:, labels[products]],
            pull,
        ).T
    # The margin: the published odds of being a product at all.
    duals[:, -1] = _solve(
        gram + _BOUND_BIAS, answers.margin[None].astype(np.float64), products[None] * 1.0, pull
    )[0]
    bias = duals.sum(axis=0)
    bias[-1] *= _BOUND_BIAS
    return duals, bias, scale


def _gained(answers: Answers, gains: npt.NDArray[np.floating]) -> tuple[Floats, Floats]:
    """Add gains [N, C + 1] to published answers: probabilities and margins."""
    probabilities = _softmax(answers.log_probabilities + gains[:, :-1])
    return probabilities, np.asarray(answers.margin + gains[:, -1], np.float32)


def unit_features(features: npt.NDArray[np.floating]) -> Floats:
    """Bring feature vectors [N, F] to length 1, as float32."""
    wide = _wide(features)
    return wide / _lengths(wide)


def _wide(features: npt.NDArray[np.floating]) -> Floats:
    """Features [N, F] as float32. OpenCV has the processor do it, three times as fast as NumPy."""
    if features.dtype != np.float16 or not features.size:
        return features.astype(np.float32)
    add: Any = cv2.add  # its stubs know no float16
    return np.asarray(add(features, 0.0, dtype=cv2.CV_32F), np.float32)


def _lengths(features: Floats) -> Floats:
    """Return the lengths of feature vectors [N, F], as [N, 1]; never 0."""
    lengths = np.sqrt(np.einsum("nf,nf->n", features, features))
    return np.asarray(np.maximum(lengths, _LEAST)[:, None], np.float32)


def _solve(gram: Doubles, offsets: Doubles, targets: Doubles, pull: float) -> Doubles:
    """Minimise cross-entropy plus half the pull times the squared change; the dual weights.

    Steps by a bound on the curvature that is the same everywhere, so one inverse serves all of them
    and none can overshoot (Böhning 1992, "Multinomial logistic regression algorithm"); with
    momentum, which begins anew when it has carried too far (O'Donoghue and Candès 2015, "Adaptive
    restart for accelerated gradient schemes").

    Args:
        gram: float64 [N, N].
        offsets, targets: float64 [K, N], of K classes; of one row, the odds of yes against no. A
            change of those is one of two opposite changes, so it is held half as much.
    """
    curvature, pull = (0.5, pull) if len(offsets) > 1 else (0.25, pull / 2)
    step = np.asarray(np.linalg.inv(curvature * gram + pull * np.eye(len(gram))), np.float64)
    duals = np.zeros_like(offsets)
    momentum = duals
    rate = 1.0
    for _ in range(_STEPS):
        residual = targets - _shares(offsets + _times(momentum, gram)) - pull * momentum
        new = momentum + _times(residual, step)
        moved = new - duals
        rate, before = (1 + np.sqrt(1 + 4 * rate**2)) / 2, rate
        if float(((momentum - new) * moved).sum()) > 0:
            rate = before = 1.0
        momentum = new + (before - 1) / rate * moved
        change = float(np.abs(moved).max())
        duals = new
        if change < _ENOUGH:
            break
    return duals


def _times(rows: Doubles, symmetric: Doubles) -> Doubles:
    """Few rows [K, N] by a symmetric matrix, which is faster row by row than all at once."""
    return np.array([symmetric @ row for row in rows])


def _shares(logits: Doubles) -> Doubles:
    """Probabilities of K classes, [K, N]; of one row, those of yes."""
    if len(logits) == 1:
        return np.exp(-np.logaddexp(0, -logits))
    shifted = np.exp(logits - logits.max(axis=0))
    return np.asarray(shifted / shifted.sum(axis=0))


def _softmax(logits: npt.NDArray[np.floating]) -> Floats:
    return np.asarray(_shares(logits.T.astype(np.float64)).T, np.float32)
