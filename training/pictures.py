"""Pictures read ahead on threads, in order, a bounded number at a time."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from app.core import images
from app.core.images import Fitting, Pixels

Item = TypeVar("Item")
Result = TypeVar("Result")

_AHEAD = 64


def mapped_ahead(
    function: Callable[[Item], Result], items: Iterable[Item], ahead: int = _AHEAD
) -> Iterator[Result]:
    """``map`` on threads, in order; at most ``ahead`` results wait, so memory stays bounded."""
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


def fitted(path: Path, height: int, width: int, fitting: Fitting) -> Pixels:
    """The network's input for a file: RGB uint8 [height, width, 3]; errors as ``images.load``."""
    return images.fit(images.load_for(path, height, width), height, width, fitting)
