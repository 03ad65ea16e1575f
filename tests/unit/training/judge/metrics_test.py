"""The figures agree with counting by hand."""

import numpy as np
import pytest

from training.judge.metrics import (
    auroc,
    calibration_bins,
    calibration_error,
    calibration_error_by_chance,
    confusion_matrix,
    false_positive_rate,
    precision_recall_f1,
    risk_coverage,
    untempered,
    wilson_interval,
)
from training.network.inception import softmax

RANDOM = np.random.default_rng(0)


def test_precision_recall_and_f1_by_counting() -> None:
    truth, predicted = np.array([0, 0, 0, 1, 2]), np.array([0, 0, 1, 1, 0])
    precision, recall, f1 = precision_recall_f1(truth, predicted, 4)
    assert precision == pytest.approx([2 / 3, 1 / 2, 0, 0])
    assert recall == pytest.approx([2 / 3, 1, 0, 0])
    assert f1 == pytest.approx([2 / 3, 2 / 3, 0, 0])


def test_rows_of_the_confusion_matrix_are_true_classes() -> None:
    counts = confusion_matrix(np.array([0, 0, 1]), np.array([0, 1, 1]), 3)
    assert counts.tolist() == [[1, 1, 0], [0, 1, 0], [0, 0, 0]]


def test_area_under_the_curve_with_ties() -> None:
    positive = RANDOM.integers(2, 9, 80).astype(np.float32)
    negative = RANDOM.integers(0, 6, 50).astype(np.float32)
    pairs = np.subtract.outer(positive, negative)
    expected = (pairs > 0).mean() + (pairs == 0).mean() / 2
    assert auroc(positive, negative) == pytest.approx(expected)


def test_false_positive_rate() -> None:
    positive = np.arange(100, dtype=np.float32)
    assert false_positive_rate(positive, np.array([0, 1, 50, 200], np.float32), 0.95) == 0.5


@pytest.mark.parametrize(
    ("rate", "count", "low", "high"),
    [(0.5, 100, 0.4038, 0.5962), (1.0, 10, 0.7225, 1.0), (0.0, 0, 0.0, 1.0)],
)
def test_wilson_interval(rate: float, count: int, low: float, high: float) -> None:
    assert wilson_interval(rate, count) == pytest.approx((low, high), abs=1e-4)


def test_calibration_error_of_a_boaster() -> None:
    confidence = np.full(100, 0.95, np.float32)
    right = np.arange(100) < 60
    assert calibration_error(confidence, right) == pytest.approx(0.35)


def test_the_temperature_can_be_taken_back() -> None:
    logits = RANDOM.normal(0, 1, (20, 3)).astype(np.float32)
    assert untempered(softmax(logits / 2.5), 2.5) == pytest.approx(softmax(logits), abs=1e-5)


def test_risk_falls_with_coverage_where_confidence_tells() -> None:
    confidence = np.array([0.9, 0.8, 0.8, 0.5, 0.4], np.float32)
    right = np.array([True, True, False, False, True])
    answered = np.array([True, True, True, True, False])
    coverage, risk = risk_coverage(confidence, right, answered)
    assert coverage.tolist() == pytest.approx([0.2, 0.6, 0.8])
    assert risk.tolist() == pytest.approx([0, 1 / 3, 1 / 2])
    nothing, _ = risk_coverage(confidence, right, np.zeros(5, bool))
    assert not nothing.size


def test_bins_hold_every_picture_once() -> None:
    confidence = RANDOM.uniform(0.3, 1.0, 200).astype(np.float32)
    bins = calibration_bins(confidence, confidence > 0.6)
    assert sum(item.part for item in bins) == pytest.approx(1)
    assert sum(item.part * item.confidence for item in bins) == pytest.approx(confidence.mean())


def test_few_true_probabilities_have_a_calibration_error_by_chance_and_many_hardly_any() -> None:
    confidence = np.random.default_rng(2).uniform(0.4, 1, 20_000).astype(np.float32)
    few, many = (calibration_error_by_chance(confidence[:n]) for n in (50, 20_000))
    assert 0.05 < few < 0.2
    assert many < 0.01
    assert calibration_error_by_chance(np.ones(50, np.float32)) == 0
