"""The shop's own layer: its optimum, what it does for a shop, and when it is used."""

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.special import log_softmax, softmax

from app.core.learning.gate import learn_if_better
from app.core.learning.layer import (
    PULL,
    Answers,
    Labels,
    gained,
    learn,
    learn_and_leave_out,
    unit_features,
)

CLASSES = 3


def drawn(count: int, seed: int, *, strange: bool = False) -> tuple[Answers, Labels]:
    """Pictures of three classes and of other things, and a model that mistakes class 0 for 1."""
    random = np.random.default_rng(seed)
    labels = random.integers(0, CLASSES + 1, count)
    features = np.abs(random.normal(1, 0.3, (count, 40)))
    features[np.arange(count), labels] += 3
    logits = random.normal(0, 0.3, (count, CLASSES))
    logits[np.arange(count), np.where(labels == 0, 1, labels) % CLASSES] += 2
    margin = np.where(labels == CLASSES, -1.0, -0.5 if strange else 1.0)
    return (
        Answers(
            features.astype(np.float16),
            log_softmax(logits, axis=1).astype(np.float32),
            margin.astype(np.float32),
        ),
        labels.astype(np.int64),
    )


def right(probabilities: np.ndarray, margins: np.ndarray, labels: Labels) -> float:
    given = np.where(margins < 0, CLASSES, probabilities.argmax(axis=1))
    return float((given == labels).mean())


def test_it_is_the_optimum_of_the_penalised_likelihood() -> None:
    answers, labels = drawn(60, seed=1)
    products = labels < CLASSES
    directions = unit_features(answers.features).astype(np.float64)
    directions -= directions.mean(axis=0)
    directions /= np.sqrt((directions**2).sum(axis=1).mean())
    inputs = np.column_stack([directions, np.ones(60)])[products]
    offsets = answers.log_probabilities[products]
    truth = np.eye(CLASSES)[labels[products]]

    def objective(flat: np.ndarray) -> tuple[float, np.ndarray]:
        weights = flat.reshape(-1, CLASSES)
        scores = log_softmax(offsets + inputs @ weights, axis=1)
        gradient = inputs.T @ (np.exp(scores) - truth) + PULL * weights
        return float(-(truth * scores).sum() + PULL / 2 * (flat**2).sum()), gradient.ravel()

    start = np.zeros(inputs.shape[1] * CLASSES)
    best = minimize(objective, start, jac=True, method="L-BFGS-B", options={"ftol": 1e-13}).x
    expected = softmax(offsets + inputs @ best.reshape(-1, CLASSES), axis=1)
    probabilities, _ = learn(answers, labels).apply(answers.take(np.flatnonzero(products)))
    assert np.abs(probabilities - expected).max() < 1e-3


@pytest.mark.parametrize(("count", "apart"), [(2, 0.001), (3, 0.001), (60, 0.001), (400, 0.03)])
def test_who_was_left_out_is_answered_as_the_layer_of_the_others_does(
    count: int, apart: float
) -> None:
    """Of many, but for the center of the features, which is that of all."""
    answers, labels = drawn(count, seed=10)
    parts = min(count, 10)
    unseen = np.arange(count) % parts == np.arange(parts)[:, None]
    layer, gains = learn_and_leave_out(answers, labels, unseen)
    alone = learn(answers, labels).apply(answers)
    for given, wanted in zip(layer.apply(answers), alone, strict=True):
        assert np.abs(given - wanted).max() < 0.01
    for without in unseen:
        asked = answers.take(np.flatnonzero(without))
        others = learn(answers.take(np.flatnonzero(~without)), labels[~without])
        probabilities, margins = others.apply(asked)
        given, given_margins = gained(asked, gains[without])
        assert np.abs(given - probabilities).max() < apart
        assert np.abs(given_margins - margins).max() < 5 * apart


def test_the_own_label_is_not_looked_at() -> None:
    answers, labels = drawn(60, seed=10)
    unseen = np.arange(60) % 3 == 1
    hidden = np.where(unseen, 0, labels)
    _, gains = learn_and_leave_out(answers, labels, unseen[None])
    _, blind = learn_and_leave_out(answers, hidden, unseen[None])
    assert np.abs(gains - blind).max() < 1e-3
    assert not gains[~unseen].any()


def test_twenty_labels_mend_what_the_model_mistakes() -> None:
    answers, labels = drawn(20, seed=2)
    others, truth = drawn(300, seed=3)
    published = right(np.exp(others.log_probabilities), others.margin, truth)
    learnt = right(*learn(answers, labels).apply(others), truth)
    assert published < 0.8
    assert learnt > published + 0.15


def test_products_that_were_refused_move_the_bound() -> None:
    answers, labels = drawn(20, seed=4, strange=True)
    others, truth = drawn(300, seed=5, strange=True)
    _, margins = learn(answers, labels).apply(others)
    products = truth < CLASSES
    assert (others.margin[products] < 0).all()
    assert (margins[products] >= 0).mean() > 0.9
    assert (margins[~products] < 0).mean() > 0.9


def test_features_are_read_as_they_were_kept() -> None:
    every = np.arange(0x7C00, dtype=np.uint16).view(np.float16).reshape(-1, 31)
    wide = every.astype(np.float32)
    lengths = np.maximum(np.sqrt((wide.astype(np.float64) ** 2).sum(axis=1)), 1e-12)[:, None]
    assert np.allclose(unit_features(every) * lengths, wide, rtol=1e-5, atol=0)
    assert unit_features(np.zeros((0, 4), np.float16)).shape == (0, 4)


def test_one_label_is_enough_and_changes_little() -> None:
    answers, labels = drawn(1, seed=6)
    others, _ = drawn(50, seed=7)
    probabilities, margins = learn(answers, labels).apply(others)
    assert np.isfinite(probabilities).all()
    assert np.abs(margins - others.margin).max() < 3


@pytest.mark.parametrize("pull", [0.03, 1.0, 100.0])
def test_the_pull_holds_it_to_the_published_layer(pull: float) -> None:
    answers, labels = drawn(30, seed=8)
    tighter, _ = learn(answers, labels, pull=pull * 10).apply(answers)
    looser, _ = learn(answers, labels, pull=pull).apply(answers)
    published = np.exp(answers.log_probabilities)
    assert np.abs(tighter - published).sum() < np.abs(looser - published).sum()


def test_a_layer_that_is_no_better_is_not_used() -> None:
    answers, labels = drawn(40, seed=9)
    layer, trial = learn_if_better(answers, labels)
    assert layer is not None
    assert trial.learnt_right > trial.published_right
    nonsense = np.random.default_rng(1).integers(0, CLASSES, 40)
    agreed = Answers(
        np.random.default_rng(2).random((40, 5)).astype(np.float16),
        np.log(np.eye(CLASSES)[nonsense] * 0.9 + 0.1 / CLASSES).astype(np.float32),
        np.full(40, 5.0, np.float32),
    )
    swapped = nonsense.copy()
    swapped[::10] = (swapped[::10] + 1) % CLASSES  # what no feature tells
    layer, trial = learn_if_better(agreed, swapped)
    assert trial.learnt_right <= trial.published_right
    assert layer is None
