"""What a folder scan takes for pictures, and what bytes begin like."""

import io

import pytest
from PIL import Image
from pillow_heif import register_heif_opener

from app.core.pictures.kinds import SUFFIXES, suffix_of


@pytest.mark.parametrize(
    "ending",
    [
        "jpg",
        "jpeg",
        "jpe",
        "jfif",
        "jif",
        "pjpeg",
        "pjp",
        "mpo",
        "jpg_large",
        "jpg-large",
        "png_orig",
        "png",
        "apng",
        "webp",
        "bmp",
        "dib",
        "tif",
        "tiff",
        "gif",
        "avif",
        "heic",
        "heif",
        "heics",
        "heifs",
        "hif",
    ],
)
def test_endings_of_cameras_and_browsers_are_known(ending: str) -> None:
    assert f".{ending}" in SUFFIXES


@pytest.mark.parametrize(
    "ending", ["txt", "svg", "ico", "psd", "eps", "pdf", "cr2", "dng", "thm", "mp4"]
)
def test_other_endings_are_not(ending: str) -> None:
    assert f".{ending}" not in SUFFIXES


def test_bytes_tell_their_kind() -> None:
    register_heif_opener()
    for format_name, suffix in {
        "JPEG": ".jpg",
        "PNG": ".png",
        "WEBP": ".webp",
        "GIF": ".gif",
        "BMP": ".bmp",
        "TIFF": ".tif",
        "AVIF": ".avif",
        "HEIF": ".heic",
    }.items():
        stream = io.BytesIO()
        Image.new("RGB", (16, 16), "red").save(stream, format_name)
        assert suffix_of(stream.getvalue()) == suffix
    for data in (b"", b"<svg>", b"RIFF1234WAVE", b"\0\0\0\x18ftypisom", b"BM"[:1]):
        assert suffix_of(data) is None
