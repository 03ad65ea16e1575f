"""TIFFs of every kind of sample are read in the right brightness, or told what they are."""

import subprocess
import sys

import numpy as np
import pytest

from app.core.errors import PictureError
from app.core.pictures import images
from app.core.pictures.limits import Limits
from tests.support.picture_fuzz import ROOT
from tests.support.tiffs import Way, tiff

RANDOM = np.random.default_rng(3)
GREY = RANDOM.integers(0, 256, (40, 53), np.uint8)
GREY[0, :2] = 0, 255
COLOUR = RANDOM.integers(0, 256, (40, 53, 3), np.uint8)
COLOUR[0, :2] = (0, 0, 0), (255, 255, 255)

# How an 8-bit grey is kept in each type of sample.
KEPT = {
    "uint16": lambda grey: grey.astype(np.uint16) * 257,
    "uint16 shifted": lambda grey: grey.astype(np.uint16) << 8,
    "uint16 of 8 bits": lambda grey: grey.astype(np.uint16),
    "int16": lambda grey: grey.astype(np.int16) << 7,
    "int16 of 8 bits": lambda grey: grey.astype(np.int16),
    "int16 offset": lambda grey: (grey.astype(np.int32) * 256 - 32_768).astype(np.int16),
    "int8": lambda grey: grey.view(np.int8),  # which every program takes for unsigned
    "uint32": lambda grey: grey.astype(np.uint32) * 16_843_009,
    "uint32 of 16 bits": lambda grey: grey.astype(np.uint32) * 257,
    "uint32 of 8 bits": lambda grey: grey.astype(np.uint32),
    "int32": lambda grey: grey.astype(np.int32) << 23,
    "int32 of 16 bits": lambda grey: grey.astype(np.int32) * 257,
    "uint64": lambda grey: grey.astype(np.uint64) << np.uint64(56),
    "float16": lambda grey: (grey / 255).astype(np.float16),
    "float32": lambda grey: (grey / 255).astype(np.float32),
    "float64": lambda grey: grey / 255,
    "float32 of 8 bits": lambda grey: grey.astype(np.float32),
    "float32 of 16 bits": lambda grey: grey.astype(np.float32) * 257,
    "float64 of 32 bits": lambda grey: grey.astype(np.float64) * 16_843_009,
    "float32 around 0": lambda grey: (grey / 127.5 - 1).astype(np.float32),
    "float32 sharpened": lambda grey: ((grey / 255) * 1.02 - 0.01).astype(np.float32),
}
LOOSE = {"float32 sharpened": 3}
WAYS = {
    "plain": Way(),
    "big-endian": Way(big_endian=True),
    "strips": Way(rows=7),
    "big": Way(big_tiff=True, rows=7),
    "big big-endian": Way(big_tiff=True, big_endian=True, rows=7),
    "deflate": Way(deflate=True, rows=7),
    "predictor": Way(deflate=True, predictor=2, rows=7),
    "predictor big-endian": Way(deflate=True, predictor=2, big_endian=True),
    "tiles": Way(tile=(16, 32)),
    "packed tiles": Way(tile=(16, 16), deflate=True, predictor=2),
    "white is 0": Way(photometric=0),
    "white is 0 big-endian": Way(photometric=0, big_endian=True),
}


def decoded(data: bytes) -> np.ndarray:
    return images.decode(data, "picture.tif")


def difference(data: bytes, expected: np.ndarray) -> int:
    pixels = decoded(data)
    assert pixels.shape == (*expected.shape[:2], 3)
    expected = expected[..., None] if expected.ndim == 2 else expected
    return int(np.abs(pixels.astype(int) - expected).max())


@pytest.mark.parametrize("kept", KEPT)
@pytest.mark.parametrize("way", ["plain", "big-endian"])
def test_greys_of_every_type_have_their_brightness(kept: str, way: str) -> None:
    data = tiff(KEPT[kept](GREY), WAYS[way])
    assert difference(data, GREY) <= LOOSE.get(kept, 0)


@pytest.mark.parametrize("kept", ["uint16", "int16", "uint32", "float16", "float32", "float64"])
def test_white_may_be_zero(kept: str) -> None:
    samples = KEPT[kept](GREY)
    for way in ("white is 0", "white is 0 big-endian"):
        assert difference(tiff(samples, WAYS[way]), 255 - GREY) == 0


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("kept", ["uint16", "float32", "float16", "uint32"])
def test_greys_are_read_however_they_are_stored(kept: str, way: str) -> None:
    expected = 255 - GREY if WAYS[way].photometric == 0 else GREY
    assert difference(tiff(KEPT[kept](GREY), WAYS[way]), expected) == 0


@pytest.mark.parametrize("kept", ["float16", "float32", "float64"])
@pytest.mark.parametrize("tile", [None, (16, 16)])
def test_the_predictor_of_floating_point(kept: str, tile: tuple[int, int] | None) -> None:
    for samples, expected in ((GREY, GREY), (COLOUR, COLOUR)):
        way = Way(deflate=True, predictor=3, tile=tile, rows=9)
        assert difference(tiff(KEPT[kept](samples), way), expected) == 0


@pytest.mark.parametrize("kept", ["uint16", "int16", "uint32", "float16", "float32", "float64"])
@pytest.mark.parametrize("planar", [False, True])
def test_colours_of_every_type(kept: str, planar: bool) -> None:
    for way in (Way(planar=planar, rows=7), Way(planar=planar, deflate=True, tile=(16, 16))):
        assert difference(tiff(KEPT[kept](COLOUR), way), COLOUR) == 0


@pytest.mark.parametrize("planar", [False, True])
@pytest.mark.parametrize("deflate", [False, True])
@pytest.mark.parametrize("big_endian", [False, True])
@pytest.mark.parametrize("big_tiff", [False, True])
def test_colours_of_8_bits_are_read_however_they_are_stored(
    planar: bool, deflate: bool, big_endian: bool, big_tiff: bool
) -> None:
    for tile in (None, (16, 16)):
        way = Way(big_endian, big_tiff, deflate, rows=7, tile=tile, planar=planar)
        assert difference(tiff(COLOUR, way), COLOUR) == 0
        assert difference(tiff(GREY, way), GREY) == 0


@pytest.mark.parametrize("bits", [10, 12, 14])
@pytest.mark.parametrize("photometric", [0, 1])
def test_packed_greys(bits: int, photometric: int) -> None:
    samples = GREY.astype(np.uint16) << (bits - 8)
    expected = GREY if photometric else 255 - GREY
    for way in (Way(photometric=photometric), Way(photometric=photometric, tile=(16, 16))):
        assert difference(tiff(samples, way, bits=bits), expected) == 0
    assert difference(tiff(COLOUR.astype(np.uint16) << (bits - 8), bits=bits), COLOUR) == 0


@pytest.mark.parametrize("bits", [1, 2, 4, 8])
@pytest.mark.parametrize("photometric", [0, 1])
@pytest.mark.parametrize("big_endian", [False, True])
def test_greys_of_few_bits(bits: int, photometric: int, big_endian: bool) -> None:
    samples = GREY >> (8 - bits)
    scaled = samples * (255 // ((1 << bits) - 1))
    data = tiff(samples, Way(photometric=photometric, big_endian=big_endian), bits=bits)
    assert difference(data, scaled if photometric else 255 - scaled) == 0


@pytest.mark.parametrize("kept", ["uint16", "float32"])
@pytest.mark.parametrize("colours", [1, 3])
def test_transparency_lies_on_white(kept: str, colours: int) -> None:
    alpha = np.full(GREY.shape, 255, np.uint8)
    alpha[:, :20] = 0
    own = GREY[..., None] if colours == 1 else COLOUR
    samples = KEPT[kept](np.dstack([own, alpha]))
    expected = np.where(alpha[..., None] > 0, own, 255).astype(np.uint8)
    photometric = 1 if colours == 1 else 2
    for extra in (1, 2):
        stored = samples.copy()
        if extra == 1:
            stored[:, :20, :-1] = 0  # multiplied by its alpha
        data = tiff(stored, Way(extra=[extra], photometric=photometric))
        assert difference(data, expected) <= 1
    data = tiff(samples, Way(extra=[0], photometric=photometric))  # a sample of no meaning
    assert difference(data, own) <= 1


@pytest.mark.parametrize("big_endian", [False, True])
@pytest.mark.parametrize("deep", [False, True])
def test_a_fourth_sample_that_nobody_explains_and_that_is_zero_is_no_alpha(
    big_endian: bool, deep: bool
) -> None:
    samples = np.dstack([COLOUR, np.zeros_like(GREY)])
    stored = samples.astype(np.uint16) * 257 if deep else samples
    assert difference(tiff(stored, Way(big_endian=big_endian)), COLOUR) == 0
    explained = tiff(stored, Way(big_endian=big_endian, extra=[2]))
    assert decoded(explained).min() == 255


def test_16_bit_colours_that_hold_8_are_no_black_picture() -> None:
    assert difference(tiff(COLOUR.astype(np.uint16)), COLOUR) == 0


def test_a_few_wild_values_change_nothing() -> None:
    grey = np.tile(GREY, (4, 4))
    samples = (grey / 255).astype(np.float32)
    samples[5, 5], samples[6, 6], samples[7, 7], samples[8, 8] = 4e9, np.inf, np.nan, -np.inf
    pixels = decoded(tiff(samples))
    assert pixels[5, 5, 0] == pixels[6, 6, 0] == 255
    assert pixels[7, 7, 0] == pixels[8, 8, 0] == 0
    untouched = np.isfinite(samples) & (samples <= 1)
    np.testing.assert_array_equal(pixels[..., 0][untouched], grey[untouched])


def test_a_bright_light_is_white_and_the_rest_stays() -> None:
    samples = (GREY / 255).astype(np.float32)
    samples[:10] = 3.5
    expected = GREY.copy()
    expected[:10] = 255
    assert difference(tiff(samples), expected) == 0


@pytest.mark.parametrize("orientation", [3, 6, 8])
def test_deep_greys_are_turned_upright(orientation: int) -> None:
    data = tiff(KEPT["uint16"](GREY), Way(more={274: orientation}))
    turned = {3: np.rot90(GREY, 2), 6: np.rot90(GREY, -1), 8: np.rot90(GREY)}[orientation]
    assert difference(data, turned) == 0


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (tiff(GREY, Way(photometric=8, more={259: 1})), "8-bit CIELab"),
        (tiff(KEPT["float32"](GREY), Way(photometric=32845)), "32-bit floating-point LogLuv"),
        (tiff(KEPT["uint16"](GREY), Way(photometric=32803)), "16-bit a camera's raw data"),
        (tiff(KEPT["uint16"](GREY), Way(more={259: 34712})), "JPEG 2000"),
        (tiff(KEPT["uint16"](GREY), Way(more={259: 9999})), "compression number 9999"),
        (tiff(GREY.astype(np.complex64).view(np.float32), Way(more={339: 6})), "complex grey"),
        (tiff(KEPT["uint32"](GREY), Way(more={258: 24})), "24-bit grey"),
        (tiff(np.full((9, 9), 1e30, np.float32)), "numbers that are too large"),
        (tiff(COLOUR, Way(more={259: 50001})), "compression WebP of 8-bit RGB"),
        (tiff(COLOUR, Way(more={277: 60_000})), "60000 samples a pixel of 8-bit RGB"),
    ],
)
def test_what_is_not_read_is_told_and_never_asks_for_tiff(data: bytes, what: str) -> None:
    with pytest.raises(PictureError) as refused:
        decoded(data)
    assert refused.value.code == "unsupported"
    assert what in refused.value.message
    assert refused.value.message.startswith("picture.tif ")
    assert "use" not in refused.value.message


@pytest.mark.parametrize("kept", ["uint16", "float32", "uint32"])
@pytest.mark.parametrize("way", ["plain", "deflate", "tiles", "big"])
def test_what_is_cut_short_is_refused(kept: str, way: str) -> None:
    data = tiff(KEPT[kept](GREY), WAYS[way])
    head = 16 if WAYS[way].big_tiff else 8
    directory = int.from_bytes(data[head - (8 if head == 16 else 4) : head], "little")
    for missing in (1_000, 200):
        for shortened in (
            data[:-missing],
            data[:head] + data[head + missing : directory] + bytes(missing) + data[directory:],
        ):
            try:
                pixels = decoded(shortened)
            except PictureError as error:
                assert error.code in {"damaged", "unsupported"}
                assert "TIFF," not in error.message
            else:
                assert pixels.shape == (40, 53, 3)


def test_too_many_pixels_are_refused_before_they_are_decoded() -> None:
    data = tiff(np.zeros((1_100, 1_000), np.float64))
    with pytest.raises(PictureError, match=r"more than 0\.5 million"):
        images.decode(data, "a.tif", limits=Limits(megapixels=1))


def test_only_our_own_limit_of_pixels_holds() -> None:
    """Pillow has one as well, which must be off whatever is decoded first."""
    program = (
        "import sys\n"
        "from app.core.pictures import images\n"
        "images.decode(sys.stdin.buffer.read(), 'a.tif')\n"
        "from PIL import Image\n"
        "print(Image.MAX_IMAGE_PIXELS)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        input=tiff(KEPT["float32"](GREY)),
        capture_output=True,
        check=True,
        cwd=ROOT,
    )
    assert done.stdout.strip() == b"None"
