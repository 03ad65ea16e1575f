"""Pictures that are odd, broken or made to do harm: what the fuzzing of the decoders begins with.

Everything is made here: no file is needed, and the same names give the same bytes every time.
"""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import cv2
import numpy as np
from PIL import Image, ImageCms

from tests.support.bitmaps import coded_bmp, masked_bmp
from tests.support.pngs import chunk
from tests.support.pngs import png as png_of
from tests.support.tiffs import Way, tiff

_HUGE = 65_535


def corpus() -> dict[str, bytes]:
    """Name -> file content; some are good pictures, none is larger than a megabyte."""
    return good() | headers_only() | odd() | bombs()


def good() -> dict[str, bytes]:
    """A picture of every format, mode and way of storing that the program says it reads."""
    picture = _picture()
    exif = Image.Exif()
    exif[0x0112] = 6
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    later = [picture.rotate(angle) for angle in range(3)]
    deep = np.linspace(0, 65_535, 48 * 64).reshape(48, 64).astype(np.uint16)
    made = {
        "baseline.jpg": _saved(picture, "JPEG"),
        "progressive.jpg": _saved(picture, "JPEG", progressive=True),
        "grey.jpg": _saved(picture.convert("L"), "JPEG"),
        "cmyk.jpg": _saved(picture.convert("CMYK"), "JPEG"),
        "ycck.jpg": _ycck(),
        "restarts.jpg": _saved(picture, "JPEG", restart_marker_blocks=2),
        "turned.jpg": _saved(picture, "JPEG", exif=exif, icc_profile=profile),
        "two.mpo": _saved(picture, "MPO", save_all=True, append_images=later[:1]),
        "plain.png": _saved(picture, "PNG"),
        "alpha.png": _saved(picture.convert("RGBA"), "PNG"),
        "one-bit.png": _saved(picture.convert("1"), "PNG"),
        "palette.png": _saved(picture.quantize(16), "PNG", transparency=3),
        "profile.png": _saved(picture, "PNG", icc_profile=profile, exif=exif),
        "moving.png": _saved(picture, "PNG", save_all=True, append_images=later),
        "interlaced.png": _interlaced_png(),
        "deep.png": _encoded(".png", deep),
        "deep-colour.png": _encoded(".png", np.dstack([deep] * 3)),
        "plain.gif": _saved(picture.quantize(16), "GIF", transparency=3),
        "100-frames.gif": _saved(
            picture.quantize(8),
            "GIF",
            save_all=True,
            append_images=[f.quantize(8) for f in later] * 33,
        ),
        "lossy.webp": _saved(picture, "WEBP"),
        "lossless.webp": _saved(picture.convert("RGBA"), "WEBP", lossless=True, exif=exif),
        "moving.webp": _saved(picture, "WEBP", save_all=True, append_images=later),
        "plain.bmp": _saved(picture, "BMP"),
        "one-bit.bmp": _saved(picture.convert("1"), "BMP"),
        "palette.bmp": _saved(picture.quantize(16), "BMP"),
        "bare.dib": _saved(picture, "DIB"),
        "plain.avif": _saved(picture, "AVIF"),
        "alpha.avif": _saved(picture.convert("RGBA"), "AVIF", exif=exif),
        "plain.heic": _heic(picture),
        "deep.tif": _saved(Image.fromarray(deep), "TIFF"),
        "float.tif": _saved(Image.fromarray(deep.astype(np.float32)), "TIFF"),
        "pages.tif": _saved(picture, "TIFF", save_all=True, append_images=later),
    }
    colours = np.asarray(picture)
    fields = [0xFF << 20, 0xFF << 10, 0xFF]
    made |= {
        "fields.bmp": masked_bmp(colours, fields, 32),
        "alpha.bmp": masked_bmp(
            np.dstack([colours, deep >> 8]), [*fields, 0xF << 28], 32, header=124
        ),
        "16-bit.bmp": masked_bmp(colours, [0xF800, 0x7E0, 0x1F], 16, header=56),
        "runs.bmp": coded_bmp(b"\x40\1\0\0\2\0" * 24 + b"\0\1", (48, 64), 8, compression=1),
        "half-runs.bmp": coded_bmp(b"\x20\x12\0\4\x12\x34\0\0" * 48, (48, 64), 4, compression=2),
        "half.tif": tiff((deep / 65_535).astype(np.float16), Way(deflate=True, predictor=3)),
        "tiles.tif": tiff(deep, Way(tile=(16, 16), big_endian=True, photometric=0)),
        "planes.tif": tiff(colours.astype(np.uint32), Way(planar=True, rows=5, big_tiff=True)),
        "packed.tif": tiff(deep >> 4, bits=12),
        "key.png": png_of(deep.astype(np.int64), 16, 0, before=chunk(b"tRNS", b"\0\0")),
        "xmp.png": png_of(
            colours, before=chunk(b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + zlib.compress(b"x"))
        ),
    }
    for way in ("raw", "tiff_lzw", "tiff_deflate", "jpeg", "packbits"):
        made[f"{way}.tif"] = _saved(picture, "TIFF", compression=way)
    for way in ("group4", "tiff_ccitt"):
        made[f"{way}.tif"] = _saved(picture.convert("1"), "TIFF", compression=way)
    return made


def headers_only() -> dict[str, bytes]:
    """Sizes of nothing and sizes without end, in each format's own fields."""
    made, gif = {}, _saved(_picture().quantize(16), "GIF")
    for side in (0, 1, _HUGE):
        made[f"{side}.png"] = png(side, side, b"\0" * 64)
        made[f"{side}.gif"] = gif[:6] + struct.pack("<HH", side, side) + gif[10:]
        made[f"{side}.bmp"] = _bmp(side, side)
        made[f"{side}.jpg"] = _patched_jpeg(side, side)
        made[f"{side}.tif"] = _tiff([(256, side), (257, side)])
    made["2-to-the-31.png"] = png(2**31 - 1, 2**31 - 1, b"\0")
    made["negative.bmp"] = _bmp(-64, -48)
    made["lowest.bmp"] = _bmp(64, -(2**31))
    made["canvas.webp"] = _webp_canvas(1 << 24, 1 << 24)
    made["narrow.png"] = png(1, 1_000_000, b"\0" * 64)
    return made


def odd() -> dict[str, bytes]:
    """Broken metadata, directories that lead back to themselves, files that are two things."""
    picture, jpeg = _picture(), _saved(_picture(), "JPEG")
    broken = b"Exif\0\0MM\0*\0\0\0\x08\xff\xff" + b"\x01\x12\0\x03\xff\xff\xff\xff" * 40
    looped = _tiff([(256, 64), (257, 48), (330, 8), (34665, 8)], following=8)
    markup = b"<html><script>alert(1)</script></html>"
    return {
        "broken-exif.jpg": _with_segment(jpeg, 0xE1, broken),
        "looped-exif.jpg": _with_segment(jpeg, 0xE1, b"Exif\0\0" + looped),
        "broken-profile.jpg": _with_segment(jpeg, 0xE2, b"ICC_PROFILE\0\x09\x01" + b"\xff" * 400),
        "much-metadata.jpg": _with_segment(jpeg, 0xE1, b"\xff" * 65_000, times=12),
        "much-text.png": _saved(picture, "PNG", pnginfo=_text(2_000)),
        "text-bomb.png": png(8, 8, b"\0" * 200, _chunk(b"zTXt", b"t\0\0" + _zeros(64 << 20))),
        "profile-bomb.png": png(8, 8, b"\0" * 200, _chunk(b"iCCP", b"p\0\0" + _zeros(64 << 20))),
        "broken-profile.png": png(8, 8, b"\0" * 200, _chunk(b"iCCP", b"p\0\0" + b"\xff" * 99)),
        "looped.tif": looped,
        "nested.tif": _nested_tiff(500),
        "endless-tag.tif": _tiff([(256, 64), (257, 48), (700, 0)], count=0xFFFFFFFF),
        "jpeg-then-zip.jpg": jpeg + b"PK\x05\x06" + b"\0" * 18,
        "gif-and-script.gif": b"GIF89a/*" + markup + b"*/=1;",
        "bmp-and-script.bmp": b"BM" + markup + _bmp(8, 8),
        "jpeg-named.png": jpeg,
        "page-named.jpg": markup,
        "program.jpg": b"\x7fELF" + b"\0" * 60,
        "postscript.jpg": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(x) run\n",
        "two-headers.jpg": jpeg[:2] + _patched_jpeg(_HUGE, _HUGE)[2:400] + jpeg[2:],
        "two-headers.png": png(8, 8, b"\0" * 200, _chunk(b"IHDR", _ihdr(_HUGE, _HUGE))),
    }


def bombs() -> dict[str, bytes]:
    """Small files of many pixels or much work."""
    wide = Image.new("1", (11_000, 11_000))
    return {
        "121-million.png": _saved(wide, "PNG"),
        "121-million.gif": _saved(wide, "GIF"),
        "121-million.tif": _saved(wide, "TIFF", compression="group4"),
        "many-scans.jpg": _many_scans(2_000),
        "many-chunks.png": png(8, 8, b"\0" * 200, _chunk(b"tEXt", b"a\0b") * 40_000),
    }


def truncations(data: bytes) -> list[bytes]:
    """The file cut off at every structure, as far as a walk of 64 even steps and all marks find."""
    marks = {data.find(mark) for mark in (b"IDAT", b"IEND", b"\xff\xda", b"\xff\xc0", b"mdat")}
    steps = {len(data) * step // 64 for step in range(64)}
    return [data[:end] for end in sorted(steps | {mark + 4 for mark in marks if mark > 0})]


def _picture() -> Image.Image:
    noise = np.random.default_rng(3).integers(0, 255, (12, 16, 3), np.uint8)
    return Image.fromarray(cv2.resize(noise, (64, 48), interpolation=cv2.INTER_CUBIC))


def _saved(picture: Image.Image, format_name: str, **options: Any) -> bytes:
    stream = io.BytesIO()
    if "append_images" in options:
        options["append_images"] = [frame.copy() for frame in options["append_images"]]
    picture.copy().save(stream, format_name, **options)  # saving leaves settings in a picture
    return stream.getvalue()


def _encoded(ending: str, array: np.ndarray) -> bytes:
    return cv2.imencode(ending, array)[1].tobytes()


def _heic(picture: Image.Image) -> bytes:
    from pillow_heif import register_heif_opener

    register_heif_opener()
    return _saved(picture, "HEIF")


def _ycck() -> bytes:
    """As Photoshop writes it: Adobe's marker says that the four inks are stored as YCCK."""
    data = bytearray(_saved(_picture().convert("CMYK"), "JPEG"))
    data[data.index(b"Adobe") + 11] = 2
    return bytes(data)


def _patched_jpeg(width: int, height: int) -> bytes:
    data = bytearray(_saved(_picture(), "JPEG"))
    at = data.index(b"\xff\xc0")
    data[at + 5 : at + 9] = struct.pack(">HH", height, width)
    return bytes(data)


def _with_segment(jpeg: bytes, marker: int, content: bytes, times: int = 1) -> bytes:
    segment = bytes((0xFF, marker)) + struct.pack(">H", len(content) + 2) + content
    return jpeg[:2] + segment * times + jpeg[2:]


def _many_scans(scans: int) -> bytes:
    """A progressive JPEG of 42 million pixels whose last scan is said again and again."""
    data = _saved(Image.new("L", (6_500, 6_500)), "JPEG", progressive=True)
    last = data.rindex(b"\xff\xda")
    return data[:last] + data[last:-2] * min(scans, 900_000 // (len(data) - last)) + data[-2:]


def _chunk(kind: bytes, content: bytes) -> bytes:
    checksum = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", checksum)


def _ihdr(width: int, height: int, bits: int = 8, colour: int = 2, interlaced: int = 0) -> bytes:
    return struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, interlaced)


def png(width: int, height: int, rows: bytes, extra: bytes = b"", **header: int) -> bytes:
    """A PNG that says what it is told; ``rows`` are its pixels, each with its filter byte."""
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", _ihdr(width, height, **header))
        + extra
        + _chunk(b"IDAT", zlib.compress(rows))
        + _chunk(b"IEND", b"")
    )


def _interlaced_png() -> bytes:
    """Adam7, 8 x 8, grey: seven passes, each row with its filter byte."""
    passes = ((1, 1), (1, 1), (2, 1), (2, 2), (4, 2), (4, 4), (8, 4))
    rows = b"".join((b"\0" + bytes(range(width))) * height for width, height in passes)
    return png(8, 8, rows, colour=0, interlaced=1)


def _zeros(size: int) -> bytes:
    return zlib.compress(b"\0" * size, 9)


def _text(entries: int) -> object:
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    for number in range(entries):
        info.add_text(f"key {number}", "value " * 20, zip=number % 2 == 0)
    return info


def _bmp(width: int, height: int) -> bytes:
    header = struct.pack("<IiiHHIIiiII", 40, width, height, 1, 24, 0, 0, 0, 0, 0, 0)
    return b"BM" + struct.pack("<IHHI", 254, 0, 0, 54) + header + b"\0" * 200


def _webp_canvas(width: int, height: int) -> bytes:
    sizes = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body = b"WEBPVP8X" + struct.pack("<I", 10) + b"\x02\0\0\0" + sizes
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _tiff(tags: list[tuple[int, int]], *, following: int = 0, count: int = 1) -> bytes:
    """Little-endian, one directory at 8; ``count`` is that of the last tag."""
    basic = [*tags, (258, 8), (259, 1), (262, 1), (273, 8), (277, 1), (278, 1), (279, 64)]
    entries = [
        struct.pack("<HHII", tag, 4, count if tag == tags[-1][0] else 1, value)
        for tag, value in sorted(basic)
    ]
    directory = struct.pack("<H", len(entries)) + b"".join(entries)
    return b"II*\0\x08\0\0\0" + directory + struct.pack("<I", following) + b"\0" * 64


def _nested_tiff(depth: int) -> bytes:
    """Each directory has the next one as its sub-directory and as its EXIF."""
    size = 2 + 2 * 12 + 4
    directories = b"".join(
        struct.pack("<H", 2)
        + b"".join(struct.pack("<HHII", tag, 4, 1, 8 + size * (n + 1)) for tag in (330, 34665))
        + struct.pack("<I", 8 + size * (n + 1))
        for n in range(depth)
    )
    return b"II*\0\x08\0\0\0" + directories + b"\0" * size
