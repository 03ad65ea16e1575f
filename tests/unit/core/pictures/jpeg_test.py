"""A JPEG is read when its pixels are there, and refused when they are not, whatever follows."""

import io

import numpy as np
import pytest
from PIL import Image

from app.core.errors import PictureError
from app.core.pictures import images, pillow
from app.core.pictures.jpeg import jpeg_layout

KINDS = {
    "baseline": {},
    "optimized": {"optimize": True},
    "progressive": {"progressive": True},
    "restarts": {"restart_marker_blocks": 3},
    "fine": {"quality": 95, "subsampling": 0},
    "grey": {"mode": "L"},
    "progressive grey": {"mode": "L", "progressive": True},
    "cmyk": {"mode": "CMYK"},
    "progressive cmyk": {"mode": "CMYK", "progressive": True},
}


def photo() -> np.ndarray:
    """A product on white, with a camera's noise: [192, 256, 3]."""
    drawn = np.full((192, 256, 3), 250.0)
    drawn[20:150, 20:128] = (200, 40, 40)
    drawn[20:80, 128:230] = (40, 170, 60)
    noise = np.random.default_rng(0).normal(0, 20, drawn.shape)
    return np.clip(drawn + noise, 0, 255).astype(np.uint8)


def jpeg(kind: str = "baseline", pixels: np.ndarray | None = None) -> bytes:
    options = dict(KINDS[kind])
    picture = Image.fromarray(photo() if pixels is None else pixels)
    stream = io.BytesIO()
    picture.convert(options.pop("mode", "RGB")).save(stream, "JPEG", **options)
    return stream.getvalue()


def cut(data: bytes, kept: float) -> bytes:
    """The header and a part of what follows."""
    start = data.index(b"\xff\xda")
    return data[: start + 14 + int((len(data) - start - 14) * kept)]


def is_read(data: bytes, at_least: int | None = None) -> bool:
    try:
        images.decode(data, "photo.jpg", at_least=at_least)
    except PictureError as error:
        assert error.code == "damaged"
        assert error.message.startswith("photo.jpg ")
        return False
    return True


OTHER = jpeg(pixels=np.full((40, 60, 3), 90, np.uint8))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "behind",
    [b"", b"\xff", b"\0", bytes(5_000), b"\xff" * 300, OTHER, b"a camera's trailer " * 40],
    ids=["nothing", "half a marker", "a zero", "zeros", "ones", "another picture", "a trailer"],
)
def test_what_lacks_its_end_marker_only_is_read(kind: str, behind: bytes) -> None:
    whole = jpeg(kind)
    np.testing.assert_array_equal(
        images.decode(whole[:-2] + behind, "a.jpg"), images.decode(whole, "a.jpg")
    )


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("kept", [0.02, 0.2, 1 / 3])
@pytest.mark.parametrize("at_least", [None, 64])
def test_what_lacks_pixels_is_refused_whatever_follows(
    kind: str, kept: float, at_least: int | None
) -> None:
    whole = jpeg(kind)
    part = cut(whole, kept)
    assert is_read(whole, at_least)
    for behind in (
        b"",
        b"\xff\xd9",
        bytes(len(whole) - len(part)),
        bytes(50_000),
        bytes(50_000) + b"\xff\xd9",
        b"\xff" * 300,
        OTHER,
        whole,
    ):
        assert not is_read(part + behind, at_least)


@pytest.mark.parametrize("kind", ["baseline", "optimized", "fine", "grey", "cmyk", "restarts"])
@pytest.mark.parametrize("kept", [0.6, 0.8, 0.9, 0.97])
def test_even_a_little_that_lacks_is_seen_in_one_pass(kind: str, kept: float) -> None:
    part = cut(jpeg(kind), kept)
    assert not any(is_read(part + behind) for behind in (b"", b"\xff\xd9", OTHER, bytes(9_000)))


@pytest.mark.parametrize("kind", ["baseline", "fine", "cmyk"])
def test_a_hole_of_zeros_in_the_middle_is_seen(kind: str) -> None:
    whole = jpeg(kind, np.kron(photo(), np.ones((3, 3, 1), np.uint8)))
    middle = len(whole) // 2
    assert not is_read(whole[:middle] + bytes(4_096) + whole[middle + 4_096 :])


def test_a_plain_picture_whose_codes_are_zeros_is_read() -> None:
    """With a table made for it, white is coded in zeros: more of them than in a hole."""
    plain = np.full((1_600, 1_600), 255, np.uint8)
    stream = io.BytesIO()
    Image.fromarray(plain).save(stream, "JPEG", optimize=True)
    whole = stream.getvalue()
    assert bytes(512) in whole
    assert is_read(whole)
    assert is_read(whole[:-2])
    assert not is_read(whole[:-2] + bytes(400) + b"\xff\xd9")  # more of them than it needs


def test_a_picture_that_ends_in_the_grey_of_the_filling_is_read() -> None:
    grey = photo()
    grey[96:] = 128
    for kind in KINDS:
        assert is_read(jpeg(kind, grey))
    assert is_read(jpeg(pixels=np.full((64, 64, 3), 128, np.uint8)))


def test_segments_between_and_before_the_scans_do_no_harm() -> None:
    data = jpeg("progressive")
    second = data.index(b"\xff\xda", data.index(b"\xff\xda") + 2)
    between = b"\xff\xff\xff\xfe\0\x08\xff\xd8\xff\xd9\0\0"  # a remark, with markers in it
    assert is_read(data[:second] + between + data[second:])
    assert is_read(data[:2] + between + data[2:])


def test_a_layout_tells_the_scans() -> None:
    layout = jpeg_layout(jpeg("progressive"))
    assert layout is not None
    assert layout.progressive
    assert len(layout.scans) == 10
    assert not layout.lacks_scans()
    assert not layout.in_one_pass
    baseline = jpeg_layout(jpeg())
    assert baseline is not None
    assert baseline.in_one_pass
    assert baseline.is_closed
    for data in (b"", b"\xff\xd8", b"\xff\xd8\xff\xda\0\x02", jpeg()[:200]):
        assert jpeg_layout(data) is None


def test_the_limit_of_pixels_holds_before_anything_is_decoded() -> None:
    data = jpeg(pixels=np.full((1_100, 1_000, 3), 128, np.uint8))[:-2]
    with pytest.raises(PictureError) as refused:
        images.decode(data, "a.jpg", limits=images.Limits(megapixels=1))
    assert refused.value.code == "too_large"


@pytest.mark.parametrize("kind", ["baseline", "progressive", "grey", "restarts"])
@pytest.mark.parametrize("at_least", [None, 64])
def test_a_plain_one_is_decoded_in_one_way_whichever_is_taken(
    monkeypatch: pytest.MonkeyPatch, kind: str, at_least: int | None
) -> None:
    data = jpeg(kind)
    with monkeypatch.context() as patch:
        patch.setattr(pillow, "open_header", None)  # which is not needed, and slower
        quickly = images.decode(data, "a.jpg", at_least=at_least)
    remark = b"\xff\xe1\0\x08remark"  # where EXIF and XMP stand
    slowly = images.decode(data[:2] + remark + data[2:], "a.jpg", at_least=at_least)
    np.testing.assert_array_equal(quickly, slowly)
    assert quickly.shape == ((192, 256, 3) if at_least is None else (48, 64, 3))


@pytest.mark.parametrize("segment", [b"\xff\xe1", b"\xff\xee"], ids=["EXIF", "Adobe"])
def test_metadata_that_change_pixels_are_asked_for(segment: bytes) -> None:
    layout, told = jpeg_layout(jpeg()), jpeg_layout(jpeg()[:2] + segment + b"\0\2" + jpeg()[2:])
    assert layout is not None
    assert told is not None
    assert layout.is_plain
    assert not told.is_plain
    assert (told.width, told.height) == (256, 192)


def test_a_whole_one_is_held_to_the_limits_before_it_is_decoded() -> None:
    large = jpeg(pixels=np.full((1_100, 1_000, 3), 90, np.uint8))
    limits = images.Limits(megapixels=1)
    with pytest.raises(PictureError, match="more than 1 million"):
        images.decode(large, "a.jpg", limits=limits)
    assert images.decode(large, "a.jpg", at_least=500, limits=limits).shape == (550, 500, 3)
    passes = jpeg("progressive")
    scan = passes[passes.index(b"\xff\xda") :]
    at = passes.index(b"\xff\xc2") + 5
    huge = passes[:at] + b"\x27\x10\x27\x10" + passes[at + 4 :]  # 10,000 x 10,000
    with pytest.raises(PictureError, match="passes over"):
        images.decode(huge[:-2] + scan[:-2] * 3 + b"\xff\xd9", "a.jpg")
