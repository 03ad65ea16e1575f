"""The same bytes, and the same picture saved again; another product or colour is neither."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from app.core.pictures.copies import look_of, looks_same, same_files
from tests.support.desktop import ROOT

SAMPLES = sorted((ROOT / "assets" / "samples").glob("*.jpg"))


def always() -> bool:
    return True


def test_files_of_the_same_bytes_are_found(tmp_path: Path) -> None:
    contents = (b"one", b"two", b"one", b"three", b"two", b"one")
    paths = [tmp_path / str(number) for number in range(len(contents))]
    for path, content in zip(paths, contents, strict=True):
        path.write_bytes(content)
    assert same_files([*paths, tmp_path / "gone", tmp_path], always) == [[0, 2, 5], [1, 4]]
    assert same_files(paths, lambda: False) == []


def pixels(path: Path) -> np.ndarray:
    with Image.open(path) as picture:
        return np.asarray(picture.convert("RGB"))


def saved_again(picture: np.ndarray, quality: int) -> np.ndarray:
    _, data = cv2.imencode(".jpg", picture[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])
    return cv2.imdecode(data, cv2.IMREAD_COLOR_RGB)


READABLE = [path for path in SAMPLES if "download" not in path.name]


@pytest.mark.parametrize("path", READABLE, ids=lambda path: path.stem)
def test_a_picture_that_was_saved_again_looks_the_same(path: Path) -> None:
    picture = pixels(path)
    height, width = picture.shape[:2]
    half = cv2.resize(picture, (width // 2, height // 2), interpolation=cv2.INTER_AREA)
    for other in (picture, saved_again(picture, 50), half):
        assert looks_same(look_of(picture), look_of(other))


def test_other_pictures_and_other_colours_do_not() -> None:
    looks = [look_of(pixels(path)) for path in READABLE]
    for number, one in enumerate(looks):
        assert not any(looks_same(one, other) for other in looks[number + 1 :])
    picture = pixels(READABLE[0])
    assert not looks_same(look_of(picture), look_of(np.ascontiguousarray(picture[:, :, ::-1])))


def test_another_shape_does_not() -> None:
    grey = np.full((100, 100, 3), 128, np.uint8)
    assert not looks_same(look_of(grey), look_of(grey[:80]))
