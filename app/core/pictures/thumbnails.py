"""Small pictures, and pictures as files."""

from __future__ import annotations

import cv2
import numpy as np

from app.core.pictures.images import Pixels
from app.core.pictures.jpeg import JPEG_START, jpeg_layout


def shrink(pixels: Pixels, side: int) -> Pixels:
    """The picture with its longer side at most ``side`` pixels; RGB uint8 [any, any, 3]."""
    height, width = pixels.shape[:2]
    scale = side / max(height, width)
    if scale >= 1:
        return pixels
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)


def whole_size(data: bytes, decoded: Pixels) -> tuple[int, int]:
    """Width and height of a picture of which ``decoded`` was made; only JPEGs are decoded smaller.

    Args:
        data: the bytes of its file.
    """
    height, width = decoded.shape[:2]
    layout = jpeg_layout(data, quick=True) if data.startswith(JPEG_START) else None
    if layout is None:
        return width, height
    sides = sorted((layout.width, layout.height))
    if max(width, height) >= sides[1]:
        return width, height
    return (sides[0], sides[1]) if width < height else (sides[1], sides[0])


def jpeg(pixels: Pixels, quality: int) -> bytes:
    """A picture, RGB uint8 [any, any, 3], as JPEG."""
    _, encoded = cv2.imencode(
        ".jpg", cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, quality]
    )
    return np.asarray(encoded, np.uint8).tobytes()


def png(pixels: Pixels) -> bytes:
    """A picture, RGB uint8 [any, any, 3], as PNG."""
    _, encoded = cv2.imencode(".png", cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR))
    return np.asarray(encoded, np.uint8).tobytes()
