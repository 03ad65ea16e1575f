"""How long the grid makes people wait with 10,000 pictures: ``python -m tests.benchmarks.grid``.

The real window with its own threads, on a screen of its own, and pictures that were judged before:
their rows are put into the list, so nothing is classified meanwhile. Measured are the time from the
key G to a first screen of small pictures, twice (a folder that was never seen, and, in another
window, one that was), and the longest pause between two turns of the Tk thread while somebody
scrolls through all of it, by the wheel and by pages.

With each time it is told how long the Tk thread itself worked in it: where that is much less, it
waited for a processor.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from app.core.answers import Row, Verdict
from app.core.places import shipped_models
from tests.benchmarks.figures import Figure, tell
from tests.benchmarks.review_table import Pauses, write_pictures
from tests.support.desktop import open_screen

PICTURES = 10_000
STALL_LIMIT_MS, FIRST_LIMIT_MS = 50.0, 300.0
_BEAT_MS, _WHEEL_MS, _PAGE_MS = 5, 16, 60
_TURNS, _PAGES = 400, 80
_WINDOW = "1600x900+0+0"


class Bench:
    """Runs the steps one after the other in the window's own loop.

    Args:
        seen: whether the pictures were in a grid before; then it is scrolled through, too.
    """

    def __init__(self, model: Path, folder: Path, *, seen: bool) -> None:
        from app.ui.window import Window

        self.window = Window(model, load=True)
        self.figures: list[Figure] = []
        self._pauses = Pauses()
        self._folder = folder
        self._seen = seen
        self._began = self._began_work = 0.0
        self._scrolling = False

    def run(self) -> list[Figure]:
        """Open the window, do everything, close it."""
        self.window.root.on_error = traceback.print_exception
        self.window.root.after(100, self._wait_for_model)
        self.window.open([])
        return self.figures

    def _wait_for_model(self) -> None:
        window = self.window
        contract = window.flows.model.contract
        if contract is None or not window.pages.ready:
            window.root.after(50, self._wait_for_model)
            return
        window.root.geometry(_WINDOW)
        names = contract.class_names
        share = tuple(0.9 if not place else 0.1 / (len(names) - 1) for place in range(len(names)))
        paths = sorted(self._folder.rglob("*.jpg"))
        verdicts = (Verdict.SURE, Verdict.SURE, Verdict.UNSURE, Verdict.NOT_ONE_OF_THESE)
        window.lists.session.take_rows(
            Row(path, verdicts[number % 4], names[0], share, 0.1)
            for number, path in enumerate(paths)
        )
        window.lists.rows.sort()
        window.screen.show("home")
        window.root.after(1500, self._open)

    def _open(self) -> None:
        """The list, and at once the grid."""
        self._began, self._began_work = time.perf_counter(), time.thread_time()
        self.window.screen.show("list")
        if not self.window.pages.list.in_grid:  # it is kept from one window to the next
            self.window.commands.run("grid")
        self.window.root.update()
        self._look()

    def _look(self) -> None:
        """See whether every small picture in sight is there."""
        view = self.window.pages.list.view
        if view.waits:
            self.window.root.after(2, self._look)
            return
        took, worked = time.perf_counter() - self._began, time.thread_time() - self._began_work
        what = "seen before" if self._seen else "never seen"
        note = f"{view.in_sight} of them; the Tk thread itself worked {worked * 1000:.0f} ms"
        limit = f"<= {FIRST_LIMIT_MS:.0f}" if self._seen else ""
        self.figures.append(
            Figure(f"first screen of a folder {what}", (took * 1000,), "ms", limit, note)
        )
        if self._seen:
            self._scrolling = True
            self._pauses.restart()
            self._beat()
            self._wheel(_TURNS)
        else:
            self.window.root.after(2000, self.window.quit)  # what comes next is made ready, too

    def _beat(self) -> None:
        self._pauses.beat()
        if self._scrolling:
            self.window.root.after(_BEAT_MS, self._beat)

    def _wheel(self, left: int) -> None:
        view = self.window.pages.list.view
        view.canvas.event_generate("<Button-5>", x=200, y=200)
        after: Callable[[], None] = lambda: self._wheel(left - 1)  # noqa: E731
        if not left:
            self._tell("longest stall while the wheel is turned")
            after = lambda: self._page(_PAGES)  # noqa: E731
        self.window.root.after(_WHEEL_MS, after)

    def _page(self, left: int) -> None:
        self.window.pages.list.view.move_page(1)
        if left:
            self.window.root.after(_PAGE_MS, lambda: self._page(left - 1))
            return
        self._tell("longest stall while pages are turned")
        self._scrolling = False
        self.window.quit()

    def _tell(self, what: str) -> None:
        pauses = self._pauses
        note = (
            f"the Tk thread itself worked {pauses.worked:.1f} ms at most; {pauses.over} were over"
        )
        self.figures.append(Figure(what, (pauses.longest,), "ms", f"<= {STALL_LIMIT_MS:.0f}", note))
        self._pauses = Pauses()


def _measure(folder: Path, seen: bool) -> list[Figure]:
    return Bench(shipped_models(), folder, seen=seen).run()


def main(arguments: Sequence[str]) -> int:
    """Tell the figures, and keep those of a whole run; 1 when one is over its limit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=int, default=PICTURES)
    options = parser.parse_args(arguments)
    figures: list[Figure] = []
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place,
        open_screen(Path(place) / "home") as screen,
    ):
        os.environ.update(screen.environment)
        write_pictures(Path(place) / "shop", options.pictures)
        for seen in (False, True):
            with ProcessPoolExecutor(1, get_context("spawn")) as processes:
                figures += processes.submit(_measure, Path(place) / "shop", seen).result()
    if options.pictures == PICTURES:
        return tell("grid", figures)
    print("\n".join(figure.row() for figure in figures))
    return int(not all(figure.reached for figure in figures))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
