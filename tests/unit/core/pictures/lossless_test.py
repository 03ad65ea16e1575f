"""A picture kept without loss is the same picture, whatever the format: the same pixels exactly.

So the network sees the same, and its verdict cannot depend on the format.
"""

import io
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from PIL import Image

from app.core.models.classifier import Classifier
from app.core.pictures import images
from tests.support.bitmaps import masked_bmp
from tests.support.pngs import GREY, RGB, RGBA, png
from tests.support.tiffs import Way, tiff

Pixels = np.ndarray
Keep = Callable[[Pixels], bytes]


def by_pillow(format_name: str, **options: object) -> Keep:
    def keep(pixels: Pixels) -> bytes:
        stream = io.BytesIO()
        Image.fromarray(pixels).save(stream, format_name, **options)
        return stream.getvalue()

    return keep


def deep(pixels: Pixels) -> Pixels:
    return pixels.astype(np.uint16) * 257


def in_floats(pixels: Pixels) -> Pixels:
    return (pixels / 255).astype(np.float32)


OPAQUE: dict[str, Keep] = {
    "PNG": by_pillow("PNG"),
    "16-bit PNG": lambda pixels: png(deep(pixels).astype(np.int64), 16, RGB),
    "WebP": by_pillow("WEBP", lossless=True, quality=0),
    "BMP": by_pillow("BMP"),
    "DIB": by_pillow("DIB"),
    "RGBX BMP": lambda pixels: masked_bmp(pixels, (0xFF, 0xFF00, 0xFF0000), 32),
    "TIFF": by_pillow("TIFF"),
    "LZW TIFF": by_pillow("TIFF", compression="tiff_lzw"),
    "Deflate TIFF": by_pillow("TIFF", compression="tiff_adobe_deflate"),
    "16-bit TIFF": lambda pixels: tiff(deep(pixels)),
    "big-endian TIFF": lambda pixels: tiff(deep(pixels), Way(big_endian=True, deflate=True)),
    "TIFF in planes": lambda pixels: tiff(deep(pixels), Way(planar=True, tile=(16, 16))),
    "float TIFF": lambda pixels: tiff(in_floats(pixels)),
    "double TIFF": lambda pixels: tiff(pixels / 255, Way(deflate=True, predictor=3)),
}
GREYS: dict[str, Keep] = {
    "PNG": by_pillow("PNG"),
    "colour PNG": lambda pixels: by_pillow("PNG")(np.dstack([pixels] * 3)),
    "16-bit PNG": lambda pixels: png(deep(pixels).astype(np.int64), 16, GREY),
    "BMP": by_pillow("BMP"),
    "GIF": by_pillow("GIF"),
    "TIFF": by_pillow("TIFF"),
    "16-bit TIFF": lambda pixels: tiff(deep(pixels)),
    "white is 0": lambda pixels: tiff(deep(255 - pixels), Way(photometric=0, big_endian=True)),
    "32-bit TIFF": lambda pixels: tiff(pixels.astype(np.uint32) * 16_843_009),
    "float TIFF": lambda pixels: tiff(in_floats(pixels)),
}
TRANSPARENT: dict[str, Keep] = {
    "PNG": by_pillow("PNG"),
    "16-bit PNG": lambda pixels: png(deep(pixels).astype(np.int64), 16, RGBA),
    "WebP": by_pillow("WEBP", lossless=True, exact=True, quality=0),
    "BMP": lambda pixels: masked_bmp(pixels, (0xFF0000, 0xFF00, 0xFF, 0xFF000000), 32, header=124),
    "TIFF": lambda pixels: tiff(pixels, Way(extra=[2])),
    "16-bit TIFF": lambda pixels: tiff(deep(pixels), Way(extra=[2])),
    "float TIFF": lambda pixels: tiff(in_floats(pixels), Way(extra=[2])),
}


def pictures(channels: int) -> st.SearchStrategy[Pixels]:
    """Small pictures, rather few colours among them as well as any."""
    sides = st.tuples(st.integers(1, 24), st.integers(1, 24))
    shapes = sides if channels == 1 else sides.map(lambda side: (*side, channels))
    values = st.sampled_from([st.integers(0, 255), st.sampled_from([0, 1, 127, 128, 254, 255])])
    return st.tuples(shapes, values).flatmap(
        lambda drawn: arrays(np.uint8, drawn[0], elements=drawn[1])
    )


def assert_all_the_same(pixels: Pixels, ways: dict[str, Keep], expected: Pixels) -> None:
    for way, keep in ways.items():
        decoded = images.decode(keep(pixels), f"picture in {way}")
        np.testing.assert_array_equal(decoded, expected, err_msg=way)


@settings(max_examples=60, deadline=None)
@given(pictures(3))
def test_colours_are_the_same_in_every_format(pixels: Pixels) -> None:
    assert_all_the_same(pixels, OPAQUE, pixels)


@settings(max_examples=60, deadline=None)
@given(pictures(1))
def test_greys_are_the_same_in_every_format(pixels: Pixels) -> None:
    assert_all_the_same(pixels, GREYS, np.dstack([pixels] * 3))


@settings(max_examples=60, deadline=None)
@given(pictures(4))
def test_transparency_is_the_same_in_every_format(pixels: Pixels) -> None:
    if not pixels[..., 3].any():  # in a bitmap, that is an alpha that nobody filled in
        pixels[0, 0, 3] = 255
    in_png = images.decode(TRANSPARENT["PNG"](pixels), "a.png")
    assert_all_the_same(pixels, TRANSPARENT, in_png)
    opaque = pixels[..., 3] == 255
    np.testing.assert_array_equal(in_png[opaque], pixels[..., :3][opaque])
    assert (in_png[pixels[..., 3] == 0] == 255).all()


@pytest.mark.parametrize("way", OPAQUE)
def test_the_verdict_is_the_same_in_every_format(way: str, classifier: Classifier) -> None:
    drawn = np.full((150, 200, 3), 250, np.uint8)
    drawn[30:120, 40:160] = (160, 40, 60)
    drawn[50:90, 80:200] = (40, 90, 160)
    answers = [
        classifier.classify(images.decode(keep(drawn), "a"))
        for keep in (OPAQUE["PNG"], OPAQUE[way])
    ]
    assert answers[0].label == answers[1].label
    assert abs(answers[0].confidence - answers[1].confidence) < 0.02
