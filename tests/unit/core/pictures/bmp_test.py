"""Bitmaps of every kind come out in the right colours, or get a sentence."""

import io
import struct

import numpy as np
import pytest
from PIL import Image

from app.core.errors import PictureError
from app.core.pictures import images
from app.core.pictures.limits import Limits
from tests.support.bitmaps import COLOURS, coded_bmp, indices, masked_bmp, palette_bmp

DRAWN = indices()
PICTURE = COLOURS[DRAWN]
USUAL = (0xFF0000, 0xFF00, 0xFF)


def difference(data: bytes, expected: np.ndarray = PICTURE) -> int:
    decoded = images.decode(data, "picture.bmp")
    assert decoded.shape == expected.shape
    return int(np.abs(decoded.astype(int) - expected).max())


@pytest.mark.parametrize("bits", [2, 4, 8])
@pytest.mark.parametrize("header", [12, 16, 40, 52, 56, 64, 108, 124])
def test_palettes_of_every_depth_and_header(bits: int, header: int) -> None:
    drawn = DRAWN
    assert difference(palette_bmp(drawn, bits, header=header)) == 0
    assert difference(palette_bmp(drawn, bits, header=header, gap=100)) == 0


@pytest.mark.parametrize("header", [12, 40, 124])
def test_one_bit_has_the_colours_of_its_palette(header: int) -> None:
    drawn = DRAWN % 2
    assert difference(palette_bmp(drawn, 1, header=header), COLOURS[drawn]) == 0


@pytest.mark.parametrize("width", range(1, 12))
def test_every_width_ends_its_rows_where_it_should(width: int) -> None:
    drawn = np.random.default_rng(width).integers(0, 4, (5, width), np.uint8)
    for bits in (2, 4, 8):
        assert difference(palette_bmp(drawn, bits), COLOURS[drawn]) == 0
    for bits, masks in ((24, USUAL), (32, USUAL)):
        assert difference(masked_bmp(COLOURS[drawn], masks, bits), COLOURS[drawn]) == 0


def test_rows_may_go_down() -> None:
    assert difference(palette_bmp(DRAWN, 8, top_down=True)) == 0


@pytest.mark.parametrize("header", [40, 52, 56, 108, 124])
@pytest.mark.parametrize(
    ("bits", "masks", "most"),
    [
        (32, USUAL, 0),
        (32, (0xFF, 0xFF00, 0xFF0000), 0),  # RGBX
        (32, (0xFF000000, 0xFF0000, 0xFF00), 0),  # XBGR
        (32, (0xFF00, 0xFF, 0xFF000000), 0),
        (32, (0xFF << 20, 0xFF << 10, 0xFF), 0),  # with gaps
        (32, (0xFF << 3, 0xFF << 12, 0xFF << 22), 0),
        (32, (0x3FF << 22, 0x3FF << 12, 0x3FF << 2), 1),
        (32, (0x7F << 17, 0x7F << 9, 0x7F << 1), 2),
        (32, (0xFFF00000, 0xFFF00, 0xFF), 1),
        (24, USUAL, 0),
        (24, (0xFF, 0xFF00, 0xFF0000), 0),
        (16, (0xF800, 0x7E0, 0x1F), 5),
        (16, (0x7C00, 0x3E0, 0x1F), 5),
        (16, (0xF00, 0xF0, 0xF), 9),
        (16, (0x1F, 0x3E0, 0x7C00), 5),
        (16, (0xC0, 0x38, 0x7), 43),  # 2, 3 and 3 bits
    ],
)
def test_masks_may_be_anywhere(header: int, bits: int, masks: tuple[int, ...], most: int) -> None:
    assert difference(masked_bmp(PICTURE, masks, bits, header=header)) <= most


@pytest.mark.parametrize("bits", [16, 24, 32])
def test_without_masks_the_usual_ones_hold(bits: int) -> None:
    masks = (0x7C00, 0x3E0, 0x1F) if bits == 16 else USUAL
    stored = masked_bmp(PICTURE, masks, bits)
    pixels = stored[-DRAWN.shape[0] * ((DRAWN.shape[1] * bits + 31) // 32 * 4) :]
    for compression, header in ((0, 40), (3, 56)):  # bit fields whose masks are all zero
        empty = masked_bmp(PICTURE, (0, 0, 0), bits, header=header, compression=compression)
        assert difference(empty[: -len(pixels)] + pixels) <= (5 if bits == 16 else 0)


@pytest.mark.parametrize("header", [56, 108, 124])
@pytest.mark.parametrize("masks", [(*USUAL, 0xFF000000), (0xFF000000, 0xFF0000, 0xFF00, 0xFF)])
def test_alpha_that_was_never_filled_in_is_none(header: int, masks: tuple[int, ...]) -> None:
    alpha = np.zeros(DRAWN.shape, np.uint8)
    for value, expected in ((0, PICTURE), (255, PICTURE)):
        alpha[:] = value
        data = masked_bmp(np.dstack([PICTURE, alpha]), masks, 32, header=header)
        assert difference(data, expected) == 0
    alpha[:] = 0
    alpha[:, :9] = 128  # filled in: the rest is transparent
    expected = np.full_like(PICTURE, 255)
    expected[:, :9] = (PICTURE[:, :9].astype(int) + 255) // 2
    data = masked_bmp(np.dstack([PICTURE, alpha]), masks, 32, header=header)
    assert difference(data, expected) <= 1


def test_masks_of_alpha_after_the_smallest_header() -> None:
    alpha = np.full(DRAWN.shape, 255, np.uint8)
    data = masked_bmp(np.dstack([PICTURE, alpha]), (*USUAL, 255 << 24), 32, compression=6)
    assert difference(data) == 0
    alpha[0] = 0
    data = masked_bmp(np.dstack([PICTURE, alpha]), (*USUAL, 255 << 24), 32, compression=6)
    assert (images.decode(data, "a.bmp")[0] == 255).all()


def test_the_clipboards_bitmaps_have_no_file_header() -> None:
    for data in (palette_bmp(DRAWN, 8), palette_bmp(DRAWN, 4, header=124)):
        assert difference(data[14:]) == 0
    for masks in (USUAL, (0xFF, 0xFF00, 0xFF0000)):
        assert difference(masked_bmp(PICTURE, masks, 32)[14:]) == 0


def runs(drawn: np.ndarray, bits: int, *, literal: bool) -> bytes:
    """Rows from the lowest up, coded in runs or in literals."""
    codes = b""
    for row in drawn[::-1]:
        for at in range(0, len(row), 7):
            part = row[at : at + 7]
            if literal and len(part) > 2:
                body = bytes(part)
                if bits == 4:
                    even = bytes(part) + b"\0" * (len(part) % 2)
                    body = bytes(a << 4 | b for a, b in zip(even[::2], even[1::2], strict=True))
                codes += bytes([0, len(part)]) + body + b"\0" * (len(body) % 2)
            else:
                for value in part:
                    codes += bytes([1, value << 4 if bits == 4 else value])
        codes += b"\0\0"
    return codes + b"\0\1"


@pytest.mark.parametrize("literal", [True, False])
@pytest.mark.parametrize(("bits", "compression"), [(8, 1), (4, 2)])
def test_runs_are_expanded(bits: int, compression: int, literal: bool) -> None:
    codes = runs(DRAWN, bits, literal=literal)
    data = coded_bmp(codes, DRAWN.shape, bits, compression=compression)
    assert difference(data) == 0
    assert difference(data[:-2]) == 0  # the end is known from the rows
    with pytest.raises(PictureError) as refused:
        images.decode(data[: -len(codes) // 2], "cut.bmp")
    assert refused.value.code == "damaged"


def test_runs_of_two_colours_and_jumps() -> None:
    codes = bytes([5, 0x12, 0, 2, 1, 1, 2, 0x33, 0, 1])  # 12121, one right and one up, 33
    decoded = images.decode(coded_bmp(codes, (2, 8), 4, compression=2), "a.bmp")
    expected = COLOURS[np.array([[0, 0, 0, 0, 0, 0, 3, 3], [1, 2, 1, 2, 1, 0, 0, 0]])]
    np.testing.assert_array_equal(decoded, expected)


def test_runs_of_whole_pixels_as_os2_writes_them() -> None:
    codes = bytes([3, 1, 2, 3, 0, 3]) + bytes(range(9)) + b"\0" + b"\0\1"
    decoded = images.decode(coded_bmp(codes, (1, 6), 24, header=64, compression=4), "a.bmp")
    expected = [[3, 2, 1]] * 3 + [[2, 1, 0], [5, 4, 3], [8, 7, 6]]
    np.testing.assert_array_equal(decoded[0], expected)


@pytest.mark.parametrize(("format_name", "compression"), [("PNG", 5), ("JPEG", 4)])
def test_a_whole_file_inside_is_read(format_name: str, compression: int) -> None:
    stream = io.BytesIO()
    Image.fromarray(PICTURE).save(stream, format_name, quality=95, subsampling=0)
    data = coded_bmp(stream.getvalue(), DRAWN.shape, 0, compression=compression)
    decoded = images.decode(data, "a.bmp")
    assert np.abs(decoded.astype(int) - PICTURE).mean() < 6


def test_missing_filling_after_the_last_row_does_no_harm_and_missing_pixels_do() -> None:
    data = palette_bmp(DRAWN, 8)  # 43 bytes a row, and one to fill
    assert difference(data[:-1]) == 0
    with pytest.raises(PictureError, match=r"^cut\.bmp is damaged"):
        images.decode(data[:-2], "cut.bmp")


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (coded_bmp(b"\0" * 99, (9, 9), 1, header=64, compression=3), "Huffman"),
        (coded_bmp(b"\0" * 999, (9, 9), 64, compression=0), "64 bits"),
        (coded_bmp(b"\0" * 999, (9, 9), 8, compression=11), "compression number 11"),
        (coded_bmp(b"\0" * 999, (9, 9), 4, compression=1), "run-length"),
    ],
)
def test_what_is_not_read_is_told(data: bytes, what: str) -> None:
    with pytest.raises(PictureError, match=what) as refused:
        images.decode(data, "odd.bmp")
    assert refused.value.code == "unsupported"
    assert refused.value.message.startswith("odd.bmp ")
    assert "save it as PNG" in refused.value.message


@pytest.mark.parametrize("length", range(0, 60, 3))
def test_a_header_that_is_cut_off_gets_a_sentence(length: int) -> None:
    with pytest.raises(PictureError, match=r"^cut\.bmp "):
        images.decode(palette_bmp(DRAWN, 8)[: 2 + length], "cut.bmp")


def test_too_many_pixels_are_refused_from_the_header() -> None:
    head = struct.pack("<IiiHHIIiiII", 40, 30_000, 30_000, 1, 8, 1, 0, 0, 0, 0, 0)
    with pytest.raises(PictureError, match="more than 1 million"):
        images.decode(b"BM" + bytes(12) + head, "bomb.bmp", limits=Limits(megapixels=1))
