"""Expand the run-length codings of bitmaps."""

from __future__ import annotations

_END_OF_ROW, _END_OF_PICTURE, _JUMP = 0, 1, 2


def expand_runs(data: bytes, start: int, width: int, height: int, bits: int) -> bytes | None:
    """Expand RLE4, RLE8 or RLE24 (``bits`` 4, 8, 24) to one byte, or three, a pixel.

    Pixels that are jumped over get colour 0. Rows come as they are stored, with no filling.

    Returns:
        None where the data end before the picture does.
    """
    size = 3 if bits == 24 else 1
    row_bytes = width * size
    pixels = bytearray(row_bytes * height)
    x = y = 0
    at = start
    while at + 2 <= len(data) and y < height:
        count, value = data[at], data[at + 1]
        if count:
            unit = _unit(data, at + 1, bits)
            at += 1 + size
            run = (unit * count)[: count * size]
        elif value > _JUMP:
            at += 2
            taken = (value * bits + 7) // 8
            run = _literal(data[at : at + taken], value, bits)
            at += taken + taken % 2  # filled up to whole words
        else:
            at += 2
            if value == _END_OF_PICTURE:
                return bytes(pixels)
            if value == _END_OF_ROW:
                x, y = 0, y + 1
            elif at + 2 <= len(data):
                x, y = x + data[at], y + data[at + 1]
                at += 2
            continue
        run = run[: max(0, row_bytes - x * size)]  # what sticks out is cut off
        begin = y * row_bytes + x * size
        pixels[begin : begin + len(run)] = run
        x += len(run) // size
    whole = y >= height or (y == height - 1 and x >= width)
    return bytes(pixels) if whole else None


def _unit(data: bytes, at: int, bits: int) -> bytes:
    """What a run repeats: a pixel, or two in RLE4."""
    if bits == 24:
        return data[at : at + 3].ljust(3, b"\0")
    return bytes((data[at] >> 4, data[at] & 15)) if bits == 4 else data[at : at + 1]


def _literal(stored: bytes, count: int, bits: int) -> bytes:
    if bits == 4:
        stored = bytes(half for byte in stored for half in (byte >> 4, byte & 15))[:count]
    return stored
