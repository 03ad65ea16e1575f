"""Whatever a file holds, decoding it ends soon, in little memory, with a picture or a sentence.

``make soak`` tries many more inputs.
"""

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image
from pillow_heif import register_heif_opener

from app.core.errors import PictureError
from app.core.pictures import images
from app.core.pictures.limits import Limits
from tests.support import picture_corpus
from tests.support.picture_fuzz import MAX_MEMORY_MB, ROOT, fuzz

INPUTS = 400


@pytest.fixture(scope="module")
def corpus() -> dict[str, bytes]:
    return picture_corpus.corpus()


def refusal(data: bytes, name: str, limits: Limits | None = None) -> PictureError:
    with pytest.raises(PictureError) as refused:
        images.decode(data, name, limits=limits or Limits())
    assert refused.value.message.startswith(name)
    assert "\n" not in refused.value.message
    return refused.value


def peak_mb_of_decoding(data: bytes) -> int:
    """Most memory of a child that decodes it, and need not come to a picture."""
    program = (
        "import contextlib, sys\n"
        "from app.core import errors\n"
        "from app.core.pictures import images\n"
        "from tests.support.picture_fuzz import peak_mb\n"
        "with contextlib.suppress(errors.PictureError):\n"
        "    images.decode(sys.stdin.buffer.read(), 'picture')\n"
        "print(peak_mb())"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, input=data, capture_output=True, check=True
    )
    return int(done.stdout)


def test_changed_pictures_give_a_picture_or_a_sentence() -> None:
    findings = fuzz(0, INPUTS)
    assert findings.troubles == []
    assert findings.inputs == INPUTS
    assert findings.peak_mb < MAX_MEMORY_MB
    assert findings.outcomes["picture"] > INPUTS / 10  # the changes are not all hopeless


def test_every_odd_but_good_picture_is_read() -> None:
    for name, data in picture_corpus.good().items():
        assert images.decode(data, name).ndim == 3, name


@pytest.mark.parametrize(
    "name, code",
    [
        ("65535.png", "too_large"),
        ("65535.jpg", "too_large"),
        ("65535.gif", "too_large"),
        ("2-to-the-31.png", "too_large"),
        ("121-million.png", "too_large"),
        ("121-million.tif", "too_large"),
        ("many-scans.jpg", "too_large"),
        ("canvas.webp", "not_a_picture"),
        ("0.png", "not_a_picture"),
        ("page-named.jpg", "not_a_picture"),
        ("postscript.jpg", "not_a_picture"),
        ("two-headers.png", "too_large"),
        ("two-headers.jpg", "damaged"),
    ],
)
def test_what_would_do_harm_gets_a_sentence(corpus: dict[str, bytes], name: str, code: str) -> None:
    assert refusal(corpus[name], name).code == code


@pytest.mark.parametrize(
    "name", ["broken-exif.jpg", "looped-exif.jpg", "much-metadata.jpg", "looped.tif"]
)
def test_broken_metadata_are_no_reason_to_refuse(corpus: dict[str, bytes], name: str) -> None:
    assert images.decode(corpus[name], name).shape == (48, 64, 3)


def test_whatever_pillow_says_of_a_header(
    corpus: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pillow's next version may let pass, or raise, what this one does not."""

    def raising(_: Image.Image) -> Image.Exif:
        raise SyntaxError("broken EXIF")

    monkeypatch.setattr(Image.Image, "getexif", raising)
    assert images.decode(corpus["turned.jpg"], "turned.jpg").shape == (48, 64, 3)
    monkeypatch.setattr(Image, "open", lambda *_, **__: Image.new("RGB", (0, 4)))
    assert refusal(b"anything", "none.jpg").code == "damaged"


def test_other_formats_of_pillow_are_never_opened() -> None:
    """Some start other programs: Pillow hands PostScript to Ghostscript."""
    for data in (b"P6 2 2 255 " + b"\0" * 12, b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n"):
        assert refusal(data, "drawing.jpg").code == "not_a_picture"


def test_a_png_chunk_that_claims_two_gigabytes_takes_no_memory(corpus: dict[str, bytes]) -> None:
    data = corpus["plain.png"]
    at = data.index(b"IDAT") - 4
    claiming = data[:at] + b"\x7f\xff\xff\xf0" + data[at + 4 :]
    assert peak_mb_of_decoding(claiming) < 300


def test_a_file_that_is_too_large_is_refused_before_it_is_read(tmp_path: Path) -> None:
    file = tmp_path / "large.png"
    file.touch()
    os.truncate(file, (200 << 20) + 1)  # a hole, which takes no space
    with pytest.raises(PictureError, match=r"^large\.png is larger than 200 MB") as refused:
        images.load(file)
    assert refused.value.code == "too_large"


def test_limits_can_be_set(corpus: dict[str, bytes]) -> None:
    data = corpus["plain.png"]
    assert images.decode(data, "a.png", limits=Limits(megapixels=1)).shape == (48, 64, 3)
    wide = picture_corpus.png(1_100, 1_000, b"\0" * (3_301 * 1_000))
    assert images.decode(wide, "wide.png").shape == (1_000, 1_100, 3)
    assert "more than 1 million" in refusal(wide, "wide.png", Limits(megapixels=1)).message


@pytest.mark.parametrize(
    ("format_name", "mode"), [("WEBP", "RGBA"), ("AVIF", "RGB"), ("HEIF", "RGB")]
)
def test_formats_whose_decoders_keep_copies_may_have_half_the_pixels(
    format_name: str, mode: str
) -> None:
    register_heif_opener()
    for side, read in ((700, True), (720, False)):  # half a million pixels lie between them
        stream = io.BytesIO()
        Image.new(mode, (side, side), "#ff8c0080").save(stream, format_name, quality=10)
        if read:
            pixels = images.decode(stream.getvalue(), "a", limits=Limits(megapixels=1))
            assert pixels.shape == (side, side, 3)
        else:
            refused = refusal(stream.getvalue(), "a", Limits(megapixels=1))
            assert "more than 0.5 million" in refused.message
