"""Where on a picture the product is: the box of its photo on a page, or the whole picture.

A page is told from a photo by what it is made of (``pictures.blocks``); a photo stays whole. Both
decisions are sums of a few measures, whose weights are logistic regressions on rendered pages and
photos (``region_weights``).
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from app.core.pictures.blocks import (
    Block,
    Look,
    activity_of,
    features_of,
    flat_part,
    look_at,
    with_ground,
)
from app.core.pictures.images import Box, Pixels
from app.core.pictures.region_weights import (
    BLOCK_CONSTANT,
    BLOCK_WEIGHTS,
    PAGE_CONSTANT,
    PAGE_WEIGHTS,
)

SEARCHED_SIDE = 640
"""Pixels of the longer side that is searched, at most."""
MOST_REGIONS = 9
PAGE_FEATURES = (
    *("flat", "share", "text", "text_around", "busy_around", "flat_frame", "score"),
    *("rectangle", "off_centre", "words", "words_around", "flat_around", "page_around"),
)
_FLAT_PAGE = 0.28  # of a page is ground, at least
_SAME = 0.5  # intersection over union of two boxes that are one thing
_FURTHER = -3.0  # log-odds of a further box, at least
_LEAST_SIDE = 32  # of a picture that is searched


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
    small = _reduced(pixels, SEARCHED_SIDE // 2)
    return min(pixels.shape[:2]) >= _LEAST_SIDE and flat_part(activity_of(small)) >= _FLAT_PAGE


def find_regions(pixels: Pixels) -> list[FoundBox]:
    """Find the photos of products on a page.

    Args:
        pixels: RGB uint8 [h, w, 3], at least about ``SEARCHED_SIDE`` pixels long where there are
            so many.

    Returns:
        The main one first, at most ``MOST_REGIONS``; none where the picture is simply a photo, or
        nothing on it is surely a product's photo.
    """
    small = _reduced(pixels, SEARCHED_SIDE)
    if min(small.shape[:2]) < _LEAST_SIDE:
        return []
    look, blocks = look_at(small, activity_of(small))
    if not blocks or flat_part(look.activity) < _FLAT_PAGE / 2:
        return []
    features = features_of(look, blocks)
    scores = block_scores(features)
    order = np.argsort(-scores)
    best = int(order[0])
    main = with_ground(look, blocks[best])
    if page_score(page_features(look, main, blocks[best], float(scores[best]))) < 0:
        return []
    scale = (pixels.shape[1] / small.shape[1], pixels.shape[0] / small.shape[0])
    regions: list[FoundBox] = []
    for index in order:
        if len(regions) == MOST_REGIONS or (regions and scores[index] < _FURTHER):
            break
        box = with_ground(look, blocks[index])
        if all(overlap(box, other.box) < _SAME for other in regions):
            regions.append(FoundBox(box, float(1 / (1 + np.exp(-scores[index])))))
    return [FoundBox(_scaled(region.box, scale, pixels), region.score) for region in regions]


def block_scores(features: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
    """Return float64 [blocks]: the log-odds that each is the photo of what the page sells."""
    return _weighed(features, BLOCK_WEIGHTS, BLOCK_CONSTANT)


def page_features(look: Look, main: Box, block: Block, score: float) -> npt.NDArray[np.float32]:
    """Return float32 [PAGE_FEATURES]: what tells a page with ``main`` from a photo."""
    height, width = look.activity.shape
    outside = np.ones((height, width), np.uint8)
    outside[main.top : main.bottom, main.left : main.right] = 0
    area = max(1, int(outside.sum()))
    activity = look.activity
    frame = np.concatenate([activity[:2].ravel(), activity[-2:].ravel(), activity[:, :2].ravel()])
    text = cv2.countNonZero(cv2.bitwise_and(look.text, outside))
    busy = cv2.countNonZero(cv2.bitwise_and((activity > 10).astype(np.uint8), outside))
    flat = cv2.countNonZero(cv2.bitwise_and((activity <= 2).astype(np.uint8), outside)) / area
    words = float(np.log1p(np.count_nonzero(outside[look.words[:, 1], look.words[:, 0]])))
    centre = ((main.left + main.right) / 2 / width, (main.top + main.bottom) / 2 / height)
    return np.array(
        [
            flat_part(activity),
            1 - area / (width * height),
            text / (width * height),
            text / area,
            busy / area,
            float(np.mean(frame <= 2)),
            score,
            float(block.filled > 0.93),
            float(np.hypot(centre[0] - 0.5, centre[1] - 0.5)),
            float(np.log1p(len(look.words))),
            words,
            flat,
            words * flat,
        ],
        np.float32,
    )


def page_score(features: npt.NDArray[np.float32]) -> float:
    """Return the log-odds, less what is asked for, that it is a page and its main box is right."""
    return float(_weighed(features[None], PAGE_WEIGHTS, PAGE_CONSTANT)[0])


def overlap(one: Box, other: Box) -> float:
    """Return the intersection over union of two boxes."""
    width = min(one.right, other.right) - max(one.left, other.left)
    height = min(one.bottom, other.bottom) - max(one.top, other.top)
    shared = max(0, width) * max(0, height)
    areas = ((b.right - b.left) * (b.bottom - b.top) for b in (one, other))
    return shared / max(1, sum(areas) - shared)


def _weighed(
    features: npt.NDArray[np.float32],
    weights: dict[str, tuple[float, float, float]],
    constant: float,
) -> npt.NDArray[np.float64]:
    means, deviations, linear = np.array(list(weights.values())).T
    return np.asarray(np.clip((features - means) / deviations, -4, 4) @ linear + constant)


def _reduced(pixels: Pixels, side: int) -> Pixels:
    scale = side / max(pixels.shape[:2])
    if scale >= 1:
        return pixels
    size = (max(1, round(pixels.shape[1] * scale)), max(1, round(pixels.shape[0] * scale)))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)


def _scaled(box: Box, scale: tuple[float, float], pixels: Pixels) -> Box:
    height, width = pixels.shape[:2]
    left, top = int(box.left * scale[0]), int(box.top * scale[1])
    return Box(
        left,
        top,
        min(width, max(left + 1, round(box.right * scale[0]))),
        min(height, max(top + 1, round(box.bottom * scale[1]))),
    )
