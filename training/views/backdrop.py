"""Products cut off their plain background and laid on drawn surfaces, so that what lies behind a
product tells nothing about it.

Catalogue photos lie on white, a small shop's on its own table: without this a network may learn the
table. Everything is drawn here; no photo of a surface is used.
"""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import numpy.typing as npt

from app.core.pictures.images import Pixels

Mask = npt.NDArray[np.float32]

_TOLERANCE = 14  # of a channel, for a pixel to belong to the background
_PLAIN_BORDER = 0.75  # part of the border that must be alike
_LEAST_PRODUCT, _MOST_PRODUCT = 0.04, 0.95  # of the area
_LEAST_SCALE = 0.6  # of the product on its new surface
_SHADOW = 0.45  # how dark a shadow may be


def on_backdrop(photo: Pixels, random: np.random.Generator) -> Pixels:
    """The product of a photo with a plain background, on another surface, perhaps smaller.

    Args:
        photo: RGB uint8 [h, w, 3].
        random: decides about surface, place and shadow.

    Returns:
        RGB uint8 [h, w, 3]; the photo itself when its background is not plain.
    """
    mask = product_mask(photo)
    if mask is None:
        return photo
    height, width = photo.shape[:2]
    surface = _SURFACES[int(random.integers(len(_SURFACES)))](height, width, random)
    photo, mask = _placed(photo, mask, random)
    shade = cv2.GaussianBlur(np.roll(mask, (height // 40, width // 40), (0, 1)), (0, 0), width / 30)
    surface = surface * (1 - random.uniform(0, _SHADOW) * shade[..., None])
    mixed = mask[..., None] * photo + (1 - mask[..., None]) * surface
    return np.asarray(np.clip(np.rint(mixed), 0, 255), np.uint8)


def product_mask(photo: Pixels) -> Mask | None:
    """Where the product is, float32 [h, w] from 0 to 1; None when its background is not plain.

    Background is what has the border's colour and hangs together with the border, so a light
    product on white keeps its inside.
    """
    border = np.concatenate([photo[0], photo[-1], photo[:, 0], photo[:, -1]]).astype(np.int16)
    colour = np.median(border, axis=0)
    if (np.abs(border - colour).max(axis=1) <= _TOLERANCE).mean() < _PLAIN_BORDER:
        return None
    alike = (np.abs(photo - colour).max(axis=2) <= _TOLERANCE).astype(np.uint8)
    _, parts = cv2.connectedComponents(alike, connectivity=4)
    edge = np.concatenate([parts[0], parts[-1], parts[:, 0], parts[:, -1]])
    outside = np.isin(parts, np.setdiff1d(edge, [0]))
    product = cv2.morphologyEx(
        (~outside).astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8)
    )
    if not _LEAST_PRODUCT <= product.mean() <= _MOST_PRODUCT:
        return None
    return np.asarray(cv2.GaussianBlur(product.astype(np.float32), (0, 0), 0.8), np.float32)


def _placed(photo: Pixels, mask: Mask, random: np.random.Generator) -> tuple[Pixels, Mask]:
    """Shrunk and moved inside the frame."""
    height, width = mask.shape
    scale = random.uniform(_LEAST_SCALE, 1)
    left, top = random.uniform(0, width * (1 - scale)), random.uniform(0, height * (1 - scale))
    to_place = np.array([[scale, 0, left], [0, scale, top]])
    moved, moved_mask = (
        cv2.warpAffine(values, to_place, (width, height), flags=cv2.INTER_AREA)
        for values in (photo, mask)
    )
    return np.asarray(moved, np.uint8), np.asarray(moved_mask, np.float32)


def _colour(random: np.random.Generator) -> npt.NDArray[np.float64]:
    """Any, muted ones more often than shrill ones."""
    grey = random.uniform(30, 245)
    return np.asarray(np.clip(grey + random.normal(0, 30, 3), 0, 255))


def _noise(height: int, width: int, cell: tuple[float, float], random: np.random.Generator) -> Mask:
    """Smooth values about 0, within a few units, whose features have the size of a cell."""
    rows, columns = max(2, round(height / cell[0])), max(2, round(width / cell[1]))
    coarse = random.normal(0, 1, (rows, columns)).astype(np.float32)
    return np.asarray(cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC))


def _plain(height: int, width: int, random: np.random.Generator) -> Mask:
    """One colour, lit from one side."""
    fall = np.linspace(-1, 1, width)[None, :, None] * random.uniform(-25, 25)
    drop = np.linspace(-1, 1, height)[:, None, None] * random.uniform(-25, 25)
    return np.asarray(_colour(random) + fall + drop, np.float32)


def _stone(height: int, width: int, random: np.random.Generator) -> Mask:
    """Blotches of several sizes: stone, plaster, carpet, lawn."""
    side = max(height, width)
    grain = sum(
        _noise(height, width, (side / cells, side / cells), random) / np.sqrt(cells)
        for cells in (3, 8, 24, 96)
    )
    tint = random.normal(0, 1, 3) * 6
    strength = random.uniform(15, 45)
    return np.asarray(
        _colour(random) + np.asarray(grain)[..., None] * (strength + tint), np.float32
    )


def _wood(height: int, width: int, random: np.random.Generator) -> Mask:
    """Long fibres, along either side; boards with seams."""
    across = random.random() < 0.5
    high, wide = (width, height) if across else (height, width)
    fibres = _noise(high, wide, (high / 2, wide / 80), random) * random.uniform(6, 16)
    fibres += _noise(high, wide, (high, wide / 12), random) * random.uniform(6, 16)
    boards = int(random.integers(1, 6))
    seams = np.zeros(wide, np.float32)
    seams[[wide * number // boards for number in range(1, boards)]] = -60
    brown = np.array([1.0, 0.78, 0.56]) * random.uniform(90, 230)
    fibres = fibres + seams
    return np.asarray(brown + (fibres.T if across else fibres)[..., None], np.float32)


def _cloth(height: int, width: int, random: np.random.Generator) -> Mask:
    """A weave, checks or stripes."""
    period = random.uniform(3, max(height, width) / 4)
    rows, columns = (
        np.sin(np.arange(height) * 2 * np.pi / period),
        np.sin(np.arange(width) * 2 * np.pi / period),
    )
    pattern = rows[:, None] * random.uniform(0, 1) + columns[None] * random.uniform(0, 1)
    if random.random() < 0.5:
        pattern = np.sign(pattern)
    one, other = _colour(random), _colour(random)
    part = (np.clip(pattern, -1, 1)[..., None] + 1) / 2
    folds = _noise(height, width, (height / 3, width / 3), random)[..., None] * 10
    return np.asarray(one * part + other * (1 - part) + folds, np.float32)


_SURFACES: tuple[Callable[[int, int, np.random.Generator], Mask], ...] = (
    _plain,
    _stone,
    _wood,
    _cloth,
)
"""Height, width and a source of chance -> float32 [h, w, 3], RGB, about 0 to 255."""
