"""What else was tried for a batch, beside what is used: ``python -m tests.benchmarks variants``.

Interpreters and their threads, and decoding in threads of the program instead of in children.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from app.core import images
from app.core.classifier import Classifier
from app.core.decoders import Decoders
from app.core.engines import LiteRTEngine
from app.core.files import file_digest
from app.core.images import Fitting, Pixels
from app.core.model_folder import open_current
from app.core.places import shipped_models
from tests.benchmarks.figures import Figure, rounds, tell
from tests.benchmarks.photos import draw_large_photos, draw_small_photos
from tests.benchmarks.throughput import bare, folder_rate

ROUNDS = 3
_PHOTOS, _SIDE = 60, 800


class Threads:
    """Decodes where it is asked; stands in for the children."""

    most = 2

    def fitted(self, path: Path, height: int, width: int, fitting: Fitting) -> Pixels:
        """As :meth:`app.core.decoders.Decoders.fitted`."""
        return images.fit(images.load_for(path, height, width), height, width, fitting)


def _milliseconds(action: Callable[[], object]) -> float:
    began = time.perf_counter()
    action()
    return (time.perf_counter() - began) * 1000


def main(arguments: Sequence[str]) -> int:
    """Measure, print and keep."""
    folder, _ = open_current(shipped_models())
    two_lanes = LiteRTEngine(folder.twin)
    variants: dict[str, tuple[LiteRTEngine, Any]] = {}
    with tempfile.TemporaryDirectory() as drawn, Decoders() as children:
        large = draw_large_photos(Path(drawn) / "large", names=_PHOTOS)
        small = draw_small_photos(Path(drawn) / "small", _PHOTOS, side=_SIDE)
        variants["two interpreters on half of the cores each, children (used)"] = (
            two_lanes,
            children,
        )
        variants["the same, decoding in threads"] = (two_lanes, Threads())
        variants["one interpreter on all cores, children"] = (
            LiteRTEngine(folder.twin, lanes=1),
            children,
        )
        variants["one interpreter on one core, children"] = (
            LiteRTEngine(folder.twin, lanes=1, threads=1),
            children,
        )
        measures: list[Callable[[], float]] = []
        names = []
        for name, (engine, decoders) in variants.items():
            classifier = Classifier(folder, engine)
            bare(engine)
            names += [f"{name}: bare engine", f"{name}: 12 megapixels", f"{name}: {_SIDE} pixels"]
            measures += [
                lambda engine=engine: bare(engine),
                lambda c=classifier, d=decoders: folder_rate(c, large, d),
                lambda c=classifier, d=decoders: folder_rate(c, small, d),
            ]
        taken = rounds(ROUNDS, *measures)
        digests = rounds(
            ROUNDS,
            lambda: _milliseconds(lambda: file_digest(folder.twin)),
            lambda: _milliseconds(lambda: open_current(shipped_models())),
        )
    figures = [
        Figure(name, values, "pictures/s") for name, values in zip(names, taken, strict=True)
    ]
    figures.append(Figure("hashing the twin at start", digests[0], "ms"))
    figures.append(Figure("hashing the whole model folder at start (used)", digests[1], "ms"))
    return tell("variants", figures)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
