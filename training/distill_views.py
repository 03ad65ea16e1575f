"""Views of a photo for distilling: may be far from it, as teacher and pupil see the same."""

from __future__ import annotations

import cv2
import numpy as np

from app.core.images import Pixels
from training.augment import random_of
from training.cut_out import cut_out
from training.disturbances import any_disturbance, colour_shifted
from training.shop_page import on_shop_page

_LEAST_PART = 0.25  # of the photo's area that a cut-out keeps


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
        return colour_shifted(cut_out(photo, random, least_part=_LEAST_PART), random)
    if number % 4 == 0:
        return on_shop_page(photo, random)
    change = any_disturbance(random)
    return change(_turned(photo, random), random)


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
