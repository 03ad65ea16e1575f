"""Views of a photo for distilling.

They may be far from the photo, as the teacher sees the same product. What stands around it on a
shop's page, and how its picture was spoilt, only the pupil sees, and learns to see past.
"""

from __future__ import annotations

import cv2
import numpy as np

from app.core.pictures.images import Pixels
from training.views.augment import cut_out, random_of
from training.views.corruptions import any_corruption, colour_shifted
from training.views.shop_page import on_shop_page

_LEAST_PART = 0.25  # of the photo's area that a cut-out keeps


def distill_view(photo: Pixels, number: int, identity: str, seed: int) -> tuple[Pixels, Pixels]:
    """What the pupil sees, and what the teacher sees.

    View 0 is the photo itself and odd ones are cut out of it, for both. Of the others, the pupil
    sees every second on a drawn shop page, and the rest corrupted.

    Args:
        photo: RGB uint8 [h, w, 3].
        identity: what tells this photo from others, such as its file's digest.

    Returns:
        two RGB uint8, of whatever sizes; the same for the same arguments.
    """
    if number == 0:
        return photo, photo
    random = random_of(f"distill/{seed}/{number}/{identity}")
    if random.random() < 0.5:
        photo = np.ascontiguousarray(photo[:, ::-1])
    if number % 2:
        part = colour_shifted(cut_out(photo, random, least_part=_LEAST_PART), random)
        return part, part
    if number % 4 == 2:
        return on_shop_page(photo, random), photo
    turned = _turned(photo, random)
    return any_corruption(random)(turned, random), turned


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
