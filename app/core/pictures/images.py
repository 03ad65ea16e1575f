"""The one definition of pixels: from a file to the array that the network sees.

Training and serving both come through here, so they cannot drift apart. Scaling to the network's
value range is not done here: it is part of the exported graph.
"""

from __future__ import annotations

import enum
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

from app.core.errors import PictureError
from app.core.pictures.bmp import decode_bmp, is_bmp, open_bmp
from app.core.pictures.jpeg import all_pixels_are_there, closed, jpeg_layout, looks_whole
from app.core.pictures.limits import DEFAULT_LIMITS, Limits
from app.core.pictures.opencv import JPEG_FORMATS, decode_with_opencv, opencv_reads
from app.core.pictures.refusals import damaged
from app.core.storage.files import NotRegularError, open_regular

if TYPE_CHECKING:
    from PIL import Image

Pixels: TypeAlias = npt.NDArray[np.uint8]

PAD_VALUE = 255
_DECODE_MARGIN = 2  # decode at no less than this many times the network's input


class Fitting(enum.StrEnum):
    """How a whole picture is brought to the network's input size; nothing is ever cut off."""

    PAD = "pad"
    """Keep the proportions, centre, fill the rest with white."""
    STRETCH = "stretch"
    """Scale both sides independently."""


@dataclass(frozen=True)
class InputSpec:
    """What a network takes in: ``height`` x ``width`` pixels, fitted to as ``fitting`` says."""

    height: int
    width: int
    fitting: Fitting


@dataclass(frozen=True)
class Box:
    """A rectangle in pixels; ``right`` and ``bottom`` are just outside it."""

    left: int
    top: int
    right: int
    bottom: int


def load(path: Path, *, at_least: int | None = None, limits: Limits = DEFAULT_LIMITS) -> Pixels:
    """Read and decode a picture file; see ``decode``.

    Raises:
        PictureError: ``not_found``, ``not_a_file``, ``no_permission``, ``too_large``, ``empty``,
            ``not_a_picture`` or ``damaged``.
    """
    return decode(read_bytes(path, limits), path.name, at_least=at_least, limits=limits)


def load_for(path: Path, spec: InputSpec, limits: Limits = DEFAULT_LIMITS) -> Pixels:
    """Read a picture that is going to be fitted to a network's input.

    Training and serving both load so; errors as ``load``.
    """
    return load(path, at_least=_DECODE_MARGIN * max(spec.height, spec.width), limits=limits)


def read_bytes(path: Path, limits: Limits = DEFAULT_LIMITS) -> bytes:
    """The bytes of a regular file that is not too large; errors as ``load``."""
    try:
        with open_regular(path) as stream:
            size = os.fstat(stream.fileno()).st_size
            limits.check_bytes(size, path.name)
            return stream.read(size)  # what has been added since is left out
    except NotRegularError as error:
        raise PictureError("not_a_file", f"{path} is not a file; choose a picture file.") from error
    except FileNotFoundError as error:
        raise PictureError(
            "not_found", f"{path} does not exist; check the name and the place."
        ) from error
    except PermissionError as error:
        raise PictureError(
            "no_permission", f"{path} may not be read; change its permissions or copy it elsewhere."
        ) from error
    except (OSError, ValueError) as error:
        raise PictureError("not_found", f"{path} could not be read ({error}).") from error


def decode(
    data: bytes, name: str, *, at_least: int | None = None, limits: Limits = DEFAULT_LIMITS
) -> Pixels:
    """Decode a picture, upright, on white, first frame only.

    The EXIF orientation is applied; transparency is laid on white; grey, palette, CMYK and 16-bit
    pictures become 8-bit RGB. Colour profiles are not applied: sRGB is assumed, as the photos that
    networks are trained on are read.

    Args:
        data: the encoded file: JPEG, PNG, WebP, BMP, TIFF, GIF, AVIF or HEIC.
        name: what errors call the picture.
        at_least: the longer side may be decoded smaller, but not below this many pixels (unless it
            is smaller already); codecs that can then decode at reduced size, which is faster.
        limits: what is refused before it is decoded.

    Returns:
        RGB, uint8, [height, width, 3].

    Raises:
        PictureError: ``empty``, ``not_a_picture``, ``too_large`` or ``damaged``.
    """
    if not data:
        raise PictureError("empty", f"{name} is empty (0 bytes); save or download it again.")
    if is_bmp(data):
        bitmap = open_bmp(data, name, limits)
        if bitmap.embedded:
            return decode(data[bitmap.start :], name, at_least=at_least, limits=limits)
        return decode_bmp(data, bitmap, name)
    from app.core.pictures.pillow import decode_with_pillow, open_header, orientation_of

    with open_header(data, name) as header:
        reduction = _reduction(header, at_least)
        limits.check_pixels(*header.size, name, share=_share(header, reduction))
        if header.info.get("progressive"):
            limits.check_scans(*header.size, data.count(b"\xff\xda"), name)
        pixels = None
        if header.format in JPEG_FORMATS:
            pixels = _decode_jpeg(data, header, name, reduction)
        elif opencv_reads(header):
            pixels = decode_with_opencv(data, header, reduction)
        if pixels is not None:
            return _upright(pixels, orientation_of(header))
        return _upright(*decode_with_pillow(header, name, reduction))


def fit(pixels: Pixels, spec: InputSpec) -> Pixels:
    """Bring a whole picture to the network's input size.

    Args:
        pixels: RGB, uint8, [any, any, 3].

    Returns:
        RGB, uint8, [spec.height, spec.width, 3].
    """
    box = fitted_box(pixels.shape[0], pixels.shape[1], spec)
    size = (box.right - box.left, box.bottom - box.top)
    shrinks = size[0] * size[1] < pixels.shape[0] * pixels.shape[1]
    resized = cv2.resize(
        pixels, size, interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    )
    if size == (spec.width, spec.height):
        return np.ascontiguousarray(resized, dtype=np.uint8)
    canvas = np.full((spec.height, spec.width, 3), PAD_VALUE, np.uint8)
    canvas[box.top : box.bottom, box.left : box.right] = resized
    return canvas


def fitted_box(picture_height: int, picture_width: int, spec: InputSpec) -> Box:
    """Where ``fit`` places a picture inside the network's input."""
    height, width = spec.height, spec.width
    if spec.fitting is Fitting.STRETCH:
        return Box(0, 0, width, height)
    scale = min(height / picture_height, width / picture_width)
    fitted_height = min(height, max(1, round(picture_height * scale)))
    fitted_width = min(width, max(1, round(picture_width * scale)))
    top, left = (height - fitted_height) // 2, (width - fitted_width) // 2
    return Box(left, top, left + fitted_width, top + fitted_height)


def _reduction(header: Image.Image, at_least: int | None) -> int:
    """By how much the decoder shrinks: the largest power of two up to 8 that leaves ``at_least``.

    Only JPEG decoders can, and then not in CMYK.
    """
    if at_least is None or header.format not in JPEG_FORMATS or header.mode == "CMYK":
        return 1
    return next((n for n in (8, 4, 2) if max(header.size) // n >= at_least), 1)


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
        pixels = decode_with_opencv(data, header, reduction)
        if pixels is not None and looks_whole(data, layout, pixels):
            return pixels
    layout = jpeg_layout(data)
    if layout is None:
        return None
    if not all_pixels_are_there(data, layout):
        raise damaged(name)
    with open_header(closed(data, layout), name) as whole:
        if opencv_reads(whole):
            pixels = decode_with_opencv(closed(data, layout), whole, reduction)
            if pixels is not None:
                return pixels
        return decode_with_pillow(whole, name, reduction)[0]


def _upright(pixels: Pixels, orientation: int) -> Pixels:
    """Undo an EXIF orientation (Exif 2.32, tag 0x0112)."""
    if orientation in (5, 6, 7, 8):
        pixels = np.swapaxes(pixels, 0, 1)
    if orientation in (2, 3, 6, 7):
        pixels = pixels[:, ::-1]
    if orientation in (3, 4, 7, 8):
        pixels = pixels[::-1]
    return np.ascontiguousarray(pixels)
