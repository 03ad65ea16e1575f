"""Test pictures of other projects, read here and by ImageMagick: the pixels should be the same.

``python -m tests.soak.pictures_of_others_soak FOLDER``: a folder of pictures, as Tests/images in
the sources of Pillow (``pip download --no-binary :all: --no-deps pillow``). It takes ImageMagick's
``convert``. What differs is listed; docs/reliability.md says why.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from app.core.errors import PictureError
from app.core.pictures.find import find_pictures
from app.core.pictures.pool import Decoders

Pixels = npt.NDArray[np.uint8]

_SECONDS = 60
_MEAN, _FAR = 2.0, 0.01  # difference in 255ths; the share of pixels that may differ by more than 24
_UNCUT = 1 << 20  # pixels; longer than any side


def main(folder: Path) -> int:
    """0 when nothing crashed or hung; what differs is for a person to judge."""
    if shutil.which("convert") is None:
        print("ImageMagick's convert is missing; nothing is compared.")
        return 0
    counts: Counter[str] = Counter()
    with Decoders() as decoders:
        for found in find_pictures([folder]):
            if not isinstance(found, Path):
                continue
            outcome, remark = _compare(found, decoders)
            counts[outcome] += 1
            if outcome != "the same pixels":
                print(f"{outcome}: {found.relative_to(folder)}{remark}", flush=True)
    print(
        f"{counts.total()} pictures:", ", ".join(f"{n} {what}" for what, n in counts.most_common())
    )
    return 1 if counts["crashed"] else 0


def _compare(path: Path, decoders: Decoders) -> tuple[str, str]:
    theirs = _by_image_magick(path)
    try:
        ours = decoders.picture(path, _UNCUT)
    except PictureError as error:
        if error.code in {"crashes", "hangs", "unexpected"}:
            return "crashed", f": {error.message}"
        if theirs is None:
            return "refused by both", f": {error.message}"
        return "refused here only", f": {error.message}"
    if theirs is None:
        return "read here only", ""
    if ours.shape != theirs.shape:
        return "another size", f": {ours.shape[:2]} here, {theirs.shape[:2]} there"
    apart = np.abs(ours.astype(np.int16) - theirs)
    mean, far = float(apart.mean()), float((apart.max(axis=2) > 24).mean())
    if mean <= _MEAN and far <= _FAR:
        return "the same pixels", ""
    return "other pixels", f": {mean:.1f} on average, {far:.1%} of them far"


def _by_image_magick(path: Path) -> Pixels | None:
    """The first frame, upright, on white, 8-bit sRGB; None where it says that it cannot be read."""
    command = [
        *("convert", f"{path}[0]", "-auto-orient", "-background", "white"),
        *("-alpha", "remove", "-alpha", "off", "-colorspace", "sRGB", "-type", "TrueColor"),
        *("-depth", "8", "PNG24:-"),
    ]
    try:
        done = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return None
    decoded = cv2.imdecode(np.frombuffer(done.stdout or b" ", np.uint8), cv2.IMREAD_COLOR)
    return None if decoded is None else decoded[..., ::-1]


if __name__ == "__main__":
    if len(sys.argv) < 2:
        print("No folder was named, so nothing is compared.")
        sys.exit(0)
    sys.exit(main(Path(sys.argv[1])))
