"""Read the TIFFs that Pillow does not: greys and colours of other than 8 bits a sample.

libtiff, through Pillow, only unpacks: the file gets a second directory that describes its rows as
plain bytes, and what the bytes mean is found here. So every compression without loss serves for
every kind of sample, in strips and tiles, together and in planes, in both byte orders.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from app.core.errors import PictureError
from app.core.pictures.deep import Scale, scale_of
from app.core.pictures.limits import Limits
from app.core.pictures.refusals import damaged
from app.core.pictures.tiff_tags import FLOAT, SIGNED, WHITE_IS_ZERO, TiffTags
from app.core.pictures.transparency import laid_on_white
from app.core.pictures.unlimited import Image

Pixels: TypeAlias = npt.NDArray[np.uint8]
Samples: TypeAlias = npt.NDArray[Any]

_BAND_BYTES = 1 << 22
_MOST_ROW_BITS = 1 << 28  # rows are decoded whole
_SHORT, _LONG = 3, 4


def unsupported(name: str, tags: TiffTags) -> PictureError:
    """Say which kind of TIFF cannot be read."""
    return PictureError(
        "unsupported",
        f"{name} is a TIFF of a kind that cannot be read ({tags.trouble or tags.described}); "
        "save it as PNG or JPEG.",
    )


def decode_tiff(data: bytes, tags: TiffTags, name: str, limits: Limits) -> Pixels:
    """Decode, as it is stored: not turned upright.

    Returns:
        RGB, uint8, [height, width, 3].

    Raises:
        PictureError: ``unsupported``, ``too_large`` or ``damaged``.
    """
    if tags.trouble:
        raise unsupported(name, tags)
    limits.check_pixels(
        tags.width, tags.height, name, share=min(1, 32 / (tags.samples * tags.bits))
    )
    if tags.width * tags.samples * tags.bits > _MOST_ROW_BITS:
        raise PictureError(
            "too_large", f"{name} has rows of {tags.width} pixels; save a smaller copy."
        )
    try:
        needed = tags.colours + bool(tags.alpha) if tags.planar else 1
        planes = [_unpacked(data, tags, plane) for plane in range(needed)]
        return _pixels(planes, tags, name)
    except PictureError:
        raise
    except MemoryError as error:
        raise PictureError(
            "too_large", f"{name} needs more memory than there is; save a smaller copy."
        ) from error
    except Exception as error:  # each codec raises its own kinds
        raise damaged(name) from error


def _pixels(planes: list[Image.Image], tags: TiffTags, name: str) -> Pixels:
    count = tags.width * tags.height
    colours = _scale(planes, tags, slice(0, tags.colours), count * tags.colours, name)
    alpha = None
    if tags.alpha and tags.samples > tags.colours:
        alpha = _scale(planes, tags, slice(tags.colours, tags.colours + 1), count, name)
    pixels = np.empty((tags.height, tags.width, 3), np.uint8)
    for rows, samples in _bands(planes, tags):
        coloured = colours.to_bytes(samples[..., : tags.colours])
        if tags.photometric == WHITE_IS_ZERO:
            coloured = 255 - coloured
        if alpha is not None:
            coloured = np.broadcast_to(coloured, (*coloured.shape[:2], 3))
            opaque = alpha.to_bytes(samples[..., tags.colours])
            coloured = _on_white(coloured, opaque, multiplied=tags.alpha == 1)
        pixels[rows] = coloured
    return pixels


def _scale(planes: list[Image.Image], tags: TiffTags, which: slice, count: int, name: str) -> Scale:
    bands = (samples[..., which] for _, samples in _bands(planes, tags))
    scale = scale_of(bands, count, tags.bits, signed=tags.kind == SIGNED)
    if scale is None:
        raise PictureError(
            "unsupported",
            f"{name} holds numbers that are too large for a picture; save it with values from "
            "0 to 1.",
        )
    return scale


def _on_white(coloured: Pixels, opaque: Pixels, *, multiplied: bool) -> Pixels:
    if multiplied:
        return np.asarray(np.minimum(coloured + (255 - opaque.astype(np.int16))[..., None], 255))
    return laid_on_white(np.dstack([coloured, opaque]))


def _bands(planes: list[Image.Image], tags: TiffTags) -> Iterator[tuple[slice, Samples]]:
    """Samples [rows, width, samples] in the byte order of the machine, from the top down."""
    room = _BAND_BYTES // (1 if tags.bits % 8 == 0 else 16)  # single bits are taken apart
    step = max(1, room // (planes[0].width * len(planes)))
    for top in range(0, tags.height, step):
        rows = slice(top, min(top + step, tags.height))
        parts = []
        for plane in planes:
            stored = np.asarray(plane.crop((0, rows.start, plane.width, rows.stop)))
            parts.append(_samples(stored, tags))
        yield rows, parts[0] if len(parts) == 1 else np.concatenate(parts, axis=2)


def _samples(stored: Pixels, tags: TiffTags) -> Samples:
    """Bytes of rows to samples [rows, width, samples of a plane]."""
    beside = tags.samples // tags.planes
    if tags.bits % 8:
        ones = np.unpackbits(stored, axis=1)
        tiles = _tiles(tags)
        ones = ones.reshape(len(stored), tiles, -1)[..., : _tile_width(tags) * beside * tags.bits]
        places = 1 << np.arange(tags.bits - 1, -1, -1, dtype=np.int64)
        values = ones.reshape(len(stored), -1, beside, tags.bits) @ places
        return np.asarray(values[:, : tags.width])
    letter = {FLOAT: "f", SIGNED: "i"}.get(tags.kind, "u")
    size = tags.bits // 8
    lines = stored.reshape(len(stored), _tiles(tags), -1)  # each is predicted from its own left
    if tags.predictor == 3:
        added = np.add.accumulate(lines.reshape(*lines.shape[:2], -1, beside), 2, np.uint8)
        parts = added.reshape(*lines.shape[:2], size, -1)  # the highest bytes come first
        lines, order = np.ascontiguousarray(np.moveaxis(parts, 2, 3)), ">"
    else:
        order = tags.order
    values = np.ascontiguousarray(lines).reshape(-1).view(f"{order}{letter}{size}")
    values = values.reshape(*lines.shape[:2], -1, beside)
    if tags.predictor == 2:
        whole = values.view(f"{order}u{size}").astype(f"u{size}")
        values = np.add.accumulate(whole, 2, whole.dtype).view(f"{letter}{size}")
    values = values.reshape(len(stored), -1, beside)[:, : tags.width]
    return np.asarray(values.astype(values.dtype.newbyteorder("=")))


def _tile_width(tags: TiffTags) -> int:
    return tags.tile_width or tags.width


def _tiles(tags: TiffTags) -> int:
    """How many lie beside one another."""
    return -(-tags.width // _tile_width(tags))


def _unpacked(data: bytes, tags: TiffTags, plane: int) -> Image.Image:
    """The bytes of a plane's rows, as a grey picture that is as wide as a row has bytes."""
    beside = tags.samples // tags.planes
    tile_bytes = (_tile_width(tags) * beside * tags.bits + 7) // 8
    each = len(tags.offsets) // tags.planes
    own = slice(plane * each, (plane + 1) * each)
    entries: list[tuple[int, int, tuple[int, ...]]] = [
        (256, _LONG, (tile_bytes * _tiles(tags),)),
        (257, _LONG, (tags.height,)),
        (258, _SHORT, (8,)),
        (259, _SHORT, (tags.compression,)),
        (262, _SHORT, (1,)),
        (266, _SHORT, (tags.fill_order,)),
        (277, _SHORT, (1,)),
    ]
    if tags.tile_width:
        entries += [(322, _LONG, (tile_bytes,)), (323, _LONG, (tags.rows,))]
    else:
        entries += [(278, _LONG, (tags.rows,))]
    offsets, counts = (324, 325) if tags.tile_width else (273, 279)
    entries += [(offsets, _LONG, tags.offsets[own]), (counts, _LONG, tags.counts[own])]
    described = _with_directory(data, sorted(entry for entry in entries if entry[2]))
    with Image.open(io.BytesIO(described), formats=("TIFF",)) as picture:
        picture.load()
        return picture


def _with_directory(data: bytes, entries: list[tuple[int, int, tuple[int, ...]]]) -> bytes:
    """A TIFF that holds the file, so offsets are as they were, with a directory of its own.

    It is little-endian and no BigTIFF, whatever the file is; of that, the beginning is replaced.
    """
    end = len(data) + len(data) % 2
    arrays, table = b"", b""
    for tag, kind, values in entries:
        stored = struct.pack(f"<{len(values)}{'H' if kind == _SHORT else 'I'}", *values)
        if len(stored) > 4:
            place = struct.pack("<I", end + len(arrays))
            arrays += stored + bytes(len(stored) % 4)
            stored = place
        table += struct.pack("<HHI", tag, kind, len(values)) + stored.ljust(4, b"\0")
    head = struct.pack("<2sHI", b"II", 42, end + len(arrays))
    count = struct.pack("<H", len(entries))
    filled = bytes(end - len(data))
    return b"".join((head, data[len(head) :], filled, arrays, count, table, bytes(4)))
