"""A file that crashes its decoder is left out of a training, which goes on."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app.core.errors import PictureError
from app.core.pictures import images
from app.core.pictures.pool import Decoders
from tests.support.moody_decoder import MOODY
from training.audit.survey import survey
from training.data import pictures
from training.data.dataset import read_dataset


def draw(path: Path) -> Path:
    """A picture in the format of its ending; every name has another."""
    random = np.random.default_rng(list(path.name.encode()))
    path.parent.mkdir(exist_ok=True)
    Image.fromarray(random.integers(0, 256, (30, 40, 3)).astype(np.uint8)).save(path)
    return path


@pytest.fixture
def moody(monkeypatch: pytest.MonkeyPatch) -> Iterator[Decoders]:
    with Decoders(program=MOODY, limit=4) as decoders:
        monkeypatch.setattr(pictures, "_decoders", lambda: decoders)
        yield decoders


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """Two classes, one picture of which aborts whatever decodes it."""
    for name in ("pens/a.png", "pens/b.webp", "bags/c.jpg", "bags/abort 1.avif", "bags/d.webp"):
        draw(tmp_path / name)
    return tmp_path


@pytest.mark.usefixtures("moody")
def test_a_file_that_crashes_its_decoder_is_left_out_of_the_data(photos: Path) -> None:
    dataset = read_dataset(photos)
    assert {picture.path.name for picture in dataset.pictures} == {
        "a.png", "b.webp", "c.jpg", "d.webp"
    }  # fmt: skip
    [sentence] = dataset.skipped
    assert sentence.startswith("bags/abort 1.avif crashes the image decoder;")


@pytest.mark.usefixtures("moody")
def test_a_file_that_crashes_its_decoder_is_unreadable_in_an_audit(photos: Path) -> None:
    seen = survey(photos)
    assert len(seen.inspected) == 4
    [unreadable] = seen.unreadable
    assert unreadable.path == "bags/abort 1.avif"
    assert "crashes the image decoder" in unreadable.reason


@pytest.mark.usefixtures("moody")
@pytest.mark.parametrize("mood, code", [("abort", "crashes"), ("hang", "hangs")])
def test_a_file_that_ends_its_decoder_costs_that_file(tmp_path: Path, mood: str, code: str) -> None:
    with pytest.raises(PictureError) as refused:
        pictures.load(draw(tmp_path / f"{mood}.webp"))
    assert refused.value.code == code
    assert pictures.load(draw(tmp_path / "a.webp")).shape[2] == 3


@pytest.mark.parametrize("kind", ["avif", "webp", "tif", "gif", "bmp"])
def test_pixels_are_those_of_the_one_definition(tmp_path: Path, kind: str) -> None:
    path = draw(tmp_path / f"a.{kind}")
    np.testing.assert_array_equal(pictures.load(path, at_least=20), images.load(path, at_least=20))


@pytest.mark.parametrize("kind", ["jpg", "png"])
def test_jpeg_and_png_start_no_child(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(pictures, "_decoders", None)
    assert pictures.load(draw(tmp_path / f"abort.{kind}")).shape == (30, 40, 3)
