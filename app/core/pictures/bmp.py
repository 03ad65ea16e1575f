"""Read Windows and OS/2 bitmaps, with every header, depth, bit mask and run-length coding.

Pillow and OpenCV each know some of the masks only, and OpenCV ignores them without a word. An
alpha channel that is 0 in every pixel was never filled in, so such a picture is opaque.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.core.errors import PictureError
from app.core.pictures.bmp_runs import expand_runs
from app.core.pictures.limits import Limits
from app.core.pictures.refusals import damaged
from app.core.pictures.transparency import laid_on_white

Pixels = npt.NDArray[np.uint8]

_FILE_HEADER = 14  # bytes, "BM" and where the pixels begin; the clipboard leaves it out
_WINDOWS_HEADERS = (40, 52, 56, 108, 124)
_OS2_HEADER_RANGE = range(16, 65)  # the second kind of OS/2, cut off after any field
_RGB, _RLE8, _RLE4, _BITFIELDS, _JPEG, _PNG, _ALPHA_BITFIELDS = range(7)
_OS2_HUFFMAN, _OS2_RLE24 = 3, 4  # where Windows has bit fields and JPEG
_DEPTHS = (1, 2, 4, 8, 16, 24, 32)
_USUAL_MASKS = {
    16: (0x7C00, 0x3E0, 0x1F, 0),
    24: (0xFF0000, 0xFF00, 0xFF, 0),
    32: (0xFF0000, 0xFF00, 0xFF, 0),
}
_BAND_PIXELS = 1 << 20


@dataclass(frozen=True)
class Bitmap:
    """What stands before the pixels.

    Attributes:
        runs: bits a pixel of a run-length coding: 4, 8 or 24; 0: none.
        masks: of red, green, blue and alpha, for 16 bits a pixel and more.
        palette: RGB, uint8, [256, 3], for up to 8 bits a pixel.
        start: where the pixels begin in the file.
        embedded: the pixels are a whole JPEG or PNG file.
    """

    width: int
    height: int
    bits: int
    bottom_up: bool
    runs: int
    masks: tuple[int, int, int, int]
    palette: Pixels
    start: int
    embedded: bool


def is_bmp(data: bytes) -> bool:
    """Tell whether a file begins as a bitmap, with or without the header of a file."""
    if data[:2] == b"BM":
        return True
    if len(data) < 16:
        return False
    size, _, _, planes, bits = struct.unpack_from("<IiiHH", data)
    return size in _WINDOWS_HEADERS and planes == 1 and bits in _DEPTHS


def open_bmp(data: bytes, name: str, limits: Limits) -> Bitmap:
    """Read the header.

    Raises:
        PictureError: ``not_a_picture``, ``unsupported`` or ``too_large``.
    """
    try:
        bitmap = _header(data, name)
    except struct.error as error:
        raise _no_bmp(name) from error
    limits.check_pixels(bitmap.width, bitmap.height, name)
    return bitmap


def decode_bmp(data: bytes, bitmap: Bitmap, name: str) -> Pixels:
    """Decode the pixels of a bitmap that is not ``embedded``, on white.

    Returns:
        RGB, uint8, [height, width, 3].

    Raises:
        PictureError: ``damaged``: there are fewer than the header says.
    """
    stride = (bitmap.width * bitmap.bits + 31) // 32 * 4
    needed = stride * (bitmap.height - 1) + (bitmap.width * bitmap.bits + 7) // 8
    if bitmap.runs:
        stored = expand_runs(data, bitmap.start, bitmap.width, bitmap.height, bitmap.runs)
        if stored is None:
            raise damaged(name)
        rows = np.frombuffer(stored, np.uint8).reshape(bitmap.height, -1)
    elif bitmap.start + needed > len(data):
        raise damaged(name)
    else:
        size = stride * bitmap.height
        rows = np.frombuffer(data, np.uint8, min(size, len(data) - bitmap.start), bitmap.start)
        if len(rows) < size:  # the last row's filling may lack
            rows = np.pad(rows, (0, size - len(rows)))
        rows = rows.reshape(bitmap.height, stride)
    if bitmap.bottom_up:
        rows = rows[::-1]
    return _coloured(rows, bitmap)


def _header(data: bytes, name: str) -> Bitmap:
    at = _FILE_HEADER if data[:2] == b"BM" else 0
    (size,) = struct.unpack_from("<I", data, at)
    compression = used = 0
    if size == 12:
        width, height, planes, bits = struct.unpack_from("<HHHH", data, at + 4)
    elif size in _OS2_HEADER_RANGE or size in _WINDOWS_HEADERS or size > 124:
        width, height, planes, bits = struct.unpack_from("<iiHH", data, at + 4)
        fields = data[at + 16 : at + size].ljust(24, b"\0")
        compression, _, _, _, used, _ = struct.unpack_from("<6I", fields)
    else:
        raise _no_bmp(name)
    if width <= 0 or height in (0, -(1 << 31)) or planes > 1:
        raise _no_bmp(name)
    from_os2 = size in _OS2_HEADER_RANGE and size not in _WINDOWS_HEADERS
    runs = _runs(compression, bits, from_os2, name)
    masks, after = _masks(data, at, size, compression, bits)
    entry = 3 if size == 12 else 4
    start = struct.unpack_from("<I", data, 10)[0] if at else 0
    if not start:
        start = after + entry * (used or (1 << bits if bits <= 8 else 0))
    palette = np.zeros((256, 3), np.uint8)
    if bits <= 8:
        count = min(used or 1 << bits, 256, max(0, min(start, len(data)) - after) // entry)
        stored = np.frombuffer(data[after : after + count * entry], np.uint8)
        palette[:count] = stored.reshape(count, entry)[:, 2::-1]
    embedded = not from_os2 and compression in (_JPEG, _PNG)
    if not embedded and bits not in _DEPTHS:
        raise _unsupported(name, f"{bits} bits a pixel")
    return Bitmap(width, abs(height), bits, height > 0, runs, masks, palette, start, embedded)


def _runs(compression: int, bits: int, from_os2: bool, name: str) -> int:
    if from_os2 and compression == _OS2_RLE24 and bits == 24:
        return 24
    if from_os2 and compression == _OS2_HUFFMAN and bits == 1:
        raise _unsupported(name, "Huffman coding of OS/2")
    if compression in (_RLE8, _RLE4):
        if bits != {_RLE8: 8, _RLE4: 4}[compression]:
            raise _unsupported(name, f"run-length coding with {bits} bits a pixel")
        return bits
    if compression not in (_RGB, _BITFIELDS, _JPEG, _PNG, _ALPHA_BITFIELDS):
        raise _unsupported(name, f"compression number {compression}")
    return 0


def _masks(
    data: bytes, at: int, size: int, compression: int, bits: int
) -> tuple[tuple[int, int, int, int], int]:
    """The masks, and where the header with its masks ends."""
    usual = _USUAL_MASKS.get(bits, (0, 0, 0, 0))
    if compression not in (_BITFIELDS, _ALPHA_BITFIELDS) or bits <= 8:
        return usual, at + size
    has_alpha = size >= 56 or compression == _ALPHA_BITFIELDS
    count = 4 if has_alpha else 3
    red, green, blue, *rest = struct.unpack_from(f"<{count}I", data, at + 40)
    masks = (red, green, blue, rest[0] if rest else 0)
    return (masks if any(masks[:3]) else usual), at + max(size, 40 + 4 * count)


def _coloured(rows: Pixels, bitmap: Bitmap) -> Pixels:
    pixels = np.empty((bitmap.height, bitmap.width, 3), np.uint8)
    step = max(1, _BAND_PIXELS // bitmap.width)
    bands = [slice(top, top + step) for top in range(0, bitmap.height, step)]
    if bitmap.bits <= 8:
        for band in bands:
            pixels[band] = bitmap.palette[_indices(rows[band], bitmap)]
        return pixels
    alpha = bitmap.masks[3]
    wide = [slice(left, left + _BAND_PIXELS) for left in range(0, bitmap.width, _BAND_PIXELS)]
    parts = [(band, columns) for band in bands for columns in wide]
    filled_in = alpha and any((_values(rows, part, bitmap) & alpha).any() for part in parts)
    for part in parts:
        values = _values(rows, part, bitmap)
        channels = [_channel(values, mask) for mask in bitmap.masks[: 4 if filled_in else 3]]
        coloured = np.stack(channels, axis=-1)
        pixels[part] = laid_on_white(coloured) if filled_in else coloured
    return pixels


def _indices(rows: Pixels, bitmap: Bitmap) -> Pixels:
    bits = 8 if bitmap.runs else bitmap.bits  # runs are expanded to a byte a pixel
    if bits < 8:
        shifts = np.arange(8 - bits, -1, -bits, dtype=np.uint8)
        ones = np.uint8((1 << bits) - 1)
        rows = (rows[:, :, None] >> shifts & ones).reshape(len(rows), -1)
    return rows[:, : bitmap.width]


def _values(rows: Pixels, part: tuple[slice, slice], bitmap: Bitmap) -> npt.NDArray[np.uint32]:
    size = bitmap.bits // 8
    band, columns = part
    right = min(columns.stop, bitmap.width)
    stored = np.ascontiguousarray(rows[band, columns.start * size : right * size])
    if size == 3:
        parts = stored.reshape(len(stored), -1, 3).astype(np.uint32)
        return np.asarray(parts[..., 0] | parts[..., 1] << 8 | parts[..., 2] << 16)
    return np.asarray(stored.view(f"<u{size}").astype(np.uint32))


def _channel(values: npt.NDArray[np.uint32], mask: int) -> Pixels:
    """One colour in 8 bits: from more the upper ones, from fewer scaled to the whole range."""
    if not mask:
        return np.zeros(values.shape, np.uint8)
    lowest = (mask & -mask).bit_length() - 1
    bits = mask.bit_length() - lowest
    channel = (values & np.uint32(mask)) >> np.uint32(lowest)
    if bits >= 8:
        return np.asarray(channel >> np.uint32(bits - 8), np.uint8)
    most = (1 << bits) - 1
    return np.asarray((channel * 255 + most // 2) // most, np.uint8)


def _no_bmp(name: str) -> PictureError:
    return PictureError(
        "not_a_picture", f"{name} begins as a BMP and has no usable header; save it again as PNG."
    )


def _unsupported(name: str, what: str) -> PictureError:
    return PictureError(
        "unsupported", f"{name} is a BMP of a kind that cannot be read ({what}); save it as PNG."
    )
