"""Pictures far above the default limits, with the limits raised as far as settings allow.

30,000 x 30,000 pixels in each format that can hold them, and a TIFF of 2 GB: each is read or gets
a sentence, in the child that decodes; what that takes is printed.
"""

from __future__ import annotations

import json
import os
import resource
import struct
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

from PIL import Image

from tests.support.desktop import ROOT

SIDE = 30_000
RAISED = (1000, 2000)  # megapixels, megabytes


def main() -> int:
    """Print a line for each picture; 1 if one of them crashed the decoder."""
    if len(sys.argv) == 2:
        return _read(Path(sys.argv[1]))
    bad = 0
    with tempfile.TemporaryDirectory(prefix="shelfwise-soak-") as place:
        for what, file in _pictures(Path(place)):
            size = file.stat().st_size
            done = subprocess.run(
                [sys.executable, "-m", "tests.soak.large_pictures_soak", str(file)],
                cwd=ROOT,
                capture_output=True,
                text=True,
                check=False,
            )
            file.unlink()
            bad += done.returncode != 0
            told = done.stdout.strip() or f"ended with {done.returncode}: {done.stderr[-300:]}"
            print(f"{what} ({size / 1e6:,.0f} MB): {told}", flush=True)
    return min(bad, 1)


def _pictures(place: Path) -> Iterator[tuple[str, Path]]:
    yield "PNG, RGB", _png(place / "a.png", 2)
    yield "PNG, grey", _png(place / "b.png", 0)
    yield "TIFF, RGB, not packed", _tiff(place / "c.tiff", SIDE, 23_000)
    yield "TIFF, RGB, more than 2 GB", _tiff(place / "d.tiff", SIDE, SIDE)
    yield "BMP, 24 bits", _bmp(place / "e.bmp", SIDE, 20_000)
    for name, options in (("JPEG, grey", {}), ("JPEG, grey, progressive", {"progressive": True})):
        file = place / "f.jpg"
        Image.MAX_IMAGE_PIXELS = None
        Image.new("L", (SIDE, SIDE), 120).save(file, "JPEG", **options)
        yield name, file


def _png(file: Path, color: int) -> Path:
    """All rows are the same, so the file is small: what a bomb would be."""
    row = bytes(1 + SIDE * (3 if color == 2 else 1))
    packer = zlib.compressobj(1)
    packed = b"".join(packer.compress(row) for _ in range(SIDE)) + packer.flush()

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", SIDE, SIDE, 8, color, 0, 0, 0)
    content = chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")
    file.write_bytes(b"\x89PNG\r\n\x1a\n" + content)
    return file


def _tiff(file: Path, width: int, height: int) -> Path:
    """A file with a hole: 32-bit offsets reach 4 GB."""
    length = width * height * 3
    tags = [
        *((256, 4, 1, width), (257, 4, 1, height), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 2)),
        *((273, 4, 1, 200), (277, 3, 1, 3), (278, 4, 1, height), (279, 4, 1, length)),
    ]
    tags[2] = (258, 3, 3, 180)  # 8, 8, 8
    content = struct.pack("<2sHIH", b"II", 42, 8, len(tags))
    content += b"".join(struct.pack("<HHII", *tag) for tag in tags) + bytes(4)
    content = content.ljust(180, b"\0") + struct.pack("<HHH", 8, 8, 8)
    file.write_bytes(content.ljust(200, b"\0"))
    os.truncate(file, 200 + length)
    return file


def _bmp(file: Path, width: int, height: int) -> Path:
    length = width * height * 3
    info = struct.pack("<IiiHHIIiiII", 40, width, height, 1, 24, 0, length, 2835, 2835, 0, 0)
    file.write_bytes(struct.pack("<2sIHHI", b"BM", 54 + length, 0, 0, 54) + info)
    os.truncate(file, 54 + length)
    return file


def _read(file: Path) -> int:
    from app.core.errors import PictureError
    from app.core.pictures import images
    from app.core.pictures.limits import Limits

    began, spent = time.monotonic(), time.process_time()
    try:
        outcome = "read as " + "x".join(
            map(str, images.load(file, at_least=448, limits=Limits(*RAISED)).shape)
        )
    except PictureError as error:
        outcome = error.message
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    seconds = f"{time.process_time() - spent:.1f} s of a core in {time.monotonic() - began:.0f} s"
    print(json.dumps(f"{outcome} {seconds}, {peak:,.0f} MB at most").strip('"'))
    return 0


if __name__ == "__main__":
    sys.exit(main())
