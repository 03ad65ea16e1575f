"""What photos suffer on their way keeps the product, and is the same each time."""

from dataclasses import replace

import numpy as np
import pytest

from training.config import FitConfig
from training.errors import RunError
from training.views.augment import random_of, view, views_of
from training.views.corruptions import CORRUPTIONS
from training.views.shop_page import on_shop_page


@pytest.fixture
def photo() -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (240, 160, 3)).astype(np.uint8)


@pytest.mark.parametrize("name", CORRUPTIONS)
def test_a_disturbance_changes_the_photo_and_repeats_itself(name: str, photo: np.ndarray) -> None:
    before = photo.copy()
    once, again = (CORRUPTIONS[name](photo, random_of("a")) for _ in range(2))
    assert once.dtype == np.uint8
    assert once.ndim == 3
    assert np.array_equal(once, again)
    assert once.shape != photo.shape or not np.array_equal(once, photo)
    assert np.array_equal(photo, before)


@pytest.mark.parametrize("number", range(30))
def test_a_page_shows_the_whole_photo_on_its_part_of_the_area(
    number: int, photo: np.ndarray
) -> None:
    page = on_shop_page(photo, np.random.default_rng(number))
    part = photo.shape[0] * photo.shape[1] / (page.shape[0] * page.shape[1])
    assert 0.34 <= part <= 0.91
    height, width = photo.shape[:2]
    places = np.argwhere((page[:, :, 0] == photo[0, 0, 0]) & (page[:, :, 1] == photo[0, 0, 1]))
    assert any(np.array_equal(page[y : y + height, x : x + width], photo) for y, x in places)


def test_pages_are_light_and_dark(photo: np.ndarray) -> None:
    corners = [int(on_shop_page(photo, np.random.default_rng(n))[-1, -1, 0]) for n in range(20)]
    assert min(corners) < 60
    assert max(corners) > 200


def test_rough_views_come_last_and_leave_the_others_as_they_were(photo: np.ndarray) -> None:
    plain = FitConfig(views=3, input_size=75)
    rough = replace(plain, hard_views=2)
    theirs, own = (views_of(photo, "id", config, 4) for config in (plain, rough))
    assert own.shape == (4, 75, 75, 3)
    assert np.array_equal(theirs[:2], own[:2])
    assert not np.array_equal(theirs[2], own[2])
    assert not np.array_equal(theirs[3], own[3])
    assert np.array_equal(theirs[1], view(theirs[0], 1, "id", plain))


def test_more_rough_views_than_views_are_refused() -> None:
    with pytest.raises(RunError, match="--hard-views"):
        FitConfig(views=1, hard_views=2)
