"""How long the window makes people wait with 10,000 pictures: ``make bench-ui``.

The real window, fed by a worker that answers at once, on a screen of its own.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Any

from tests.benchmarks.figures import Figure, tell
from tests.desktop import open_screen

PICTURES, ROUNDS = 10_000, 3
PER_SECOND = 1_500  # faster than any model
BEAT_MS = 5
STALL_LIMIT_MS, ACTION_LIMIT_MS = 50.0, 100.0
_CHUNK = 250
_PATIENCE_MS = 90_000


@dataclass(frozen=True)
class Chunk:
    """Some of the pictures that a folder holds, as a scan would find them."""

    items: tuple[Any, ...]
    first: bool


class FastWorker:
    """Stands in for the worker: answers whatever is queued, without a model."""

    def __init__(self, post: Callable[[object], None], class_names: Sequence[str]) -> None:
        self._post = post
        self._names = class_names

    def enqueue(self, tasks: Sequence[Any], *, urgent: bool = False) -> None:
        Thread(target=self._answer, args=(list(tasks),), daemon=True).start()

    def cancel(self) -> None: ...

    def close(self) -> None: ...

    def _answer(self, tasks: Sequence[Any]) -> None:
        from app.core.review_log import Row
        from app.core.verdict import Verdict
        from app.ui.messages import Answered

        verdicts = list(Verdict)
        for number, task in enumerate(tasks):
            best = (task.item * 37) % len(self._names)
            share = 0.4 + (task.item * 7919 % 1000) / 1700
            shares = [(1 - share) / (len(self._names) - 1)] * len(self._names)
            shares[best] = share
            verdict = verdicts[task.item % len(verdicts)]
            row = Row(task.path, verdict, self._names[best], tuple(shares), 0.01)
            self._post(Answered(task.item, row, None))
            if number % 15 == 14:
                time.sleep(15 * PICTURES / _CHUNK / PER_SECOND)


class Bench:
    """Runs the steps one after the other in the window's own loop."""

    def __init__(self, model: Path) -> None:
        from app.ui.window import Window

        self.window = Window(model, load=True)
        self.stalls: list[float] = []
        self.results: list[tuple[str, float, float]] = []
        self._last = 0.0

    def run(self) -> None:
        """Open the window, do everything, close it."""
        self.window.root.on_error = traceback.print_exception
        self.window.root.after(100, self._wait_for_model)
        self.window.root.after(_PATIENCE_MS, self.window.quit)
        self.window.open([])

    def _wait_for_model(self) -> None:
        window = self.window
        if window.model.contract is None or not window.pages.ready:
            window.root.after(50, self._wait_for_model)
            return
        window.worker.close()
        window.worker = FastWorker(window.pump.post, window.model.contract.class_names)  # type: ignore[assignment]
        window.root.after(500, self._batch)

    def _batch(self) -> None:
        from app.ui.messages import FoundItem

        pump = self.window.pump
        pump.on(Chunk, lambda chunk: self.window._arrived(chunk.items, chunk.first, False))
        paths = [Path(f"/shop/{n // 500:03d}/picture {n}.jpg") for n in range(PICTURES)]
        for start in range(0, PICTURES, _CHUNK):
            items = tuple(FoundItem(path) for path in paths[start : start + _CHUNK])
            pump.post(Chunk(items, first=start == 0))
        self._last = time.perf_counter()
        self._beat()

    def _beat(self) -> None:
        now = time.perf_counter()
        self.stalls.append((now - self._last) * 1000 - BEAT_MS)
        self._last = now
        counts = self.window.session.counts
        if counts.found == PICTURES and counts.waiting == 0:
            self.results.append(("longest stall in a batch", max(self.stalls), STALL_LIMIT_MS))
            self.window.root.after(1000, self._actions)
            return
        self.window.root.after(BEAT_MS, self._beat)

    def _actions(self) -> None:
        from app.ui.filters import Show
        from app.ui.ordering import Order

        window = self.window
        rows = window.rows
        names = window.model.contract.class_names if window.model.contract else ()
        for order in Order:
            self._time(f"sort: {order.value}", lambda order=order: rows.choose_order(order))
        self._time("filter: text", lambda: rows.narrow(text="picture 99"))
        self._time("filter: class", lambda: rows.narrow(text="", label=names[0]))
        self._time("filter: undecided", lambda: rows.narrow(label="", show=Show.UNDECIDED))
        self._time("filter: none", lambda: rows.narrow(show=Show.ALL))
        self._time("decide one", lambda: window.deciding.choose_class(1))
        self._time("choose all", rows.choose_all)
        self._time("decide all", window.deciding.choose_none)
        self._time("undo all", window.deciding.undo)
        self._time("theme: dark", lambda: window.look.set_mode("dark"))
        self._time("theme: light", lambda: window.look.set_mode("light"))
        window.quit()

    def _time(self, what: str, action: Callable[[], object]) -> None:
        start = time.perf_counter()
        action()
        self.window.refresh()
        self.window.root.update()
        self.results.append((what, (time.perf_counter() - start) * 1000, ACTION_LIMIT_MS))


def once(model: Path) -> int:
    """Run it, and write the figures to standard output: JSON, [what, milliseconds, limit] each."""
    with tempfile.TemporaryDirectory() as home, open_screen(Path(home)) as screen:
        os.environ.update(screen.environment)
        bench = Bench(model)
        bench.run()
    print(json.dumps(bench.results))
    return 0


def main(arguments: Sequence[str]) -> int:
    """Run it several times, each in a process of its own; 1 when one is over its limit."""
    from app.core.places import shipped_models

    if arguments:
        return once(Path(arguments[0]))
    command = [sys.executable, "-m", "tests.benchmarks.review_table", str(shipped_models())]
    taken = [
        json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)
        for _ in range(ROUNDS)
    ]
    figures = [
        Figure(what, tuple(milliseconds for _, milliseconds, _ in each), "ms", f"<= {limit:.0f}")
        for each in zip(*taken, strict=True)
        for what, _, limit in each[:1]
    ]
    return tell("review_table", figures)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
