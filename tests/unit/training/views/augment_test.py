"""A view shows the same thing a little otherwise, and the same view every time."""

import numpy as np
import pytest

from training.config import FitConfig
from training.views.augment import view

PICTURE = np.random.default_rng(0).integers(0, 255, (60, 60, 3)).astype(np.uint8)


def test_view_zero_is_the_picture_as_it_is() -> None:
    assert np.array_equal(view(PICTURE, 0, "a", FitConfig()), PICTURE)


def test_a_view_can_be_made_again() -> None:
    config = FitConfig()
    assert np.array_equal(view(PICTURE, 3, "a", config), view(PICTURE, 3, "a", config))
    assert not np.array_equal(view(PICTURE, 3, "a", config), view(PICTURE, 4, "a", config))
    assert not np.array_equal(view(PICTURE, 3, "a", config), view(PICTURE, 3, "b", config))
    assert not np.array_equal(
        view(PICTURE, 3, "a", config), view(PICTURE, 3, "a", FitConfig(seed=1))
    )


def test_what_comes_into_the_frame_is_white() -> None:
    black = np.zeros((60, 60, 3), np.uint8)
    turned = [view(black, number, "a", FitConfig(zoom=0)) for number in range(1, 9)]
    assert any((picture == 255).all(axis=-1).any() for picture in turned)
    assert all(picture[30, 30].max() == 0 for picture in turned)


def test_without_rotation_and_zoom_about_half_of_the_views_are_mirrored() -> None:
    config = FitConfig(rotation=0, zoom=0)
    views = [view(PICTURE, number, "a", config) for number in range(1, 101)]
    mirrored = [np.array_equal(picture, PICTURE[:, ::-1]) for picture in views]
    same = [np.array_equal(picture, PICTURE) for picture in views]
    assert all(one or other for one, other in zip(mirrored, same, strict=True))
    assert 30 < sum(mirrored) < 70


@pytest.mark.parametrize("zoom", [0.05, 0.3])
def test_zoom_changes_the_size_by_no_more_than_the_config_says(zoom: float) -> None:
    square = np.full((101, 101, 3), 255, np.uint8)
    square[30:71, 30:71] = 0
    config = FitConfig(rotation=0, zoom=zoom)
    sides = [
        np.sqrt((255.0 - view(square, number, "a", config)[:, :, 0]).sum() / 255)
        for number in range(1, 60)
    ]
    assert min(sides) >= 41 / (1 + zoom) - 0.5
    assert max(sides) <= 41 / (1 - zoom) + 0.5
    assert max(sides) - min(sides) > zoom * 41
