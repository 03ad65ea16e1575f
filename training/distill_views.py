"""Views of a photo for distilling: may be far from it, as teacher and pupil see the same."""

from __future__ import annotations

import cv2
import numpy as np

from app.core.images import Pixels
from training.augment import random_of
from training.disturbances import any_disturbance, colour_shifted
from training.shop_page import on_shop_page

_LEAST_PART = 0.25  # of the photo's area that a cut-out keeps
_SKEW = 4 / 3


def distill_view(photo: Pixels, number: int, identity: str, seed: int) -> Pixels:
    """View 0 is the photo itself; odd ones are cut out of it; every fourth is a drawn shop page;
    the others are disturbed.

    Args:
        photo: RGB uint8 [h, w, 3].
        identity: what tells this photo from others, such as its file's digest.

    Returns:
        RGB uint8, of whatever size; the same for the same arguments.
    """
    if number == 0:
        return photo
    random = random_of(f"distill/{seed}/{number}/{identity}")
    if random.random() < 0.5:
        photo = np.ascontiguousarray(photo[:, ::-1])
    if number % 2:
        return colour_shifted(_cut_out(photo, random), random)
    if number % 4 == 0:
        return on_shop_page(photo, random)
    change = any_disturbance(random)
    return change(_turned(photo, random), random)


def _cut_out(photo: Pixels, random: np.random.Generator) -> Pixels:
    """Szegedy et al. 2015, "Going deeper with convolutions", section 6: any part of the area, any
    proportions between 3:4 and 4:3 of the photo's own."""
    height, width = photo.shape[:2]
    part = random.uniform(_LEAST_PART, 1)
    skew = np.exp(random.uniform(-np.log(_SKEW), np.log(_SKEW)))
    high = min(height, max(1, round(height * np.sqrt(part * skew))))
    wide = min(width, max(1, round(width * np.sqrt(part / skew))))
    top = int(random.integers(0, height - high + 1))
    left = int(random.integers(0, width - wide + 1))
    return np.ascontiguousarray(photo[top : top + high, left : left + wide])


def _turned(photo: Pixels, random: np.random.Generator) -> Pixels:
    height, width = photo.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), random.uniform(-20, 20), 1)
    corner = tuple(int(value) for value in photo[0, 0])
    return np.asarray(
        cv2.warpAffine(
            photo, turn, (width, height), borderMode=cv2.BORDER_CONSTANT, borderValue=corner
        ),
        dtype=np.uint8,
    )
