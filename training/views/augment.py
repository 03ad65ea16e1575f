"""Augmented views of a training picture: mirrored, turned, scaled; or as a clerk may meet it.

The same ranges as Keras' RandomFlip("horizontal"), RandomRotation and RandomZoom, as one affine map
drawn from the seed, the picture and the view's number: a view can be made again at any time.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import replace

import cv2
import numpy as np

from app.core.pictures import images
from app.core.pictures.images import PAD_VALUE, Fitting, Pixels
from training.config import FitConfig
from training.views.backdrop import on_backdrop
from training.views.corruptions import any_corruption, colour_shifted
from training.views.shop_page import on_shop_page

_CLOSER_PART = 0.4  # of a photo's area that a view keeps at least
_SKEW = 4 / 3  # largest proportions of a cut-out, against those of its photo


def views_of(photo: Pixels, identity: str, config: FitConfig, count: int) -> Pixels:
    """Make the views of a photo: as it is, then ``count - 1`` augmented ones, the hard ones last.

    With ``config.other_fitting`` the first of them is the photo as it is, fitted the other way.

    Args:
        photo: RGB uint8 [h, w, 3].
        identity: what tells this picture from others, such as its file's digest.

    Returns:
        RGB uint8 [count, H, W, 3], fitted to the network's input.
    """
    as_it_is = images.fit(photo, config.input_spec)
    first_hard = 1 + config.views - config.hard_views
    return np.stack(
        [
            images.fit(photo, replace(config.input_spec, fitting=_other(config.fitting)))
            if number == 1 and config.other_fitting
            else view(as_it_is, number, identity, config)
            if number < first_hard
            else hard_view(photo, number - first_hard, identity, config)
            for number in range(count)
        ]
    )


def _other(fitting: Fitting) -> Fitting:
    return Fitting.STRETCH if fitting is Fitting.PAD else Fitting.PAD


def view(pixels: Pixels, number: int, identity: str, config: FitConfig) -> Pixels:
    """Make one view of a fitted picture.

    Args:
        pixels: RGB uint8 [H, W, 3], the network's input.
        number: 0 is the picture as it is.
        identity: what tells this picture from others, such as its file's digest.

    Returns:
        RGB uint8 [H, W, 3]; what comes into the frame from outside is white, like the padding.
    """
    if number == 0:
        return pixels
    random = random_of(f"{config.seed}/{number}/{identity}")
    angle = random.uniform(-config.rotation, config.rotation) * 2 * math.pi
    scale = 1 / (1 + random.uniform(-config.zoom, config.zoom))
    mirrored = config.flip and random.random() < 0.5
    height, width = pixels.shape[:2]
    cosine, sine = math.cos(angle) * scale, math.sin(angle) * scale
    linear = np.array([[cosine, -sine], [sine, cosine]]) @ np.diag([-1.0 if mirrored else 1.0, 1.0])
    centre = np.array([(width - 1) / 2, (height - 1) / 2])
    affine = np.column_stack([linear, centre - linear @ centre])
    return np.asarray(
        cv2.warpAffine(
            pixels,
            affine,
            (width, height),
            flags=cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_CONSTANT,
            borderValue=(PAD_VALUE, PAD_VALUE, PAD_VALUE),
        ),
        dtype=np.uint8,
    )


def random_of(key: str) -> np.random.Generator:
    """Make a random generator that is the same for the same key."""
    digest = hashlib.sha256(key.encode()).digest()
    return np.random.default_rng(int.from_bytes(digest[:16], "big"))


def hard_view(photo: Pixels, number: int, identity: str, config: FitConfig) -> Pixels:
    """Make one of the hard views: on a shop page, corrupted, on another surface, or cut out of it.

    Args:
        photo: RGB uint8 [h, w, 3].
        number: of the hard view; every fourth is of one kind.
        identity: as in ``view``.

    Returns:
        RGB uint8 [H, W, 3], fitted to the network's input.
    """
    # The key is that of earlier versions: the same seed gives the same views as ever.
    random = random_of(f"rough/{config.seed}/{number}/{identity}")
    if config.flip and random.random() < 0.5:
        photo = np.ascontiguousarray(photo[:, ::-1])
    harder = (on_shop_page, any_corruption(random), _on_backdrop, _closer)[number % 4]
    return images.fit(harder(photo, random), config.input_spec)


def _on_backdrop(photo: Pixels, random: np.random.Generator) -> Pixels:
    return colour_shifted(on_backdrop(photo, random), random)


def _closer(photo: Pixels, random: np.random.Generator) -> Pixels:
    return colour_shifted(cut_out(photo, random, least_part=_CLOSER_PART), random)


def cut_out(photo: Pixels, random: np.random.Generator, *, least_part: float) -> Pixels:
    """Cut a piece out of a photo, RGB uint8 [h, w, 3]: a product must be known by any part of it.

    Szegedy et al. 2015, "Going deeper with convolutions", section 6: any part of the area from
    ``least_part`` on, any proportions between 3:4 and 4:3 of the photo's own.
    """
    height, width = photo.shape[:2]
    part = random.uniform(least_part, 1)
    skew = np.exp(random.uniform(-np.log(_SKEW), np.log(_SKEW)))
    high = min(height, max(1, round(height * np.sqrt(part * skew))))
    wide = min(width, max(1, round(width * np.sqrt(part / skew))))
    top = int(random.integers(0, height - high + 1))
    left = int(random.integers(0, width - wide + 1))
    return np.ascontiguousarray(photo[top : top + high, left : left + wide])
