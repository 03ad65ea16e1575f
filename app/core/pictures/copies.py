"""Pictures that are there more than once: the same file, or the same picture saved again."""

from __future__ import annotations

import contextlib
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

from app.core.pictures.images import Pixels
from app.core.storage.files import file_digest

Look: TypeAlias = tuple[float, npt.NDArray[np.float32]]
"""Width by height, and the picture brought to a few pixels."""

_SIDE = 16
_SHAPE = 0.06  # by which part width by height may differ
_COLORS = 5.0  # mean difference of the few pixels, of 255; two colours of a bag have 6 and more


def same_files(paths: Sequence[Path], wanted: Callable[[], bool]) -> list[list[int]]:
    """Find files of the same bytes; those that cannot be read are in no group.

    Only files of one size are read.

    Args:
        wanted: asked now and then whether somebody still wants to know.

    Returns:
        Groups of at least two numbers of ``paths``, in rising order.
    """
    by_size = defaultdict(list)
    for number, path in enumerate(paths):
        with contextlib.suppress(OSError, ValueError):
            by_size[path.stat().st_size].append(number)
    groups = []
    for numbers in by_size.values():
        if len(numbers) < 2 or not wanted():
            continue
        by_bytes = defaultdict(list)
        for number in numbers:
            with contextlib.suppress(OSError, ValueError):
                by_bytes[file_digest(paths[number])].append(number)
        groups += [group for group in by_bytes.values() if len(group) > 1]
    return sorted(groups)


def look_of(pixels: Pixels) -> Look:
    """Bring a picture, RGB uint8 [any, any, 3], to what ``looks_same`` compares."""
    small = cv2.resize(pixels, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA)
    return pixels.shape[1] / pixels.shape[0], small.astype(np.float32)


def looks_same(one: Look, other: Look) -> bool:
    """Whether two pictures are one that was saved again: smaller, or in another quality.

    Another colour of the same product is another picture.
    """
    shape = one[0] / other[0]
    if not 1 - _SHAPE <= shape <= 1 + _SHAPE:
        return False
    return float(np.abs(one[1] - other[1]).mean()) <= _COLORS
