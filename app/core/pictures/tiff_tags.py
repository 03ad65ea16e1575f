"""What the tags of a TIFF say of how its samples are stored (TIFF 6.0, and its supplements)."""

from __future__ import annotations

import struct
from dataclasses import dataclass

WHITE_IS_ZERO, BLACK_IS_ZERO, RGB = range(3)
UNSIGNED, SIGNED, FLOAT = 1, 2, 3
_UNDEFINED = 4
_PHOTOMETRIC = {
    0: "grey", 1: "grey", 2: "RGB", 3: "a palette", 4: "a mask", 5: "CMYK", 6: "YCbCr",
    8: "CIELab", 9: "ICCLab", 10: "ITULab", 32803: "a camera's raw data", 32844: "LogL",
    32845: "LogLuv", 34892: "a camera's raw data",
}  # fmt: skip
_KINDS = {1: "", 2: "signed ", 3: "floating-point ", 5: "complex ", 6: "complex "}
_COMPRESSIONS = {
    1: "none", 2: "CCITT", 3: "CCITT Group 3", 4: "CCITT Group 4", 5: "LZW", 6: "old JPEG",
    7: "JPEG", 8: "Deflate", 9: "JBIG", 10: "JBIG", 32773: "PackBits", 32946: "Deflate",
    34676: "SGI Log", 34677: "SGI Log", 34712: "JPEG 2000", 34887: "LERC", 34925: "LZMA",
    50000: "Zstandard", 50001: "WebP", 50002: "JPEG XL", 52546: "JPEG XL",
}  # fmt: skip
_LOSSLESS = {1, 5, 8, 32773, 32946, 34925, 50000}
_READ_BY_PILLOW = {2, 3, 4, 6, 7}
_ASSOCIATED, _UNASSOCIATED = 1, 2
_MOST_SAMPLES = 64
_BYTES = (1, 2, 6, 7)  # types of which a value is a byte
_TYPES = {3: "H", 8: "h", 4: "I", 9: "i", 13: "I", 16: "Q", 17: "q", 18: "Q"}


@dataclass(frozen=True)
class TiffTags:
    """How the samples of the first picture of a file are stored.

    Attributes:
        order: of the bytes of a number, as numpy and struct write it.
        samples: how many a pixel has, those that are no colour among them.
        bits: of a sample; 0: they differ.
        kind: UNSIGNED, SIGNED, FLOAT or another number.
        alpha: 0: none, 1: the colours are multiplied by it, 2: they are not.
        planar: each sample of a pixel lies in a plane of its own.
        tile: width and height; None: strips.
        rows: of a strip or tile.
        offsets, counts: of strips or tiles, in bytes.
    """

    order: str
    width: int
    height: int
    samples: int
    bits: int
    kind: int
    photometric: int
    alpha: int
    planar: bool
    compression: int
    predictor: int
    fill_order: int
    tile_width: int
    rows: int
    offsets: tuple[int, ...]
    counts: tuple[int, ...]
    orientation: int
    xmp: bytes

    @property
    def colours(self) -> int:
        """How many samples of a pixel are colours."""
        return 3 if self.photometric == RGB else 1

    @property
    def planes(self) -> int:
        """How many planes there are."""
        return self.samples if self.planar else 1

    @property
    def is_unusual(self) -> bool:
        """Whether the samples are others than whole numbers that 8 bits, or Pillow, do justice."""
        if self.photometric not in (WHITE_IS_ZERO, BLACK_IS_ZERO, RGB) or not self.bits:
            return False
        if self.kind != UNSIGNED or (self.planar and self.bits > 8):
            return True
        return self.bits not in ((8, 16) if self.photometric == RGB else (1, 2, 4, 8))

    @property
    def is_packed_otherwise(self) -> bool:
        """Whether its compression is one that no decoder here knows."""
        return self.compression not in _LOSSLESS | _READ_BY_PILLOW

    @property
    def trouble(self) -> str:
        """What keeps the samples from being read here; empty: nothing."""
        if self.photometric not in (WHITE_IS_ZERO, BLACK_IS_ZERO, RGB):
            return self.described
        if self.compression not in _LOSSLESS:
            known = _COMPRESSIONS.get(self.compression, f"number {self.compression}")
            return f"compression {known} of {self.described}"
        deep_enough = {UNSIGNED: range(1, 65), SIGNED: (8, 16, 32, 64), FLOAT: (16, 32, 64)}
        if self.bits not in deep_enough.get(self.kind, ()) or self.bits in (24, 40, 48, 56):
            return self.described
        if self.predictor not in (1, 2, 3) or (self.predictor > 1 and self.bits % 8):
            return f"predictor {self.predictor} of {self.described}"
        if self.samples not in range(self.colours, _MOST_SAMPLES):
            return f"{self.samples} samples a pixel of {self.described}"
        return ""

    @property
    def described(self) -> str:
        """The samples in words."""
        colour = _PHOTOMETRIC.get(self.photometric, f"colours number {self.photometric}")
        if not self.bits:
            return f"{colour} with samples of different depths"
        return f"{self.bits}-bit {_KINDS.get(self.kind, 'unknown ')}{colour}"


def read_tags(data: bytes) -> TiffTags | None:
    """Read the first directory; None where it leads nowhere."""
    try:
        return _tags(data)
    except (struct.error, ValueError, IndexError, OverflowError, MemoryError):
        return None


def _directory(data: bytes, order: str) -> dict[int, bytes | tuple[int, ...]]:
    """The tags whose values are whole numbers or bytes."""
    big = b"+" in data[2:4]
    address = "Q" if big else "I"
    room = 8 if big else 4  # bytes of an entry for a value or the place where it lies
    (at,) = struct.unpack_from(order + address, data, 8 if big else 4)
    (count,) = struct.unpack_from(order + ("Q" if big else "H"), data, at)
    at += 8 if big else 2
    found: dict[int, bytes | tuple[int, ...]] = {}
    for _ in range(min(count, 4_096)):
        tag, kind, number = struct.unpack_from(f"{order}HH{address}", data, at)
        at += 4 + room
        letter = "s" if kind in _BYTES else _TYPES.get(kind)
        if letter is not None and number <= len(data):
            code = f"{order}{number}{letter}"
            size = struct.calcsize(code)
            place = struct.unpack_from(order + address, data, at)[0] if size > room else at
            if place + size <= len(data):
                values = struct.unpack_from(code, data, place)
                found.setdefault(tag, values[0] if letter == "s" else values)
        at += room
    return found


def _tags(data: bytes) -> TiffTags | None:
    order = "<" if data[:1] == b"I" else ">"
    directory = _directory(data, order)

    def numbers(tag: int, default: tuple[int, ...]) -> tuple[int, ...]:
        value = directory.get(tag, default)
        return tuple(value) or default

    def number(tag: int, default: int) -> int:
        return numbers(tag, (default,))[0]

    width, height = number(256, 0), number(257, 0)
    if width <= 0 or height <= 0:
        return None
    samples, photometric = number(277, 1), number(262, BLACK_IS_ZERO)
    depths, kinds = set(numbers(258, (1,))), set(numbers(339, (UNSIGNED,)))
    bits = depths.pop() if len(depths) == 1 else 0
    kind = kinds.pop() if len(kinds) == 1 else 0
    if kind == _UNDEFINED or (kind == SIGNED and bits == 8):  # no program takes a byte for signed
        kind = UNSIGNED
    extra = numbers(338, ())[:1]
    tiled = 324 in directory
    rows = number(323, 0) if tiled else min(number(278, height) or height, height)
    return TiffTags(
        order=order,
        width=width,
        height=height,
        samples=samples,
        bits=bits,
        kind=kind,
        photometric=photometric,
        alpha=extra[0] if extra and extra[0] in (_ASSOCIATED, _UNASSOCIATED) else 0,
        planar=number(284, 1) == 2 and samples > 1,
        compression=number(259, 1),
        predictor=number(317, 1),
        fill_order=number(266, 1),
        tile_width=number(322, 0) if tiled else 0,
        rows=rows,
        offsets=numbers(324 if tiled else 273, ()),
        counts=numbers(325 if tiled else 279, ()),
        orientation=number(274, 0),
        xmp=bytes(numbers(700, ())),
    )
