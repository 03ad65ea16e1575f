"""Sums of decision trees: what small tables of figures are judged by."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, eq=False)
class Trees:
    """Complete binary trees of equal depth, fitted one on what the others left.

    Attributes:
        start: float64 [], what the sum begins with.
        features: int [trees, inner nodes], breadth first: which figure is asked at a node.
        bounds: float32, the same: whoever is over it goes right.
        leaves: float64 [trees, inner nodes + 1]: what a tree adds.
    """

    start: npt.NDArray[np.float64]
    features: npt.NDArray[np.int64]
    bounds: npt.NDArray[np.float32]
    leaves: npt.NDArray[np.float64]

    def __call__(self, figures: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
        """Return float64 [n] of float32 [n, figures]."""
        trees, inner = self.features.shape
        tree = np.arange(trees)
        row = np.arange(len(figures))[:, None]
        node = np.zeros((len(figures), trees), np.int64)
        for _ in range((inner + 1).bit_length() - 1):
            over = figures[row, self.features[tree, node]] > self.bounds[tree, node]
            node = 2 * node + 1 + over
        return np.asarray(self.start + self.leaves[tree, node - inner].sum(axis=1), np.float64)


def read_trees(file: Path) -> dict[str, Trees]:
    """Read trees and their names, as ``file_of`` writes them."""
    with np.load(file, allow_pickle=False) as held:
        names = dict.fromkeys(name.partition(".")[0] for name in held.files)
        return {
            name: Trees(*(held[f"{name}.{part.name}"] for part in fields(Trees))) for name in names
        }


def file_of(trees: Mapping[str, Trees]) -> bytes:
    """Return the bytes of an .npz file of trees; the same trees give the same bytes."""
    parts = {
        f"{name}.{part.name}": getattr(one, part.name)
        for name, one in trees.items()
        for part in fields(Trees)
    }
    stream = io.BytesIO()
    np.savez_compressed(stream, **parts)
    return stream.getvalue()
