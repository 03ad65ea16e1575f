"""Tell whether all pixels of a JPEG are there.

Decoders fill what is missing with grey and say nothing. What follows the pixels tells little: the
end marker may be lost though nothing else is, and another picture's marker, or zeros, may lie where
the rest should be. So the coded data themselves are decoded, up to where they end, and it is seen
whether they are enough. That takes a second decoding, which only a picture gets that looks as if
something lacked: its end marker does not come next, its last pixel has the grey of the filling,
scans are missing, or the data hold a long run of zeros.
"""

from __future__ import annotations

import io
import re
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

JPEG_START = b"\xff\xd8\xff"
"""How the bytes of a JPEG begin."""
START_OF_SCAN = b"\xff\xda"
END_MARKER = b"\xff\xd9"
_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
_ALONE = frozenset({0x01, *range(0xD0, 0xD8)})  # markers without a length
_SCAN, _START, _END = 0xDA, 0xD8, 0xD9
_TELLING = frozenset({0xE1, 0xEE})  # APP1: EXIF and XMP; APP14: Adobe's, of how colours are stored
# Inside coded data a byte 0xFF is followed by 0x00 or a restart marker (ITU-T T.81, B.1.1.5).
_NEXT_MARKER = re.compile(rb"\xff+([^\x00\xff\xd0-\xd7])")
_FILLING = 128  # grey: what decoders make of coefficients that are all 0
_HOLE = bytes(512)  # coded data seldom hold so many zeros; holes of files do
_TOLERANCE = 8  # bytes by which coded data may be longer than need be
# Bits of one alone are no code (T.81, C.2), so these decode to next to nothing. The decoder wants
# to see a few bytes behind the last code.
_BEYOND = b"\xff\x00" * 8
_LEFT_OVER = re.compile(r"\((\d+) bytes not processed\)")


class _Scan(NamedTuple):
    """One pass over the picture: T.81, B.2.3.

    Attributes:
        components: which of the frame's it holds.
        first, last: coefficients, from 0 to 63.
        low: the bit that it ends with; 0: no finer ones follow.
        start, end: of its coded data.
        marker: what follows; None: the end of the file.
    """

    components: bytes
    first: int
    last: int
    low: int
    start: int
    end: int
    marker: int | None


class JpegLayout(NamedTuple):
    """Where the coded data of a picture lie.

    Attributes:
        width, height: of the frame, not turned upright; 0: it is told elsewhere.
        components: of the frame.
        progressive: coefficients may come in several passes.
        tells_more: there are metadata by which pixels may have to be turned or coloured otherwise,
            or more than 8 bits.
        scans: in the order of the file.
    """

    width: int
    height: int
    components: bytes
    progressive: bool
    tells_more: bool
    scans: tuple[_Scan, ...]

    @property
    def is_plain(self) -> bool:
        """Whether it is grey or YCbCr, upright as it is stored, and closed."""
        sized = self.width > 0 and self.height > 0
        return sized and len(self.components) in (1, 3) and not self.tells_more and self.is_closed

    @property
    def end(self) -> int:
        """Where the coded data of the last scan end."""
        return self.scans[-1].end

    @property
    def is_closed(self) -> bool:
        """Whether the end marker comes next."""
        return self.scans[-1].marker == _END

    @property
    def in_one_pass(self) -> bool:
        """Whether rows are decoded as they come."""
        return not self.progressive and self.scans[0].components == self.components

    def lacks_scans(self) -> bool:
        """Whether colours or finer bits never come that should."""
        if not self.progressive:
            return set(b"".join(scan.components for scan in self.scans)) != set(self.components)
        low: dict[tuple[int, int], int] = {}
        for scan in self.scans:
            for component in scan.components:
                for coefficient in range(scan.first, min(scan.last, 63) + 1):
                    low[component, coefficient] = scan.low
        luma = min(self.components)
        wanted = {(component, 0) for component in self.components}
        wanted |= {(luma, coefficient) for coefficient in range(64)}
        return any(low.values()) or not wanted <= low.keys()


def jpeg_layout(data: bytes, *, quick: bool = False) -> JpegLayout | None:
    """Find the scans of the first picture in a file; None: its segments lead nowhere.

    Args:
        quick: where one scan holds all, take it to last to the last end marker of the file: it does
            unless something lacks, and the data need not be looked through.
    """
    components = b""
    width = height = 0
    progressive, more, scans, at = False, False, list[_Scan](), 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF or marker in _ALONE:
            at += 1 if marker == 0xFF else 2
            continue
        if marker in (_START, _END):
            break
        length = int.from_bytes(data[at + 2 : at + 4], "big")
        segment = data[at + 4 : at + 2 + length]
        if marker in _TELLING:
            more = True
        elif marker in _FRAMES and len(segment) >= 6:
            height, width = (int.from_bytes(segment[n : n + 2], "big") for n in (1, 3))
            more |= segment[0] != 8 or bool(components)  # or a second frame
            components = segment[6::3][: segment[5]]
            progressive = marker in (0xC2, 0xC6, 0xCA, 0xCE)
        at += 2 + length
        if marker == _SCAN:
            scan = _scan(data, segment, at, components if quick and not progressive else None)
            if scan is None:
                return None
            scans.append(scan)
            at = scan.end
            if scan.marker in (None, _START, _END):
                break
    if not (scans and components):
        return None
    return JpegLayout(width, height, components, progressive, more, tuple(scans))


def _scan(data: bytes, segment: bytes, start: int, all_at_once: bytes | None) -> _Scan | None:
    if not segment or len(segment) < 4 + 2 * segment[0]:
        return None
    count = segment[0]
    first, last, bits = segment[1 + 2 * count : 4 + 2 * count]
    components = segment[1 : 1 + 2 * count : 2]
    if components == all_at_once:
        end = data.rfind(END_MARKER, start)
        if end >= 0:
            return _Scan(components, first, last, 0, start, end, _END)
    found = _NEXT_MARKER.search(data, start)
    end, marker = (found.start(), found[1][0]) if found else (len(data), None)
    return _Scan(components, first, last, bits & 15, start, end, marker)


def looks_whole(data: bytes, layout: JpegLayout, pixels: npt.NDArray[np.uint8]) -> bool:
    """Tell from what a decoder made of it whether ``all_pixels_are_there`` need not be asked."""
    return (
        layout.is_closed
        and not (pixels[-1, -1] == _FILLING).all()
        and (layout.in_one_pass or not (layout.lacks_scans() or _has_hole(data, layout)))
        and data.find(_HOLE, layout.scans[-1].start, layout.end) < 0
    )


def all_pixels_are_there(data: bytes, layout: JpegLayout) -> bool:
    """Decode the coded data, up to where they end, and see whether they are enough.

    Zeros can be codes. In a plain picture each of them is needed; of a hole in the file, some are
    left over.
    """
    if not layout.in_one_pass and (layout.lacks_scans() or _has_hole(data, layout)):
        return False
    end = layout.end
    hole = data.find(_HOLE, layout.scans[-1].start, end)
    if hole < 0 and not layout.is_closed:
        hole = len(data[:end].rstrip(b"\0"))
    if hole < 0 or not _is_enough(data, end - _TOLERANCE, layout):
        return _is_enough(data, end, layout)
    return _is_enough(data, hole, layout)


def _has_hole(data: bytes, layout: JpegLayout) -> bool:
    """Whether zeros stand among the finer coefficients, which are coded too densely for that."""
    finer = (scan for scan in layout.scans[:-1] if scan.first)
    return any(data.find(_HOLE, scan.start, scan.end) >= 0 for scan in finer)


def closed(data: bytes, layout: JpegLayout) -> bytes:
    """Return the picture with an end marker right behind its coded data."""
    return data[: layout.end] + END_MARKER


def _is_enough(data: bytes, end: int, layout: JpegLayout) -> bool:
    """Whether the data up to ``end`` are all pixels: Pillow's decoder waits for what lacks."""
    from app.core.pictures.unlimited import Image

    coded = data[:end].rstrip(b"\xff") + _BEYOND
    try:
        with Image.open(io.BytesIO(coded), formats=("JPEG",)) as picture:
            picture.draft(picture.mode, (1, 1))  # an eighth of the size is enough, and faster
            picture.load()
    except Exception as error:  # each codec raises its own kinds
        if layout.in_one_pass:
            return False
        # Of several passes none is shown before the end marker; what counts is what was taken.
        left = _LEFT_OVER.search(str(error))
        return left is not None and int(left[1]) <= 1
    return True
