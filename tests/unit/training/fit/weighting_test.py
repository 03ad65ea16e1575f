"""Rare classes and small sources count."""

import numpy as np
import pytest

from training.fit.weighting import weights_of

LABELS = np.array([0] * 6 + [1] * 3 + [2])
SOURCES = ["big"] * 4 + ["small"] * 2 + ["big"] * 4


def sums(weights: np.ndarray) -> list[float]:
    return [float(weights[label == LABELS].sum()) for label in range(3)]


def test_classes_are_evened_out() -> None:
    weights = weights_of(LABELS, SOURCES, even_classes=True, source_balancing=0)
    assert sums(weights) == pytest.approx([10 / 3] * 3)
    assert weights[0] == weights[5]


def test_sources_are_evened_out_inside_their_class() -> None:
    weights = weights_of(LABELS, SOURCES, even_classes=True, source_balancing=1)
    assert sums(weights) == pytest.approx([10 / 3] * 3)
    assert weights[:4].sum() == pytest.approx(weights[4:6].sum())
    half = weights_of(LABELS, SOURCES, even_classes=True, source_balancing=0.5)
    assert half[:4].sum() / half[4:6].sum() == pytest.approx(2**0.5)


def test_without_either_every_photo_counts_the_same() -> None:
    weights = weights_of(LABELS, SOURCES, even_classes=False, source_balancing=0)
    assert weights.tolist() == [1] * 10
