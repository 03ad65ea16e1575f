"""Pictures are alike by the angle between what the network saw in them."""

import numpy as np
import pytest

from app.core.learning.likeness import alike, likeness


def vectors(count: int, *, seed: int = 0) -> list[np.ndarray]:
    random = np.random.default_rng(seed)
    return list(np.abs(random.standard_normal((count, 512))).astype(np.float16))


def near(vector: np.ndarray, *, off: float, seed: int) -> np.ndarray:
    noise = np.random.default_rng(seed).standard_normal(len(vector))
    return (vector + off * noise).astype(np.float16)


def test_a_picture_is_most_like_itself():
    features = vectors(40)
    values = likeness(features, features[7])
    assert values.argmax() == 7 and values[7] == pytest.approx(1, abs=1e-3)
    assert values.shape == (40,) and values.dtype == np.float32
    assert likeness([], features[0]).shape == (0,)


def test_brightness_does_not_count():
    features = vectors(3)
    assert likeness([features[0] * np.float16(0.25)], features[0])[0] == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize("count", [30, 1200])
def test_those_that_are_alike_are_put_together(count):
    features = vectors(count)
    features[4] = near(features[3], off=0.1, seed=1)
    features[count - 1] = near(features[3], off=0.1, seed=2)
    features[9] = near(features[8], off=0.1, seed=3)
    assert alike(features, 0.95, lambda one, other: True) == [[3, 4, count - 1], [8, 9]]


def test_who_looks_closer_has_the_last_word():
    features = vectors(6)
    features[1] = features[2] = features[0]
    asked: list[tuple[int, int]] = []

    def same(one: int, other: int) -> bool:
        asked.append((one, other))
        return other != 1

    assert alike(features, 0.95, same) == [[0, 2]]
    assert asked == [(0, 1), (0, 2)]


def test_thousands_of_one_picture_are_compared_with_the_first_only():
    features = vectors(1) * 3000
    asked = []
    assert alike(features, 0.9, lambda *pair: bool(asked.append(pair)) or True) == [
        list(range(3000))
    ]
    assert len(asked) == 2999


def test_none_are_like_nobody():
    assert alike([], 0.9, lambda one, other: True) == []
    assert alike(vectors(1), 0.9, lambda one, other: True) == []
