"""The chunks of a PNG: which pixels depend on, and which may be broken without harm."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from app.core.pictures.deep import scale_of

Pixels = npt.NDArray[np.uint8]

SIGNATURE = b"\x89PNG\r\n\x1a\n"
_GREY, _RGB = 0, 2  # colour types that tRNS gives one transparent colour
_CRITICAL = {b"IHDR", b"PLTE", b"IDAT", b"IEND"}
_TOLD = {b"tRNS", b"eXIf", b"iTXt"}
_XMP = b"XML:com.adobe.xmp\0"
_MOST_XMP = 1 << 24  # bytes, unpacked
_AT_A_TIME = 1 << 20
_END = b"\0\0\0\0IEND\xaeB`\x82"


@dataclass
class PngChunks:
    """What the chunks of a file tell.

    Attributes:
        depth: bits a sample.
        colours: the colour type: 0 grey, 2 RGB, 3 palette, 4 and 6 with alpha.
        complete: every chunk is as long as it says, up to the end chunk. OpenCV takes memory for
            the length that a chunk claims, up to 2 GB, before it looks.
        is_animated: it is more than one picture.
        key: of a grey or RGB picture, the colour that is transparent, in its depth.
        exif, xmp: wherever they stand; empty: none whose checksum is right.
    """

    depth: int = 0
    colours: int = 0
    complete: bool = False
    is_animated: bool = False
    key: tuple[int, ...] = ()
    exif: bytes = b""
    xmp: bytes = b""

    @property
    def is_deep(self) -> bool:
        """Whether what Pillow and OpenCV make of it in 8 bits is not enough."""
        return self.depth == 16 and (self.colours == _GREY or bool(self.key))


def read_chunks(data: bytes) -> PngChunks:
    """Walk through all chunks; what is broken is passed over."""
    told = PngChunks(depth=data[24] if len(data) > 25 else 0, colours=data[25] if data[25:] else 0)
    for kind, start, length in _chunks(data):
        if kind == b"IEND":
            told.complete = True
        elif kind == b"acTL":
            told.is_animated = True
        elif kind in _TOLD and _is_whole(data, start, length):
            body = data[start : start + length]
            if kind == b"eXIf":
                told.exif = body
            elif kind == b"tRNS":
                told.key = _key(body, told)
            elif body.startswith(_XMP):
                told.xmp = _xmp(body[len(_XMP) :])
    return told


def mended(data: bytes) -> bytes:
    """Return a PNG without the chunks that no pixel depends on."""
    kept = [SIGNATURE]
    for kind, start, length in _chunks(data):
        if kind in _CRITICAL or (kind == b"tRNS" and _is_good_transparency(data, start, length)):
            kept.append(data[start - 8 : start + length + 4])
    return b"".join(kept)


def closed(data: bytes, most: int) -> bytes | None:
    """Return a PNG whose end is missing with an end, if all of its pixels are there.

    Args:
        most: bytes that they may take, unpacked.

    Returns:
        None where pixels are missing.
    """
    unpacking = zlib.decompressobj()
    try:
        for kind, start, length in _chunks(data):
            if kind == b"IDAT":
                packed = data[start : start + length]
                while packed and most > 0:
                    most -= len(unpacking.decompress(packed, _AT_A_TIME))
                    packed = unpacking.unconsumed_tail
    except zlib.error:
        return None
    return mended(data) + _END if unpacking.eof and most > 0 else None


def decode_deep_png(data: bytes, chunks: PngChunks) -> Pixels | None:
    """Decode 16-bit grey, or 16-bit RGB with a transparent colour, on white.

    Returns:
        RGB, uint8, [height, width, 3]; None where OpenCV cannot.
    """
    try:
        samples = cv2.imdecode(
            np.frombuffer(_without_transparency(data), np.uint8),
            cv2.IMREAD_UNCHANGED | cv2.IMREAD_IGNORE_ORIENTATION,
        )
    except cv2.error:
        return None
    if samples is None or samples.dtype != np.uint16:
        return None
    pixels = np.empty((*samples.shape[:2], 3), np.uint8)
    scale = scale_of([samples], samples.size, 16)
    if scale is None:
        return None
    for top in range(0, len(samples), 256):
        band = samples[top : top + 256]
        band = band[..., None] if band.ndim == 2 else band[..., ::-1]
        coloured = np.broadcast_to(scale.to_bytes(band), (*band.shape[:2], 3)).copy()
        if chunks.key:
            coloured[(band == chunks.key).all(axis=2)] = 255
        pixels[top : top + 256] = coloured
    return pixels


def _chunks(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Kind, where the content begins, its length; up to the end chunk or the first cut one."""
    at = 8
    while at + 12 <= len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        kind = data[at + 4 : at + 8]
        if at + 12 + length > len(data):
            return
        yield kind, at + 8, length
        if kind == b"IEND":
            return
        at += 12 + length


def _is_whole(data: bytes, start: int, length: int) -> bool:
    told = int.from_bytes(data[start + length : start + length + 4], "big")
    return zlib.crc32(data[start - 4 : start + length]) == told


def _is_good_transparency(data: bytes, start: int, length: int) -> bool:
    needed = {_GREY: 2, _RGB: 6}.get(data[25], 1)
    return length >= needed and _is_whole(data, start, length)


def _key(body: bytes, told: PngChunks) -> tuple[int, ...]:
    count = {_GREY: 1, _RGB: 3}.get(told.colours, 0)
    most = (1 << told.depth) - 1
    if len(body) < 2 * count:
        return ()
    return tuple(int.from_bytes(body[2 * n : 2 * n + 2], "big") & most for n in range(count))


def _xmp(body: bytes) -> bytes:
    """The text of an iTXt chunk behind its keyword."""
    is_packed, *_ = body[:1] or b"\0"
    text = body[2:].split(b"\0", 2)[-1]
    if not is_packed:
        return text
    try:
        return zlib.decompressobj().decompress(text, _MOST_XMP)
    except zlib.error:
        return b""


def _without_transparency(data: bytes) -> bytes:
    kept = [SIGNATURE]
    for kind, start, length in _chunks(data):
        if kind != b"tRNS":
            kept.append(data[start - 8 : start + length + 4])
    return b"".join(kept)
