"""Write PNGs chunk by chunk."""

from __future__ import annotations

import struct
import zlib

import numpy as np
import numpy.typing as npt

GREY, RGB, PALETTE, GREY_ALPHA, RGBA = 0, 2, 3, 4, 6


def chunk(kind: bytes, body: bytes, *, spoilt: bool = False) -> bytes:
    """Write a chunk, with a wrong checksum if ``spoilt``."""
    checksum = zlib.crc32(kind + body) ^ spoilt
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", checksum)


def png(
    samples: npt.NDArray[np.integer],
    depth: int = 8,
    colours: int = RGB,
    *,
    before: bytes = b"",
    after: bytes = b"",
) -> bytes:
    """Write samples [height, width] or [height, width, samples], chunks around the pixels."""
    height, width = samples.shape[:2]
    rows = samples.reshape(height, -1)
    if depth == 16:
        lines = [row.astype(">u2").tobytes() for row in rows]
    else:
        ones = (rows[..., None] >> np.arange(depth - 1, -1, -1) & 1).astype(np.uint8)
        lines = [np.packbits(line.reshape(-1)).tobytes() for line in ones]
    header = struct.pack(">IIBBBBB", width, height, depth, colours, 0, 0, 0)
    pixels = zlib.compress(b"".join(b"\0" + line for line in lines))
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            chunk(b"IHDR", header),
            before,
            chunk(b"IDAT", pixels),
            after,
            chunk(b"IEND", b""),
        )
    )
