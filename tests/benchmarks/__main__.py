"""Measures what the program promises, and writes ``docs/benchmarks.md``: ``make bench``.

Each part runs in a process of its own and keeps its figures in ``docs/benchmarks.json``; the page
is written from what is kept, so that parts can be measured anew one by one.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from tests.benchmarks.figures import ROOT, kept_figures

_HEAD = """\
# Benchmarks

Written by `make bench`, `make bench-scaling` and `make bench-compare`; do not edit. How it was
reached and what did not help is in [speed.md](speed.md). Ratios are what counts: they hold on
other machines, seconds do not.

The reference is the way of the original project: TensorFlow loads the SavedModel and predicts
picture by picture. Photos are drawn by the benchmarks: 12 megapixels with the texture of
photographs. All files are in the system's memory before the clock starts.
"""
_TABLE = "| figure | median | spread (rounds) | to reach | reached |\n|---|---|---|---|---|\n"


@dataclass(frozen=True)
class Part:
    """A program that measures, and what the page says of it."""

    module: str
    title: str
    words: str
    command: str = "make bench"
    options: tuple[str, ...] = ()


TABLE = (
    Part(
        "startup",
        "Start and memory",
        """\
From the start of the process to what is seen from outside: the window's content on the screen; the
line that `classify` writes. Memory is that of the program and its decoder children together, shared
pages counted once.""",
    ),
    Part(
        "throughput",
        "Pictures a second",
        "A batch under way, after both interpreters and all decoder children have begun.",
    ),
    Part(
        "review_table",
        "The window with 10,000 pictures",
        """\
The real window classifies 10,000 files with its own worker, while somebody pages through the list.
A stall is how long its thread does not come back to its events; where the processors are busy with
other programs, an idle process waits as long.""",
    ),
    Part(
        "grid",
        "The grid with 10,000 pictures",
        """\
From the key to a first screen of small pictures, of a folder that was never on screen and of one
that was, in another window; and how long the window's thread does not come back to its events while
somebody scrolls.""",
    ),
    Part(
        "learning_speed",
        "Learning at once with 10,000 pictures",
        """\
One decision more, until every undecided row is judged anew by what was learnt from it and from the
decisions before it; without a window. At most 500 decisions, the newest, are learnt from.""",
    ),
    Part(
        "stage_one",
        "Training",
        """\
The same head on the same views of the same photos, with features computed once against the frozen
base run every epoch.""",
        options=("--photos", "60"),
    ),
)
FURTHER = (
    Part(
        "variants",
        "What else was tried",
        "The same batch with other engines and decoders.",
        "python -m tests.benchmarks variants",
    ),
    Part(
        "regions",
        "The search for products",
        """\
Processor time from file to answer in one thread, with the search and without, on drawn photos and a
drawn page.""",
        "python -m tests.benchmarks regions",
    ),
    Part(
        "scaling",
        "From 100 to 100,000 files",
        """\
`classify --csv` on tiny photos, start of the program included. An engine that answers at once
stands for the network (100,000 passes of it would take most of an hour), with the memory of the
real one.""",
        "make bench-scaling",
    ),
    Part(
        "cluster",
        "Ray on one machine",
        """\
`classify --cluster local` on tiny photos. Rates are between the first part and the last. Memory
is that of an actor without its decoder, its part of shared pages included.""",
        "make bench-cluster",
    ),
    Part(
        "comparison",
        "What else a folder could be classified with",
        """\
The same weights, photos and machine. timm runs the same architecture and Ultralytics its own
yolo11m-cls (5 GFLOP at 224 pixels, by its own count), both with random weights. Each is a short
script as its users write it, one picture after the other; Shelfwise is its command line. What is
installed is what pip brings by itself: for Ultralytics also the libraries of CUDA, not used. The
model itself is not counted in what is installed.""",
        "make bench-compare",
    ),
)


def page() -> str:
    """The whole page, Markdown."""
    text = _HEAD
    for part in (*TABLE, *FURTHER):
        machine, figures = kept_figures(part.module)
        if figures:
            rows = "\n".join(figure.row() for figure in figures)
            text += f"\n## {part.title}\n\n{part.words}\n\n{_TABLE}{rows}\n\n"
            text += f"`{part.command}` on {machine}.\n"
    return text


def main(arguments: Sequence[str]) -> int:
    """Run the parts of the table, or those that are named; 1 when a figure is not reached."""
    missed = 0
    for part in (*TABLE, *FURTHER):
        if part.module in arguments or (not arguments and part in TABLE):
            print(f"{part.title} ...", flush=True)
            command = [sys.executable, "-m", f"tests.benchmarks.{part.module}", *part.options]
            missed |= subprocess.run(command, cwd=ROOT).returncode
    (ROOT / "docs" / "benchmarks.md").write_text(page(), encoding="utf-8")
    return missed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
