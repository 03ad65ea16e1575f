"""OpenCV's part of ``pictures.images``: opaque RGB and grey in the formats that it decodes fast."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from PIL import Image

Pixels: TypeAlias = npt.NDArray[np.uint8]

JPEG_FORMATS = frozenset({"JPEG", "MPO"})
_FORMATS = JPEG_FORMATS | {"PNG", "WEBP"}
_MODES = {"L", "RGB", "I;16"}
# Red first, as decoders have it, is asked for in place of the bit that asks for blue first.
_REDUCED_FLAGS = {
    8: cv2.IMREAD_REDUCED_COLOR_8 & ~cv2.IMREAD_COLOR,
    4: cv2.IMREAD_REDUCED_COLOR_4 & ~cv2.IMREAD_COLOR,
    2: cv2.IMREAD_REDUCED_COLOR_2 & ~cv2.IMREAD_COLOR,
}
_FLAGS = cv2.IMREAD_COLOR_RGB | cv2.IMREAD_IGNORE_ORIENTATION


def opencv_reads(header: Image.Image) -> bool:
    """Tell whether OpenCV decodes such a picture rightly; Pillow decodes everything else."""
    return (
        header.format in _FORMATS
        and header.mode in _MODES
        and "transparency" not in header.info
        and (header.format != "WEBP" or not getattr(header, "is_animated", False))
    )


def decode_with_opencv(data: bytes, reduction: int) -> Pixels | None:
    """Decode, a JPEG at 1/``reduction`` of its size, as it is stored: not turned upright.

    Returns:
        RGB, uint8, [height, width, 3]; None where OpenCV cannot: Pillow then tells why.
    """
    flags = _REDUCED_FLAGS.get(reduction, 0) | _FLAGS
    try:
        decoded = cv2.imdecode(np.frombuffer(data, np.uint8), flags)
    except cv2.error:
        return None
    return None if decoded is None else np.asarray(decoded, dtype=np.uint8)
