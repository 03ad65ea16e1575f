"""One rule for every format: the container, else EXIF, else XMP, wherever they stand."""

import io
import zlib

import numpy as np
import pytest
from PIL import Image
from pillow_heif import register_heif_opener

from app.core.pictures import images
from app.core.pictures.orientation import from_metadata
from tests.support.pngs import chunk, png
from tests.support.tiffs import Way, tiff

PICTURE = np.zeros((32, 48, 3), np.uint8)
PICTURE[:, 24:] = (200, 40, 40)  # as stored: the right half is red
ATTRIBUTE = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF><rdf:Description '
    b'xmlns:tiff="http://ns.adobe.com/tiff/1.0/" tiff:Orientation="%d"/></rdf:RDF></x:xmpmeta>'
)
ELEMENT = b"<x:xmpmeta><tiff:Orientation>%d</tiff:Orientation></x:xmpmeta>"


def saved(format_name: str, exif: int | None, xmp: bytes) -> bytes:
    options: dict[str, object] = {"quality": 95}
    if exif is not None:
        options["exif"] = exif_of(exif)
    if format_name == "PNG":
        after = chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + xmp)
        told = b"" if exif is None else chunk(b"eXIf", exif_of(exif)[6:])
        return png(PICTURE, before=told + after)
    if format_name == "TIFF":
        more: dict[int, int | bytes] = {700: xmp}
        return tiff(PICTURE, Way(more=more if exif is None else {**more, 274: exif}))
    if xmp:
        options["xmp"] = xmp
    stream = io.BytesIO()
    Image.fromarray(PICTURE).save(stream, format_name, **options)
    return stream.getvalue()


def exif_of(orientation: int) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = orientation
    return exif.tobytes()


def red_side(data: bytes) -> str:
    pixels = images.decode(data, "photo").astype(int)
    red = pixels[..., 0] > 100
    sides = {"right": red[:, -4:], "left": red[:, :4], "top": red[:4], "bottom": red[-4:]}
    [side] = [name for name, part in sides.items() if part.all()]
    return side


TURNED = {1: "right", 3: "left", 6: "bottom", 8: "top"}


@pytest.mark.parametrize("format_name", ["JPEG", "PNG", "WEBP", "TIFF"])
@pytest.mark.parametrize("text", [ATTRIBUTE, ELEMENT])
@pytest.mark.parametrize("orientation", TURNED)
def test_xmp_counts_where_there_is_no_exif(format_name: str, text: bytes, orientation: int) -> None:
    assert red_side(saved(format_name, None, text % orientation)) == TURNED[orientation]


@pytest.mark.parametrize("format_name", ["JPEG", "PNG", "WEBP", "TIFF"])
@pytest.mark.parametrize(
    ("exif", "xmp", "counts"), [(6, 8, 6), (1, 6, 1), (0, 6, 6), (9, 3, 3), (3, 1, 3)]
)
def test_exif_counts_before_xmp_if_it_is_one(
    format_name: str, exif: int, xmp: int, counts: int
) -> None:
    assert red_side(saved(format_name, exif, ATTRIBUTE % xmp)) == TURNED[counts]


@pytest.mark.parametrize("format_name", ["AVIF", "HEIF"])
def test_in_heic_and_avif_only_the_container_counts(format_name: str) -> None:
    register_heif_opener()
    for exif, side in ((None, "right"), (6, "bottom")):
        data = saved(format_name, exif, ATTRIBUTE % 1)
        changed = data.replace(ATTRIBUTE % 1, ATTRIBUTE % 8)  # no program looked at it any more
        assert changed != data
        assert red_side(changed) == side


def test_a_png_may_tell_it_after_the_pixels() -> None:
    text = b"XML:com.adobe.xmp\0"
    packed = chunk(b"iTXt", text + b"\1\0\0\0" + zlib.compress(ATTRIBUTE % 6))
    assert red_side(png(PICTURE, after=packed)) == "bottom"
    assert (
        red_side(png(PICTURE, after=chunk(b"iTXt", text + b"\0\0\0\0" + ELEMENT % 6))) == "bottom"
    )
    assert red_side(png(PICTURE, after=chunk(b"eXIf", exif_of(6)[6:]))) == "bottom"
    spoilt = chunk(b"eXIf", exif_of(6)[6:], spoilt=True)
    assert red_side(png(PICTURE, after=spoilt)) == "right"
    assert red_side(png(PICTURE, before=spoilt, after=packed)) == "bottom"


def test_the_other_kinds_of_png_and_tiff_follow_the_rule() -> None:
    transparent = np.dstack([PICTURE, np.full((32, 48), 255, np.uint8)])
    after = chunk(b"eXIf", exif_of(6)[6:])
    assert red_side(png(transparent, 8, 6, after=after)) == "bottom"
    deep = PICTURE[..., 0].astype(np.uint16) * 257
    assert red_side(png(deep, 16, 0, after=after)) == "bottom"
    assert red_side(tiff(deep, Way(more={700: ATTRIBUTE % 6}))) == "bottom"


@pytest.mark.parametrize(
    ("exif", "xmp", "orientation"),
    [
        (None, b"", 1),
        (6, b"", 6),
        ("6", b"", 1),
        (None, ATTRIBUTE % 9, 1),
        (None, b"tiff:Orientation = '8'", 8),
        (None, (ATTRIBUTE % 8).decode().encode("utf-16-le"), 8),
        (None, (ATTRIBUTE % 8).decode(), 8),
        (None, b'tiff:Orientation="88"', 1),
    ],
)
def test_the_rule(exif: object, xmp: bytes | str, orientation: int) -> None:
    assert from_metadata(exif, xmp) == orientation
