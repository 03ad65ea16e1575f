"""Whether a large folder costs more a file than a small one: ``make bench-scaling``.

``classify --csv`` on 100, 1,000, 10,000 and 100,000 tiny photos (hard links to one). Reading,
decoding in children, the pipeline and the CSV are the program's own; where so many passes of the
network would take hours an engine that answers at once stands for it, which also shows what
everything around the network costs. Then the real network on one core and on all.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from app.core.machine import cores
from tests.benchmarks.figures import ROOT, Figure, tell
from tests.benchmarks.photos import draw_large_photos, draw_small_photos
from tests.benchmarks.startup import peak_megabytes

COUNTS = (100, 1_000, 10_000, 100_000)
_PHOTOS = 60
_WATCH_SECONDS = 0.2

_INSTANT = """
import sys
import numpy as np
from app.core import engines
def run(self, pictures):
    probabilities = np.full((len(pictures), 3), 1 / 3, np.float32)
    maps = np.zeros((len(pictures), 5, 5, 3), np.float32)
    features = np.zeros((len(pictures), 2048), np.float32)
    return engines.Outputs(probabilities, maps, features, np.ones(len(pictures), np.float32))
create = engines.create_engine
def create_instant(*arguments, **options):
    engine = create(*arguments, **options)  # the memory of a model is there, and it has answered
    engines.LiteRTEngine.run = run
    return engine
import app.core.models.classifier
app.core.models.classifier.create_engine = create_instant
from app.cli import main
sys.exit(main(sys.argv[1:]))
"""


def command(photos: Path, table: Path, *, instant: bool) -> list[str]:
    """``classify --csv``, with the real network or with one that answers at once."""
    program = ["-c", _INSTANT] if instant else ["-m", "app"]
    return [sys.executable, *program, "classify", str(photos), "--csv", str(table), "--quiet"]


def run(count: int, folder: Path) -> tuple[float, float]:
    """Seconds and peak megabytes of a batch of so many photos."""
    photos = folder / str(count)
    draw_small_photos(photos, count)
    table = folder / f"{count}.csv"
    began = time.perf_counter()
    with subprocess.Popen(command(photos, table, instant=True), cwd=ROOT) as process:
        peak = peak_megabytes(process, _WATCH_SECONDS)
    seconds = time.perf_counter() - began
    with table.open(encoding="utf-8") as lines:
        assert sum(1 for _ in lines) == count + 1, "a row for every photo"
    return seconds, peak


def milliseconds_a_photo(folder: Path, allowed: set[int]) -> float:
    """What a 12-megapixel photo costs on these cores, start of the program included."""
    began = time.perf_counter()
    subprocess.run(
        command(folder, folder.parent / "cores.csv", instant=False),
        cwd=ROOT,
        check=True,
        preexec_fn=lambda: os.sched_setaffinity(0, allowed),
    )
    return (time.perf_counter() - began) / _PHOTOS * 1000


def main(arguments: Sequence[str]) -> int:
    """Measure, print and keep; 1 when a figure is not where it should be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("counts", nargs="*", type=int, default=COUNTS)
    counts = parser.parse_args(arguments).counts
    figures = []
    peaks = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for count in counts:
            seconds, peaks[count] = run(count, folder)
            each = seconds / count * 1000
            figures.append(Figure(f"{count:,} files, time for each", (each,), "ms"))
            figures.append(Figure(f"{count:,} files, peak memory", (peaks[count],), "MB"))
        if 1_000 in peaks:
            growth = peaks[max(peaks)] / peaks[1_000]
            figures.append(
                Figure(f"memory at {max(peaks):,} / at 1,000 files", (growth,), "x", "<= 1.2")
            )
        photos = folder / "large"
        draw_large_photos(photos, names=_PHOTOS)
        for number in range(1, cores() + 1):
            allowed = set(sorted(os.sched_getaffinity(0))[:number])
            each = milliseconds_a_photo(photos, allowed)
            name = f"a 12-megapixel photo in a folder of {_PHOTOS}, {number} core(s), real network"
            figures.append(Figure(name, (each,), "ms"))
    return tell("scaling", figures)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
