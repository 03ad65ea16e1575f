"""A screen of its own for every story."""

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest

from tests.support.desktop import Screen, open_screen


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[Screen]:
    with open_screen(tmp_path / "home") as screen:
        yield screen


@pytest.fixture
def odd_products(tmp_path: Path) -> Path:
    """Twelve pictures of coloured noise, which no model takes for what they are said to be."""
    folder = tmp_path / "products"
    folder.mkdir()
    for number in range(12):
        random = np.random.default_rng(number)
        colour = (40, 200, 60) if number % 2 else (200, 40, 160)
        picture = np.full((200, 260, 3), 255, np.uint8)
        picture[40:160, 60:200] = colour + random.integers(-30, 30, (120, 140, 3))
        name = f"{'odd' if number % 2 else 'even'}{number}.png"
        cv2.imwrite(str(folder / name), picture)
    return folder
