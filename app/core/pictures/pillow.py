"""Pillow's part of ``pictures.images``: it knows the formats, and decodes what OpenCV does not.

Large pictures are converted a band of rows at a time, so that no more than the decoded picture and
its RGB form are in memory.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from PIL import AvifImagePlugin as AvifImagePlugin  # being imported, these three are known
from PIL import TiffImagePlugin as TiffImagePlugin
from PIL import WebPImagePlugin as WebPImagePlugin

from app.core.errors import PictureError
from app.core.pictures.deep import scale_of
from app.core.pictures.kinds import is_heif
from app.core.pictures.png import SIGNATURE, mended
from app.core.pictures.refusals import damaged
from app.core.pictures.transparency import has_empty_alpha, on_white
from app.core.pictures.unlimited import Image

Pixels: TypeAlias = npt.NDArray[np.uint8]

# Nothing else: among Pillow's other formats are some that start other programs (EPS: Ghostscript).
_FORMATS = ("JPEG", "PNG", "WEBP", "TIFF", "GIF", "AVIF")
_BAND_PIXELS = 1 << 20
_EXTRA_SAMPLES = 338


def open_header(data: bytes, name: str) -> Image.Image:
    """Identify the format and the size; the pixels stay encoded.

    Raises:
        PictureError: ``not_a_picture``.
    """
    formats: tuple[str, ...] = _FORMATS
    if is_heif(data):
        from pi_heif import register_heif_opener  # decodes only: libx265, which encodes, is GPL

        register_heif_opener()
        formats = (*_FORMATS, "HEIF")
    try:
        try:
            return Image.open(io.BytesIO(data), formats=formats)
        except Exception:  # in a PNG, what no pixel depends on can be left out
            if not data.startswith(SIGNATURE):
                raise
            return Image.open(io.BytesIO(mended(data)), formats=("PNG",))
    except Exception as error:  # each codec raises its own kinds
        raise PictureError(
            "not_a_picture",
            f"{name} is not a picture that can be read; "
            "use JPEG, PNG, WebP, BMP, TIFF, GIF, AVIF or HEIC.",
        ) from error


def decode_with_pillow(header: Image.Image, name: str, reduction: int) -> Pixels:
    """Decode on white; a JPEG at about 1/``reduction`` of its size.

    Returns:
        RGB, uint8, [height, width, 3], not turned upright.

    Raises:
        PictureError: ``damaged`` or ``too_large``.
    """
    try:
        if reduction > 1:
            header.draft("RGB", (header.width // reduction, header.height // reduction))
        header.load()
        return _deep_grey(header) if header.mode[0] in "IF" else _on_white(header)
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
    if transparent and _has_unexplained_alpha(picture) and has_empty_alpha(picture):
        transparent = False
    for rows, band in _bands(picture):
        if transparent or "transparency" in picture.info:
            band = on_white(band.convert("RGBA"))
        pixels[rows] = np.asarray(band.convert("RGB"))
    return pixels


def _has_unexplained_alpha(picture: Image.Image) -> bool:
    """Whether a TIFF does not say what its fourth sample is."""
    return picture.format == "TIFF" and _EXTRA_SAMPLES not in getattr(picture, "tag_v2", {})


def _deep_grey(picture: Image.Image) -> Pixels:
    bands = (np.asarray(band) for _, band in _bands(picture))
    signed, bits = picture.mode == "I", 32 if picture.mode == "I" else 16
    scale = scale_of(bands, picture.width * picture.height, bits, signed=signed)
    if scale is None:
        raise ValueError("numbers that are too large")
    pixels = np.empty((picture.height, picture.width, 3), np.uint8)
    for rows, band in _bands(picture):
        pixels[rows] = scale.to_bytes(np.asarray(band))[:, :, None]
    return pixels
