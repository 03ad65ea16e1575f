"""How long a folder of 100,000 photos takes before training begins: ``make bench-photos``.

The photos are tiny, so this is what each file costs whatever its size; every tenth is a copy of
another at a smaller size.
"""

from __future__ import annotations

import resource
import sys
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import perf_counter
from typing import Any

import cv2
import numpy as np

PHOTOS = 100_000
_CLASSES, _TYPES, _EVERY = 4, 25, 10


def draw(folder: Path, count: int) -> None:
    """Write the photos."""

    def write(number: int) -> None:
        is_copy = number % _EVERY == _EVERY - 1
        random = np.random.default_rng(number - is_copy)
        side = 60 if is_copy else 64
        pixels = cv2.resize(
            random.integers(0, 256, (6, 6, 3)).astype(np.uint8),
            (side, side),
            interpolation=cv2.INTER_CUBIC,
        )
        path = place(number) / f"{number}.jpg"
        path.write_bytes(cv2.imencode(".jpg", pixels)[1].tobytes())

    def place(number: int) -> Path:
        return folder / f"class {number % _CLASSES}" / f"type {number // _CLASSES % _TYPES}"

    for number in range(_CLASSES * _TYPES):
        place(number).mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor() as pool:
        list(pool.map(write, range(count)))


def timed(what: str, action: Callable[[], Any]) -> Any:
    """Do it, and print how long it took and how much memory the process has had at most."""
    began = perf_counter()
    result = action()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{what:<36}{perf_counter() - began:8.1f} s   {peak:6} MB at most", flush=True)
    return result


def main(arguments: Sequence[str]) -> int:
    """Print the figures for 100,000 photos, or as many as are asked for."""
    from training.config import FitConfig
    from training.data.dataset import read_dataset
    from training.data.duplicates import duplicate_groups
    from training.data.manifest import make_manifest

    count = int(arguments[0]) if arguments else PHOTOS
    config = FitConfig()
    with tempfile.TemporaryDirectory() as folder:
        draw(Path(folder), count)
        print(f"{count:,} photos")
        dataset = timed("reading and hashing", lambda: read_dataset(Path(folder)))
        groups = timed("near-duplicates", lambda: duplicate_groups(dataset.pictures))
        timed(
            "near-duplicates, split and manifest",
            lambda: make_manifest(dataset, config.split_fractions, config.seed),
        )
    print(f"{len(set(groups)):,} different pictures found")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
