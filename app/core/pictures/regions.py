"""Where on a picture the product is: the box of its photo on a page, or the whole picture.

Most photos are told from pages by a few signs (``page_signs``). What may be a page is cut into
blocks (``blocks``), each of which is judged by what it looks like and what is around it
(``block_features``): which of them it is, and how likely; and it is a page if that one and the
signs together say so. All this is decided by small trees that were fitted to rendered pages and to
photos (``region_trees.npz``).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from app.core.pictures.block_features import FEATURES, features_of
from app.core.pictures.blocks import grown, look_at
from app.core.pictures.images import Box, Pixels
from app.core.pictures.page_signs import SIGNS, reduced, signs_of
from app.core.pictures.trees import read_trees

SEARCHED_SIDE = 640
"""Pixels of the longer side that is searched, at most."""
MOST_REGIONS = 9
PAGE_FEATURES = (
    *("area", "edge_least", "edge_mean", "edges", "around_least", "around_mean", "flat", "text"),
    *("words", "off_centre", "entropy", "contrast", "light_around", "siblings", "larger"),
    *("relative", "words_beside", "colours", "strong", "saturation", "text_below", "text_right"),
    *("width", "height"),
)
"""What of the best block tells whether it is on a page."""
PAGE_FIGURES = (*SIGNS, *PAGE_FEATURES, "score")
_OF_BEST = [FEATURES.index(name) for name in PAGE_FEATURES]
_SAME = 0.5  # intersection over union of two boxes that are one thing
_NESTED = 0.8  # part of a box inside another one, of which it is a part or a frame
_FURTHER = 0.04  # what a further box scores at least
_LEAST_SIDE = 32  # of a picture that is searched
_EDGE, _FLAT = FEATURES.index("edge_mean"), FEATURES.index("flat")
_FRAMED, _FILLED = 0.8, 0.12  # so much edge, or so little ground: it has its ground already

_TREES = read_trees(Path(__file__).with_name("region_trees.npz"))


@dataclass(frozen=True)
class FoundBox:
    """A part of a picture.

    Attributes:
        box: in pixels of the picture that was searched.
        score: chance in [0, 1] that it is the photo of what the page sells.
    """

    box: Box
    score: float


def may_be_page(pixels: Pixels) -> bool:
    """Tell quickly whether it is worth searching RGB uint8 [h, w, 3]; most photos are not."""
    if min(pixels.shape[:2]) < _LEAST_SIDE:
        return False
    return bool(_TREES["sign"](signs_of(pixels)[None])[0] > 0)


def find_regions(pixels: Pixels) -> list[FoundBox]:
    """Find the photos of products on a page.

    Args:
        pixels: RGB uint8 [h, w, 3], at least about ``SEARCHED_SIDE`` pixels long where there are
            so many.

    Returns:
        The main one first, at most ``MOST_REGIONS``; none where the picture is simply a photo, or
        nothing on it is surely a product's photo.
    """
    small = reduced(pixels, SEARCHED_SIDE)
    if min(small.shape[:2]) < _LEAST_SIDE:
        return []
    look, blocks = look_at(small)
    if not len(blocks.boxes):
        return []
    features = features_of(look, blocks)
    scores = _TREES["block"](features)
    best = int(_TREES["choice"](features).argmax())
    figures = page_figures(signs_of(small), features, scores, best)
    if _TREES["page"](figures[None])[0] <= 0:
        return []
    whole = (features[:, _EDGE] > _FRAMED) | (features[:, _FLAT] < _FILLED)
    boxes = np.where(whole[:, None], blocks.boxes, grown(look, blocks.boxes))
    regions: list[FoundBox] = []
    for index in (best, *np.argsort(-scores, kind="stable")):
        if len(regions) == MOST_REGIONS or (regions and scores[index] < _FURTHER):
            break
        box = Box(*(int(side) for side in boxes[index]))
        if not any(_is_same(box, other.box) for other in regions):
            regions.append(FoundBox(box, float(np.clip(scores[index], 0, 1))))
    return [scaled(region, small, pixels) for region in regions]


def page_figures(
    signs: npt.NDArray[np.float32],
    features: npt.NDArray[np.float32],
    scores: npt.NDArray[np.float64],
    best: int,
) -> npt.NDArray[np.float32]:
    """Return float32 [PAGE_FIGURES]: what tells a page from a photo that has some such block."""
    return np.concatenate([signs, features[best, _OF_BEST], [scores[best]]]).astype(np.float32)


def overlap(one: Box, other: Box) -> float:
    """Return the intersection over union of two boxes."""
    shared = _shared(one, other)
    return shared / max(1, _area(one) + _area(other) - shared)


def _is_same(one: Box, other: Box) -> bool:
    """Whether two boxes show one thing: they cover each other, or one lies inside the other."""
    nested = _shared(one, other) >= _NESTED * min(_area(one), _area(other))
    return nested or overlap(one, other) >= _SAME


def _shared(one: Box, other: Box) -> int:
    width = min(one.right, other.right) - max(one.left, other.left)
    height = min(one.bottom, other.bottom) - max(one.top, other.top)
    return max(0, width) * max(0, height)


def _area(box: Box) -> int:
    return (box.right - box.left) * (box.bottom - box.top)


def scaled(region: FoundBox, small: Pixels, large: Pixels) -> FoundBox:
    """Return where a region of a picture lies on the same picture at another size."""
    height, width = large.shape[:2]
    x, y = width / small.shape[1], height / small.shape[0]
    box = region.box
    left, top = int(box.left * x), int(box.top * y)
    right, bottom = max(left + 1, round(box.right * x)), max(top + 1, round(box.bottom * y))
    return FoundBox(Box(left, top, min(width, right), min(height, bottom)), region.score)
