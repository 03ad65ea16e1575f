"""Blocks of a page: what stands out from its flat ground, or is framed by straight lines.

Layout analysis without learning: a rendered page is mostly ground of exactly one colour; photos,
text and controls are islands in it, and panels are grounds of another colour. Everything found is
only a candidate: several of them may be the same thing, with and without its margins, or a part of
it, or two things. All sizes are pixels of the reduced picture.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from app.core.pictures.images import Pixels

Mask = npt.NDArray[np.uint8]
Boxes = npt.NDArray[np.int32]
"""[n, 4]: left, top, and just outside of it right, bottom."""

FLAT, BUSY, STRONG = 2, 10, 44
"""Differences of neighbouring pixels: up to the first it is ground, over the second an island; the
third passes over what a dark overlay dims."""
_TEXT_HEIGHT = 15
_LETTER, _MOST_LETTERS = 70, 200
_COARSE = 4
_ANY = 8  # of 255: one pixel of sixteen is 16
_REACHES = (3, 7, 13)  # parts of one thing lie no farther apart, in coarse pixels
_LEAST = (10, 26)  # shorter and longer side of a block that may be a product
_MOST_BLOCKS = 120
_OUTWARD = np.array([-1, -1, 1, 1], np.int32)
_LINE = 12  # pixels of half the size that a straight line has, at least
_MARGIN = 1.12
_STEPS = 8  # by which a box grows
_UNITED = 20  # of the largest blocks are united with one another
SOURCES = ("island", "group", "panel", "cell", "union", "grown")


@dataclass(frozen=True)
class Look:
    """What is computed of a picture once.

    Attributes:
        half: RGB uint8 [h / 2, w / 2, 3].
        activity: uint8 [h, w], the largest difference to a neighbour in any channel.
        halved: uint8 [h / 2, w / 2], the largest activity of every two by two.
        text: uint8 [h, w], 1 where there is something that may be text by its size and place.
        words: int32 [n, 4], the boxes of those things: words, or letters of large ones.
    """

    half: Pixels
    activity: Mask
    halved: Mask
    text: Mask
    words: Boxes


@dataclass(frozen=True)
class Blocks:
    """Candidates, the largest first.

    Attributes:
        sources: int [n], indices of ``SOURCES``.
    """

    boxes: Boxes
    sources: npt.NDArray[np.int32]


def activity_of(pixels: Pixels) -> Mask:
    """Return uint8 [h, w]: how much a pixel differs from its neighbours, in any channel."""
    gradient = cv2.morphologyEx(pixels, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    red, green, blue = cv2.split(gradient)
    return np.asarray(cv2.max(cv2.max(red, green), blue), np.uint8)


def boxes_of_islands(mask: Mask) -> Boxes:
    """Return int32 [n, 4]: the boxes of what hangs together in a mask."""
    return _islands(mask)[1]


def look_at(pixels: Pixels) -> tuple[Look, Blocks]:
    """Find the blocks of a reduced picture, RGB uint8 [h, w, 3], without those as small as text."""
    activity = activity_of(pixels)
    busy = _over(activity, BUSY)
    labels, islands = _islands(busy)
    is_text = _are_text(islands)
    text = np.concatenate(([0], is_text)).astype(np.uint8).take(labels)
    height, width = activity.shape
    half = cv2.resize(pixels, (width // 2, height // 2), interpolation=cv2.INTER_AREA)
    look = Look(np.asarray(half, np.uint8), activity, _halved(activity), text, islands[is_text])
    found = [
        (0, islands),
        (0, 2 * _islands(_over(look.halved, STRONG))[1]),
        (1, _groups(busy & (1 - text))),
        (1, _groups(_over(activity, STRONG) & (1 - text))),
        (2, 2 * _islands(1 - _over(look.halved, FLAT), 4)[1] + _OUTWARD),
        (3, 2 * _cells(look.half) + _OUTWARD),
    ]
    blocks = _united(_chosen(found, activity.shape), activity.shape)
    return look, blocks


def grown(look: Look, boxes: Boxes) -> Boxes:
    """Return the boxes with the empty ground around them, as photos of things have it.

    Each grows towards a square with a margin, and stops at whatever else there is.
    """
    busy = cv2.integral(_over(look.activity, BUSY))
    limit = np.array(look.activity.shape[::-1], np.int32)
    found = boxes.astype(np.int32)
    sides = boxes[:, 2:] - boxes[:, :2]
    room = np.maximum(_MARGIN * sides.max(axis=1, keepdims=True) - sides, 0) / 2
    for axis in (0, 1):
        for edge, sign in ((axis, -1), (axis + 2, 1)):
            free = np.ones(len(boxes), bool)
            reached = found[:, edge].copy()
            for step in range(1, _STEPS + 1):
                strip = found.copy()
                strip[:, edge] += sign * np.round(room[:, axis] * step / _STEPS).astype(np.int32)
                there = strip[:, edge].copy()
                strip[:, axis + 2 if sign < 0 else axis] = found[:, edge]
                free &= (there >= 0) & (there <= limit[axis]) & (sums_over(busy, strip) == 0)
                reached = np.where(free, there, reached)
            found[:, edge] = reached
    return found


def sums_over(table: npt.NDArray[Any], boxes: Boxes) -> npt.NDArray[np.float64]:
    """Sums of a summed-area table [h + 1, w + 1, ...] over boxes, which may reach out of it."""
    height, width = table.shape[0] - 1, table.shape[1] - 1
    x = np.minimum(np.maximum(boxes[:, 0::2], 0), width)  # np.clip takes longer for so few
    y = np.minimum(np.maximum(boxes[:, 1::2], 0), height)
    (left, right), (top, bottom) = x.T, y.T
    corners = (table[y, x] for y, x in ((bottom, right), (top, right), (bottom, left), (top, left)))
    all_of, above, before, both = (corner.astype(np.float64) for corner in corners)
    return np.asarray(all_of - above - before + both, np.float64)


def _over(activity: Mask, step: int) -> Mask:
    return np.asarray(cv2.threshold(activity, step, 1, cv2.THRESH_BINARY)[1], np.uint8)


def _islands(mask: Mask, connectivity: int = 8) -> tuple[npt.NDArray[np.uint16], Boxes]:
    """Label the islands of a mask; their boxes, in the order of the labels from 1.

    Labels of 16 bits are enough for the masks here, and take a third of the time of 32.
    """
    _, labels, stats, _ = cv2.connectedComponentsWithStats(
        mask, connectivity=connectivity, ltype=cv2.CV_16U
    )
    boxes = stats[1:, :4].astype(np.int32)
    boxes[:, 2:] += boxes[:, :2]
    return np.asarray(labels, np.uint16), boxes


def _groups(mask: Mask) -> Boxes:
    """What lies close together as one block; coarse, for it is done on a quarter of the size."""
    height, width = mask.shape
    size = (max(1, width // _COARSE), max(1, height // _COARSE))
    coarse = cv2.resize(mask * np.uint8(255), size, interpolation=cv2.INTER_AREA)
    coarse = _over(np.asarray(coarse, np.uint8), _ANY)
    scale = np.array([width / size[0], height / size[1]] * 2)
    found = []
    for reach in _REACHES:
        closed = cv2.morphologyEx(coarse, cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
        found.append(_islands(np.asarray(closed, np.uint8))[1] * scale)
    boxes = np.concatenate(found).astype(np.int32)
    sides = boxes[:, 2:] - boxes[:, :2]
    boxes = boxes[(sides.max(axis=1) >= _LEAST[1]) & (sides.min(axis=1) >= _LEAST[0])]
    return np.array([_tight(mask, box) for box in boxes], np.int32).reshape(-1, 4)


def _tight(mask: Mask, box: npt.NDArray[np.int32]) -> tuple[int, int, int, int]:
    """A box of the coarse mask in pixels of the mask, without empty edges."""
    left, top, right, bottom = box
    x, y, width, height = cv2.boundingRect(mask[top : bottom + 1, left : right + 1])
    return left + x, top + y, left + x + width, top + y + height


def _cells(half: Pixels) -> Boxes:
    """What long straight edges enclose."""
    grey = cv2.cvtColor(half, cv2.COLOR_RGB2GRAY)
    lines = []
    for kernel in ((1, 2), (2, 1)):
        ones = np.ones(kernel, np.uint8)
        edges = _over(np.asarray(cv2.morphologyEx(grey, cv2.MORPH_GRADIENT, ones), np.uint8), 6)
        along = (_LINE, 1) if kernel == (1, 2) else (1, _LINE)
        lines.append(cv2.morphologyEx(edges, cv2.MORPH_OPEN, np.ones(along, np.uint8)))
    wall = cv2.dilate(cv2.bitwise_or(*lines), np.ones((3, 3), np.uint8))
    return _islands(np.asarray(1 - wall, np.uint8), 4)[1]


def _are_text(islands: Boxes) -> npt.NDArray[np.bool_]:
    """Which are as small as text, or stand in a row of things as high as they, as letters do."""
    wide, high = (islands[:, 2:] - islands[:, :2]).T
    text = high <= _TEXT_HEIGHT
    letters = np.flatnonzero((high > _TEXT_HEIGHT) & (high <= _LETTER) & (wide <= 5 * high))
    left, top, right, bottom = islands[letters[:_MOST_LETTERS]].T
    tall = bottom - top
    level = np.minimum(bottom[:, None], bottom) - np.maximum(top[:, None], top)
    gap = np.maximum(left[:, None], left) - np.minimum(right[:, None], right)
    beside = (
        (level > 0.6 * np.maximum(tall[:, None], tall)) & (gap < 0.8 * tall) & (gap > -0.2 * tall)
    )
    text[letters[:_MOST_LETTERS]] = beside.sum(axis=1) >= 2
    return np.asarray(text, bool)


def _halved(activity: Mask) -> Mask:
    """The largest of every two by two."""
    height, width = activity.shape
    even = activity[: height // 2 * 2, : width // 2 * 2]
    rows = cv2.max(even[::2], even[1::2])
    return np.asarray(cv2.max(rows[:, ::2], rows[:, 1::2]), np.uint8)


def _chosen(found: list[tuple[int, Boxes]], shape: tuple[int, ...]) -> Blocks:
    """Those that may be products, without doubles, the largest first."""
    boxes = np.concatenate([boxes for _, boxes in found])
    sources = np.concatenate([np.full(len(boxes), source) for source, boxes in found])
    height, width = shape[:2]
    boxes = np.clip(boxes, 0, np.array([width, height, width, height]))
    sides = boxes[:, 2:] - boxes[:, :2]
    short, long = sides.min(axis=1), sides.max(axis=1)
    fits = (short >= _LEAST[0]) & (long >= _LEAST[1]) & (long < 12 * short)
    whole = sides.prod(axis=1) > 0.97 * width * height
    boxes, sources = boxes[fits & ~whole], sources[fits & ~whole]
    order = np.argsort(-(boxes[:, 2:] - boxes[:, :2]).prod(axis=1), kind="stable")
    return _apart(boxes[order], sources[order])


def _apart(boxes: Boxes, sources: npt.NDArray[np.int32]) -> Blocks:
    """Without those that differ from an earlier one by next to nothing."""
    boxes, sources = boxes[: 2 * _MOST_BLOCKS], sources[: 2 * _MOST_BLOCKS]
    reach = np.maximum(1.5, 0.02 * (boxes[:, 2:] - boxes[:, :2]).max(axis=1))
    differ = np.abs(boxes[:, None] - boxes[None]).max(axis=2)
    same = np.tril(differ <= reach[:, None], -1).any(axis=1)
    kept = np.flatnonzero(~same)[:_MOST_BLOCKS]
    return Blocks(boxes[kept].astype(np.int32), sources[kept].astype(np.int32))


def _united(blocks: Blocks, shape: tuple[int, ...]) -> Blocks:
    """With the unions of two that lie side by side and are equally high or wide."""
    boxes = blocks.boxes[:_UNITED]
    one, other = np.triu_indices(len(boxes), 1)
    first, second = boxes[one], boxes[other]
    low, high = np.maximum(first, second), np.minimum(first, second)
    united = np.concatenate([high[:, :2], low[:, 2:]], axis=1)
    overlap = high[:, 2:] - low[:, :2]  # below 0: a gap
    sides = np.stack([first[:, 2:] - first[:, :2], second[:, 2:] - second[:, :2]]).max(axis=0)
    aligned = np.abs(first - second)
    near = overlap > -0.08 * sides.max(axis=1)[:, None]
    apart = overlap.min(axis=1) < 0.2 * sides.min(axis=1)
    edges = aligned[:, :2] + aligned[:, 2:] < 0.12 * sides
    found = near.all(axis=1) & apart & (edges[:, 0] | edges[:, 1])
    return _chosen_again(blocks, united[found], shape)


def _chosen_again(blocks: Blocks, united: Boxes, shape: tuple[int, ...]) -> Blocks:
    found = [(int(s), blocks.boxes[blocks.sources == s]) for s in np.unique(blocks.sources)]
    return _chosen([*found, (4, united)], shape)
