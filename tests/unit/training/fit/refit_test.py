"""A refitted layer learns new photos, and keeps what it said of the old ones."""

from dataclasses import replace

import numpy as np
import pytest

from training.data.product_types import ProductTypes
from training.fit.logistic import solve_head
from training.fit.refit import NewPhotos, refit
from training.fit.sample import Sample
from training.output_layout import OutputLayout

WIDTH = 12
LAYOUT = OutputLayout(2, (0, 0, 1, 2))  # two types of the first class, one of the second, others


@pytest.fixture(scope="module")
def sample() -> Sample:
    random = np.random.default_rng(1)
    labels = np.arange(400) % 4
    features = random.normal(0, 1, (400, WIDTH)) + 2 * np.eye(4, WIDTH)[labels]
    half = features.astype(np.float16)
    kernel, bias = solve_head(half[None], labels, np.ones(400, np.float32), 4, 1.0)
    types = ProductTypes(("pen", "ink", "bag", "other"), LAYOUT, {})
    return Sample(half, labels, labels < 0, 4000, kernel, bias, types, "other")


def shop(seed: int, count: int = 20) -> NewPhotos:
    """Bags of a shop where they look like ink: a feature that no old photo uses tells them."""
    random = np.random.default_rng(seed)
    features = random.normal(0, 1, (1, count, WIDTH)) + 2 * np.eye(1, WIDTH, 1)
    features[..., 8] += 6
    allowed = np.zeros((count, 4), bool)
    allowed[:, 2] = True
    return NewPhotos(features.astype(np.float16), allowed, np.ones(count, np.float32))


def answers(features: np.ndarray, kernel: np.ndarray, bias: np.ndarray) -> np.ndarray:
    return (features.reshape(-1, WIDTH).astype(np.float32) @ kernel + bias).argmax(axis=1)


def test_it_learns_the_new_and_keeps_the_old(sample: Sample) -> None:
    kernel, bias = refit(sample, shop(2), pull=1.0, weight=20.0)
    unseen = shop(3).features
    assert (answers(unseen, sample.kernel, sample.bias) == 2).mean() < 0.3
    assert (answers(unseen, kernel, bias) == 2).mean() > 0.8
    before = answers(sample.features, sample.kernel, sample.bias)
    assert (answers(sample.features, kernel, bias) == before).mean() > 0.9


def test_without_the_sample_it_would_forget(sample: Sample) -> None:
    before = answers(sample.features, sample.kernel, sample.bias)
    kept = []
    for trained in (4000, 1):
        layer = refit(replace(sample, trained=trained), shop(2), pull=1.0, weight=20.0)
        kept.append((answers(sample.features, *layer) == before).mean())
    assert kept[0] > kept[1] + 0.05


def test_nothing_new_changes_nothing(sample: Sample) -> None:
    kernel, bias = refit(sample, shop(2, 0))
    assert np.array_equal(kernel, sample.kernel)
    assert np.array_equal(bias, sample.bias)


def test_a_strong_pull_holds_the_layer(sample: Sample) -> None:
    near, far = (
        np.abs(refit(sample, shop(2), pull=pull)[0] - sample.kernel).sum() for pull in (1e6, 1.0)
    )
    assert near < far / 10


def test_a_photo_of_no_named_type_may_be_of_any_of_its_class(sample: Sample) -> None:
    random = np.random.default_rng(4)
    ink = random.normal(0, 1, (1, 20, WIDTH)) + 2 * np.eye(1, WIDTH, 1)
    allowed = np.tile(np.array([True, True, False, False]), (20, 1))
    new = NewPhotos(ink.astype(np.float16), allowed, np.ones(20, np.float32))
    kernel, bias = refit(sample, new, pull=1.0, weight=20.0)
    found = answers(ink, kernel, bias)
    assert np.isin(found, (0, 1)).all()
    assert (found == 1).mean() > 0.7  # it stays ink; nothing says that it is a pen
