"""Empty, dark and blurred pictures are told from sound ones, whatever they show."""

import cv2
import numpy as np
import pytest

from training.audit.measures import Measures, measure, shrink


def product(*, side: int = 400, ground: int = 255, ink: int = 60) -> np.ndarray:
    """A small product on a plain ground: most of the picture is flat."""
    canvas = np.full((side, side, 3), ground, np.uint8)
    cv2.circle(canvas, (side // 2, side // 2), side // 5, (ink, ink, ink), -1)
    return cv2.rectangle(
        canvas, (side // 2, side // 2), (side * 6 // 10, side * 6 // 10), (ground,) * 3, -1
    )


def saved(pixels: np.ndarray, quality: int = 60) -> np.ndarray:
    """As it comes back from a JPEG file."""
    encoded = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    return np.asarray(cv2.imdecode(encoded, cv2.IMREAD_COLOR))


def measured(pixels: np.ndarray) -> Measures:
    return measure(shrink(saved(pixels)))


def faults(pixels: np.ndarray) -> set[str]:
    found = measured(pixels)
    names = ("is_blank", "is_dark", "is_blurred")
    return {name for name in names if getattr(found, name)}


@pytest.mark.parametrize(
    "sound",
    [
        product(),
        product(side=2000),
        product(side=80),
        cv2.GaussianBlur(product(side=2000), (0, 0), 3),  # gone at the size that is looked at
        product(ink=200),  # pale on white
        product(ground=20, ink=230),
        product(ground=250, ink=5),  # a black product is no dark picture
    ],
)
def test_a_sound_picture_has_no_fault(sound: np.ndarray) -> None:
    assert faults(sound) == set()


@pytest.mark.parametrize("side", [300, 1200])
@pytest.mark.parametrize("ink", [60, 200])
def test_blur_is_seen_at_any_size_and_contrast(side: int, ink: int) -> None:
    two_pixels_at_256 = 2 * side / 256
    blurred = cv2.GaussianBlur(product(side=side, ink=ink), (0, 0), two_pixels_at_256)
    assert faults(blurred) == {"is_blurred"}


def test_a_plain_colour_is_blank_and_nothing_else() -> None:
    for color in ((255, 255, 255), (0, 0, 0), (30, 90, 160)):
        assert faults(np.full((300, 200, 3), color, np.uint8)) == {"is_blank"}


def test_hardly_any_light_is_dark_but_a_deep_colour_is_not() -> None:
    assert faults(product(ground=8, ink=50)) == {"is_dark"}
    blue = product(ground=8, ink=40)
    blue[:, :, 0] = 110
    assert faults(blue) == set()


def test_one_pixel_can_be_measured() -> None:
    assert measure(np.full((1, 1, 3), 7, np.uint8)).is_blank
