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
from app.core.pictures.limits import DEFAULT_LIMITS, Limits
from app.core.storage.files import NotRegularError, open_regular

if TYPE_CHECKING:
    from PIL import Image

Pixels: TypeAlias = npt.NDArray[np.uint8]

PAD_VALUE = 255
_DECODE_MARGIN = 2  # decode at no less than this many times the network's input
# OpenCV decodes these itself when they are opaque RGB or grey; Pillow decodes everything else.
_JPEG_FORMATS = {"JPEG", "MPO"}
_OPENCV_FORMATS = _JPEG_FORMATS | {"PNG", "WEBP"}
_OPENCV_MODES = {"L", "RGB", "I;16"}
_REDUCED_FLAGS = {
    8: cv2.IMREAD_REDUCED_COLOR_8,
    4: cv2.IMREAD_REDUCED_COLOR_4,
    2: cv2.IMREAD_REDUCED_COLOR_2,
}


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
        if _opencv_reads(header):
            pixels = _decode_with_opencv(data, header.format or "", reduction)
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


def _opencv_reads(header: Image.Image) -> bool:
    return (
        header.format in _OPENCV_FORMATS
        and header.mode in _OPENCV_MODES
        and "transparency" not in header.info
        and (header.format != "WEBP" or not getattr(header, "is_animated", False))
    )


def _reduction(header: Image.Image, at_least: int | None) -> int:
    """By how much the decoder shrinks: the largest power of two up to 8 that leaves ``at_least``.

    Only JPEG decoders can, and then not in CMYK.
    """
    if at_least is None or header.format not in _JPEG_FORMATS or header.mode == "CMYK":
        return 1
    return next((n for n in (8, 4, 2) if max(header.size) // n >= at_least), 1)


def _share(header: Image.Image, reduction: int) -> float:
    """How many pixels it may have, by what decoding takes, against one that is simply decoded."""
    if reduction > 1:
        return 4
    several_copies = header.format in {"WEBP", "AVIF", "HEIF"} and not _opencv_reads(header)
    return 0.5 if several_copies else 1


def _decode_with_opencv(data: bytes, format_name: str, reduction: int) -> Pixels | None:
    """Upright is not applied. None where OpenCV cannot; Pillow then tells why."""
    flag = cv2.IMREAD_COLOR
    if format_name in _JPEG_FORMATS:
        if not _jpeg_is_complete(data):
            return None
        flag = _REDUCED_FLAGS.get(reduction, cv2.IMREAD_COLOR)
    elif format_name == "PNG" and not _png_is_complete(data):
        return None
    try:
        decoded = cv2.imdecode(
            np.frombuffer(data, np.uint8),
            flag | cv2.IMREAD_IGNORE_ORIENTATION,
        )
    except cv2.error:
        return None
    if decoded is None:
        return None
    return np.asarray(cv2.cvtColor(decoded, cv2.COLOR_BGR2RGB), dtype=np.uint8)


def _jpeg_is_complete(data: bytes) -> bool:
    """Whether an end-of-image marker follows the first scan.

    Decoders fill what is missing of a cut-off JPEG with grey and say nothing. Inside a scan the
    byte 0xFF is always followed by 0x00 or a restart marker (ITU-T T.81, B.1.1.5), so the marker
    that is found is a real one.
    """
    position = 2
    while position + 4 <= len(data) and data[position] == 0xFF:
        marker = data[position + 1]
        if marker == 0xFF:  # fill byte
            position += 1
            continue
        if marker == 0xDA:
            return data.rfind(b"\xff\xd9", position) != -1  # an intact one has it at its end
        position += 2 + int.from_bytes(data[position + 2 : position + 4], "big")
    return False


def _png_is_complete(data: bytes) -> bool:
    """Whether every chunk is as long as it says, up to the end chunk.

    OpenCV takes memory for the length that a chunk claims, up to 2 GB, before it looks.
    """
    position = 8
    while position + 12 <= len(data):
        length = int.from_bytes(data[position : position + 4], "big")
        if data[position + 4 : position + 8] == b"IEND":
            return True
        position += 12 + length
    return False


def _upright(pixels: Pixels, orientation: int) -> Pixels:
    """Undo an EXIF orientation (Exif 2.32, tag 0x0112)."""
    if orientation in (5, 6, 7, 8):
        pixels = np.swapaxes(pixels, 0, 1)
    if orientation in (2, 3, 6, 7):
        pixels = pixels[:, ::-1]
    if orientation in (3, 4, 7, 8):
        pixels = pixels[::-1]
    return np.ascontiguousarray(pixels)
