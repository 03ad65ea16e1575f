"""Class colours can be read as text and told apart."""

import pytest

from training.figures.colors import (
    DARK_BACKGROUND,
    LIGHT_BACKGROUND,
    MIN_CONTRAST,
    class_colors,
    contrast,
)


def test_contrast_of_black_on_white_is_the_largest_there_is() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#ffffff", "#ffffff") == pytest.approx(1)


@pytest.mark.parametrize("position", range(8))
def test_every_colour_is_readable_on_its_background(position: int) -> None:
    colors = class_colors(position)
    assert contrast(colors.light, LIGHT_BACKGROUND) >= MIN_CONTRAST
    assert contrast(colors.dark, DARK_BACKGROUND) >= MIN_CONTRAST


def test_eight_classes_get_eight_pairs_and_then_they_repeat() -> None:
    assert len({class_colors(position).light for position in range(8)}) == 8
    assert len({class_colors(position).dark for position in range(8)}) == 8
    assert class_colors(8) == class_colors(0)
