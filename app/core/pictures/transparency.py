"""Lay transparent pixels on white."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from PIL import Image

_WHITE = (255, 255, 255, 255)


def laid_on_white(pixels: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """Lay RGBA, uint8 [height, width, 4], alpha not multiplied in, on white: RGB."""
    from PIL import Image

    return np.asarray(on_white(Image.fromarray(pixels)))


def on_white(picture: Image.Image) -> Image.Image:
    """Lay a picture of mode RGBA on white: mode RGB."""
    from PIL import Image

    white = Image.new("RGBA", picture.size, _WHITE)
    return Image.alpha_composite(white, picture).convert("RGB")


def has_empty_alpha(picture: Image.Image) -> bool:
    """Tell whether a picture has an alpha channel that is 0 everywhere."""
    return "A" in picture.getbands() and picture.getchannel("A").getbbox() is None
