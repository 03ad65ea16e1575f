"""Signs that a picture is a page rather than a photo, cheap enough to look for on every picture."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from app.core.pictures.blocks import BUSY, FLAT, activity_of, boxes_of_islands
from app.core.pictures.images import Pixels

SIDE = 320
"""Pixels of the longer side that is looked at, at most."""
SIGNS = (
    *("flat", "frame", "islands", "words", "words_apart", "largest", "largest_filled"),
    *("square", "busy", "rows", "across", "upright"),
)
_LINE = 24  # pixels of a straight line, at least
_WORD = 9  # pixels that a line of text is high, at most


def reduced(pixels: Pixels, side: int) -> Pixels:
    """Make RGB uint8 [h, w, 3] smaller until its longer side has no more than ``side`` pixels.

    First by a whole number, which is fast, and by the rest of less than two.
    """
    height, width = pixels.shape[:2]
    whole = max(height, width) // side
    if whole > 1:
        even = pixels[: height // whole * whole, : width // whole * whole]
        size = (max(1, width // whole), max(1, height // whole))
        pixels = np.asarray(
            cv2.resize(even if even.size else pixels, size, interpolation=cv2.INTER_AREA), np.uint8
        )
        height, width = pixels.shape[:2]
    scale = side / max(height, width)
    if scale >= 1:
        return pixels
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_LINEAR), np.uint8)


def signs_of(pixels: Pixels) -> npt.NDArray[np.float32]:
    """Return float32 [SIGNS] of RGB uint8 [h, w, 3]."""
    small = reduced(pixels, SIDE)
    activity = activity_of(small)
    height, width = activity.shape
    busy = cv2.threshold(activity, BUSY, 1, cv2.THRESH_BINARY)[1]
    islands = boxes_of_islands(np.asarray(busy, np.uint8))
    frame = np.concatenate(
        [
            activity[:2].ravel(),
            activity[-2:].ravel(),
            activity[:, :2].ravel(),
            activity[:, -2:].ravel(),
        ]
    )
    sides = islands[:, 2:] - islands[:, :2]
    areas = sides.prod(axis=1)
    largest = int(areas.argmax()) if len(areas) else -1
    box = islands[largest] if len(areas) else np.zeros(4, np.int32)
    area = max(1, int((box[2:] - box[:2]).prod()))
    words = (sides[:, 1] <= _WORD) & (sides[:, 0] >= 3)
    middles = (islands[:, :2] + islands[:, 2:]) // 2
    apart = ((middles < box[:2]) | (middles >= box[2:])).any(axis=1)
    rows = np.bincount(islands[words & apart, 3] // 3) if (words & apart).any() else np.zeros(1)
    inside = busy[box[1] : box[3], box[0] : box[2]]
    return np.array(
        [
            np.count_nonzero(activity <= FLAT) / activity.size,
            np.mean(frame <= FLAT),
            np.log1p(len(islands)),
            np.log1p(np.count_nonzero(words)),
            np.log1p(np.count_nonzero(words & apart)),
            area / (width * height),
            np.count_nonzero(inside) / area,
            abs(np.log((box[2] - box[0] + 1) / (box[3] - box[1] + 1))),
            np.count_nonzero(busy) / busy.size,
            np.log1p(np.count_nonzero(rows >= 3)),
            *_lines(small),
        ],
        np.float32,
    )


def _lines(pixels: Pixels) -> list[float]:
    """How much of the width straight level edges take, all together, and of the height upright."""
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    shares = []
    for axis, (across, along) in enumerate((((1, 2), (_LINE, 1)), ((2, 1), (1, _LINE)))):
        edges = cv2.morphologyEx(grey, cv2.MORPH_GRADIENT, np.ones(across, np.uint8))
        over = cv2.threshold(edges, BUSY, 1, cv2.THRESH_BINARY)[1]
        lines = cv2.morphologyEx(over, cv2.MORPH_OPEN, np.ones(along, np.uint8))
        shares.append(float(np.log1p(np.count_nonzero(lines) / grey.shape[axis])))
    return shares[::-1]
