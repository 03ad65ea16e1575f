"""A published last layer, changed so that it fits new photos and still says what it said.

What the old layer says of the sample is what the new one is held to, output by output, so without
new photos nothing changes; an L2 pull towards the old weights holds what no sample shows.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from training.fit.sample import Sample
from training.network.inception import Floats

PULL = 30.0
"""Half of it times the sum of the squared changes of the weights, of features brought to one
spread, is added to the loss, a sum over photos."""
WEIGHT = 6.0
"""How much a new photo counts, a photo that the model was trained on being 1."""
_SCALE = 10.0  # as in ``logistic``: penalties about 1 are useful whatever the number of features
_ITERATIONS = 150
_ENOUGH = 1e-7  # of the loss, that an iteration must gain


@dataclass(frozen=True)
class NewPhotos:
    """What a refresh learns from: V views of M photos.

    Attributes:
        features: float16 [V, M, F], pooled.
        allowed: bool [M, O], the outputs that would be right: one, or all types of a class.
        weights: float32 [M], their mean is 1.
    """

    features: npt.NDArray[np.float16]
    allowed: npt.NDArray[np.bool_]
    weights: Floats

    def take(self, rows: npt.NDArray[np.intp]) -> NewPhotos:
        """Return some of the photos."""
        return NewPhotos(self.features[:, rows], self.allowed[rows], self.weights[rows])

    def __len__(self) -> int:
        return len(self.allowed)


def refit(
    sample: Sample, new: NewPhotos, *, pull: float = PULL, weight: float = WEIGHT
) -> tuple[Floats, Floats]:
    """Fit the last layer of a model to M >= 0 new photos.

    Returns:
        The kernel, float32 [F, O], and the bias, float32 [O].
    """
    from scipy.optimize import minimize

    held = ~sample.judging
    old = sample.features[held].astype(np.float32)
    views, count, width = new.features.shape
    fresh = new.features.reshape(views * count, width).astype(np.float32)
    rows = np.concatenate([old, fresh])
    centre = old.mean(axis=0) if len(old) else fresh.mean(axis=0)
    spread = old.std(axis=0) if len(old) else np.ones(width, np.float32)
    scale = _SCALE / np.sqrt(width) / (spread + 1e-2 * spread.mean() + 1e-6)
    before = sample.logits(rows)
    rows = (rows - centre) * scale
    said = _softmax(before[: len(old)])
    allowed = np.tile(new.allowed, (views, 1))
    counted = np.concatenate(
        [
            np.full(len(old), sample.trained / max(len(old), 1)),
            np.tile(new.weights, views) * weight / max(views, 1),
        ]
    ).astype(np.float32)
    outputs = before.shape[1]
    size = width * outputs

    def loss(flat: npt.NDArray[np.float64]) -> tuple[float, npt.NDArray[np.float64]]:
        change = flat[:size].reshape(width, outputs).astype(np.float32)
        logits = before + rows @ change + flat[size:].astype(np.float32)
        found = _softmax(logits)
        wanted = np.concatenate([said, _softmax(np.where(allowed, logits[len(old) :], -np.inf))])
        spans = _log_sum_exp(logits)
        agreed = np.empty(len(rows), np.float32)
        agreed[: len(old)] = (said * logits[: len(old)]).sum(axis=1)
        agreed[len(old) :] = _log_sum_exp(np.where(allowed, logits[len(old) :], -np.inf))
        total = float((counted * (spans - agreed)).sum(dtype=np.float64))
        total += pull / 2 * float((change.astype(np.float64) ** 2).sum())
        errors = (found - wanted) * counted[:, None]
        slope = rows.T @ errors + pull * change
        return total, np.concatenate([slope.ravel(), errors.sum(axis=0)]).astype(np.float64)

    if not count:
        return sample.kernel, sample.bias
    found = minimize(
        loss,
        np.zeros(size + outputs),
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": _ITERATIONS, "ftol": _ENOUGH, "maxcor": 8},
    ).x
    change = scale[:, None] * found[:size].reshape(width, outputs)
    kernel = sample.kernel + change
    bias = sample.bias + found[size:] - centre @ change
    return kernel.astype(np.float32), bias.astype(np.float32)


def _log_sum_exp(logits: Floats) -> Floats:
    top = logits.max(axis=1, keepdims=True)
    return np.asarray((np.log(np.exp(logits - top).sum(axis=1, keepdims=True)) + top)[:, 0])


def _softmax(logits: Floats) -> Floats:
    exponents = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(exponents / exponents.sum(axis=1, keepdims=True))
