"""Corruptions of product photos: what happens to them on their way to a clerk."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType

import cv2
import numpy as np

from app.core.pictures import images
from app.core.pictures.images import Pixels
from app.core.pictures.thumbnails import jpeg, shrink
from training.views.shop_page import on_shop_page

Corruption = Callable[[Pixels, np.random.Generator], Pixels]

_JPEG_QUALITY = 20
_SMALL_SIDE = 120  # pixels
_CUT = 0.10  # of each dimension
_BLUR = 0.006  # standard deviation as a part of the longer side: 2 pixels of 320
_COLOUR_SHIFT = 0.15  # largest change of a channel's gain


def recompressed(photo: Pixels, _: np.random.Generator) -> Pixels:
    """Save as a JPEG of quality 20."""
    return images.decode(jpeg(photo, _JPEG_QUALITY), "recompressed")


def downscaled(photo: Pixels, _: np.random.Generator) -> Pixels:
    """Shrink so far that the longer side has 120 pixels."""
    return shrink(photo, _SMALL_SIDE)


def colour_shifted(photo: Pixels, random: np.random.Generator) -> Pixels:
    """Light by another lamp: each channel up to 15 % brighter or darker."""
    gains = 1 + random.uniform(-_COLOUR_SHIFT, _COLOUR_SHIFT, 3)
    return np.asarray(np.clip(np.rint(photo * gains), 0, 255), dtype=np.uint8)


def cropped(photo: Pixels, random: np.random.Generator) -> Pixels:
    """Cut off a tenth of the width and of the height, on sides that ``random`` chooses."""
    height, width = photo.shape[:2]
    high, wide = max(1, round(height * (1 - _CUT))), max(1, round(width * (1 - _CUT)))
    top = int(random.integers(0, height - high + 1))
    left = int(random.integers(0, width - wide + 1))
    return np.ascontiguousarray(photo[top : top + high, left : left + wide])


def blurred(photo: Pixels, _: np.random.Generator) -> Pixels:
    """Blur as a telephone held without care: Gaussian, 2 pixels where the longer side has 320."""
    sigma = _BLUR * max(photo.shape[:2])
    return np.asarray(cv2.GaussianBlur(photo, (0, 0), sigma), dtype=np.uint8)


CORRUPTIONS: MappingProxyType[str, Corruption] = MappingProxyType(
    {
        "screenshot": on_shop_page,
        "recompressed": recompressed,
        "downscaled": downscaled,
        "colour shift": colour_shifted,
        "cropped": cropped,
        "blurred": blurred,
    }
)
"""By name: RGB uint8 [h, w, 3] and a source of chance -> RGB uint8, of whatever size."""


def any_corruption(random: np.random.Generator) -> Corruption:
    """Draw one of the corruptions."""
    names = sorted(CORRUPTIONS)
    return CORRUPTIONS[names[int(random.integers(len(names)))]]
