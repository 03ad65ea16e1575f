"""Pictures of just under the default limit of pixels, one per way of storing: what they take."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import time
from pathlib import Path

from tests.support.picture_fuzz import ROOT, peak_mb

SIDE = 9_990
HALF = 7_060  # of formats that count twice
KINDS: dict[str, tuple[str, str, dict[str, object]]] = {
    "JPEG": ("JPEG", "RGB", {}),
    "JPEG, progressive, full colour": ("JPEG", "RGB", {"progressive": True, "subsampling": 0}),
    "JPEG, CMYK": ("JPEG", "CMYK", {}),
    "PNG": ("PNG", "RGB", {"compress_level": 1}),
    "PNG, transparent": ("PNG", "RGBA", {"compress_level": 1}),
    "PNG, 16-bit grey": ("PNG", "I;16", {"compress_level": 1}),
    "GIF": ("GIF", "P", {}),
    "TIFF, floating point": ("TIFF", "F", {"compression": "tiff_lzw"}),
    "TIFF, LZW": ("TIFF", "RGB", {"compression": "tiff_lzw"}),
    "WebP": ("WEBP", "RGB", {"lossless": True, "method": 0, "quality": 0}),
    "WebP, transparent": ("WEBP", "RGBA", {"lossless": True, "method": 0, "quality": 0}),
    "AVIF": ("AVIF", "RGB", {"speed": 10}),
    "HEIC": ("HEIF", "RGB", {"quality": 10}),
}
DOUBLE = {"WebP, transparent", "AVIF", "HEIC"}


def measure(kind: str, folder: Path) -> tuple[int, float, str]:
    """Peak memory in MB and CPU seconds of decoding, and what came of it."""
    file = folder / "large.picture"
    for job in ("make", "read"):
        done = subprocess.run(
            [sys.executable, "-m", "tests.soak.pictures_at_the_limit", job, kind, str(file)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
    peak, seconds, outcome = json.loads(done.stdout)
    return peak, seconds, outcome


def _make(kind: str, file: Path) -> None:
    from PIL import Image
    from pillow_heif import register_heif_opener

    register_heif_opener()
    format_name, mode, options = KINDS[kind]
    stream = io.BytesIO()
    side = HALF if kind in DOUBLE else SIDE
    Image.new(mode, (side, side)).save(stream, format_name, **options)
    file.write_bytes(stream.getvalue())


def _read(file: Path) -> None:
    from app.core.errors import PictureError
    from app.core.pictures import images

    start = time.process_time()
    try:
        outcome = "x".join(map(str, images.load(file).shape))
    except PictureError as error:
        outcome = error.code
    print(json.dumps([peak_mb(), time.process_time() - start, outcome]))


if __name__ == "__main__":
    job, kind, file = sys.argv[1:]
    _make(kind, Path(file)) if job == "make" else _read(Path(file))
