"""An activation map laid over a picture."""

from __future__ import annotations

import cv2
import numpy as np

from app.core.models.engines import Floats
from app.core.pictures.images import Pixels

_STRONGEST_COVER = 0.8
_START = 0.1  # weaker evidence than this leaves the picture as it is
_DARKEST = 70  # the map begins at this level of its 256 colours: black would look like dirt
_CONTOURS = (0.5, 0.8)


def lay_over(pixels: Pixels, activation: Floats) -> Pixels:
    """Colour a picture by evidence.

    The colours are those of *inferno* (perceptually uniform, readable with any colour vision);
    the stronger the evidence, the more they cover. Contour lines tell the same without colour.

    Args:
        pixels: RGB uint8 [H, W, 3].
        activation: float32 [H, W] in [0, 1].

    Returns:
        RGB uint8 [H, W, 3].
    """
    rising = np.clip((activation - _START) / (1 - _START), 0, 1)
    levels = np.rint(_DARKEST + rising * (255 - _DARKEST)).astype(np.uint8)
    colors = cv2.applyColorMap(levels, cv2.COLORMAP_INFERNO)[:, :, ::-1].astype(np.float32)
    cover = (rising**0.75 * _STRONGEST_COVER)[:, :, None]
    mixed = np.rint(pixels * (1 - cover) + colors * cover).astype(np.uint8)
    for level in _CONTOURS:
        above = (activation >= level).astype(np.uint8)
        lines, _ = cv2.findContours(above, cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE)
        cv2.drawContours(mixed, lines, -1, (255, 255, 255), 1, cv2.LINE_AA)
    return np.ascontiguousarray(mixed)


def is_visible(activation: Floats) -> bool:
    """Tell whether ``lay_over`` colours anything."""
    return bool(activation.max() > _START)


def scale_colors(steps: int) -> list[str]:
    """The colours of the map from weak to strong evidence, ``#rrggbb``."""
    levels = np.linspace(_DARKEST, 255, steps).astype(np.uint8)[None]
    colors = cv2.applyColorMap(levels, cv2.COLORMAP_INFERNO)[0, :, ::-1]
    return [f"#{r:02x}{g:02x}{b:02x}" for r, g, b in colors.tolist()]
