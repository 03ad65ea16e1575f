"""A screen of its own for every story."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.desktop import Screen, open_screen


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[Screen]:
    with open_screen(tmp_path / "home") as screen:
        yield screen
