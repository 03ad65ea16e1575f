"""Sums of trees say what going down each of them by hand says."""

import numpy as np

from app.core.pictures.trees import Trees

# One tree of two levels: figure 0 over 1, then figure 1 over 5 (left) or over 7 (right).
ONE = (
    np.array([[0, 1, 1]]),
    np.array([[1, 5, 7]], np.float32),
    np.array([[10.0, 20.0, 30.0, 40.0]]),
)


def test_figures_go_down_to_their_leaf() -> None:
    figures = np.array([[0, 0], [0, 6], [2, 6], [2, 8], [1, 5]], np.float32)
    assert Trees(np.array(0.5), *ONE)(figures).tolist() == [10.5, 20.5, 30.5, 40.5, 10.5]


def test_trees_add_up() -> None:
    two = Trees(np.array(1.0), *(np.repeat(rows, 2, axis=0) for rows in ONE))
    assert two(np.array([[2, 8]], np.float32)).tolist() == [81.0]
    assert two(np.zeros((0, 2), np.float32)).shape == (0,)
