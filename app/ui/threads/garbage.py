"""Collects garbage on the Tk thread alone, a little at a time.

Left to itself, CPython collects on whichever thread makes one object too many. Tk's variables and
pictures call Tk when they go: from another thread that waits for the Tk thread's loop, and fails
with "main thread is not in main loop" where there is none any more.

A full collection walks over all that lives: 45 to 50 ms at 10,000 rows. So what has survived one
is set aside, and the next walks over what came since; where much comes, it comes sooner.
"""

from __future__ import annotations

import gc
import tkinter as tk

_PERIOD_MS = 50
_LIMITS = (700, 10, 4)
"""CPython's own, but the last: full collections come more often, for each is short."""
_MANY = 30_000
"""New containers: to walk over them takes some 5 ms."""


class Collector:
    """Takes the place of automatic collection from ``start`` to the end of the program."""

    def __init__(self) -> None:
        self._root: tk.Misc | None = None
        self._job = ""
        self._all_due = False
        self._new = 0

    def start(self, root: tk.Misc) -> None:
        """Collect on the thread of this window from now on, and nowhere else."""
        gc.disable()
        gc.freeze()  # the modules: they stay
        self._root = root
        self._tick()

    def stop(self) -> None:
        """Collect no more: threads may still run when the window is gone."""
        if self._root is not None:
            self._root.after_cancel(self._job)
            self._root = None

    def renew(self) -> None:
        """Another list comes on screen: what was set aside may be garbage now."""
        self._all_due = True

    def collect(self) -> None:
        """Collect the generation that is due."""
        counts = gc.get_count()
        young, middle, old = (count >= limit for count, limit in zip(counts, _LIMITS, strict=True))
        if self._all_due:
            gc.unfreeze()
        if self._all_due or (young and middle and old) or self._new + counts[0] > _MANY:
            gc.collect()
            gc.freeze()
            self._all_due, self._new = False, 0
        elif young:
            self._new += counts[0]
            gc.collect(1 if middle else 0)

    def _tick(self) -> None:
        if self._root is not None:
            self._job = self._root.after(_PERIOD_MS, self._tick)
            self.collect()
