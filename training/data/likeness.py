"""Whether two pictures are the same one, saved again perhaps, or only look alike."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from app.core.pictures.images import Pixels

MINIATURE_SIDE = 16
SAME_PICTURE = 0.996
"""Correlation of two miniatures from which they are the same picture. Saving a photo again at a
JPEG quality of 30 or at half its size leaves it above that in 99 of 100 cases; of 1,700 pairs of
catalogue photos whose hashes are near, different articles stayed below in all but one."""

_PAIRS_AT_ONCE = 2048  # their miniatures take 12 MB


def miniature(pixels: Pixels) -> Pixels:
    """A picture stretched to uint8 [MINIATURE_SIDE, MINIATURE_SIDE, 3]."""
    side = (MINIATURE_SIDE, MINIATURE_SIDE)
    return np.asarray(cv2.resize(pixels, side, interpolation=cv2.INTER_AREA), np.uint8)


def same_picture(
    miniatures: Pixels, left: npt.NDArray[np.intp], right: npt.NDArray[np.intp]
) -> npt.NDArray[np.bool_]:
    """Which pairs of miniatures are the same picture: by their correlation over all pixels and
    channels (Lewis 1995, "Fast Normalized Cross-Correlation").

    Args:
        miniatures: uint8 [N, side, side, 3].
        left, right: indices [M] into them.
    """
    found = np.zeros(len(left), np.bool_)
    for start in range(0, len(left), _PAIRS_AT_ONCE):
        portion = slice(start, start + _PAIRS_AT_ONCE)
        one, other = (_unit(miniatures[rows[portion]]) for rows in (left, right))
        found[portion] = (one * other).sum(axis=1) >= SAME_PICTURE
    return found


def _unit(pixels: Pixels) -> npt.NDArray[np.float32]:
    """Rows of mean 0 and length 1."""
    flat = pixels.reshape(len(pixels), -1).astype(np.float32)
    flat -= flat.mean(axis=1, keepdims=True)
    flat /= np.maximum(np.linalg.norm(flat, axis=1, keepdims=True), 1e-6)
    return flat
