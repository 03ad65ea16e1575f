"""The loss by which trees learn which block of a page comes first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn._loss.loss import HalfSquaredError as RowByRow

_SCALE = 60.0  # of a page against what pulls leaves to 0
_LEAST_CURVE = 0.005
_NEXT_TO_NOTHING = 1e-12


class FirstOfPage(RowByRow):  # type: ignore[misc]
    """Minus the logarithm of how much of a softmax over each page goes to its good blocks.

    Sums of trees are compared with others of their page alone. scikit-learn's own losses judge row
    by row.

    Args:
        worths: one array per page, in the order of the rows: how good each block is, in [0, 1];
            over 0 somewhere.
    """

    def __init__(self, worths: Sequence[npt.NDArray[np.float64]]) -> None:
        super().__init__()
        self.constant_hessian = False
        self._worths = np.concatenate(worths)
        self._sizes = np.array([len(worth) for worth in worths])
        self._starts = np.cumsum(self._sizes) - self._sizes

    def fit_intercept_only(self, y_true: Any, sample_weight: Any = None) -> Any:
        """Begin with 0: what all blocks have in common tells nothing."""
        return np.zeros(1)

    def gradient_hessian(
        self,
        y_true: Any,
        raw_prediction: Any,
        sample_weight: Any = None,
        gradient_out: Any = None,
        hessian_out: Any = None,
        n_threads: int = 1,
    ) -> tuple[Any, Any]:
        """Write both derivatives by the sums of the trees; rows are in the order of the worths."""
        sums = raw_prediction.ravel().astype(np.float64)
        chances = np.exp(sums - self._spread(np.maximum.reduceat(sums, self._starts)))
        chances /= self._spread(np.add.reduceat(chances, self._starts))
        good = chances * self._worths
        among_good = good / np.maximum(
            self._spread(np.add.reduceat(good, self._starts)), _NEXT_TO_NOTHING
        )
        curve = np.maximum(chances * (1 - chances), _LEAST_CURVE)
        gradient_out[...] = (_SCALE * (chances - among_good)).reshape(gradient_out.shape)
        hessian_out[...] = (_SCALE * curve).reshape(hessian_out.shape)
        return gradient_out, hessian_out

    def _spread(self, of_pages: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        return np.repeat(of_pages, self._sizes)
