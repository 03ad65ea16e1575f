"""What of a picture is judged: the product's photo on a page, or the whole picture.

What is decoded for the network tells whether a picture may be a page; only then is it decoded at
the size that is searched, and only a page at full size.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from app.core.answers import Region, RegionChoice
from app.core.errors import PictureError
from app.core.pictures import images
from app.core.pictures.images import InputSpec, Pixels
from app.core.pictures.jpeg import JPEG_START
from app.core.pictures.limits import DEFAULT_LIMITS, Limits
from app.core.pictures.regions import (
    SEARCHED_SIDE,
    FoundBox,
    find_regions,
    may_be_page,
    scaled,
)


def load_to_judge(
    path: Path,
    spec: InputSpec,
    choice: RegionChoice = RegionChoice.AUTO,
    limits: Limits = DEFAULT_LIMITS,
    *,
    marked: Region | None = None,
) -> tuple[Pixels, Region | None, tuple[Region, ...]]:
    """Read a picture and cut out what is judged.

    Args:
        marked: what a person wants to be judged, whatever ``choice`` says; ``Marked.part``.

    Returns:
        RGB uint8 [any, any, 3]; where that lies on the picture, None for the whole picture, which
        then is what ``images.load_for`` gives; and the parts found on it, the main one first.
        Errors as ``images.load``.
    """
    if marked is not None:
        return _marked(path, spec, marked, limits)
    if choice is RegionChoice.WHOLE:
        return images.load_for(path, spec, limits), None, ()
    data = images.read_bytes(path, limits)
    pixels = images.decode(data, path.name, at_least=images.enough_for(spec), limits=limits)
    page, found = _searched(data, path.name, limits, pixels)
    if not found:
        return pixels, None, ()
    regions = _regions(found, page)
    return _cut(page, regions[0].box), regions[0], regions


def load_part(
    path: Path, part: tuple[int, int, int, int], limits: Limits = DEFAULT_LIMITS
) -> Pixels:
    """Read a picture and cut out x, y, width and height: RGB uint8 [any, any, 3].

    What of that lies beyond the picture is left out. Errors as ``images.load``.
    """
    pixels = images.load(path, limits=limits)
    return _cut(pixels, _inside(Region(*part, picture=(0, 0)), pixels).box)


def _marked(
    path: Path, spec: InputSpec, marked: Region, limits: Limits
) -> tuple[Pixels, Region | None, tuple[Region, ...]]:
    data = images.read_bytes(path, limits)
    reduced = images.decode(data, path.name, at_least=images.enough_for(spec), limits=limits)
    page, boxes = _searched(data, path.name, limits, reduced)
    if not boxes and data.startswith(JPEG_START):
        page = _at_full_size(data, path.name, limits, reduced)
    found = _regions(boxes, page)
    region = _inside(marked, page)
    if region.box == (0, 0, *region.picture):
        return reduced, None, found
    return _cut(page, region.box), region, found


def _searched(
    data: bytes, name: str, limits: Limits, pixels: Pixels
) -> tuple[Pixels, list[FoundBox]]:
    """The picture at full size with what is found on it, or ``pixels`` where nothing is."""
    if not may_be_page(pixels):
        return pixels, []
    is_jpeg, searched = data.startswith(JPEG_START), pixels
    if is_jpeg and max(pixels.shape) < SEARCHED_SIDE:  # it may have been decoded smaller
        searched = images.decode(data, name, at_least=SEARCHED_SIDE, limits=limits)
    found = find_regions(searched)
    if not found:
        return pixels, []
    if not is_jpeg or max(searched.shape) >= 2 * SEARCHED_SIDE:
        return searched, found
    page = _at_full_size(data, name, limits, searched)
    return page, [scaled(region, searched, page) for region in found]


def _inside(part: Region, pixels: Pixels) -> Region:
    """A part of a picture of another size, perhaps, in the pixels of this one."""
    height, width = pixels.shape[:2]
    known = part.picture != (0, 0)
    across, down = (width / part.picture[0], height / part.picture[1]) if known else (1.0, 1.0)
    left = min(max(0, round(part.x * across)), width - 1)
    top = min(max(0, round(part.y * down)), height - 1)
    right = min(width, max(left + 1, round((part.x + part.width) * across)))
    bottom = min(height, max(top + 1, round((part.y + part.height) * down)))
    return Region(left, top, right - left, bottom - top, picture=(width, height))


def _cut(pixels: Pixels, box: tuple[int, int, int, int]) -> Pixels:
    x, y, width, height = box
    return pixels[y : y + height, x : x + width]


def _regions(found: Sequence[FoundBox], page: Pixels) -> tuple[Region, ...]:
    height, width = page.shape[:2]
    return tuple(
        Region(
            each.box.left,
            each.box.top,
            each.box.right - each.box.left,
            each.box.bottom - each.box.top,
            picture=(width, height),
        )
        for each in found
    )


def _at_full_size(data: bytes, name: str, limits: Limits, reduced: Pixels) -> Pixels:
    try:
        return images.decode(data, name, limits=limits)
    except PictureError:  # too large to be decoded whole
        return reduced
