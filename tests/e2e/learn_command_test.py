"""Somebody teaches the model on the command line: answers change at once, and can be had back."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.desktop import ROOT


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


def answers(home: Path, odd_products: Path, *options: str) -> dict[str, dict]:
    lines = shelfwise(home, "classify", odd_products, "--json", "-", *options).splitlines()
    found = {}
    for line in map(json.loads, lines):
        del line["seconds"]
        found[Path(line["path"]).name] = line
    return found


def test_labels_change_answers_until_they_are_forgotten(tmp_path: Path, odd_products: Path) -> None:
    home = tmp_path / "home"
    published = answers(home, odd_products)
    assert not any("learnt" in line for line in published.values())
    some = [
        odd_products / f"{name}.png" for name in ("marbled1", "marbled3", "marbled5", "marbled7")
    ]
    shelfwise(home, "learn", "add", "--label", "Stationery", *some)
    more = [odd_products / f"{name}.png" for name in ("shirt0", "shirt2", "shirt4", "shirt6")]
    told = shelfwise(home, "learn", "add", "--label", "fashion", *more)
    assert "4 Stationery" in told
    assert "4 Fashion" in told
    assert "it is used" in told
    taught = answers(home, odd_products)
    for name in ("marbled9.png", "marbled11.png", "shirt8.png", "shirt10.png"):
        expected = "Stationery" if name.startswith("marbled") else "Fashion"
        assert taught[name]["label"] == expected
        assert taught[name]["verdict"] != "not one of these"
        assert taught[name]["learnt"] is True
    assert answers(home, odd_products, "--as-published") == published
    shelfwise(home, "learn", "forget")
    assert answers(home, odd_products) == published
    assert "Nothing was learnt" in shelfwise(home, "learn", "show")


def test_a_class_that_the_model_lacks_is_told(tmp_path: Path, odd_products: Path) -> None:
    with pytest.raises(AssertionError, match="use one of: Accessories, Fashion, Stationery, other"):
        shelfwise(tmp_path, "learn", "add", "--label", "shoes", odd_products / "marbled1.png")
