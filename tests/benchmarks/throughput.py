"""Pictures a second: ``python -m tests.benchmarks.throughput``.

The bare engine on ready arrays, a folder of 12-megapixel JPEGs through decoder children and engine,
and the reference, in turns.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from app.core.answers import Classified
from app.core.batch import classify_all
from app.core.machine import cores
from app.core.models.classifier import Classifier
from app.core.models.engines import LiteRTEngine, probe_picture
from app.core.models.folder import open_current
from app.core.pictures.images import Fitting, InputSpec
from app.core.pictures.pool import Decoders
from app.core.places import shipped_models
from tests.benchmarks.figures import Figure, ratio, rounds, tell
from tests.benchmarks.photos import draw_large_photos, draw_small_photos
from tests.benchmarks.reference import Reference

_INPUT = InputSpec(224, 224, Fitting.PAD)

ROUNDS = 5
_ARRAYS, _PHOTOS, _DECODED, _REFERENCE = 60, 72, 30, 8
_WARM = 24  # outcomes before the clock starts: both lanes and all children are at work


def bare(engine: LiteRTEngine) -> float:
    """Pictures a second on ready arrays."""
    pictures = np.repeat(probe_picture(224, 224)[None], _ARRAYS, axis=0)
    began = time.perf_counter()
    engine.run(pictures)
    return len(pictures) / (time.perf_counter() - began)


def engine_cost(engine: LiteRTEngine) -> float:
    """Milliseconds of processor time that the network takes for a picture."""
    began = time.process_time()
    bare(engine)
    return (time.process_time() - began) / _ARRAYS * 1000


def decoding_cost(photos: list[Path]) -> float:
    """Milliseconds of processor time that a child takes for a photo."""
    with Decoders(most=1) as decoders:
        decoders.fitted(photos[0], _INPUT)
        [child] = decoders._idle
        began = _ticks(child._process.pid)
        for photo in photos:
            decoders.fitted(photo, _INPUT)
        taken = _ticks(child._process.pid) - began
    return taken / os.sysconf("SC_CLK_TCK") / len(photos) * 1000


def _ticks(process: int) -> int:
    fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    return int(fields[11]) + int(fields[12])


def folder_rate(classifier: Classifier, photos: list[Path], decoders: Decoders) -> float:
    """Pictures a second of a batch under way."""
    times = []
    for outcome in classify_all(classifier, photos, decoders):
        assert isinstance(outcome, Classified)
        times.append(time.perf_counter())
    return (len(times) - _WARM) / (times[-1] - times[_WARM - 1])


def main(arguments: Sequence[str]) -> int:
    """Measure, print and keep; 1 when a figure is not where it should be."""
    folder, _ = open_current(shipped_models())
    engine = LiteRTEngine(folder.twin)
    lone = LiteRTEngine(folder.twin, lanes=1, threads=1)
    classifier = Classifier(folder, engine)
    with tempfile.TemporaryDirectory() as drawn, Decoders() as decoders, Reference() as reference:
        photos = draw_large_photos(Path(drawn) / "large", names=_PHOTOS)
        small = draw_small_photos(Path(drawn) / "small", _ARRAYS, side=300)
        ready = [Path("ready")] * _REFERENCE
        reference.per_second(ready)
        bare(engine)
        both, one, inferring, decoding, large, little, slow, slow_folder = rounds(
            ROUNDS,
            lambda: bare(engine),
            lambda: bare(lone),
            lambda: engine_cost(lone),
            lambda: decoding_cost(photos[:_DECODED]),
            lambda: folder_rate(classifier, photos, decoders),
            lambda: folder_rate(classifier, small, decoders),
            lambda: reference.per_second(ready),
            lambda: reference.per_second(photos[:_REFERENCE]),
        )
        megabytes = sum(path.stat().st_size for path in photos) / len(photos) / 1e6
    engine_figure = Figure("bare engine, ready arrays", both, "pictures/s")
    lone_figure = Figure("bare engine on one core", one, "pictures/s")
    folder_figure = Figure(
        f"folder of 12-megapixel JPEGs ({megabytes:.1f} MB each)", large, "pictures/s"
    )
    # Every core busy with one or the other all the time, and nothing else done:
    most = tuple(cores() / (a + b) * 1000 for a, b in zip(inferring, decoding, strict=True))
    most_figure = Figure(f"the most that {cores()} cores can do of both", most, "pictures/s")
    reference_figure = Figure("reference, ready arrays", slow, "pictures/s")
    slow_folder_figure = Figure("reference, 12-megapixel JPEGs", slow_folder, "pictures/s")
    return tell(
        "throughput",
        [
            engine_figure,
            reference_figure,
            ratio("bare engine / reference", engine_figure, reference_figure, ">= 2"),
            folder_figure,
            slow_folder_figure,
            ratio("folder / reference on the same folder", folder_figure, slow_folder_figure),
            ratio(
                f"folder / bare engine, both on {cores()} cores",
                folder_figure,
                engine_figure,
                ">= 0.9",
            ),
            lone_figure,
            ratio("folder / bare engine on one core", folder_figure, lone_figure),
            Figure("the network, processor time", inferring, "ms"),
            Figure("decoding 12 megapixels, processor time", decoding, "ms"),
            most_figure,
            ratio("folder / that most", folder_figure, most_figure),
            ratio(
                "folder of 300-pixel JPEGs / bare engine",
                Figure("", little, ""),
                engine_figure,
            ),
        ],
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
