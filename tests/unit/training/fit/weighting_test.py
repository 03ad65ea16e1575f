"""Rare classes and small sources count."""

import numpy as np
import pytest

from training.fit.weighting import weights_of

LABELS = np.array([0] * 6 + [1] * 3 + [2])
SOURCES = ["big"] * 4 + ["small"] * 2 + ["big"] * 4
TYPES = np.array([0] * 4 + [1] * 2 + [2] * 3 + [3])


def weigh(*, even_classes: bool, source_balancing: float, type_balancing: float = 0) -> np.ndarray:
    return weights_of(
        LABELS,
        SOURCES,
        TYPES,
        even_classes=even_classes,
        source_balancing=source_balancing,
        type_balancing=type_balancing,
    )


def sums(weights: np.ndarray) -> list[float]:
    return [float(weights[label == LABELS].sum()) for label in range(3)]


def test_classes_are_evened_out() -> None:
    weights = weights_of(
        LABELS, SOURCES, TYPES, type_balancing=0, even_classes=True, source_balancing=0
    )
    assert sums(weights) == pytest.approx([10 / 3] * 3)
    assert weights[0] == weights[5]


def test_sources_are_evened_out_inside_their_class() -> None:
    weights = weights_of(
        LABELS, SOURCES, TYPES, type_balancing=0, even_classes=True, source_balancing=1
    )
    assert sums(weights) == pytest.approx([10 / 3] * 3)
    assert weights[:4].sum() == pytest.approx(weights[4:6].sum())
    half = weights_of(
        LABELS, SOURCES, TYPES, type_balancing=0, even_classes=True, source_balancing=0.5
    )
    assert half[:4].sum() / half[4:6].sum() == pytest.approx(2**0.5)


def test_without_either_every_photo_counts_the_same() -> None:
    weights = weights_of(
        LABELS, SOURCES, TYPES, type_balancing=0, even_classes=False, source_balancing=0
    )
    assert weights.tolist() == [1] * 10


def test_types_are_evened_out_inside_their_class() -> None:
    weights = weigh(even_classes=True, source_balancing=0, type_balancing=1)
    assert sums(weights) == pytest.approx([10 / 3] * 3)
    assert weights[TYPES == 0].sum() == pytest.approx(weights[TYPES == 1].sum())
