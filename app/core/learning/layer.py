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
from typing import TypeAlias

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
        features = answers.features.astype(np.float32)
        gains = features @ weights / _lengths(features) + bias
        probabilities = _softmax(answers.log_probabilities + gains[:, :-1])
        return probabilities, np.asarray(answers.margin + gains[:, -1], np.float32)


def learn(answers: Answers, labels: Labels, *, pull: float = PULL) -> LearntLayer:
    """Learn from N >= 1 labelled pictures.

    Args:
        answers: what the published model says of them.
        labels: int64 [N]; C means none of the classes.
        pull: the L2 penalty on the change.
    """
    classes = answers.log_probabilities.shape[1]
    features = unit_features(answers.features)
    center = features.mean(axis=0)
    directions = (features - center).astype(np.float64)
    scale = np.sqrt(max(float((directions**2).sum(axis=1).mean()), _LEAST))
    gram = directions @ directions.T / scale**2
    products = labels < classes
    duals = np.zeros((len(labels), classes))
    if products.any():
        duals[products] = _solve(
            gram[np.ix_(products, products)] + 1.0,  # a constant beside the features: the bias
            answers.log_probabilities[products].astype(np.float64),
            np.eye(classes)[labels[products]],
            pull,
        )
    # Two logits that differ by the margin: the published odds of being a product at all.
    odds = np.stack([answers.margin, np.zeros(len(labels))], axis=1).astype(np.float64)
    familiar = _solve(
        gram + _BOUND_BIAS, odds, np.stack([products, ~products], axis=1).astype(float), pull
    )
    familiar_duals = familiar[:, 0] - familiar[:, 1]
    return LearntLayer(
        center=center,
        weights=np.asarray(directions.T @ duals / scale**2, np.float32),
        bias=np.asarray(duals.sum(axis=0), np.float32),
        familiar_weights=np.asarray(directions.T @ familiar_duals / scale**2, np.float32),
        familiar_bias=float(_BOUND_BIAS * familiar_duals.sum()),
        labels=len(labels),
    )


def unit_features(features: npt.NDArray[np.floating]) -> Floats:
    """Bring feature vectors [N, F] to length 1, as float32."""
    wide = features.astype(np.float32)
    return wide / _lengths(wide)


def _lengths(features: Floats) -> Floats:
    """Return the lengths of feature vectors [N, F], as [N, 1]; never 0."""
    lengths = np.sqrt(np.einsum("nf,nf->n", features, features))
    return np.asarray(np.maximum(lengths, _LEAST)[:, None], np.float32)


def _solve(gram: Doubles, offsets: Doubles, targets: Doubles, pull: float) -> Doubles:
    """Minimise cross-entropy plus half the pull times the squared change; the dual weights [N, K].

    Steps by a bound on the curvature that is the same everywhere, so one inverse serves all of them
    and none can overshoot (Böhning 1992, "Multinomial logistic regression algorithm"); with
    momentum, which begins anew when it has carried too far (O'Donoghue and Candès 2015, "Adaptive
    restart for accelerated gradient schemes").
    """
    step = np.linalg.inv(gram / 2 + pull * np.eye(len(gram)))
    duals = np.zeros_like(offsets)
    momentum = duals
    rate = 1.0
    for _ in range(_STEPS):
        residual = targets - _softmax64(offsets + gram @ momentum) - pull * momentum
        new = momentum + step @ residual
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


def _softmax64(logits: Doubles) -> Doubles:
    shifted = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=1, keepdims=True))


def _softmax(logits: npt.NDArray[np.floating]) -> Floats:
    return np.asarray(_softmax64(logits.astype(np.float64)), np.float32)
