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
_REDUCED_FLAGS = {
    8: cv2.IMREAD_REDUCED_COLOR_8,
    4: cv2.IMREAD_REDUCED_COLOR_4,
    2: cv2.IMREAD_REDUCED_COLOR_2,
}


def opencv_reads(header: Image.Image) -> bool:
    """Tell whether OpenCV decodes such a picture rightly; Pillow decodes everything else."""
    return (
        header.format in _FORMATS
        and header.mode in _MODES
        and "transparency" not in header.info
        and (header.format != "WEBP" or not getattr(header, "is_animated", False))
    )


def decode_with_opencv(data: bytes, header: Image.Image, reduction: int) -> Pixels | None:
    """Decode, a JPEG at 1/``reduction`` of its size, as it is stored: not turned upright.

    Returns:
        RGB, uint8, [height, width, 3]; None where OpenCV cannot: Pillow then tells why.
    """
    flag = _REDUCED_FLAGS.get(reduction, cv2.IMREAD_COLOR)
    try:
        decoded = cv2.imdecode(np.frombuffer(data, np.uint8), flag | cv2.IMREAD_IGNORE_ORIENTATION)
    except cv2.error:
        return None
    if decoded is None:
        return None
    return np.asarray(cv2.cvtColor(decoded, cv2.COLOR_BGR2RGB), dtype=np.uint8)
