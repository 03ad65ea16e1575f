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
    """Thirty products, so close that the model refuses them: printed shirts and marbled paper."""
    folder = tmp_path / "products"
    folder.mkdir()
    for number in range(30):
        name, draw = ("marbled", _marbled) if number % 2 else ("shirt", _shirt)
        picture = draw(np.random.default_rng(number))
        cv2.imwrite(str(folder / f"{name}{number}.png"), picture)
    return folder


def _shirt(random: np.random.Generator) -> np.ndarray:
    picture = np.full((200, 260, 3), 255, np.uint8)
    for line in range(12, 200, 16):
        text = bytes(random.integers(97, 123, 24).tolist()).decode()
        cv2.putText(picture, text, (8, line), cv2.FONT_HERSHEY_SIMPLEX, 0.45, (20, 20, 20))
    return picture


def _marbled(random: np.random.Generator) -> np.ndarray:
    grains = random.integers(0, 255, (200, 260, 3)).astype(np.float32)
    soft = cv2.GaussianBlur(grains, (0, 0), float(random.uniform(4, 15)))
    lowest, highest = soft.min(), soft.max()
    return (255 * (soft - lowest) / (highest - lowest)).astype(np.uint8)
