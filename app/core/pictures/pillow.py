"""Pillow's part of ``pictures.images``: it knows the formats, and decodes what OpenCV does not.

Large pictures are converted a band of rows at a time, so that no more than the decoded picture and
its RGB form are in memory.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from PIL import AvifImagePlugin as AvifImagePlugin  # being imported, these three are known
from PIL import Image
from PIL import TiffImagePlugin as TiffImagePlugin
from PIL import WebPImagePlugin as WebPImagePlugin

from app.core.errors import PictureError
from app.core.pictures.kinds import is_heif
from app.core.pictures.refusals import damaged
from app.core.pictures.transparency import on_white

Pixels: TypeAlias = npt.NDArray[np.uint8]

# Nothing else: among Pillow's other formats are some that start other programs (EPS: Ghostscript).
_FORMATS = ("JPEG", "PNG", "WEBP", "TIFF", "GIF", "AVIF")
_ORIENTATION_TAG = 0x0112
_BAND_PIXELS = 1 << 20

Image.MAX_IMAGE_PIXELS = None  # our own limit is checked, with our own sentence
warnings.filterwarnings("ignore", module="PIL")  # a picture is read or refused, nothing between


def open_header(data: bytes, name: str) -> Image.Image:
    """Identify the format and the size; the pixels stay encoded.

    Raises:
        PictureError: ``not_a_picture``.
    """
    formats: tuple[str, ...] = _FORMATS
    if is_heif(data):
        from pillow_heif import register_heif_opener

        register_heif_opener()
        formats = (*_FORMATS, "HEIF")
    try:
        return Image.open(io.BytesIO(data), formats=formats)
    except Exception as error:  # each codec raises its own kinds
        raise PictureError(
            "not_a_picture",
            f"{name} is not a picture that can be read; "
            "use JPEG, PNG, WebP, BMP, TIFF, GIF, AVIF or HEIC.",
        ) from error


def orientation_of(header: Image.Image) -> int:
    """EXIF orientation, 1 to 8. PNG is asked only for what stands before its pixels."""
    if header.format == "PNG" and "exif" not in header.info:
        return 1
    try:
        value = header.getexif().get(_ORIENTATION_TAG, 1)
    except Exception:  # broken EXIF is no reason to refuse the picture
        return 1
    return value if value in range(1, 9) else 1


def decode_with_pillow(header: Image.Image, name: str, reduction: int) -> tuple[Pixels, int]:
    """Decode on white; a JPEG at about 1/``reduction`` of its size.

    Returns:
        RGB, uint8, [height, width, 3], and the EXIF orientation that is still to be undone.

    Raises:
        PictureError: ``damaged`` or ``too_large``.
    """
    try:
        if reduction > 1:
            header.draft("RGB", (header.width // reduction, header.height // reduction))
        header.load()
        pixels = _deep_grey(header) if header.mode[0] in "IF" else _on_white(header)
        # libheif turns a picture upright by its container; its EXIF only repeats that.
        return pixels, 1 if header.format == "HEIF" else orientation_of(header)
    except MemoryError as error:
        raise PictureError(
            "too_large", f"{name} needs more memory than there is; save a smaller copy."
        ) from error
    except Exception as error:  # each codec raises its own kinds
        raise damaged(name) from error


def _bands(picture: Image.Image) -> Iterator[tuple[slice, Image.Image]]:
    rows = max(1, _BAND_PIXELS // picture.width)
    for top in range(0, picture.height, rows):
        bottom = min(picture.height, top + rows)
        yield slice(top, bottom), picture.crop((0, top, picture.width, bottom))


def _on_white(picture: Image.Image) -> Pixels:
    pixels = np.empty((picture.height, picture.width, 3), np.uint8)
    transparent = picture.mode in {"RGBA", "LA", "PA", "La", "RGBa"}
    for rows, band in _bands(picture):
        if transparent or "transparency" in picture.info:
            band = on_white(band.convert("RGBA"))
        pixels[rows] = np.asarray(band.convert("RGB"))
    return pixels


def _deep_grey(picture: Image.Image) -> Pixels:
    """Integer grey of 16 or 32 bits: the 16-bit range; floating-point grey: [0, 1] or [0, 255]."""
    top = max(float(_numbers(band).max()) for _, band in _bands(picture))
    if picture.mode.startswith("F"):
        scale = 255.0 if top <= 1 else 1.0
    else:
        scale = 255 / 65535 if top > 255 else 1.0
    pixels = np.empty((picture.height, picture.width, 3), np.uint8)
    for rows, band in _bands(picture):
        grey = np.clip(np.rint(_numbers(band) * scale), 0, 255).astype(np.uint8)
        pixels[rows] = grey[:, :, None]
    return pixels


def _numbers(band: Image.Image) -> npt.NDArray[np.float32]:
    return np.nan_to_num(np.asarray(band).astype(np.float32))
