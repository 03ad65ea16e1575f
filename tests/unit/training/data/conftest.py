"""Photos drawn for one test."""

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest

Write = Callable[..., Path]


@pytest.fixture
def write_photo() -> Write:
    """Writes a small picture of noise; every one is another."""
    random = np.random.default_rng(1)

    def write(path: Path) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        pixels = random.integers(0, 256, (24, 24, 3)).astype(np.uint8)
        path.write_bytes(cv2.imencode(".png", pixels)[1].tobytes())
        return path

    return write
