"""How soon the program is there: ``python -m tests.benchmarks.startup``.

Everything is measured from outside, from the moment that the process is started: the window by what
is on the screen, the first answer by the line that ``classify`` writes. Memory is the peak of the
program and its decoder children together, their shared pages counted once (proportional set size).
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from threading import Event, Thread

from PIL import Image, ImageGrab

from tests.benchmarks.figures import ROOT, Figure, ratio, rounds, tell
from tests.benchmarks.photos import draw_large_photos
from tests.benchmarks.reference import Reference
from tests.support.desktop import Screen, open_screen

ROUNDS = 5
_DRAWN = 0.02  # part of the window's pixels that differ from the empty screen
_WATCH_SECONDS = 0.015


def window_drawn(screen: Screen) -> float:
    """Seconds until the window's content, not only its frame, is on the screen."""
    began = time.perf_counter()
    with screen.program():
        while not _shows_content(_grab(screen)):
            assert time.perf_counter() - began < 60, "no window"
            time.sleep(_WATCH_SECONDS)
        return time.perf_counter() - began


def first_answer(photo: Path) -> float:
    """Seconds until ``classify`` has written its answer for one photo."""
    began = time.perf_counter()
    with classifying(photo) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        seconds = time.perf_counter() - began
    assert "label" in json.loads(line)
    return seconds


def classifying(*photos: Path) -> subprocess.Popen[bytes]:
    """The command line, started."""
    command = [sys.executable, "-m", "app", "classify", *map(str, photos), "--json", "-", "--quiet"]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)


def peak_megabytes(process: subprocess.Popen[bytes], every: float = _WATCH_SECONDS) -> float:
    """The largest memory of a process and its children until it ends; drains its output.

    Args:
        every: seconds between two looks.
    """
    with memory_watched(process, every) as peak:
        process.communicate()
        return peak()


@contextlib.contextmanager
def memory_watched(
    process: subprocess.Popen[bytes], every: float = _WATCH_SECONDS
) -> Iterator[Callable[[], float]]:
    """Watch a process and its children; what is yielded tells the most so far, in megabytes."""
    ended = Event()
    peak = 0.0

    def watch() -> None:
        nonlocal peak
        while not ended.wait(every):
            peak = max(peak, sum(map(_proportional_kilobytes, _family(process.pid))) / 1000)

    watcher = Thread(target=watch)
    watcher.start()
    try:
        yield lambda: peak
    finally:
        ended.set()
        watcher.join()


def _family(process: int) -> list[int]:
    """A process and its children, whichever of its threads started them."""
    children = []
    for thread in Path(f"/proc/{process}/task").glob("*/children"):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):  # it has ended meanwhile
            children += [int(child) for child in thread.read_text().split()]
    return [process, *children]


def _proportional_kilobytes(process: int) -> int:
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def _grab(screen: Screen) -> Image.Image:
    return ImageGrab.grab(xdisplay=screen.display)


def _shows_content(shot: Image.Image) -> bool:
    """Whether there is a picture of several colours where the screen was black."""
    small = shot.convert("L").reduce(4)
    colours = small.histogram()
    lit = 1 - colours[0] / (small.width * small.height)
    return lit > _DRAWN and sum(count > 0 for count in colours) > 16


def main(arguments: Sequence[str]) -> int:
    """Measure, print and keep; 1 when a figure is not where it should be."""
    with tempfile.TemporaryDirectory() as folder, open_screen(Path(folder)) as screen:
        photo = draw_large_photos(Path(folder) / "photos", different=1, names=1)[0]
        first_answer(photo)  # so that all files are in memory
        drawn, answered, memory, reference = rounds(
            ROUNDS,
            lambda: window_drawn(screen),
            lambda: first_answer(photo),
            lambda: peak_megabytes(classifying(photo)),
            lambda: Reference.first_answer(photo),
        )
    answer = Figure("process start to first answer", answered, "s", "<= 1.2")
    slow = Figure(
        "process start to first answer, reference", tuple(r.seconds for r in reference), "s"
    )
    small = Figure("peak memory, one picture classified", memory, "MB", "<= 300")
    large = Figure(
        "peak memory, one picture, reference", tuple(r.megabytes for r in reference), "MB"
    )
    return tell(
        "startup",
        [
            Figure("process start to window drawn", drawn, "s", "<= 0.6"),
            answer,
            slow,
            ratio("first answer sooner than the reference", slow, answer),
            small,
            large,
        ],
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
