"""The last layer as what it is: a multinomial logistic regression, solved to its optimum.

On cached features the problem is convex, so there is nothing to choose but how strongly the weights
are held small: no learning rate, no number of epochs, no early stopping, no chance. It takes
seconds, which lets many folds be measured.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from training.network.inception import Floats

_COMPONENTS = 384  # principal ones: more cost time and change nothing at useful penalties
_SCALE = 10.0  # so that penalties about 1 are useful whatever the number of features
_ITERATIONS = 80
_ENOUGH = 1e-6  # of the loss, that an iteration must gain


@dataclass(frozen=True)
class Rows:
    """Examples beside the photos, each with a weight of its own.

    Attributes:
        features: float16 [R, F]. labels: int64 [R], outputs. weights: float32 [R].
    """

    features: npt.NDArray[np.float16]
    labels: npt.NDArray[np.int64]
    weights: Floats


def solve_head(
    features: npt.NDArray[np.float16],
    labels: npt.NDArray[np.int64],
    weights: Floats,
    outputs: int,
    penalty: float,
    more: Rows | None = None,
) -> tuple[Floats, Floats]:
    """Solve the last layer.

    The features are brought to the same spread first, so that the penalty treats them alike, and
    rotated to their principal components; both are folded back into the layer.

    Args:
        features: float16 [V, N, F], pooled, V views of N photos; a view counts as 1 / V photos.
        labels: int64 [N], outputs.
        weights: float32 [N], how much each photo counts.
        outputs: O, how many outputs the layer has.
        penalty: half of it times the sum of the squared weights is added to the loss, which is a
            sum over the photos.
        more: further examples, which the loss sums over as well.

    Returns:
        The kernel, float32 [F, O], and the bias, float32 [O].
    """
    from scipy.optimize import minimize

    views, count, width = features.shape
    rows = features.reshape(views * count, width).astype(np.float32)
    wanted, counted = np.tile(labels, views), np.tile(weights, views) / views
    if more is not None:
        rows = np.concatenate([rows, more.features.astype(np.float32)])
        wanted = np.concatenate([wanted, more.labels])
        counted = np.concatenate([counted, more.weights])
    centre = rows.mean(axis=0)
    scale = _SCALE / np.sqrt(width) / (rows.std(axis=0) + 1e-6)
    rows = (rows - centre) * scale
    axes = _principal_axes(rows)
    rows = rows @ axes
    size = axes.shape[1] * outputs

    def loss(flat: npt.NDArray[np.float64]) -> tuple[float, npt.NDArray[np.float64]]:
        kernel = flat[:size].reshape(-1, outputs).astype(np.float32)
        logits = rows @ kernel + flat[size:].astype(np.float32)
        logits -= logits.max(axis=1, keepdims=True)
        exponents = np.exp(logits)
        sums = exponents.sum(axis=1)
        places = np.arange(len(wanted)), wanted
        total = float((counted * (np.log(sums) - logits[places])).sum())
        total += penalty / 2 * float((kernel.astype(np.float64) ** 2).sum())
        exponents /= sums[:, None]
        exponents[places] -= 1
        exponents *= counted[:, None]
        slope = rows.T @ exponents + penalty * kernel
        return total, np.concatenate([slope.ravel(), exponents.sum(axis=0)]).astype(np.float64)

    found = minimize(
        loss,
        np.zeros(size + outputs),
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": _ITERATIONS, "ftol": _ENOUGH},
    ).x
    kernel = scale[:, None] * (axes @ found[:size].reshape(-1, outputs))
    bias = found[size:] - centre @ kernel
    return kernel.astype(np.float32), bias.astype(np.float32)


def _principal_axes(rows: Floats) -> Floats:
    """The directions of the largest spread of centred rows, float32 [F, components]."""
    from scipy.linalg import eigh

    width = rows.shape[1]
    first = max(0, width - _COMPONENTS)
    _, axes = eigh(rows.T @ rows, subset_by_index=[first, width - 1])
    return np.ascontiguousarray(axes[:, ::-1], np.float32)
