"""Pictures read ahead on threads, in order, a bounded number at a time."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from typing import TypeVar

from app.core.errors import PictureError
from app.core.html.page import THUMBNAIL_SIDE, thumbnail
from app.core.pictures import images
from app.core.pictures.images import InputSpec, Pixels
from app.core.pictures.thumbnails import shrink

Item = TypeVar("Item")
Result = TypeVar("Result")

_AHEAD = 64


def mapped_ahead(
    function: Callable[[Item], Result], items: Iterable[Item], ahead: int = _AHEAD
) -> Iterator[Result]:
    """Map on threads, in order; at most ``ahead`` results wait, so memory stays bounded."""
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        waiting: deque[Future[Result]] = deque()
        try:
            for item in items:
                waiting.append(pool.submit(function, item))
                if len(waiting) >= ahead:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


def batched(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """Cut items into lists of ``size``; the last may be shorter."""
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch


def _unchanged(photo: Pixels) -> Pixels:
    """Return the photo as it is."""
    return photo


def fitted(
    path: Path,
    spec: InputSpec,
    change: Callable[[Pixels], Pixels] = _unchanged,
) -> Pixels:
    """Read a file as the network's input: RGB uint8 [H, W, 3]; errors as ``images.load``.

    Args:
        change: what is done to the photo before it is fitted: RGB uint8 [h, w, 3] to the same, of
            whatever size.
    """
    return images.fit(change(images.load_for(path, spec)), spec)


def small_copy(path: Path) -> Pixels | None:
    """Shrink a picture to the size of a page's thumbnails; None when it cannot be read."""
    try:
        pixels = images.load(path, at_least=THUMBNAIL_SIDE)
    except PictureError:
        return None
    return shrink(pixels, THUMBNAIL_SIDE)


def thumbnail_of(path: Path) -> bytes | None:
    """Encode a picture at thumbnail size as JPEG; None when it cannot be read."""
    pixels = small_copy(path)
    return None if pixels is None else thumbnail(pixels)
