"""Every kind of file that a shop has comes out as the same upright RGB picture."""

import io

import cv2
import numpy as np
import pytest
from PIL import Image, ImageCms, ImageOps

from app.core.errors import PictureError
from app.core.pictures import images
from app.core.pictures.images import Fitting, InputSpec

RED, GREEN, BLUE, YELLOW = (220, 30, 30), (30, 180, 40), (30, 60, 200), (230, 210, 40)
SIZE = (96, 64)  # width, height


def quadrants(size: tuple[int, int] = SIZE) -> Image.Image:
    """Red, green over blue, yellow."""
    picture = Image.new("RGB", size, RED)
    width, height = size
    picture.paste(GREEN, (width // 2, 0, width, height // 2))
    picture.paste(BLUE, (0, height // 2, width // 2, height))
    picture.paste(YELLOW, (width // 2, height // 2, width, height))
    return picture


def encoded(picture: Image.Image, format_name: str, **options: object) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, format_name, **options)
    return stream.getvalue()


def centres(pixels: images.Pixels) -> np.ndarray:
    height, width = pixels.shape[:2]
    rows, columns = [height // 4, height * 3 // 4], [width // 4, width * 3 // 4]
    return pixels[np.ix_(rows, columns)].reshape(4, 3).astype(int)


def assert_quadrants(pixels: images.Pixels, tolerance: int = 12) -> None:
    assert pixels.dtype == np.uint8
    assert pixels.flags.c_contiguous
    assert np.abs(centres(pixels) - [RED, GREEN, BLUE, YELLOW]).max() <= tolerance


@pytest.fixture(scope="module", autouse=True)
def _heif() -> None:
    from pillow_heif import register_heif_opener

    register_heif_opener()


@pytest.mark.parametrize(
    "format_name, options",
    [
        ("JPEG", {"quality": 95}),
        ("JPEG", {"quality": 95, "progressive": True}),
        ("PNG", {}),
        ("WEBP", {"quality": 95}),
        ("WEBP", {"lossless": True}),
        ("BMP", {}),
        ("TIFF", {"compression": "tiff_lzw"}),
        ("AVIF", {"quality": 95}),
        ("HEIF", {"quality": 95}),
    ],
)
def test_every_format_is_read(format_name: str, options: dict[str, object]) -> None:
    pixels = images.decode(encoded(quadrants(), format_name, **options), "photo")
    assert pixels.shape == (64, 96, 3)
    assert_quadrants(pixels)


@pytest.mark.parametrize("format_name", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF", "HEIF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_exif_orientation_is_applied(format_name: str, orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    upright = quadrants()
    inverse = {
        1: None,
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }[orientation]
    stored = upright if inverse is None else upright.transpose(inverse)
    options = {"quality": 95} if format_name != "TIFF" else {}
    pixels = images.decode(encoded(stored, format_name, exif=exif.tobytes(), **options), "photo")
    assert pixels.shape == (64, 96, 3)
    assert_quadrants(pixels)


def test_transparency_lies_on_white() -> None:
    picture = quadrants().convert("RGBA")
    picture.putalpha(0)
    for format_name in ("PNG", "WEBP"):
        assert images.decode(encoded(picture, format_name, lossless=True), "photo").min() == 255
    palette = Image.new("P", SIZE, 1)
    palette.putpalette([0, 0, 0, 200, 0, 0])
    assert images.decode(encoded(palette, "PNG", transparency=1), "logo.png").min() == 255


def test_half_transparency_is_mixed_with_white() -> None:
    picture = Image.new("RGBA", SIZE, (0, 0, 0, 128))
    pixels = images.decode(encoded(picture, "PNG"), "photo.png")
    assert np.abs(pixels.astype(int) - 127).max() <= 1


def test_palette_and_grey_and_one_bit() -> None:
    assert_quadrants(images.decode(encoded(quadrants().quantize(8), "PNG"), "p.png"), 20)
    assert_quadrants(images.decode(encoded(quadrants().quantize(8), "GIF"), "p.gif"), 20)
    for mode, black in (("L", 0), ("LA", (0, 255)), ("1", 0)):
        pixels = images.decode(encoded(Image.new(mode, SIZE, black), "PNG"), "grey.png")
        assert pixels.shape == (64, 96, 3)
        assert pixels.max() == 0


def test_cmyk_jpeg_has_the_right_colours() -> None:
    assert_quadrants(images.decode(encoded(quadrants().convert("CMYK"), "JPEG"), "print.jpg"), 30)


def test_sixteen_bits_keep_their_brightness() -> None:
    for value in (0, 20_000, 65_535):
        grey = np.full((64, 96), value, np.uint16)
        colour = np.full((64, 96, 3), value, np.uint16)
        for array in (grey, colour):
            for ending in (".png", ".tiff"):
                data = cv2.imencode(ending, array)[1].tobytes()
                pixels = images.decode(data, f"deep{ending}")
                assert pixels.shape == (64, 96, 3)
                assert abs(int(pixels[5, 5, 0]) - round(value / 257)) <= 1


def test_the_first_frame_of_an_animation() -> None:
    later = ImageOps.invert(quadrants())
    for format_name in ("GIF", "WEBP", "PNG", "TIFF"):
        data = encoded(quadrants(), format_name, save_all=True, append_images=[later] * 3)
        assert_quadrants(images.decode(data, "moving"), 40)


def test_a_large_photo_may_be_decoded_smaller_and_looks_the_same() -> None:
    data = encoded(quadrants((1600, 1200)), "JPEG", quality=95)
    small = images.decode(data, "large.jpg", at_least=300)
    assert small.shape == (300, 400, 3)
    assert_quadrants(small)
    assert images.decode(data, "large.jpg").shape == (1200, 1600, 3)
    assert images.decode(data, "large.jpg", at_least=1500).shape == (1200, 1600, 3)


def test_a_colour_profile_does_not_hinder() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert_quadrants(images.decode(encoded(quadrants(), "JPEG", icc_profile=profile), "photo.jpg"))


@pytest.mark.parametrize("format_name", ["JPEG", "PNG", "WEBP", "BMP", "TIFF", "GIF", "AVIF"])
@pytest.mark.parametrize("kept", [0.5, 0.9])
def test_a_cut_off_picture_is_refused(format_name: str, kept: float) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (200, 300, 3), np.uint8)
    data = encoded(Image.fromarray(noise), format_name)
    with pytest.raises(PictureError) as refused:
        images.decode(data[: int(len(data) * kept)], "cut.jpg")
    assert refused.value.code in {"damaged", "not_a_picture"}
    assert "cut.jpg" in refused.value.message


def test_a_jpeg_with_a_thumbnail_and_a_lost_end_is_refused() -> None:
    thumbnail = encoded(quadrants((32, 32)), "JPEG")
    data = encoded(quadrants((640, 480)), "JPEG", comment=thumbnail)
    assert images.decode(data, "whole.jpg").shape == (480, 640, 3)
    with pytest.raises(PictureError, match=r"cut\.jpg"):
        images.decode(data[:-400], "cut.jpg")


def test_bytes_after_the_end_do_no_harm() -> None:
    assert_quadrants(images.decode(encoded(quadrants(), "JPEG") + b"trailer" * 99, "phone.jpg"))


@pytest.mark.parametrize(
    "data, code",
    [(b"", "empty"), (b"Dear customer,", "not_a_picture"), (b"\xff\xd8\xff", "not_a_picture")],
)
def test_what_is_no_picture_gets_one_sentence(data: bytes, code: str) -> None:
    with pytest.raises(PictureError) as refused:
        images.decode(data, "letter.jpg")
    assert refused.value.code == code
    assert refused.value.message.startswith("letter.jpg ")
    assert "\n" not in refused.value.message


def test_too_many_pixels_are_refused_before_they_are_decoded() -> None:
    bomb = Image.new("1", (30_000, 30_000))
    with pytest.raises(PictureError) as refused:
        images.decode(encoded(bomb, "PNG"), "bomb.png")
    assert refused.value.code == "too_large"


def test_files_that_cannot_be_read(tmp_path) -> None:
    for path, code in [(tmp_path / "none.jpg", "not_found"), (tmp_path, "not_a_file")]:
        with pytest.raises(PictureError) as refused:
            images.load(path)
        assert refused.value.code == code
        assert path.name in refused.value.message


def test_fit_keeps_the_whole_picture_and_its_proportions() -> None:
    pixels = np.asarray(quadrants())
    fitted = images.fit(pixels, InputSpec(224, 224, Fitting.PAD))
    assert fitted.shape == (224, 224, 3)
    box = images.fitted_box(64, 96, InputSpec(224, 224, Fitting.PAD))
    assert (box.left, box.right) == (0, 224)
    assert box.bottom - box.top == round(224 * 64 / 96)
    assert fitted[: box.top].min() == images.PAD_VALUE == fitted[box.bottom :].min()
    assert_quadrants(fitted[box.top : box.bottom])


def test_stretch_fills_the_square() -> None:
    assert_quadrants(images.fit(np.asarray(quadrants()), InputSpec(100, 100, Fitting.STRETCH)))


@pytest.mark.parametrize("shape", [(1, 1), (1, 5000), (5000, 1), (3, 224)])
def test_fit_takes_any_shape(shape: tuple[int, int]) -> None:
    pixels = np.zeros((*shape, 3), np.uint8)
    assert images.fit(pixels, InputSpec(224, 224, Fitting.PAD)).shape == (224, 224, 3)
