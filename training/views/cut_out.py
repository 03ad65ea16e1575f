"""A piece of a photo: what a network sees that must know a product by any part of it."""

from __future__ import annotations

import numpy as np

from app.core.pictures.images import Pixels

_SKEW = 4 / 3


def cut_out(photo: Pixels, random: np.random.Generator, *, least_part: float) -> Pixels:
    """Szegedy et al. 2015, "Going deeper with convolutions", section 6: any part of the area, any
    proportions between 3:4 and 4:3 of the photo's own."""
    height, width = photo.shape[:2]
    part = random.uniform(least_part, 1)
    skew = np.exp(random.uniform(-np.log(_SKEW), np.log(_SKEW)))
    high = min(height, max(1, round(height * np.sqrt(part * skew))))
    wide = min(width, max(1, round(width * np.sqrt(part / skew))))
    top = int(random.integers(0, height - high + 1))
    left = int(random.integers(0, width - wide + 1))
    return np.ascontiguousarray(photo[top : top + high, left : left + wide])
