"""Pictures read ahead on threads, in order, a bounded number at a time.

JPEG and PNG are decoded in this process: their codecs are fast and have been tried for decades.
Everything else is decoded in a child process, as in the window, so that a codec that crashes or
hangs on one file costs that file, and not a training of hours.
"""

from __future__ import annotations

import atexit
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from itertools import islice
from pathlib import Path
from typing import TypeVar

from app.core.errors import PictureError
from app.core.html.page import THUMBNAIL_SIDE, thumbnail
from app.core.machine import cores
from app.core.pictures import images
from app.core.pictures.images import InputSpec, Pixels
from app.core.pictures.jpeg import JPEG_START
from app.core.pictures.png import SIGNATURE
from app.core.pictures.pool import Decoders
from app.core.pictures.thumbnails import shrink

Item = TypeVar("Item")
Result = TypeVar("Result")

_AHEAD = 64
_DECODED_HERE = (JPEG_START, SIGNATURE)


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


def load(path: Path, *, at_least: int | None = None) -> Pixels:
    """Read a picture; arguments, pixels and errors as of ``images.load``.

    Raises:
        PictureError: also ``crashes`` or ``hangs``, where a codec did.
        SetupError: ``no_decoder``: no process that decodes can be started.
    """
    return decoded(images.read_bytes(path), path, name=path.name, at_least=at_least)


def decoded(data: bytes, path: Path, *, name: str, at_least: int | None = None) -> Pixels:
    """Decode what was read of a file; arguments as of ``images.decode``, errors as ``load``.

    Args:
        path: of the file, which a child process reads itself.
    """
    if not data or data.startswith(_DECODED_HERE):
        return images.decode(data, name, at_least=at_least)
    return _decoders().loaded(path, name=name, at_least=at_least)


def _unchanged(photo: Pixels) -> Pixels:
    """Return the photo as it is."""
    return photo


def fitted(
    path: Path,
    spec: InputSpec,
    change: Callable[[Pixels], Pixels] = _unchanged,
) -> Pixels:
    """Read a file as the network's input: RGB uint8 [H, W, 3]; errors as ``load``.

    Args:
        change: what is done to the photo before it is fitted: RGB uint8 [h, w, 3] to the same, of
            whatever size.
    """
    return images.fit(change(load(path, at_least=images.enough_for(spec))), spec)


def small_copy(path: Path) -> Pixels | None:
    """Shrink a picture to the size of a page's thumbnails; None when it cannot be read."""
    try:
        pixels = load(path, at_least=THUMBNAIL_SIDE)
    except PictureError:
        return None
    return shrink(pixels, THUMBNAIL_SIDE)


def thumbnail_of(path: Path) -> bytes | None:
    """Encode a picture at thumbnail size as JPEG; None when it cannot be read."""
    pixels = small_copy(path)
    return None if pixels is None else thumbnail(pixels)


@cache
def _decoders() -> Decoders:
    """Return the child processes of this program, which start with the first such file."""
    decoders = Decoders(most=cores())
    atexit.register(decoders.close)
    return decoders
