"""From the bytes of a file to upright RGB pixels: which decoder takes what."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt

from app.core.errors import PictureError
from app.core.pictures.bmp import decode_bmp, is_bmp, open_bmp
from app.core.pictures.jpeg import (
    JPEG_START,
    START_OF_SCAN,
    all_pixels_are_there,
    closed,
    jpeg_layout,
    looks_whole,
)
from app.core.pictures.kinds import is_tiff
from app.core.pictures.limits import DEFAULT_LIMITS, Limits
from app.core.pictures.opencv import JPEG_FORMATS, decode_with_opencv, opencv_reads
from app.core.pictures.orientation import from_metadata, orientation_of, upright
from app.core.pictures.png import SIGNATURE, PngChunks, decode_deep_png, mended, read_chunks
from app.core.pictures.png import closed as close_png
from app.core.pictures.refusals import damaged
from app.core.pictures.tiff_tags import TiffTags, read_tags

if TYPE_CHECKING:
    from PIL import Image

Pixels: TypeAlias = npt.NDArray[np.uint8]


def decode(
    data: bytes, name: str, *, at_least: int | None = None, limits: Limits = DEFAULT_LIMITS
) -> Pixels:
    """Decode a picture, upright, on white, first frame only.

    The orientation is applied (``pictures.orientation``); transparency is laid on white; grey,
    palette, CMYK and 16-bit pictures become 8-bit RGB (``pictures.deep``). Colour profiles are not
    applied: sRGB is assumed, as the photos that networks are trained on are read.

    Args:
        data: the encoded file: JPEG, PNG, WebP, BMP, TIFF, GIF, AVIF or HEIC.
        name: what errors call the picture.
        at_least: the longer side may be decoded smaller, but not below this many pixels (unless it
            is smaller already); codecs that can then decode at reduced size, which is faster.
        limits: what is refused before it is decoded.

    Returns:
        RGB, uint8, [height, width, 3].

    Raises:
        PictureError: ``empty``, ``not_a_picture``, ``unsupported``, ``too_large`` or ``damaged``.
    """
    if not data:
        raise PictureError("empty", f"{name} is empty (0 bytes); save or download it again.")
    if data.startswith(JPEG_START):
        plain = _decode_plain_jpeg(data, name, at_least, limits)
        if plain is not None:
            return plain
    if is_bmp(data):
        bitmap = open_bmp(data, name, limits)
        if bitmap.embedded:
            return decode(data[bitmap.start :], name, at_least=at_least, limits=limits)
        return decode_bmp(data, bitmap, name)
    tags = read_tags(data) if is_tiff(data) else None
    if tags is not None and (tags.is_unusual or tags.is_packed_otherwise):
        return _decode_deep_tiff(data, tags, name, limits)
    png = None
    if data.startswith(SIGNATURE):
        data, png = _mended_png(data, limits)
    from app.core.pictures.pillow import open_header

    try:
        header = open_header(data, name)
    except PictureError:
        if tags is None:
            if is_tiff(data):
                raise damaged(name) from None
            raise
        return _decode_deep_tiff(data, tags, name, limits)
    with header:
        reduction = _reduction(header, at_least)
        limits.check_pixels(*header.size, name, share=_share(header, reduction))
        if header.info.get("progressive"):
            limits.check_scans(*header.size, data.count(START_OF_SCAN), name)
        pixels = _decode(data, header, png, name, reduction)
        if tags is not None and tags.bits == 16 and not pixels.any():  # 8 bits kept in 16
            return _decode_deep_tiff(data, tags, name, limits)
        return upright(pixels, orientation_of(header, png))


def _decode(
    data: bytes, header: Image.Image, png: PngChunks | None, name: str, reduction: int
) -> Pixels:
    """Upright is not applied."""
    pixels = None
    if header.format in JPEG_FORMATS:
        pixels = _decode_jpeg(data, header, name, reduction)
    elif png is not None:
        pixels = _decode_png(data, header, png)
    elif opencv_reads(header):
        pixels = decode_with_opencv(data, reduction)
    if pixels is not None:
        return pixels
    from app.core.pictures.pillow import decode_with_pillow, open_header

    try:
        return decode_with_pillow(header, name, reduction)
    except PictureError:
        if png is None or not png.complete:
            raise
    with open_header(mended(data), name) as whole:  # what follows the pixels may be broken
        return decode_with_pillow(whole, name, reduction)


def _mended_png(data: bytes, limits: Limits) -> tuple[bytes, PngChunks]:
    png = read_chunks(data)
    if not png.complete:
        whole = close_png(data, limits.megapixels * 8_000_000)
        if whole is not None:
            png.complete, data = True, whole
    elif png.is_animated:
        data = mended(data)  # OpenCV would take the first frame for the picture that is shown
    return data, png


def _decode_png(data: bytes, header: Image.Image, png: PngChunks) -> Pixels | None:
    if not png.complete:
        return None
    if png.is_deep:
        return decode_deep_png(data, png)
    if png.key and png.depth in (2, 4):  # Pillow brings all greys to 8 bits but this one
        header.info["transparency"] = png.key[0] * 255 // ((1 << png.depth) - 1)
    if not opencv_reads(header):
        return None
    pixels = decode_with_opencv(data, 1)
    if png.depth == 16 and pixels is not None and not pixels.any():  # 8 bits kept in 16
        return decode_deep_png(data, png)
    return pixels


def _decode_deep_tiff(data: bytes, tags: TiffTags, name: str, limits: Limits) -> Pixels:
    from app.core.pictures.tiff import decode_tiff

    pixels = decode_tiff(data, tags, name, limits)
    return upright(pixels, from_metadata(tags.orientation, tags.xmp))


def _decode_plain_jpeg(
    data: bytes, name: str, at_least: int | None, limits: Limits
) -> Pixels | None:
    """Decode a JPEG of grey or RGB that has no metadata, as most small ones, without Pillow.

    None where anything is unusual or lacks: then it is looked at again.
    """
    layout = jpeg_layout(data, quick=True)
    if layout is None or not layout.is_plain:
        return None
    reduction = _reduction_to(max(layout.width, layout.height), at_least)
    limits.check_pixels(layout.width, layout.height, name, share=4 if reduction > 1 else 1)
    if layout.progressive:
        limits.check_scans(layout.width, layout.height, data.count(START_OF_SCAN), name)
    pixels = decode_with_opencv(data, reduction)
    if pixels is None or not looks_whole(data, layout, pixels):
        return None
    return pixels


def _reduction(header: Image.Image, at_least: int | None) -> int:
    """By how much the decoder shrinks; only JPEG decoders can, and then not in CMYK."""
    if header.format not in JPEG_FORMATS or header.mode == "CMYK":
        return 1
    return _reduction_to(max(header.size), at_least)


def _reduction_to(longer_side: int, at_least: int | None) -> int:
    """Return the largest power of two up to 8 that leaves ``at_least`` pixels of a side."""
    if at_least is None:
        return 1
    return next((n for n in (8, 4, 2) if longer_side // n >= at_least), 1)


def _share(header: Image.Image, reduction: int) -> float:
    """How many pixels it may have, by what decoding takes, against one that is simply decoded."""
    if reduction > 1:
        return 4
    several_copies = header.format in {"WEBP", "AVIF", "HEIF"} and not opencv_reads(header)
    return 0.5 if several_copies else 1


def _decode_jpeg(data: bytes, header: Image.Image, name: str, reduction: int) -> Pixels | None:
    """Upright is not applied. None where the file has no order that can be followed."""
    from app.core.pictures.pillow import decode_with_pillow, open_header

    layout = jpeg_layout(data, quick=True)
    if layout is not None and layout.is_closed and opencv_reads(header):
        pixels = decode_with_opencv(data, reduction)
        if pixels is not None and looks_whole(data, layout, pixels):
            return pixels
    layout = jpeg_layout(data)
    if layout is None:
        return None
    if not all_pixels_are_there(data, layout):
        raise damaged(name)
    with open_header(closed(data, layout), name) as whole:
        if opencv_reads(whole):
            pixels = decode_with_opencv(closed(data, layout), reduction)
            if pixels is not None:
                return pixels
        return decode_with_pillow(whole, name, reduction)
