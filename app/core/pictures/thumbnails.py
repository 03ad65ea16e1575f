"""Small pictures."""

from __future__ import annotations

import cv2
import numpy as np

from app.core.pictures.images import Pixels


def shrink(pixels: Pixels, side: int) -> Pixels:
    """The picture with its longer side at most ``side`` pixels; RGB uint8 [any, any, 3]."""
    height, width = pixels.shape[:2]
    scale = side / max(height, width)
    if scale >= 1:
        return pixels
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)


def jpeg(pixels: Pixels, quality: int) -> bytes:
    """A picture, RGB uint8 [any, any, 3], as JPEG."""
    _, encoded = cv2.imencode(
        ".jpg", cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, quality]
    )
    return np.asarray(encoded, np.uint8).tobytes()
