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

import math
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
_FEW = 100
"""So many labels, and their center moves when some are left out."""
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
        return gained(answers, features @ weights / _lengths(features) + bias)


def learn(answers: Answers, labels: Labels, *, pull: float = PULL) -> LearntLayer:
    """Learn from N >= 1 labelled pictures.

    Args:
        answers: what the published model says of them.
        labels: int64 [N]; C means none of the classes.
        pull: the L2 penalty on the change.
    """
    return learn_and_leave_out(answers, labels, np.zeros((0, len(labels)), bool), pull=pull)[0]


def learn_and_leave_out(
    answers: Answers,
    labels: Labels,
    unseen: npt.NDArray[np.bool_],
    *,
    pull: float = PULL,
) -> tuple[LearntLayer, Floats]:
    """Learn as ``learn``, and what pictures gain by what is learnt from the others; all at once.

    Args:
        unseen: bool [P, N], what of them is left out each time.

    Returns:
        The layer; and what ``gained`` wants, 0 for what is never left out.
    """
    count, classes = answers.log_probabilities.shape
    features = unit_features(answers.features)
    seen = np.concatenate([np.ones((1, count), bool), ~unseen])
    grams, scale = _grams(features, seen if count <= _FEW else seen[:1])
    products = labels < classes
    # A constant beside the features is the bias.
    duals, gains = _solve(
        grams + np.float32(1.0),
        answers.log_probabilities.T,
        np.eye(classes, classes + 1, dtype=np.float32)[:, labels],
        seen & products,
        pull,
    )
    # The margin: the published odds of being a product at all.
    odds, margin_gains = _solve(
        grams + np.float32(_BOUND_BIAS),
        answers.margin[None],
        products[None].astype(np.float32),
        seen,
        pull,
    )
    center = features.mean(axis=0)
    directions = (features - center) / np.float32(scale)
    layer = LearntLayer(
        center=center,
        weights=directions.T @ duals[0].T,
        bias=duals[0].sum(axis=1),
        familiar_weights=directions.T @ odds[0, 0],
        familiar_bias=_BOUND_BIAS * float(odds[0, 0].sum()),
        labels=count,
    )
    left_out = np.zeros((count, classes + 1), np.float32)
    for part, without in enumerate(unseen, start=1):
        left_out[without, :-1] = gains[part][:, without].T
        left_out[without, -1] = margin_gains[part, 0, without]
    return layer, left_out


def _grams(features: Floats, seen: npt.NDArray[np.bool_]) -> tuple[Floats, float]:
    """Multiply features less what those that are seen have in common, each time.

    Args:
        features: float32 [N, F].
        seen: bool [T, N]; the first time all of them.

    Returns:
        Their products, float32 [T, N, N], divided by the mean square length of those that are seen;
        and that length of the first time.
    """
    wide = features.astype(np.float64)  # where all are alike, what is left is next to nothing
    alike = wide @ wide.T
    shares = seen / seen.sum(axis=1, keepdims=True)
    to_mean = shares @ alike
    spread = (to_mean * shares).sum(axis=1)
    grams = alike - to_mean[:, None] - to_mean[:, :, None] + spread[:, None, None]
    scales = np.maximum(np.einsum("tnn,tn->t", grams, shares), _LEAST)
    return np.asarray(grams / scales[:, None, None], np.float32), float(scales[0])


def gained(answers: Answers, gains: npt.NDArray[np.floating]) -> tuple[Floats, Floats]:
    """Add gains [N, C + 1] to published answers: probabilities [N, C] and margins [N], float32."""
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


def _solve(
    grams: Floats, offsets: Floats, targets: Floats, seen: npt.NDArray[np.bool_], pull: float
) -> tuple[Floats, Floats]:
    """Minimise cross-entropy plus half the pull times the squared change, several times at once.

    Steps by a bound on the curvature that is the same everywhere, also where labels are left out,
    so none can overshoot (Böhning 1992, "Multinomial logistic regression algorithm"); with
    momentum, which begins anew when it has carried too far (O'Donoghue and Candès 2015, "Adaptive
    restart for accelerated gradient schemes").

    Args:
        grams: float32 [T, N, N], products of the features; or [1, N, N], the same each time.
        offsets, targets: float32 [K, N], of K classes; of one row, the odds of yes against no. A
            change of those is one of two opposite changes, so it is held half as much.
        seen: bool [T, N], which labels count each time.

    Returns:
        What each label pulls, and what the pictures gain by it: float32 [T, K, N].
    """
    curvature, pull = (0.5, pull) if len(offsets) > 1 else (0.25, pull / 2)
    counts = seen[:, None].astype(np.float32)
    known = grams
    if len(grams) == len(seen):  # each time has its own step, of what counts then
        known = grams * counts * counts.transpose(0, 2, 1)
    held = curvature * known + pull * np.eye(grams.shape[-1])
    steps = np.asarray(np.linalg.inv(held), np.float32)
    duals = np.zeros((len(seen), *offsets.shape), np.float32)
    momentum = duals
    rate = 1.0
    for _ in range(_STEPS):
        missing = targets - _shares(offsets + _times(momentum, grams))
        residual = np.asarray(counts * missing - pull * momentum, np.float32)
        new = momentum + _times(residual, steps)
        moved = new - duals
        rate, before = (1 + math.sqrt(1 + 4 * rate**2)) / 2, rate
        if np.vdot(momentum - new, moved) > 0:
            rate = before = 1.0
        momentum = new + (before - 1) / rate * moved
        change = float(np.abs(moved).max())
        duals = new
        if change < _ENOUGH:
            break
    return duals, _times(duals, grams)


def _times(rows: Floats, symmetric: Floats) -> Floats:
    """Rows [T, K, N] by symmetric matrices [T, N, N], or all by one, [1, N, N]."""
    if len(symmetric) > 1:
        return rows @ symmetric
    return np.asarray((rows.reshape(-1, rows.shape[-1]) @ symmetric[0]).reshape(rows.shape))


def _shares(logits: Floats) -> Floats:
    """Probabilities of K classes, [..., K, N]; of one, those of yes."""
    if logits.shape[-2] == 1:
        return np.asarray(0.5 + 0.5 * np.tanh(0.5 * logits))
    powers = np.exp(logits - logits.max(axis=-2, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-2, keepdims=True))


def _softmax(logits: npt.NDArray[np.floating]) -> Floats:
    return np.asarray(_shares(logits.T.astype(np.float64)).T, np.float32)
