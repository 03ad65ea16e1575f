"""What of a picture is judged: the product's photo on a page, or the whole picture.

The search is made on what is decoded for the network anyway; only a page is decoded at full size.
"""

from __future__ import annotations

from pathlib import Path

from app.core.answers import Region, RegionChoice
from app.core.errors import PictureError
from app.core.pictures import images
from app.core.pictures.images import InputSpec, Pixels
from app.core.pictures.jpeg import JPEG_START
from app.core.pictures.limits import DEFAULT_LIMITS, Limits
from app.core.pictures.regions import find_regions, may_be_page


def load_to_judge(
    path: Path,
    spec: InputSpec,
    choice: RegionChoice = RegionChoice.AUTO,
    limits: Limits = DEFAULT_LIMITS,
) -> tuple[Pixels, Region | None]:
    """Read a picture and cut out what is judged.

    Returns:
        RGB uint8 [any, any, 3], and where that lies on the picture; None for the whole picture,
        which then is what ``images.load_for`` gives. Errors as ``images.load``.
    """
    if choice is RegionChoice.WHOLE:
        return images.load_for(path, spec, limits), None
    data = images.read_bytes(path, limits)
    pixels = images.decode(data, path.name, at_least=images.enough_for(spec), limits=limits)
    if not may_be_page(pixels):
        return pixels, None
    found = find_regions(pixels)
    if not found:
        return pixels, None
    page = pixels
    if data.startswith(JPEG_START) and max(pixels.shape) < 2 * images.enough_for(spec):
        page = _at_full_size(data, path.name, limits, pixels)  # it may have been decoded smaller
        found = find_regions(page) if page.shape != pixels.shape else found
        if not found:
            return pixels, None
    box = found[0].box
    height, width = page.shape[:2]
    region = Region(
        box.left, box.top, box.right - box.left, box.bottom - box.top, picture=(width, height)
    )
    return page[box.top : box.bottom, box.left : box.right], region


def _at_full_size(data: bytes, name: str, limits: Limits, reduced: Pixels) -> Pixels:
    try:
        return images.decode(data, name, limits=limits)
    except PictureError:  # too large to be decoded whole
        return reduced
