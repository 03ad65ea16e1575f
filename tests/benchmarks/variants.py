"""What else was tried for a batch, beside what is used: ``python -m tests.benchmarks variants``.

Interpreters and their threads, and decoding in threads of the program instead of in children.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from app.core.answers import Region, RegionChoice
from app.core.models.classifier import Classifier
from app.core.models.engines import LiteRTEngine, probe_picture
from app.core.models.folder import TWIN_PATH, open_current
from app.core.pictures import images
from app.core.pictures.crops import load_to_judge
from app.core.pictures.images import Fitting, InputSpec, Pixels
from app.core.pictures.pool import Decoders
from app.core.places import shipped_models
from app.core.storage.files import file_digest
from tests.benchmarks.figures import Figure, rounds, tell
from tests.benchmarks.photos import draw_large_photos, draw_small_photos
from tests.benchmarks.throughput import bare, folder_rate

ROUNDS = 3
_PHOTOS, _SIDE, _EXCHANGES = 60, 800, 500


class Threads:
    """Decodes where it is asked; stands in for the children."""

    most = 2

    def to_judge(
        self,
        path: Path,
        spec: InputSpec,
        choice: RegionChoice = RegionChoice.AUTO,
        marked: Region | None = None,
    ) -> tuple[Pixels, Region | None, tuple[Region, ...]]:
        """As ``Decoders.to_judge``."""
        cut, region, found = load_to_judge(path, spec, choice, marked=marked)
        return images.fit(cut, spec), region, found


def _milliseconds(action: Callable[[], object]) -> float:
    began = time.perf_counter()
    action()
    return (time.perf_counter() - began) * 1000


def second_interpreter(twin: bytes) -> float:
    """Megabytes that the second interpreter of an engine takes."""
    engine = LiteRTEngine(twin)
    picture = probe_picture(224, 224)[None]
    engine.run(picture)
    before = _resident_megabytes()
    engine.run(np.repeat(picture, 8, axis=0))
    return _resident_megabytes() - before


def _resident_megabytes() -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1000


def child_start(photo: Path) -> float:
    """Milliseconds from nothing to the first picture out of a new child."""
    began = time.perf_counter()
    with Decoders() as decoders:
        decoders.picture(photo, 64)
        return (time.perf_counter() - began) * 1000


def child_memory(photo: Path) -> float:
    """Megabytes that a child has for itself after a picture."""
    with Decoders() as decoders:
        decoders.picture(photo, 64)
        [child] = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split()[-1:]
        lines = Path(f"/proc/{child}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private")) / 1000


def exchange(photo: Path, decoders: Decoders) -> float:
    """Milliseconds of the program's own processor time for one picture from a child."""
    began = time.process_time()
    for _ in range(_EXCHANGES):
        decoders.fitted(photo, InputSpec(224, 224, Fitting.PAD))
    return (time.process_time() - began) / _EXCHANGES * 1000


def main(arguments: Sequence[str]) -> int:
    """Measure, print and keep."""
    folder, _ = open_current(shipped_models())
    second = second_interpreter(folder.twin)
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
        tiny = draw_small_photos(Path(drawn) / "tiny", 1)[0]
        others = rounds(
            ROUNDS,
            lambda: child_start(tiny),
            lambda: child_memory(tiny),
            lambda: exchange(tiny, children),
            lambda: _milliseconds(lambda: file_digest(folder.path / TWIN_PATH)),
            lambda: _milliseconds(lambda: open_current(shipped_models())),
        )
    figures = [
        Figure(name, values, "pictures/s") for name, values in zip(names, taken, strict=True)
    ]
    figures += [
        Figure("a second interpreter: memory", (second,), "MB"),
        Figure("a decoder child: start to first picture", others[0], "ms"),
        Figure("a decoder child: memory of its own", others[1], "MB"),
        Figure("a picture from a child: the program's processor time", others[2], "ms"),
        Figure("hashing the twin at start", others[3], "ms"),
        Figure("opening the whole model folder at start (used)", others[4], "ms"),
    ]
    return tell("variants", figures)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
