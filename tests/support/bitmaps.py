"""Write BMP files of every kind, from a picture that is known."""

from __future__ import annotations

import struct
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]
COLOURS = np.array([(255, 255, 255), (200, 40, 40), (40, 168, 64), (40, 64, 200)], np.uint8)


def indices(height: int = 30, width: int = 43) -> Pixels:
    """Draw white with a red, a green and a blue field, as numbers into COLOURS."""
    drawn = np.zeros((height, width), np.uint8)
    drawn[2:-2, 2 : width // 2] = 1
    drawn[2 : height // 2, width // 2 : -2] = 2
    drawn[height // 2 : -2, width // 2 : -2] = 3
    return drawn


def palette_bmp(
    drawn: Pixels, bits: int, *, header: int = 40, top_down: bool = False, gap: int = 0
) -> bytes:
    """Write numbers of colours, uncompressed; ``gap`` bytes lie before the pixels."""
    return _file(packed(drawn, bits), drawn.shape, bits, header, 0, top_down=top_down, gap=gap)


def masked_bmp(
    pixels: Pixels, masks: Sequence[int], bits: int, *, header: int = 40, compression: int = 3
) -> bytes:
    """Write RGB or RGBA [height, width, 3 or 4] where ``masks`` say."""
    values = np.zeros(pixels.shape[:2], np.uint32)
    for channel, mask in zip(np.moveaxis(pixels, 2, 0), masks, strict=False):
        if mask:
            lowest = (mask & -mask).bit_length() - 1
            most = mask >> lowest
            scaled = (channel.astype(np.uint64) * most + 127) // 255
            values |= (scaled << np.uint64(lowest)).astype(np.uint32)
    size = bits // 8
    stored = [row.astype("<u4").view(np.uint8).reshape(-1, 4)[:, :size].tobytes() for row in values]
    lines = [line + bytes(-len(line) % 4) for line in stored]
    return _file(lines, values.shape, bits, header, compression, masks=masks)


def coded_bmp(
    codes: bytes, shape: tuple[int, int], bits: int, *, header: int = 40, compression: int
) -> bytes:
    """Write codes of runs as they are."""
    return _file([codes], shape, bits, header, compression)


def packed(drawn: Pixels, bits: int) -> list[bytes]:
    """Pack numbers of colours into rows that are filled up to four bytes."""
    lines = []
    for row in drawn:
        ones = (row[:, None] >> np.arange(bits - 1, -1, -1) & 1).astype(np.uint8)
        line = np.packbits(ones.reshape(-1)).tobytes()
        lines.append(line + bytes(-len(line) % 4))
    return lines


def _file(
    lines: list[bytes],
    shape: tuple[int, ...],
    bits: int,
    header: int,
    compression: int,
    *,
    masks: Sequence[int] = (),
    top_down: bool = False,
    gap: int = 0,
) -> bytes:
    height, width = shape[:2]
    body = b"".join(lines if top_down else lines[::-1])
    colours = COLOURS[: 1 << bits] if bits <= 8 else COLOURS[:0]
    if header == 12:
        info = struct.pack("<IHHHH", 12, width, height, 1, bits)
        table = b"".join(bytes(colour[::-1]) for colour in colours)
    else:
        signed = -height if top_down else height
        fields = struct.pack(
            "<iiHHIIii", width, signed, 1, bits, compression, len(body), 2835, 2835
        )
        info = struct.pack("<I", header) + fields + struct.pack("<II", len(colours), 0)
        info += struct.pack(f"<{len(masks)}I", *masks)
        info = info[:header] if header < 40 else info.ljust(header, b"\0")
        table = b"".join(bytes(colour[::-1]) + b"\0" for colour in colours)
    start = 14 + len(info) + len(table) + gap
    head = b"BM" + struct.pack("<IHHI", start + len(body), 0, 0, start)
    return head + info + table + bytes(gap) + body
