"""Sums of decision trees: what small tables of figures are judged by."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True)
class Trees:
    """Complete binary trees of equal depth, fitted one on what the others left.

    Attributes:
        start: what the sum begins with.
        features: [trees][inner nodes], breadth first: which figure is asked at a node.
        bounds: the same: whoever is over it goes right.
        leaves: [trees][inner nodes + 1]: what a tree adds.
    """

    start: float
    features: tuple[tuple[int, ...], ...]
    bounds: tuple[tuple[float, ...], ...]
    leaves: tuple[tuple[float, ...], ...]

    def __call__(self, figures: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
        """Return float64 [n] of float32 [n, figures]."""
        features, bounds, leaves = self._arrays
        trees, inner = features.shape
        tree = np.arange(trees)
        row = np.arange(len(figures))[:, None]
        node = np.zeros((len(figures), trees), np.int64)
        for _ in range((inner + 1).bit_length() - 1):
            over = figures[row, features[tree, node]] > bounds[tree, node]
            node = 2 * node + 1 + over
        return np.asarray(self.start + leaves[tree, node - inner].sum(axis=1), np.float64)

    @cached_property
    def _arrays(
        self,
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32], npt.NDArray[np.float64]]:
        return (
            np.array(self.features, np.int64),
            np.array(self.bounds, np.float32),
            np.array(self.leaves, np.float64),
        )
