"""How long the window makes people wait with 10,000 pictures: ``make bench-ui``.

The real window with its own threads, on a screen of its own: it looks through a folder of picture
files, classifies them with the real model and keeps the list on disk, while somebody pages through
the rows. What is measured is the longest pause between two turns of the Tk thread. Then the list
is sorted, filtered, decided about and recoloured.

With each time it is told how long the Tk thread itself worked in it: where that is much less, it
waited for a processor. How long an idle process waited for one meanwhile is told, too.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from app.core.places import shipped_models
from tests.benchmarks.figures import Figure, tell
from tests.support.desktop import ROOT, open_screen

PICTURES = 10_000
STALL_LIMIT_MS, ACTION_LIMIT_MS = 50.0, 100.0
_BEAT_MS, _PAGE_MS = 5, 700
_IN_A_FOLDER = 500


def write_pictures(folder: Path, count: int) -> None:
    """Copies of the samples, no two of them the same file."""
    samples = [path.read_bytes() for path in sorted((ROOT / "assets" / "samples").glob("*.jpg"))]
    for number in range(count):
        place = folder / f"{number // _IN_A_FOLDER:03d}"
        place.mkdir(parents=True, exist_ok=True)
        content = samples[number % len(samples)] + str(number).encode()
        (place / f"picture {number}.jpg").write_bytes(content)


class Pauses:
    """Beats on the Tk thread, and notes how late each beat comes.

    Attributes:
        longest: in milliseconds.
        worked: the most that the thread itself worked in one of them.
        over: how many were over the limit.
    """

    def __init__(self) -> None:
        self.longest = self.worked = 0.0
        self.over = 0
        self.restart()

    def restart(self) -> None:
        """Count from now on."""
        self._last, self._last_work = time.perf_counter(), time.thread_time()

    def beat(self) -> None:
        """A beat, which was to come ``_BEAT_MS`` after the one before."""
        late = (time.perf_counter() - self._last) * 1000 - _BEAT_MS
        self.longest = max(self.longest, late)
        self.worked = max(self.worked, (time.thread_time() - self._last_work) * 1000)
        self.over += late > STALL_LIMIT_MS
        self.restart()


class Bench:
    """Runs the steps one after the other in the window's own loop."""

    def __init__(self, model: Path, folder: Path, count: int) -> None:
        from app.ui.window import Window

        self.window = Window(model, load=True)
        self.pauses = Pauses()
        self.seconds = 0.0
        self.figures: list[Figure] = []
        self._folder = folder
        self._count = count
        self._began = 0.0

    def run(self) -> None:
        """Open the window, do everything, close it."""
        self.window.root.on_error = traceback.print_exception
        self.window.root.after(100, self._wait_for_model)
        self.window.open([])

    def _wait_for_model(self) -> None:
        window = self.window
        if window.flows.model.contract is None or not window.pages.ready:
            window.root.after(50, self._wait_for_model)
            return
        window.root.after(500, self._batch)

    def _batch(self) -> None:
        from app.ui.intake.dropped import Dropped

        self._began = time.perf_counter()
        self.window.flows.classifying.take(Dropped((self._folder,)))
        self.pauses.restart()
        self._beat()
        self._page()

    def _beat(self) -> None:
        self.pauses.beat()
        window = self.window
        counts = window.lists.session.counts
        if counts.found == self._count and not window.flows.classifying.running:
            self.seconds = time.perf_counter() - self._began
            self._tell("longest stall in a batch", self.pauses.longest, STALL_LIMIT_MS)
            self._tell("longest work of the Tk thread in it", self.pauses.worked)
            window.root.after(1000, self._actions)
            return
        window.root.after(_BEAT_MS, self._beat)

    def _page(self) -> None:
        window = self.window
        if window.flows.classifying.running:
            if window.screen.page == "list":
                window.pages.list.view.move_page(1)
            window.root.after(_PAGE_MS, self._page)

    def _actions(self) -> None:
        from app.ui.state.filters import Order, Show

        window = self.window
        rows = window.lists.rows
        names = window.flows.model.contract.class_names if window.flows.model.contract else ()
        for order in Order:
            self._time(f"sort: {order.value}", lambda order=order: rows.choose_order(order))
        self._time("filter: text", lambda: rows.narrow(text="picture 99"))
        self._time("filter: class", lambda: rows.narrow(text="", label=names[0]))
        self._time("filter: undecided", lambda: rows.narrow(label="", show=Show.UNDECIDED))
        self._time("filter: none", lambda: rows.narrow(show=Show.ALL))
        self._time("decide one", lambda: window.flows.reviewing.choose_class(1))
        self._time("choose all", rows.choose_all)
        self._time("decide all", window.flows.reviewing.choose_none)
        self._time("undo all", window.flows.reviewing.undo)
        self._time("theme: dark", lambda: window.host.look.set_mode("dark"))
        self._time("theme: light", lambda: window.host.look.set_mode("light"))
        window.quit()

    def _time(self, what: str, action: Callable[[], object]) -> None:
        start, start_work = time.perf_counter(), time.thread_time()
        action()
        self.window.refresh()
        self.window.root.update()
        took, worked = time.perf_counter() - start, time.thread_time() - start_work
        note = f"the Tk thread itself worked {worked * 1000:.1f} ms"
        self._tell(what, took * 1000, ACTION_LIMIT_MS, note)

    def _tell(self, what: str, milliseconds: float, limit: float = 0.0, note: str = "") -> None:
        wanted = f"<= {limit:.0f}" if limit else ""
        self.figures.append(Figure(what, (milliseconds,), "ms", wanted, note))


@contextmanager
def idle_process() -> Iterator[Callable[[], float]]:
    """A process that only sleeps; what is yielded ends it and tells its longest wait, in ms."""
    code = (
        "import select, sys, time\nlongest = 0.0\nlast = time.perf_counter()\n"
        f"while not select.select([sys.stdin], [], [], {_BEAT_MS / 1000})[0]:\n"
        "    now = time.perf_counter()\n"
        f"    longest = max(longest, (now - last) * 1000 - {_BEAT_MS})\n"
        "    last = now\n"
        "print(longest)\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        yield lambda: float(process.communicate("\n", timeout=30)[0])
    finally:
        process.kill()


def main(arguments: Sequence[str]) -> int:
    """Tell the figures, and keep those of a whole run; 1 when one is over its limit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=int, default=PICTURES)
    parser.add_argument("--model", type=Path, default=shipped_models())
    options = parser.parse_args(arguments)
    with (  # corrections may still be written after the window is gone
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place,
        open_screen(Path(place) / "home") as screen,
    ):
        os.environ.update(screen.environment)
        write_pictures(Path(place) / "shop", options.pictures)
        bench = Bench(options.model, Path(place) / "shop", options.pictures)
        with idle_process() as waited:
            bench.run()
            idle = waited()
    speed = f"at {options.pictures / bench.seconds:.0f} pictures/s"
    over = f"{bench.pauses.over} were over {STALL_LIMIT_MS:.0f} ms"
    bench.figures[0] = replace(bench.figures[0], note=f"{options.pictures:,} files {speed}; {over}")
    bench.figures.insert(2, Figure("longest wait of an idle process meanwhile", (idle,), "ms"))
    if options.pictures == PICTURES and options.model == shipped_models():
        return tell("review_table", bench.figures)
    print("\n".join(figure.row() for figure in bench.figures))
    return int(not all(figure.reached for figure in bench.figures))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
