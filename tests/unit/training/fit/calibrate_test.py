"""Probabilities mean what they say, and the verdicts begin where they should."""

import numpy as np
import pytest

from training.fit.calibrate import (
    GOALS,
    SOURCES_LEFT_OUT,
    VALIDATION,
    calibrate,
    familiar_threshold,
    fit_temperature,
    sure_threshold,
)
from training.judge.metrics import calibration_error
from training.network.inception import familiarity, softmax


def overconfident(count: int = 4000, factor: float = 3.0) -> tuple[np.ndarray, np.ndarray]:
    """Logits whose labels are drawn from the probabilities of ``logits / factor``."""
    random = np.random.default_rng(0)
    honest = random.normal(0, 2, (count, 3)).astype(np.float32)
    draws = random.random(count)[:, None]
    labels = (draws > softmax(honest).cumsum(axis=1)).sum(axis=1).clip(0, 2)
    return honest * factor, labels


def test_the_temperature_undoes_overconfidence() -> None:
    logits, labels = overconfident()
    temperature = fit_temperature(logits, labels)
    assert temperature == pytest.approx(3.0, rel=0.1)
    errors = []
    for given in (logits, logits / temperature):
        probabilities = softmax(given)
        errors.append(
            calibration_error(probabilities.max(axis=1), probabilities.argmax(axis=1) == labels)
        )
    assert errors[1] < errors[0] / 4


def test_a_few_photos_all_right_do_not_make_a_model_without_doubt() -> None:
    labels = np.arange(9) % 3
    logits = np.eye(3, dtype=np.float32)[labels] * 40
    confidence = softmax(logits / fit_temperature(logits, labels)).max()
    assert 0.8 < confidence < 0.95


def test_sure_begins_where_the_promised_part_is_right() -> None:
    confidence = np.linspace(0.34, 1, 2000, dtype=np.float32)
    right = np.random.default_rng(0).random(2000) < confidence
    threshold = sure_threshold(confidence, right, 0.99)
    assert threshold is not None
    assert right[confidence >= threshold].mean() >= 0.99
    just_below = confidence >= threshold - 0.02
    assert right[just_below].mean() < 0.99


def test_sure_is_never_as_much_as_one_in_five_odds_to_be_wrong() -> None:
    confidence = np.array([0.35, 0.4, 0.75], np.float32)
    assert sure_threshold(confidence, np.array([True, True, True]), 0.99) == 0.8


def test_sure_is_out_of_reach_when_the_most_confident_answers_are_wrong() -> None:
    confidence = np.array([0.9, 0.9, 0.6], np.float32)
    assert sure_threshold(confidence, np.array([True, False, True]), 0.99) is None


def test_an_out_of_reach_sure_is_told() -> None:
    logits = np.array([[9, 0], [9, 0], [9, 0], [0, 9]], np.float32)
    result = calibrate(logits, np.array([1, 0, 1, 0]), classes=2)
    assert not result.sure_reached
    assert result.thresholds.sure == 1.0


def test_familiar_keeps_ninety_five_of_a_hundred_products_among_strangers() -> None:
    products = np.arange(1000, dtype=np.float32)
    strangers = np.arange(-500, 500, dtype=np.float32)
    threshold = familiar_threshold(products, strangers, 5)
    assert (products >= threshold).mean() == pytest.approx(0.95, abs=0.002)


def test_familiar_is_lower_when_that_keeps_every_stranger_out() -> None:
    products = np.arange(1000, dtype=np.float32)
    threshold = familiar_threshold(products, np.array([-5, 2.5], np.float32), 5)
    assert threshold == pytest.approx(2.75)


def test_familiar_without_strangers_keeps_ninety_nine_of_a_hundred() -> None:
    products = np.arange(1000, dtype=np.float32)
    threshold = familiar_threshold(products, np.empty(0, np.float32), 5)
    assert (products >= threshold).mean() == pytest.approx(0.99, abs=0.002)


def test_sources_left_out_ask_for_fewer_refusals() -> None:
    random = np.random.default_rng(0)
    labels = np.repeat([0, 1, 2], 1000)
    logits = random.normal(0, 2, (3000, 3)).astype(np.float32)
    logits[np.arange(3000), labels] += 3
    products = np.arange(3000) < 2000
    refused = {}
    for photos in (VALIDATION, SOURCES_LEFT_OUT):
        found = calibrate(logits, labels, 2, photos)
        assert found.photos == photos
        familiar = np.logaddexp(logits[:, 0], logits[:, 1]) - logits[:, 2]
        refused[photos] = (familiar[products] < found.thresholds.familiar).mean()
        assert refused[photos] == pytest.approx(GOALS[photos].refused / 100, abs=0.002)
    assert refused[SOURCES_LEFT_OUT] < refused[VALIDATION]


def test_no_more_of_the_products_on_pages_are_refused_than_of_photos() -> None:
    random = np.random.default_rng(0)
    labels = np.repeat([0, 1, 2], 1000)  # 2 is the background
    logits = random.normal(0, 1, (3000, 3)).astype(np.float32)
    logits[np.arange(3000), labels] += 3
    on_page = np.arange(3000) % 10 == 0
    logits[on_page, 2] += 1  # pages look a little like other things
    alone = calibrate(logits[~on_page], labels[~on_page], 2, SOURCES_LEFT_OUT).thresholds
    both = calibrate(logits, labels, 2, SOURCES_LEFT_OUT, on_page).thresholds
    assert alone.familiar_part is None and alone.bound(part=True) == alone.familiar
    assert both.familiar == pytest.approx(alone.familiar, abs=0.01)
    for part in (False, True):
        known = familiarity(logits[(on_page == part) & (labels < 2)], 2)
        refused = (known < both.bound(part=part)).mean()
        assert refused == pytest.approx(GOALS[SOURCES_LEFT_OUT].refused / 100, abs=0.01)
    assert both.bound(part=True) < both.familiar
