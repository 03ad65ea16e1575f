"""Which way up a picture is: one rule for every format.

1. HEIC and AVIF say it in their container, and only that counts: their EXIF and XMP repeat it or
   are out of date (ISO/IEC 23008-12).
2. In every other format the orientation tag of EXIF, or of TIFF itself, counts if it is 1 to 8.
3. Where there is none, ``tiff:Orientation`` in XMP counts.

Both may stand anywhere in the file, after the pixels, too. Broken metadata count as none.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from PIL import Image

    from app.core.pictures.png import PngChunks

_TAG = 0x0112
_XMP_TAG = 700  # of TIFF
_IN_XMP = re.compile(rb"""tiff:Orientation\s*(?:=\s*["']|>)\s*([1-8])\s*["'<]""")


def orientation_of(header: Image.Image, png: PngChunks | None = None) -> int:
    """Return the orientation, 1 to 8, that is still to be undone."""
    if header.format == "HEIF":
        return 1  # libheif has done it
    try:
        if header.format == "AVIF":  # Pillow puts there what the container says
            return _valid(header.getexif().get(_TAG)) if "exif" in header.info else 1
        return from_metadata(_exif_value(header, png), _xmp(header, png))
    except Exception:  # broken metadata are no reason to refuse the picture
        return 1


def from_metadata(exif_value: object, xmp: bytes | str) -> int:
    """Apply the rule to the value of the EXIF tag, if any, and the text of XMP."""
    if exif_value in range(1, 9):
        return _valid(exif_value)
    text = xmp.encode(errors="replace") if isinstance(xmp, str) else xmp
    found = _IN_XMP.search(text.replace(b"\0", b""))  # which may be in UTF-16
    return int(found[1]) if found else 1


def upright(pixels: npt.NDArray[np.uint8], orientation: int) -> npt.NDArray[np.uint8]:
    """Undo an orientation (Exif 2.32, tag 0x0112)."""
    if orientation in (5, 6, 7, 8):
        pixels = np.swapaxes(pixels, 0, 1)
    if orientation in (2, 3, 6, 7):
        pixels = pixels[:, ::-1]
    if orientation in (3, 4, 7, 8):
        pixels = pixels[::-1]
    return np.ascontiguousarray(pixels)


def _exif_value(header: Image.Image, png: PngChunks | None) -> object:
    from PIL import Image

    try:
        if png is None:
            return header.getexif().get(_TAG)
        if png.exif:
            exif = Image.Exif()
            exif.load(png.exif)
            return exif.get(_TAG)
        if "Raw profile type exif" in header.info:  # as ImageMagick wrote it of old
            return header.getexif().get(_TAG)
    except Exception:  # broken EXIF leaves XMP
        pass
    return None


def _xmp(header: Image.Image, png: PngChunks | None) -> bytes | str:
    if png is not None:
        return png.xmp
    tags = getattr(header, "tag_v2", {})
    found = header.info.get("xmp") or tags.get(_XMP_TAG) or b""
    return bytes(found) if isinstance(found, (tuple, bytearray)) else found


def _valid(value: object) -> int:
    return value if isinstance(value, int) and value in range(1, 9) else 1
