"""Write TIFFs of every kind of sample and way of storing."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

_KINDS = {"u": 1, "i": 2, "f": 3}
_CODES = {3: "H", 4: "I", 16: "Q"}


@dataclass(frozen=True)
class Way:
    """How a TIFF is stored; the defaults are the plainest."""

    big_endian: bool = False
    big_tiff: bool = False
    deflate: bool = False
    predictor: int = 1
    rows: int = 0
    tile: tuple[int, int] | None = None
    planar: bool = False
    photometric: int | None = None
    extra: Sequence[int] = ()
    more: dict[int, int | bytes] = field(default_factory=dict)


def tiff(samples: npt.NDArray[Any], way: Way = Way(), *, bits: int = 0) -> bytes:
    """Write samples [height, width] or [height, width, samples]; fewer ``bits`` are packed."""
    order = ">" if way.big_endian else "<"
    samples = samples[..., None] if samples.ndim == 2 else samples
    height, width, count = samples.shape
    planes = [samples[..., n : n + 1] for n in range(count)] if way.planar else [samples]
    pieces = [_stored(piece, way, order, bits) for plane in planes for piece in _pieces(plane, way)]
    photometric = way.photometric if way.photometric is not None else (2 if count > 2 else 1)
    tags: dict[int, tuple[int, Sequence[int]]] = {
        256: (4, [width]),
        257: (4, [height]),
        258: (3, [bits or samples.itemsize * 8] * count),
        259: (3, [8 if way.deflate else 1]),
        262: (3, [photometric]),
        277: (3, [count]),
        284: (3, [2 if way.planar else 1]),
        317: (3, [way.predictor]),
        339: (3, [_KINDS[samples.dtype.kind]] * count),
    }
    if way.extra:
        tags[338] = (3, way.extra)
    if way.tile:
        tags |= {322: (4, [way.tile[0]]), 323: (4, [way.tile[1]])}
    else:
        tags[278] = (4, [way.rows or height])
    for tag, value in way.more.items():
        tags[tag] = (1, value) if isinstance(value, bytes) else (3, [value])
    return _assembled(tags, pieces, 324 if way.tile else 273, order, big=way.big_tiff)


def _pieces(plane: npt.NDArray[Any], way: Way) -> list[npt.NDArray[Any]]:
    height, width = plane.shape[:2]
    if not way.tile:
        rows = way.rows or height
        return [plane[top : top + rows] for top in range(0, height, rows)]
    across, down = way.tile
    filled = np.pad(plane, ((0, -height % down), (0, -width % across), (0, 0)))
    return [
        filled[top : top + down, left : left + across]
        for top in range(0, height, down)
        for left in range(0, width, across)
    ]


def _stored(piece: npt.NDArray[Any], way: Way, order: str, bits: int) -> bytes:
    size = piece.itemsize
    if bits:
        ones = (piece[..., None] >> np.arange(bits - 1, -1, -1) & 1).astype(np.uint8)
        data = np.packbits(ones.reshape(len(piece), -1), axis=1).tobytes()
    elif way.predictor == 2:
        whole = np.ascontiguousarray(piece).view(f"u{size}").reshape(piece.shape)
        apart = whole.copy()
        apart[:, 1:] = whole[:, 1:] - whole[:, :-1]
        data = apart.astype(f"{order}u{size}").tobytes()
    elif way.predictor == 3:
        height, width, count = piece.shape
        stored = np.ascontiguousarray(piece.astype(f">f{size}")).view(np.uint8)
        stored = np.moveaxis(stored.reshape(height, width * count, size), 2, 1)
        stored = np.ascontiguousarray(stored).reshape(height, -1, count)
        apart = stored.copy()
        apart[:, 1:] = stored[:, 1:] - stored[:, :-1]
        data = apart.tobytes()
    else:
        data = piece.astype(piece.dtype.newbyteorder(order)).tobytes()
    return zlib.compress(data) if way.deflate else data


def _assembled(
    tags: dict[int, tuple[int, Sequence[int]]],
    pieces: list[bytes],
    where: int,
    order: str,
    *,
    big: bool,
) -> bytes:
    room, address = (8, 16) if big else (4, 4)
    at = 16 if big else 8
    starts = [at + sum(map(len, pieces[:n])) for n in range(len(pieces))]
    counts_tag = {273: 279, 324: 325}[where]
    tags |= {where: (address, starts), counts_tag: (address, [len(piece) for piece in pieces])}
    body = b"".join(pieces)
    arrays, table = b"", b""
    for tag, (kind, values) in sorted(tags.items()):
        code = "B" if kind == 1 else _CODES[kind]
        stored = struct.pack(f"{order}{len(values)}{code}", *values)
        if len(stored) > room:
            place = at + len(body) + len(arrays)
            arrays, stored = arrays + stored, struct.pack(order + _CODES[address], place)
        table += struct.pack(f"{order}HH{_CODES[address]}", tag, kind, len(values))
        table += stored.ljust(room, b"\0")
    directory = at + len(body) + len(arrays)
    start = b"II" if order == "<" else b"MM"
    head = start + struct.pack(
        order + ("HHHQ" if big else "HI"), *((43, 8, 0) if big else (42,)), directory
    )
    count = struct.pack(order + ("Q" if big else "H"), len(tags))
    return head + body + arrays + count + table + bytes(room)
