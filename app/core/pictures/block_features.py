"""What each block of a page looks like, and what is around it, in figures."""

from __future__ import annotations

from typing import Any, TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

from app.core.pictures.blocks import BUSY, FLAT, STRONG, Blocks, Boxes, Look, sums_over

Floats: TypeAlias = npt.NDArray[np.float64]

_COLOURS = 36
_SAMPLED = 4  # of the halved picture, one pixel of so many by so many has its colour counted
_RING = 3  # pixels of the halved picture around a block that are looked at
FEATURES = (
    *("area", "width", "height", "aspect", "elongation", "centre_x", "centre_y", "off_centre"),
    *("touches_x", "touches_y", "flat", "soft", "strong", "text", "words", "entropy"),
    *("colours", "ground", "grey", "spread", "saturation", "edge_least", "edge_mean", "edges"),
    *("around_least", "around_mean", "contrast", "lighter", "text_left", "text_right"),
    *("text_above", "text_below", "siblings", "inside", "filled_inside", "outside"),
    *("larger", "relative", "relative_strong", "row", "words_beside", "flat_beside"),
    *("strong_beside", "alike_inside", "framed_inside", "source", "light_around"),
)


def features_of(look: Look, blocks: Blocks) -> npt.NDArray[np.float32]:
    """Return float32 [blocks, FEATURES]: what tells products' photos from other blocks."""
    boxes = blocks.boxes
    height, width = look.activity.shape
    if not len(boxes):
        return np.zeros((0, len(FEATURES)), np.float32)
    left, top, right, bottom = boxes.T.astype(np.float64)
    wide, high = right - left, bottom - top
    area = wide * high
    centre_x, centre_y = (left + right) / 2 / width, (top + bottom) / 2 / height
    columns: list[npt.ArrayLike] = [
        *(np.log(area / (width * height)), wide / width, high / height),
        *(np.log(wide / high), np.abs(np.log(wide / high)), centre_x, centre_y),
        np.hypot(centre_x - 0.5, centre_y - 0.5),
        *((left <= 3) + 0.0 + (right >= width - 3), (top <= 3) + 0.0 + (bottom >= height - 3)),
    ]
    half = (boxes // 2).astype(np.int32)
    columns += _inside(look, half)
    columns += _border(look, half)
    columns += _around(look, half)
    of = {name: np.asarray(column) for name, column in zip(FEATURES, columns, strict=False)}
    columns += _among(
        *(boxes, area, of["strong"] * area, np.expm1(of["words"]), of["flat"] * area),
        of["edges"] == 4,
    )
    columns += [blocks.sources, _light_around(look, half)]
    return np.stack([np.asarray(column, np.float32) for column in columns], axis=1)


def _mean(table: npt.NDArray[Any], boxes: Boxes) -> Floats:
    area = np.maximum((boxes[:, 2:] - boxes[:, :2]).prod(axis=1), 1)
    total = sums_over(table, boxes)
    return np.asarray(total / (area if total.ndim == 1 else area[:, None]), np.float64)


def _inside(look: Look, half: Boxes) -> list[Floats]:
    halved = look.halved
    height, width = halved.shape
    text = np.ascontiguousarray(look.text[1::2, 1::2][:height, :width])
    masks = cv2.merge(
        [
            (halved <= FLAT).astype(np.uint8),
            ((halved > BUSY) & (halved <= STRONG)).astype(np.uint8),
            (halved > STRONG).astype(np.uint8),
            text,
        ]
    )
    flat, soft, strong, text_part = _mean(cv2.integral(masks), half).T
    hsv = cv2.cvtColor(look.half, cv2.COLOR_RGB2HSV)
    grey = cv2.cvtColor(look.half, cv2.COLOR_RGB2GRAY)
    table, squares = cv2.integral2(cv2.merge([grey, hsv[:, :, 1]]))
    means, square = _mean(table, half), _mean(squares, half)
    spread = np.sqrt(np.maximum(square[:, 0] - means[:, 0] ** 2, 0))
    words = np.zeros(halved.shape, np.uint8)
    x, y = (look.words[:, :2] + look.words[:, 2:]).T // 4
    words[np.minimum(y, height - 1), np.minimum(x, width - 1)] = 1
    entropy, colours, ground = _colours(look, half)
    return [
        *(flat, soft, strong, text_part, np.log1p(sums_over(cv2.integral(words), half))),
        *(entropy, colours, ground, means[:, 0], spread, means[:, 1]),
    ]


def _colours(look: Look, half: Boxes) -> tuple[Floats, Floats, Floats]:
    """Bits of the distribution of a block's colours, the commonest's part, the page's ground's."""
    sample = np.ascontiguousarray(look.half[::_SAMPLED, ::_SAMPLED])
    level = cv2.cvtColor(sample, cv2.COLOR_RGB2GRAY).astype(np.int32) * 12 // 256
    warm = sample[:, :, 0].astype(np.int32) - sample[:, :, 2]
    codes = level * 3 + np.where(warm > 24, 2, np.where(warm < -24, 0, 1))
    table = cv2.integral((codes[:, :, None] == np.arange(_COLOURS)).astype(np.uint8))
    small = half // _SAMPLED
    small[:, 2:] = np.maximum(small[:, 2:], small[:, :2] + 1)
    counts = sums_over(table, small)
    parts = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    entropy = -(parts * np.log2(np.maximum(parts, 1e-9))).sum(axis=1)
    return entropy, parts.max(axis=1), parts[:, int(table[-1, -1].argmax())]


def _strips(half: Boxes, outer: int, inner: int) -> list[Boxes]:
    """Strips along the left, right, upper and lower edge, from ``inner`` inside to outside."""
    left, top, right, bottom = half.T
    return [
        np.stack(sides, axis=1)
        for sides in (
            (left - outer, top, left + inner, bottom),
            (right - inner, top, right + outer, bottom),
            (left, top - outer, right, top + inner),
            (left, bottom - inner, right, bottom + outer),
        )
    ]


def _border(look: Look, half: Boxes) -> list[Floats]:
    """How continuously an edge runs along the four sides."""
    over = (look.halved > 6).astype(np.uint8)
    found: list[Floats] = []
    # An edge is one or two pixels thick and may lie one pixel off, so it is thickened across.
    for axis, kernel in enumerate((np.ones((1, 3), np.uint8), np.ones((3, 1), np.uint8))):
        table = cv2.integral(cv2.dilate(over, kernel))
        found += [_mean(table, strip) for strip in _strips(half, 1, 0)[2 * axis : 2 * axis + 2]]
    sides = np.clip(np.stack(found), 0, 1)
    return [sides.min(axis=0), sides.mean(axis=0), (sides > 0.85).sum(axis=0).astype(np.float64)]


def _around(look: Look, half: Boxes) -> list[Floats]:
    flat = cv2.integral((look.halved <= FLAT).astype(np.uint8))
    outer = [_mean(flat, strip + _off(side)) for side, strip in enumerate(_strips(half, _RING, 0))]
    around = np.stack(outer)
    grey = cv2.integral(cv2.cvtColor(look.half, cv2.COLOR_RGB2GRAY))
    ring = half + np.array([-_RING - 1, -_RING - 1, _RING + 1, _RING + 1], np.int32)
    height, width = look.halved.shape
    ring = np.clip(ring, 0, np.array([width, height, width, height]))
    areas = (ring[:, 2:] - ring[:, :2]).prod(axis=1) - (half[:, 2:] - half[:, :2]).prod(axis=1)
    outside = (sums_over(grey, ring) - sums_over(grey, half)) / np.maximum(areas, 1)
    lighter = _mean(grey, half) - outside
    text = cv2.integral(look.text)
    boxes = half * 2
    left, top, right, bottom = boxes.T
    wide, high = right - left, bottom - top
    reach_x, reach_y = wide, np.maximum(high // 2, 30)
    beside = (
        (left - reach_x, top, left, bottom),
        (right, top, right + reach_x, bottom),
        (left, top - reach_y, right, top),
        (left, bottom, right, bottom + reach_y),
    )
    return [
        *(around.min(axis=0), around.mean(axis=0), np.abs(lighter), lighter),
        *(_mean(text, np.stack(sides, axis=1)) for sides in beside),
    ]


def _off(side: int) -> npt.NDArray[np.int32]:
    """Move a strip one pixel outwards."""
    x, y = ((-1, 0), (1, 0), (0, -1), (0, 1))[side]
    return np.array([x, y, x, y], np.int32)


def _light_around(look: Look, half: Boxes) -> Floats:
    """How light a wide ring around a block is; a dark overlay makes it dark."""
    grey = cv2.integral(cv2.cvtColor(look.half, cv2.COLOR_RGB2GRAY))
    height, width = look.halved.shape
    out = np.maximum((half[:, 2:] - half[:, :2]).max(axis=1) // 4, 4)[:, None]
    ring = half + np.concatenate([-out, -out, out, out], axis=1).astype(np.int32)
    ring = np.clip(ring, 0, np.array([width, height, width, height]))
    areas = (ring[:, 2:] - ring[:, :2]).prod(axis=1) - (half[:, 2:] - half[:, :2]).prod(axis=1)
    total = sums_over(grey, ring) - sums_over(grey, half)
    mean = float(grey[-1, -1]) / (height * width)
    return np.asarray(np.where(areas > 0, total / np.maximum(areas, 1), mean), np.float64)


def _among(
    boxes: Boxes,
    area: Floats,
    strong: Floats,
    words: Floats,
    flat: Floats,
    framed: npt.NDArray[np.bool_],
) -> list[Floats]:
    """What a block is among the others; *beside*: beside the largest block that is inside it."""
    sides = boxes[:, 2:] - boxes[:, :2]
    low = np.maximum(boxes[:, None, :2], boxes[None, :, :2])
    high = np.minimum(boxes[:, None, 2:], boxes[None, :, 2:])
    shared = np.clip(high - low, 0, None).prod(axis=2).astype(np.float64)
    of_other, of_own = shared / area[None], shared / area[:, None]
    inside = (of_other > 0.9) & (of_own < 0.9)
    apart = of_own < 0.1
    ratio = np.abs(np.log(sides[:, None] / sides[None])).max(axis=2)
    alike = apart & (ratio < 0.12)
    level = np.minimum(*(np.abs(boxes[:, None, i] - boxes[None, :, i]) for i in (1, 3))) < 6
    # The largest that is more than a word: its strong edges count, not its area.
    weight = np.where(inside, strong[None] + 1, 0)
    child, has = weight.argmax(axis=1), inside.any(axis=1)
    rest = np.maximum(area - np.where(has, area[child], 0), 1)
    return [
        np.log1p(alike.sum(axis=1)),
        np.log1p(inside.sum(axis=1)),
        np.where(inside, of_own, 0).max(axis=1),
        np.log1p(inside.sum(axis=0)),
        np.log1p((apart & (area[None] > 1.1 * area[:, None])).sum(axis=1)),
        np.log(area / area.max()),
        np.log((strong + 1) / (strong.max() + 1)),
        np.log1p((alike & level).sum(axis=1)),
        np.log1p(np.maximum(words - np.where(has, words[child], 0), 0)),
        (flat - np.where(has, flat[child], 0)) / rest,
        (strong - np.where(has, strong[child], 0)) / rest,
        np.log1p((inside & (inside.astype(np.float32) @ alike > 0)).sum(axis=1)),
        np.log1p((inside & framed[None]).sum(axis=1)),
    ]
