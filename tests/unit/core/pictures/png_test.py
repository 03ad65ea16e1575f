"""What no pixel of a PNG depends on may be broken; transparent colours are seen in every depth."""

import struct
import zlib

import numpy as np
import pytest

from app.core.errors import PictureError
from app.core.pictures import images
from app.core.pictures.png import closed, mended, read_chunks
from tests.support.pngs import GREY, PALETTE, RGB, RGBA, chunk, png

RANDOM = np.random.default_rng(5)
COLOUR = RANDOM.integers(0, 256, (20, 30, 3), np.uint8)
TEXT = RANDOM.integers(97, 122, 1_200_000, np.uint8).tobytes()  # hard to pack
XMP = b"XML:com.adobe.xmp\0"
PROFILE = zlib.compress(b"no profile")

BROKEN = {
    "text": chunk(b"tEXt", b"a\0b", spoilt=True),
    "density": chunk(b"pHYs", struct.pack(">IIB", 2835, 2835, 1), spoilt=True),
    "profile": chunk(b"iCCP", b"p\0\0" + PROFILE, spoilt=True),
    "gamma": chunk(b"gAMA", struct.pack(">I", 45_455), spoilt=True),
    "time": chunk(b"tIME", bytes(7), spoilt=True),
    "exif": chunk(b"eXIf", b"MM\0*\0\0\0\x08", spoilt=True),
    "unknown": chunk(b"prVt", b"1234", spoilt=True),
    "short density": chunk(b"pHYs", b"\0\0\0\1"),
    "short gamma": chunk(b"gAMA", b"\0"),
    "short chromaticities": chunk(b"cHRM", b"\0\1"),
    "short transparency": chunk(b"tRNS", b"\0"),
    "transparency": chunk(b"tRNS", COLOUR[0, 0].astype(">u2").tobytes(), spoilt=True),
    "empty sRGB": chunk(b"sRGB", b""),
    "short animation": chunk(b"acTL", b"\0"),
    "short frame": chunk(b"acTL", struct.pack(">II", 2, 0)) + chunk(b"fcTL", b"\0"),
    "profile of method 7": chunk(b"iCCP", b"p\0\7" + PROFILE),
    "profile that is none": chunk(b"iCCP", b"p\0\0not packed"),
    "long profile": chunk(b"iCCP", b"p\0\0" + zlib.compress(TEXT)),
    "long text": chunk(b"zTXt", b"t\0\0" + zlib.compress(TEXT)),
    "long XMP": chunk(b"iTXt", XMP + b"\1\0\0\0" + zlib.compress(TEXT)),
    "text that is not packed": chunk(b"zTXt", b"t\0\0xyz"),
    "much text": chunk(b"zTXt", b"t\0\0" + zlib.compress(bytes(900_000))) * 80,
    "all of it": b"",
}
BROKEN["all of it"] = b"".join(BROKEN.values())


@pytest.mark.parametrize("kind", BROKEN)
def test_broken_metadata_before_or_after_the_pixels_do_no_harm(kind: str) -> None:
    for data in (png(COLOUR, before=BROKEN[kind]), png(COLOUR, after=BROKEN[kind])):
        np.testing.assert_array_equal(images.decode(data, "a.png"), COLOUR)


@pytest.mark.parametrize("kind", ["text", "profile", "short gamma", "long text"])
def test_the_other_kinds_of_pixels_are_mended_as_well(kind: str) -> None:
    broken = BROKEN[kind]
    palette = chunk(b"PLTE", COLOUR[0].tobytes())
    indices = RANDOM.integers(0, 30, (20, 30), np.uint8)
    data = png(indices, 8, PALETTE, before=palette + broken)
    np.testing.assert_array_equal(images.decode(data, "a.png"), COLOUR[0][indices])
    transparent = np.dstack([COLOUR, np.zeros((20, 30), np.uint8)])
    assert images.decode(png(transparent, 8, RGBA, before=broken), "a.png").min() == 255
    deep = RANDOM.integers(256, 65_536, (20, 30))
    pixels = images.decode(png(deep, 16, GREY, before=broken), "a.png")
    np.testing.assert_array_equal(pixels[..., 0], deep >> 8)


@pytest.mark.parametrize("kind", BROKEN)
def test_broken_metadata_after_transparent_pixels_do_no_harm(kind: str) -> None:
    opaque = np.dstack([COLOUR, np.full((20, 30), 255, np.uint8)])
    for data in (
        png(opaque, 8, RGBA, before=BROKEN[kind]),
        png(opaque, 8, RGBA, after=BROKEN[kind]),
    ):
        np.testing.assert_array_equal(images.decode(data, "a.png"), COLOUR)


@pytest.mark.parametrize("claimed", [1, 0xFF000000, 0xFFFFFFFF])
def test_an_end_that_claims_a_length_takes_no_memory_and_the_picture_is_read(claimed: int) -> None:
    whole = png(COLOUR)
    lying = whole[:-12] + struct.pack(">I", claimed) + whole[-8:]
    assert not read_chunks(lying).complete
    np.testing.assert_array_equal(images.decode(lying, "a.png"), COLOUR)
    pixels_gone = lying[:60] + lying[-12:]
    with pytest.raises(PictureError):
        images.decode(pixels_gone, "a.png")


@pytest.mark.parametrize("colours", [GREY, RGB, RGBA])
def test_of_an_animation_the_picture_counts_that_is_shown_without_it(colours: int) -> None:
    """It need not be one of the frames."""
    channels = {GREY: 1, RGB: 3, RGBA: 4}[colours]
    shown = np.full((20, 30, channels), 255, np.uint8)
    shown[:, 10:, :1] = 90
    frame = struct.pack(">IIIIIHHBB", 0, 30, 20, 0, 0, 1, 10, 0, 0)
    black = zlib.compress(bytes(20 * (1 + 30 * channels)))
    animation = chunk(b"fcTL", frame) + chunk(b"fdAT", struct.pack(">I", 1) + black)
    told = chunk(b"acTL", struct.pack(">II", 1, 0))
    plain = images.decode(png(shown, 8, colours), "a.png")
    moving = png(shown, 8, colours, before=told, after=animation)
    np.testing.assert_array_equal(images.decode(moving, "a.png"), plain)


def test_what_pixels_depend_on_must_be_whole() -> None:
    palette = chunk(b"PLTE", COLOUR[0].tobytes(), spoilt=True)
    for data in (
        png(COLOUR[..., 0] % 30, 8, PALETTE, before=palette),
        png(COLOUR)[:-40],
        png(COLOUR, before=b"\x7f\xff\xff\xff" + b"tEXt"),
    ):
        with pytest.raises(PictureError):
            images.decode(data, "a.png")


@pytest.mark.parametrize("depth", [1, 2, 4, 8, 16])
@pytest.mark.parametrize("which", [0, 5, -1])
def test_a_transparent_grey_of_every_depth(depth: int, which: int) -> None:
    most = (1 << depth) - 1
    samples = np.tile(np.linspace(0, most, 16).round().astype(np.int64), (4, 1))
    key = int(samples[0, which])
    expected = samples >> 8 if depth == 16 else samples * 255 // most
    plain = images.decode(png(samples, depth, GREY), "a.png")[..., 0]
    np.testing.assert_array_equal(plain, expected)
    data = png(samples, depth, GREY, before=chunk(b"tRNS", struct.pack(">H", key)))
    keyed = images.decode(data, "a.png")[..., 0]
    np.testing.assert_array_equal(keyed, np.where(samples == key, 255, expected))


@pytest.mark.parametrize("depth", [8, 16])
def test_a_transparent_colour_of_every_depth(depth: int) -> None:
    samples = COLOUR.astype(np.int64) * (257 if depth == 16 else 1)
    samples[0, 1] = samples[0, 0]
    if depth == 16:
        samples[0, 1, 2] ^= 1  # the same in its upper bits
    data = png(samples, depth, RGB, before=chunk(b"tRNS", samples[0, 0].astype(">u2").tobytes()))
    expected = COLOUR.copy()
    expected[0, 1] = COLOUR[0, 0]
    expected[(samples == samples[0, 0]).all(axis=2)] = 255
    np.testing.assert_array_equal(images.decode(data, "a.png"), expected)
    assert tuple(expected[0, 0]) == (255, 255, 255)


@pytest.mark.parametrize("colours", [GREY, RGB])
def test_8_bits_kept_in_16_are_no_black_picture(colours: int) -> None:
    samples = COLOUR if colours == RGB else COLOUR[..., 0]
    pixels = images.decode(png(samples.astype(np.int64), 16, colours), "a.png")
    np.testing.assert_array_equal(
        pixels, COLOUR if colours == RGB else samples[..., None].repeat(3, 2)
    )


def test_16_bits_are_the_same_in_png_and_tiff() -> None:
    from tests.support.tiffs import tiff

    for samples in (RANDOM.integers(0, 65_536, (20, 30)), RANDOM.integers(0, 200, (20, 30))):
        in_png = images.decode(png(samples, 16, GREY), "a.png")
        np.testing.assert_array_equal(
            in_png, images.decode(tiff(samples.astype(np.uint16)), "a.tif")
        )


@pytest.mark.parametrize("colours", [GREY, RGB, RGBA])
@pytest.mark.parametrize("depth", [8, 16])
@pytest.mark.parametrize("missing", [1, 4, 8, 12])
def test_what_lacks_its_end_only_is_read(colours: int, depth: int, missing: int) -> None:
    channels = {GREY: 1, RGB: 3, RGBA: 4}[colours]
    whole = png(RANDOM.integers(0, 1 << depth, (20, 30, channels)), depth, colours)
    np.testing.assert_array_equal(
        images.decode(whole[:-missing], "a.png"), images.decode(whole, "a.png")
    )
    for more in (40, 200):  # and pixels
        with pytest.raises(PictureError):
            images.decode(whole[:-more], "a.png")


def test_what_lacks_its_end_is_not_unpacked_beyond_what_is_allowed() -> None:
    start = png(np.zeros((1, 1), np.uint8), 8, GREY)
    bomb = start[: start.index(b"IDAT") - 4] + chunk(b"IDAT", zlib.compress(bytes(20_000_000)))
    assert closed(bomb, 30_000_000) is not None
    assert closed(bomb, 10_000_000) is None


def test_mending_keeps_what_counts() -> None:
    good = chunk(b"tRNS", COLOUR[0, 0].astype(">u2").tobytes())
    data = png(COLOUR, before=good + BROKEN["all of it"], after=BROKEN["text"])
    assert mended(data) == png(COLOUR, before=good)
    assert read_chunks(data).complete
    assert not read_chunks(data[:-13]).complete
    for length in range(0, 60, 7):
        assert not read_chunks(data[:length]).complete
