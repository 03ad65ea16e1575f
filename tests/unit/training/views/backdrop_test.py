"""A product on a plain background moves to another one; whatever else is left alone."""

import numpy as np
import pytest

from training.views.augment import random_of
from training.views.backdrop import on_backdrop, product_mask


def product(background: int = 255) -> np.ndarray:
    """A red ring, whose inside has the background's colour."""
    photo = np.full((120, 90, 3), background, np.uint8)
    photo[30:90, 20:70] = (200, 10, 10)
    photo[50:70, 35:55] = background
    return photo


def test_what_hangs_together_with_the_border_is_background() -> None:
    mask = product_mask(product())
    assert mask is not None
    assert mask[5, 5] < 0.01
    assert mask[40, 40] > 0.99
    assert mask[60, 45] > 0.99  # the hole belongs to the product


@pytest.mark.parametrize("number", range(12))
def test_the_product_lies_on_another_surface(number: int) -> None:
    moved = on_backdrop(product(), random_of(str(number)))
    assert moved.shape == (120, 90, 3)
    red = np.abs(moved.astype(int) - (200, 10, 10)).max(axis=2) <= 8
    assert red.sum() >= 0.3 * (60 * 50 - 20 * 20)
    corners = moved[[0, 0, -1, -1], [0, -1, 0, -1]].astype(int)
    assert not (corners == 255).all()
    assert np.array_equal(moved, on_backdrop(product(), random_of(str(number))))


def test_a_photo_without_a_plain_background_stays_as_it_is() -> None:
    scene = np.random.default_rng(0).integers(0, 256, (80, 80, 3)).astype(np.uint8)
    assert on_backdrop(scene, random_of("a")) is scene


def test_a_product_that_fills_the_photo_stays_as_it_is() -> None:
    assert product_mask(np.full((50, 50, 3), 90, np.uint8)) is None
