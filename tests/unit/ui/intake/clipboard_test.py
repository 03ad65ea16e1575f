"""A picture in the clipboard is known by its content, whatever it is called there."""

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageGrab
from pillow_heif import register_heif_opener

from app.core.pictures import images
from app.ui.intake import clipboard
from tests.support.bitmaps import COLOURS, indices, masked_bmp

PICTURE = COLOURS[indices()]


def saved(format_name: str) -> bytes:
    register_heif_opener()
    stream = io.BytesIO()
    options = {} if format_name in {"PNG", "BMP", "TIFF", "GIF"} else {"quality": 95}
    Image.fromarray(PICTURE).save(stream, format_name, **options)
    return stream.getvalue()


@pytest.fixture
def offer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """Put contents into the clipboard, by type."""
    contents: dict[str, bytes] = {}

    class Tool:
        def types(self) -> list[str]:
            return list(contents)

        def read(self, kind: str) -> bytes:
            return contents.get(kind, b"")

    monkeypatch.setattr(clipboard.sys, "platform", "linux")
    monkeypatch.setattr(clipboard, "_Tool", Tool)
    monkeypatch.setattr(clipboard, "new_received_file", lambda name: tmp_path / name)
    return contents.update


@pytest.mark.parametrize(
    ("kind", "format_name", "suffix"),
    [
        ("image/png", "PNG", ".png"),
        ("image/x-bmp", "BMP", ".bmp"),
        ("image/x-ms-bmp", "BMP", ".bmp"),
        ("image/x-MS-bmp", "BMP", ".bmp"),
        ("image/jpg", "JPEG", ".jpg"),
        ("image/pjpeg", "JPEG", ".jpg"),
        ("image/avif", "AVIF", ".avif"),
        ("image/heic", "HEIF", ".heic"),
        ("image/heif-sequence", "HEIF", ".heic"),
        ("image/x-tiff", "TIFF", ".tif"),
        ("IMAGE/WEBP", "WEBP", ".webp"),
        ("image/png;charset=binary", "PNG", ".png"),
        ("image/png", "JPEG", ".jpg"),  # which is not what it says
    ],
)
def test_every_kind_is_taken_by_its_content(
    offer, kind: str, format_name: str, suffix: str
) -> None:
    offer({"TARGETS": b"", kind: saved(format_name)})
    [path] = clipboard.read_clipboard().paths
    assert path.suffix == suffix
    assert np.abs(images.load(path).astype(int) - PICTURE).mean() < 12


def test_a_bitmap_without_a_file_header_whose_alpha_nobody_filled_in(offer) -> None:
    empty = np.dstack([PICTURE, np.zeros(PICTURE.shape[:2], np.uint8)])
    data = masked_bmp(empty, (0xFF0000, 0xFF00, 0xFF, 0xFF000000), 32, header=124)
    for number, stored in enumerate((data, data[14:])):
        offer({f"image/x-win-bitmap{number}": stored})
        [path] = clipboard.read_clipboard().paths
        np.testing.assert_array_equal(images.load(path), PICTURE)


def test_a_type_that_is_offered_and_then_refused_is_passed_over(offer) -> None:
    offer(
        {
            "image/png": b"",
            "image/jpg": b"<html>",
            "image/x-icon": b"\0\0\1\0",
            "image/bmp": saved("BMP"),
        }
    )
    [path] = clipboard.read_clipboard().paths
    assert path.suffix == ".bmp"


def test_png_comes_before_a_jpeg_that_was_made_from_it(offer) -> None:
    offer({"image/jpeg": saved("JPEG"), "image/avif": saved("AVIF"), "image/png": saved("PNG")})
    [path] = clipboard.read_clipboard().paths
    assert path.suffix == ".png"


def test_a_kind_that_is_not_read_is_named(offer) -> None:
    offer({"image/svg+xml": b"<svg/>", "text/plain": b"hello"})
    dropped = clipboard.read_clipboard()
    assert not dropped.paths
    assert "image/svg+xml" in dropped.remark
    assert "copy it as PNG" in dropped.remark


def test_a_bitmap_of_windows_whose_alpha_nobody_filled_in(
    monkeypatch: pytest.MonkeyPatch, offer
) -> None:
    empty = Image.fromarray(PICTURE)
    empty.putalpha(0)
    monkeypatch.setattr(clipboard.sys, "platform", "win32")
    monkeypatch.setattr(ImageGrab, "grabclipboard", lambda: empty)
    [path] = clipboard.read_clipboard().paths
    np.testing.assert_array_equal(images.load(path), PICTURE)
