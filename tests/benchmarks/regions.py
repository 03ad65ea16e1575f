"""What the search for products costs: ``python -m tests.benchmarks regions``.

Processor time from file to answer, in one thread and one process: the transfer from a decoder child
is not in it. Pages and photos are drawn, photos half on plain ground and half filled to the edge.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import cv2

from app.core.answers import RegionChoice
from app.core.models.classifier import Classifier
from app.core.models.engines import LiteRTEngine
from app.core.models.folder import open_current
from app.core.pictures.crops import load_to_judge
from app.core.pictures.images import Pixels
from app.core.places import shipped_models
from tests.benchmarks.figures import Figure, ratio, rounds, tell
from tests.support.drawn_pages import on_white, shop_page, texture

ROUNDS = 7
_PHOTOS = 8


def _saved(path: Path, pixels: Pixels) -> Path:
    cv2.imwrite(str(path), pixels[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, 85])
    return path


def main(arguments: Sequence[str]) -> int:
    """Measure, print and keep."""
    folder, _ = open_current(shipped_models())
    classifier = Classifier(folder, LiteRTEngine(folder.twin, lanes=1, threads=1))
    spec = folder.contract.input_spec
    cv2.setNumThreads(1)

    def taking(paths: Sequence[Path], choice: RegionChoice) -> Callable[[], float]:
        def measure() -> float:
            began = time.process_time()
            for path in paths:
                classifier.classify(load_to_judge(path, spec, choice)[0])
            return (time.process_time() - began) / len(paths) * 1000

        return measure

    with tempfile.TemporaryDirectory() as drawn:
        at = Path(drawn)
        plain = [_saved(at / f"p{n}.jpg", on_white(800, 800, n)) for n in range(_PHOTOS)]
        full = [_saved(at / f"f{n}.jpg", texture(800, 800, n)) for n in range(_PHOTOS)]
        page = shop_page(1920, 1080, texture(700, 700, 3), thumbnails=5).pixels
        large = texture(1080, 1920, 4)
        kinds = {"PNG": "png", "JPEG": "jpg"}
        pages = {kind: [_saved(at / f"page.{end}", page)] for kind, end in kinds.items()}
        photos = {kind: [_saved(at / f"photo.{end}", large)] for kind, end in kinds.items()}
        groups = {
            "a photo on plain ground, searched": (plain, RegionChoice.AUTO),
            "the same, whole": (plain, RegionChoice.WHOLE),
            "a photo filled to the edge, searched": (full, RegionChoice.AUTO),
            "the same, taken whole": (full, RegionChoice.WHOLE),
            **{f"a page of 1920 x 1080, {k}": (pages[k], RegionChoice.AUTO) for k in kinds},
            **{f"a photo of 1920 x 1080, {k}": (photos[k], RegionChoice.AUTO) for k in kinds},
        }
        measures = [taking(*group) for group in groups.values()]
        rounds(1, *measures)
        taken = rounds(ROUNDS, *measures)
    figures = [Figure(name, t, "ms") for name, t in zip(groups, taken, strict=True)]
    figures += [
        ratio("photos on plain ground: searched against whole", *figures[:2], "<= 1.15"),
        ratio("photos filled to the edge: searched against whole", *figures[2:4], "<= 1.15"),
        ratio("a page against a photo, PNG", figures[4], figures[6], "<= 1.6"),
        ratio("a page against a photo, JPEG", figures[5], figures[7], "<= 1.6"),
    ]
    return tell("regions", figures)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
