"""Exploration figures come out for anything that a data folder can hold."""

import subprocess
import sys

import cv2
import numpy as np
import pytest

from training.figures import photos

CLASSES = [r"$\pens$", "t-shirts\udce9", "x" * 90, "日本"]
COLORS = photos.palette(CLASSES, "other")


def decoded(png: bytes) -> np.ndarray:
    picture = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_COLOR)
    assert picture is not None
    assert picture.shape[1] == 1296
    assert (picture[0, 0] == 255).all()  # on white, whatever the page's theme
    return picture


def share_of(picture: np.ndarray, color: str) -> float:
    red, green, blue = (int(color[i : i + 2], 16) for i in (1, 3, 5))
    return float((picture == (blue, green, red)).all(axis=2).mean())


@pytest.mark.filterwarnings("error")
def test_class_bars_are_as_long_as_the_classes_are_large() -> None:
    names = [r"$\pens$"] * 30 + ["t-shirts\udce9"] * 10 + ["other"] * 5
    picture = decoded(photos.class_distribution(names, [""] * len(names), COLORS))
    pens, shirts, other = (
        share_of(picture, COLORS[n]) for n in (r"$\pens$", "t-shirts\udce9", "other")
    )
    assert pens / shirts == pytest.approx(3, rel=0.1)
    assert pens / other == pytest.approx(6, rel=0.1)


@pytest.mark.filterwarnings("error")
def test_every_figure_takes_any_name_and_few_pictures() -> None:
    one = np.zeros((1, 200, 3), np.uint8)
    decoded(photos.sample_grid([photos.Sample(one, name, name) for name in CLASSES], COLORS))
    decoded(photos.picture_sizes([(1, 1), (20000, 3)], CLASSES[:2], COLORS))
    decoded(photos.picture_sizes([], [], COLORS))
    decoded(photos.class_distribution([], [], COLORS))
    decoded(photos.class_distribution(CLASSES, ["train", "test", "validation", "train"], COLORS))
    found = photos.sources([f"{name}__1.jpg" for name in CLASSES], CLASSES, COLORS)
    assert found is not None
    decoded(found)


def test_no_figure_of_sources_where_no_name_tells_one() -> None:
    assert photos.sources(["1.jpg", "2.jpg"], ["a", "b"], COLORS) is None


def test_samples_are_balanced_and_repeatable() -> None:
    names = ["large"] * 500 + ["small"] * 3 + ["middle"] * 40
    chosen = photos.choose_samples(names, 15, seed=4)
    assert chosen == photos.choose_samples(names, 15, seed=4)
    assert chosen != photos.choose_samples(names, 15, seed=5)
    assert len(set(chosen)) == 15
    assert [names[i] for i in chosen] == ["large"] * 6 + ["middle"] * 6 + ["small"] * 3


def test_pyplot_is_left_alone() -> None:
    code = (
        "import sys; from training.figures import photos;"
        "photos.class_distribution(['a'], [''], {'a': '#000000'});"
        "sys.exit('matplotlib.pyplot' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
