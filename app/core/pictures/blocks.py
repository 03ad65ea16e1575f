"""Blocks of a page: what stands out from its flat ground, and what each looks like.

Layout analysis without learning: a rendered page is mostly ground of exactly one colour; photos,
text and controls are islands in it. All sizes are pixels of the reduced picture.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from app.core.pictures.images import Box, Pixels

Mask = npt.NDArray[np.uint8]

_STEPS = (10, 44)
"""Differences of neighbouring pixels that tell an island from its ground; the higher one passes
over what a dark overlay dims."""
_FLAT, _SOFT, _STRONG = 2, 20, 90  # differences of neighbours
_TEXT_HEIGHT = 15
_COARSE = 4
_ANY = 8  # of 255: one pixel of sixteen is 16
_REACHES = (3, 7)  # parts of one thing lie no farther apart, in coarse pixels
_LEAST = (6, 26)  # shorter and longer side of a block that may be a product
_MOST_BLOCKS = 48
_RECTANGLE = 0.93
_MARGIN = 1.12
_SAMPLES = 600
FEATURES = (
    *("area", "root_area", "short_side", "elongation", "filled", "flat", "soft", "strong"),
    *("entropy", "saturation", "spread", "text", "off_centre_x", "below", "relative", "hole"),
    *("touches", "rectangle", "bright"),
)


@dataclass(frozen=True)
class Look:
    """What is computed of a picture once.

    Attributes:
        pixels: RGB uint8 [h, w, 3].
        activity: uint8 [h, w], the largest difference to a neighbour in any channel.
        text: uint8 [h, w], 1 where there is something as small as text.
        words: int [words, 2], the middles (x, y) of things of the size and shape of words.
    """

    pixels: Pixels
    activity: Mask
    text: Mask
    words: npt.NDArray[np.int_]


@dataclass(frozen=True)
class Block:
    """A part of a picture that may be a product's photo.

    Attributes:
        filled: part of the box that its outline encloses.
        hole: whether it is the inside of a frame.
    """

    box: Box
    filled: float
    hole: bool

    @property
    def width(self) -> int:
        """Width in pixels."""
        return self.box.right - self.box.left

    @property
    def height(self) -> int:
        """Height in pixels."""
        return self.box.bottom - self.box.top

    @property
    def area(self) -> int:
        """Pixels of the box."""
        return self.width * self.height


def activity_of(pixels: Pixels) -> Mask:
    """Return uint8 [h, w]: how much a pixel differs from its neighbours, in any channel."""
    gradient = cv2.morphologyEx(pixels, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    red, green, blue = cv2.split(gradient)
    return np.asarray(cv2.max(cv2.max(red, green), blue), np.uint8)


def flat_part(activity: Mask) -> float:
    """Return the part of the pixels that equal their neighbours."""
    return float(np.count_nonzero(activity <= _FLAT) / activity.size)


def look_at(pixels: Pixels, activity: Mask) -> tuple[Look, list[Block]]:
    """Find the blocks of a reduced picture, RGB uint8 [h, w, 3], without those as small as text."""
    found: dict[Box, Block] = {}
    text = np.zeros(activity.shape, np.uint8)
    words: list[tuple[int, int]] = []
    for step in _STEPS:
        mask = (activity > step).astype(np.uint8)
        for block in _outlines(mask):
            if block.height <= _TEXT_HEIGHT and not block.hole and step == _STEPS[0]:
                box = block.box
                text[box.top : box.bottom, box.left : box.right] = 1
                if block.width > 1.5 * block.height:
                    words.append(((box.left + box.right) // 2, (box.top + box.bottom) // 2))
            found.setdefault(block.box, block)
    without_text = ((activity > _STEPS[0]) & (text == 0)).astype(np.uint8)
    for block in _grouped(without_text):
        found.setdefault(block.box, block)
    blocks = [block for block in found.values() if _may_be_product(block)]
    blocks.sort(key=lambda block: -block.area)
    return Look(pixels, activity, text, np.array(words, np.int64).reshape(-1, 2)), blocks[
        :_MOST_BLOCKS
    ]


def features_of(look: Look, blocks: list[Block]) -> npt.NDArray[np.float32]:
    """Return float32 [blocks, FEATURES]: what tells products' photos from other blocks."""
    if not blocks:
        return np.zeros((0, len(FEATURES)), np.float32)
    height, width = look.activity.shape
    edges = np.array([(b.box.left, b.box.top, b.box.right, b.box.bottom) for b in blocks]).T
    left, top, right, bottom = edges
    wide, high = right - left, bottom - top
    area = (wide * high).astype(np.float64)
    flat, soft, strong, text, saturation, grey, squares = _means(look, edges, area)
    filled = np.array([block.filled for block in blocks])
    touches = (left <= 1) + 0.0 + (top <= 1) + (right >= width - 1) + (bottom >= height - 1)
    columns = (
        *(np.log(area / (width * height)), np.sqrt(area / (width * height))),
        *(np.minimum(wide, high) / min(width, height), np.abs(np.log(wide / high)), filled),
        *(flat, soft, strong, [_entropy(look.pixels, block) for block in blocks], saturation),
        *(np.sqrt(np.maximum(squares - grey**2, 0)) * 2, text),
        *(np.abs((left + right) / 2 / width - 0.5), (top + bottom) / 2 / height),
        *(np.log(area / area.max()), [block.hole for block in blocks], touches / 4),
        *(filled > _RECTANGLE, grey),
    )
    return np.stack([np.asarray(column, np.float32) for column in columns], axis=1)


def _means(
    look: Look, edges: npt.NDArray[np.int_], area: npt.NDArray[np.float64]
) -> list[npt.NDArray[np.float64]]:
    """Means over every block, by summed areas: parts of its pixels, and channels in [0, 1]."""
    activity = look.activity
    grey = cv2.cvtColor(look.pixels, cv2.COLOR_RGB2GRAY)
    saturation = cv2.cvtColor(look.pixels, cv2.COLOR_RGB2HSV)[:, :, 1]
    masks = (
        activity <= _FLAT,
        (activity > _FLAT) & (activity <= _SOFT),
        activity > _STRONG,
        look.text,
    )
    maps = [np.asarray(mask, np.uint8) for mask in masks]
    sums = cv2.integral(np.dstack([*maps, saturation, grey]))
    squares = cv2.integral(cv2.multiply(grey, grey, dtype=cv2.CV_32F))
    left, top, right, bottom = edges
    levels = (1, 1, 1, 1, 255, 255)
    means = []
    for table, level in (*zip(np.moveaxis(sums, 2, 0), levels, strict=True), (squares, 255**2)):
        total = table[bottom, right] - table[top, right] - table[bottom, left] + table[top, left]
        means.append(total / (area * level))
    return means


def _entropy(pixels: Pixels, block: Block) -> float:
    """Bits of the distribution of a block's colours, of sixteen levels a channel."""
    box = block.box
    step = max(1, int((block.area / _SAMPLES) ** 0.5))
    sample = pixels[box.top : box.bottom : step, box.left : box.right : step] >> 4
    codes = sample.reshape(-1, 3) @ np.array([256, 16, 1], np.int32)
    counts = np.bincount(codes)
    parts = counts[counts > 0] / len(codes)
    return float(-(parts * np.log2(parts)).sum())


def _outlines(mask: Mask, least: int = 4) -> list[Block]:
    """The islands of a mask, and the holes in them, as blocks."""
    contours, hierarchy = cv2.findContours(mask, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    blocks = []
    for index, contour in enumerate(contours):
        x, y, w, h = cv2.boundingRect(contour)
        hole = bool(hierarchy[0][index][3] >= 0)
        if max(w, h) < least or (hole and min(w, h) < _LEAST[1]):
            continue
        filled = cv2.contourArea(contour) / max(1, (w - 1) * (h - 1))
        if hole and filled < 0.9:
            continue
        blocks.append(Block(Box(x, y, x + w, y + h), min(1.0, filled), hole))
    return blocks


def _grouped(mask: Mask) -> Iterator[Block]:
    """What lies close together as one block; coarse, for it is done on a quarter of the size."""
    height, width = mask.shape
    size = (max(1, width // _COARSE), max(1, height // _COARSE))
    coarse = cv2.resize(mask * np.uint8(255), size, interpolation=cv2.INTER_AREA)
    coarse = (coarse > _ANY).astype(np.uint8)
    for reach in _REACHES:
        closed = cv2.morphologyEx(coarse, cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
        for block in _outlines(np.asarray(closed, np.uint8), least=1):
            if max(block.width, block.height) * _COARSE < _LEAST[1]:
                continue
            tight = _tight(mask, block.box, (width / size[0], height / size[1]))
            yield Block(tight, min(block.filled, _RECTANGLE), block.hole)


def _tight(mask: Mask, box: Box, scale: tuple[float, float]) -> Box:
    """A box of the coarse mask in pixels of the mask, without empty edges."""
    left, top = int(box.left * scale[0]), int(box.top * scale[1])
    inside = mask[top : int(box.bottom * scale[1]) + 1, left : int(box.right * scale[0]) + 1]
    x, y, width, height = cv2.boundingRect(inside)
    return Box(left + x, top + y, left + x + width, top + y + height)


def _may_be_product(block: Block) -> bool:
    short, long = sorted((block.width, block.height))
    return short >= _LEAST[0] and long >= _LEAST[1] and long < 25 * short


def with_ground(look: Look, block: Block) -> Box:
    """Return the box with the empty ground around it, as photos of things have it.

    What fills a rectangle has its ground already. Otherwise the box grows towards a square with a
    margin, and stops at whatever else there is.
    """
    box = block.box
    if block.hole or block.filled > _RECTANGLE:
        return box
    side = _MARGIN * max(block.width, block.height)
    room_x = round(max(side - block.width, 0) / 2)
    room_y = round(max(side - block.height, 0) / 2)
    busy = look.activity > _STEPS[0]
    left = box.left - _gap(busy[box.top : box.bottom, : box.left][:, ::-1], room_x, 0)
    right = box.right + _gap(busy[box.top : box.bottom, box.right :], room_x, 0)
    top = box.top - _gap(busy[: box.top, left:right][::-1], room_y, 1)
    bottom = box.bottom + _gap(busy[box.bottom :, left:right], room_y, 1)
    return Box(left, top, right, bottom)


def _gap(busy: npt.NDArray[np.bool_], most: int, axis: int) -> int:
    """How many columns (axis 0) or rows (axis 1) are empty before the first busy one."""
    near = busy[:, :most] if axis == 0 else busy[:most]
    lines = np.asarray(near.any(axis=axis))
    return int(lines.argmax()) if lines.any() else len(lines)
