"""What Ray costs and gives on one machine: ``make bench-cluster``.

Tiny drawn photos, the real network: one actor against two, each on a Ray of its own, beside the
bare engine once and twice at a time, which is what the cores give; the processor time of a picture
against that of ``classify`` without a cluster; and the memory of an actor, where an engine that
answers at once stands for the network. Rates are between the first part and the last, so the start
of Ray is left out; it has a figure of its own.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.figures import ROOT, Figure, ratio, rounds, tell
from tests.benchmarks.photos import draw_small_photos

_TICKS = os.sysconf("SC_CLK_TCK")
_WATCH_SECONDS = 2.0  # a look takes time from what it looks at

_BARE = """
import sys, time
from app.core.models.in_use import open_in_use
from app.core.models.engines import LiteRTEngine, probe_picture
from app.core.places import shipped_models
folder, _ = open_in_use(shipped_models())
engine = LiteRTEngine(folder.twin, cores=1)
picture = probe_picture(folder.contract.height, folder.contract.width)[None]
print("ready", flush=True)
sys.stdin.readline()
began = time.perf_counter()
for _ in range(int(sys.argv[1])):
    engine.run(picture)
print(int(sys.argv[1]) / (time.perf_counter() - began), flush=True)
"""

# Python reads it at its start, in every process of Ray's, too.
_INSTANT = """
import sys
if not sys.flags.no_site:
    import numpy as np
    from app.core.models import classifier, engines, opening
    def run(self, pictures):
        probabilities = np.full((len(pictures), 3), 1 / 3, np.float32)
        maps = np.zeros((len(pictures), 5, 5, 3), np.float32)
        features = np.zeros((len(pictures), 2048), np.float32)
        types = np.zeros((len(pictures), 0), np.float32)
        return engines.Outputs(probabilities, maps, features, np.ones(len(pictures), np.float32))
    create = opening.create_engine
    def create_instant(*arguments, **options):
        engine = create(*arguments, **options)
        engines.LiteRTEngine.run = run
        engines.LiteRTEngine.answers_at_once = True
        return engine
    classifier.create_engine = create_instant
    classifier.types_of = lambda *arguments: {}
    classifier.check_outputs = lambda *arguments: None
"""


@dataclass(frozen=True)
class Run:
    """What one run took.

    Attributes:
        rate: pictures a second between the first part and the last; of the whole run without Ray.
        processor: seconds of processor time, of all processes.
        until_first: seconds until the first part.
        actor: the most memory of an actor without its decoder, in MB.
    """

    rate: float
    processor: float
    until_first: float = 0.0
    actor: float = 0.0


def classify(photos: Path, folder: Path, *options: object, instant: Path | None = None) -> Run:
    """Run the command and watch its processes."""
    lines = folder / "progress.jsonl"
    lines.unlink(missing_ok=True)
    more = ("--progress", lines) if "--cluster" in options else ()
    command = [sys.executable, "-m", "app", "classify", photos, *options, *more, "--quiet"]
    path = f"{instant}{os.pathsep}{ROOT}" if instant else str(ROOT)
    began = time.perf_counter()
    process = subprocess.Popen(
        [str(part) for part in command], cwd=ROOT, env=os.environ | {"PYTHONPATH": path}
    )
    spent: dict[int, float] = {}
    actor = 0.0
    while process.poll() is None:
        for one in _family(process.pid):
            with suppress(OSError, IndexError, ValueError):
                spent[one] = _processor_seconds(one)
                if "MapWorker" in Path(f"/proc/{one}/cmdline").read_text():
                    actor = max(actor, _own_megabytes(one))
        time.sleep(_WATCH_SECONDS)
    assert process.returncode == 0, process.returncode
    seconds = time.perf_counter() - began
    if not more:
        return Run(0.0, sum(spent.values()), seconds)
    told = [json.loads(line) for line in lines.read_text().splitlines()]
    parts = [line for line in told if line["done"]]
    first, last = parts[0], parts[-1]
    between = max(last["seconds"] - first["seconds"], 1e-9)
    return Run(
        (last["done"] - first["done"]) / between, sum(spent.values()), first["seconds"], actor
    )


def bare(at_a_time: int, pictures: int) -> float:
    """Pictures a second of so many engines at a time, one thread each."""
    command = [sys.executable, "-c", _BARE, str(pictures)]
    engines = [
        subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(at_a_time)
    ]
    for engine in engines:
        assert engine.stdout is not None and engine.stdout.readline() == "ready\n"
    for engine in engines:
        assert engine.stdin is not None
        engine.stdin.write("\n")
        engine.stdin.flush()
    return sum(float(engine.communicate()[0]) for engine in engines)


def _family(process: int) -> set[int]:
    parents = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            parents[int(status.parent.name)] = int(status.read_text().rpartition(")")[2].split()[1])
    found = {process}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def _processor_seconds(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def _own_megabytes(process: int) -> float:
    """What is this process' alone, and its part of what it shares: proportional set size."""
    for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1000
    return 0.0


def main(arguments: Sequence[str]) -> int:
    """Measure, print and keep; 1 when a figure is not where it should be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=int, default=10_000, help="for the rates")
    parser.add_argument("--memory", type=int, nargs="+", default=[1_000, 10_000])
    parser.add_argument("--rounds", type=int, default=1)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        return tell("cluster", _figures(options, folder))


def _figures(options: argparse.Namespace, folder: Path) -> list[Figure]:
    photos = folder / "photos"
    draw_small_photos(photos, options.photos)
    few = max(100, options.photos // 10)
    number = iter(range(1000))

    def on_ray(actors: int) -> Run:
        where = folder / f"results {next(number)}"
        return classify(photos, folder, "--cluster", "local", "--actors", actors, "--out", where)

    one_engine, two_engines, one, two, alone = rounds(
        options.rounds,
        lambda: bare(1, few),
        lambda: bare(2, few),
        lambda: on_ray(1),
        lambda: on_ray(2),
        lambda: classify(photos, folder, "--csv", folder / "alone.csv"),
    )
    engines = [
        Figure("bare engine, one at a time", one_engine, "pictures/s"),
        Figure("bare engine, two at a time", two_engines, "pictures/s"),
    ]
    actors = [
        Figure("one actor", tuple(run.rate for run in one), "pictures/s"),
        Figure("two actors", tuple(run.rate for run in two), "pictures/s"),
    ]
    limit = ratio("bare engine: two / one", engines[1], engines[0], note="the cores' own limit")
    gain = ratio("actors: two / one", actors[1], actors[0])
    each = [
        Figure(
            f"processor time of a picture, {where}",
            tuple(run.processor / options.photos * 1000 for run in runs),
            "ms",
            note="start included",
        )
        for where, runs in (("two actors", two), ("classify on one machine", alone))
    ]
    figures = [
        *engines,
        limit,
        *actors,
        gain,
        ratio("what two actors gain / what the cores give", gain, limit, ">= 0.95"),
        *each,
        ratio("processor time: two actors / classify on one machine", *each, "<= 1.1"),
        Figure("until the first part, two actors", tuple(run.until_first for run in two), "s"),
        Figure("memory of an actor", tuple(run.actor for run in two), "MB", "<= 300"),
    ]
    return figures + _memory(options.memory, folder)


def _memory(counts: Sequence[int], folder: Path) -> list[Figure]:
    instant = folder / "instant"
    instant.mkdir()
    (instant / "sitecustomize.py").write_text(_INSTANT)
    figures = []
    for count in counts:
        photos, where = folder / f"tiny {count}", folder / f"tiny results {count}"
        draw_small_photos(photos, count)
        run = classify(photos, folder, "--cluster", "local", "--out", where, instant=instant)
        name = f"memory of an actor, {count:,} photos, engine that answers at once"
        figures.append(Figure(name, (run.actor,), "MB"))
    growth = ratio("memory of an actor, most / fewest photos", figures[-1], figures[0], "<= 1.1")
    return [*figures, growth]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
