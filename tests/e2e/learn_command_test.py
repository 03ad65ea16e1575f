"""Somebody teaches the model on the command line: answers change at once, and can be had back."""

import json
import os
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

from tests.support.desktop import ROOT


@pytest.fixture
def products(tmp_path: Path) -> Path:
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


def shelfwise(home: Path, *arguments: object) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "app", *map(str, arguments)],
        cwd=ROOT,
        env=os.environ | {"XDG_DATA_HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def answers(home: Path, products: Path, *options: str) -> dict[str, dict]:
    lines = shelfwise(home, "classify", products, "--json", "-", *options).splitlines()
    found = {}
    for line in map(json.loads, lines):
        del line["seconds"]
        found[Path(line["path"]).name] = line
    return found


def test_labels_change_answers_until_they_are_forgotten(tmp_path: Path, products: Path) -> None:
    home = tmp_path / "home"
    published = answers(home, products)
    assert not any("learnt" in line for line in published.values())
    some = [products / f"{name}.png" for name in ("odd1", "odd3", "odd5", "odd7")]
    shelfwise(home, "learn", "add", "--label", "Stationery", *some)
    more = [products / f"{name}.png" for name in ("even0", "even2", "even4", "even6")]
    told = shelfwise(home, "learn", "add", "--label", "fashion", *more)
    assert "4 Stationery" in told
    assert "4 Fashion" in told
    assert "it is used" in told
    taught = answers(home, products)
    for name in ("odd9.png", "odd11.png", "even8.png", "even10.png"):
        expected = "stationary" if name.startswith("odd") else "fashion"
        assert taught[name]["label"] == expected
        assert taught[name]["verdict"] != "not one of these"
        assert taught[name]["learnt"] is True
    assert answers(home, products, "--as-published") == published
    shelfwise(home, "learn", "forget")
    assert answers(home, products) == published
    assert "Nothing was learnt" in shelfwise(home, "learn", "show")


def test_a_class_that_the_model_lacks_is_told(tmp_path: Path, products: Path) -> None:
    with pytest.raises(AssertionError, match="use one of: Accessories, Fashion, Stationery, other"):
        shelfwise(tmp_path, "learn", "add", "--label", "shoes", products / "odd1.png")
