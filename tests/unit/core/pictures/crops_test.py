"""What is judged of a file: the product on a page, with its place, or what training would see."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app.core.answers import ALL_OF_IT, Region, RegionChoice
from app.core.errors import PictureError
from app.core.pictures import crops, images
from app.core.pictures.crops import load_to_judge
from app.core.pictures.images import Box, Fitting, InputSpec
from app.core.pictures.limits import Limits
from app.core.pictures.pool import Decoders
from app.core.pictures.regions import overlap
from tests.support.drawn_pages import shop_page, texture

SPEC = InputSpec(224, 224, Fitting.PAD)
PAGE = shop_page(1920, 1080, texture(700, 700, 1))


def save(path: Path, pixels: images.Pixels, **options: object) -> Path:
    Image.fromarray(pixels).save(path, **options)
    return path


@pytest.mark.parametrize("name", ["page.png", "page.jpg"])
def test_the_place_is_in_pixels_of_the_upright_picture(tmp_path: Path, name: str) -> None:
    """A JPEG is searched at reduced size, so its place must be brought back to the full one."""
    turned = np.ascontiguousarray(np.rot90(PAGE.pixels))  # 6: turn it clockwise to see it upright
    exif = Image.Exif()
    exif[0x0112] = 6
    path = save(tmp_path / name, turned, exif=exif, quality=92)
    pixels, region, _ = load_to_judge(path, SPEC)
    assert region is not None and region.picture == (1920, 1080)
    box = Box(region.x, region.y, region.x + region.width, region.y + region.height)
    assert overlap(box, PAGE.box) > 0.85
    assert pixels.shape == (region.height, region.width, 3)
    expected = PAGE.pixels[box.top : box.bottom, box.left : box.right].astype(int)
    assert np.abs(pixels - expected).mean() < 6


@pytest.mark.parametrize("name", ["photo.png", "photo.jpg"])
def test_a_photo_is_what_training_sees(tmp_path: Path, name: str) -> None:
    path = save(tmp_path / name, texture(1500, 2000, 2))
    pixels, region, _ = load_to_judge(path, SPEC)
    assert region is None
    np.testing.assert_array_equal(pixels, images.load_for(path, SPEC))


def test_the_whole_picture_is_judged_where_that_is_wanted(tmp_path: Path) -> None:
    path = save(tmp_path / "page.jpg", PAGE.pixels)
    pixels, region, _ = load_to_judge(path, SPEC, RegionChoice.WHOLE)
    assert region is None
    np.testing.assert_array_equal(pixels, images.load_for(path, SPEC))


def test_a_page_too_large_to_be_decoded_whole_is_cut_out_of_what_can_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = save(tmp_path / "page.jpg", PAGE.pixels, quality=92)
    decode = images.decode

    def refuse(data: bytes, name: str, **options: object) -> images.Pixels:
        if options.get("at_least") is None:
            raise PictureError("too_large", "It is too large.")
        return decode(data, name, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(crops.images, "decode", refuse)
    pixels, region, _ = load_to_judge(path, SPEC, limits=Limits())
    assert region is not None and region.picture[0] < 1920
    assert pixels.shape == (region.height, region.width, 3)


def test_a_child_cuts_out_the_same(tmp_path: Path, decoders: Decoders) -> None:
    path = save(tmp_path / "page.png", PAGE.pixels)
    cut, region, found = load_to_judge(path, SPEC)
    pixels, place, there = decoders.to_judge(path, SPEC)
    assert place == region is not None and there == found
    np.testing.assert_array_equal(pixels, images.fit(cut, SPEC))
    assert decoders.to_judge(path, SPEC, RegionChoice.WHOLE)[1] is None


@pytest.mark.parametrize("suffix", ["png", "jpg"])
def test_a_marked_part_is_cut_out_whatever_is_found(
    tmp_path: Path, decoders: Decoders, suffix: str
) -> None:
    """The mark is in pixels of half the picture's size; it reaches beyond the edge."""
    path = save(tmp_path / f"page.{suffix}", PAGE.pixels, quality=95)
    marked = Region(900, 500, 100, 60, picture=(960, 540))
    cut, region, found = load_to_judge(path, SPEC, marked=marked)
    assert region == Region(1800, 1000, 120, 80, picture=(1920, 1080))
    np.testing.assert_allclose(cut.astype(int), PAGE.pixels[1000:, 1800:], atol=40)
    assert found == load_to_judge(path, SPEC)[2] and found[0].picture == (1920, 1080)
    pixels, place, there = decoders.to_judge(path, SPEC, marked=marked)
    assert (place, there) == (region, found)
    np.testing.assert_array_equal(pixels, images.fit(cut, SPEC))


def test_a_person_can_want_the_whole_page(tmp_path: Path) -> None:
    path = save(tmp_path / "page.png", PAGE.pixels)
    pixels, region, found = load_to_judge(path, SPEC, marked=ALL_OF_IT)
    assert region is None and found
    np.testing.assert_array_equal(pixels, PAGE.pixels)


def test_a_part_can_be_looked_at(tmp_path: Path, decoders: Decoders) -> None:
    path = save(tmp_path / "page.png", PAGE.pixels)
    part = decoders.picture(path, 5000, (1700, 1000, 300, 300))
    np.testing.assert_array_equal(part, PAGE.pixels[1000:, 1700:])
    assert decoders.picture(path, 50, (0, 0, 400, 200)).shape == (25, 50, 3)
