"""Augmented views of a training picture: mirrored, turned, scaled.

The same ranges as Keras' RandomFlip("horizontal"), RandomRotation and RandomZoom, as one affine map
drawn from the seed, the picture and the view's number: a view can be made again at any time.
"""

from __future__ import annotations

import hashlib
import math

import cv2
import numpy as np

from app.core.images import PAD_VALUE, Pixels
from training.config import FitConfig


def view(pixels: Pixels, number: int, identity: str, config: FitConfig) -> Pixels:
    """One view of a fitted picture.

    Args:
        pixels: RGB uint8 [H, W, 3], the network's input.
        number: 0 is the picture as it is.
        identity: what tells this picture from others, such as its file's digest.

    Returns:
        RGB uint8 [H, W, 3]; what comes into the frame from outside is white, like the padding.
    """
    if number == 0:
        return pixels
    key = hashlib.sha256(f"{config.seed}/{number}/{identity}".encode()).digest()
    random = np.random.default_rng(int.from_bytes(key[:16], "big"))
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
