"""Long work away from the Tk thread, with progress to watch and a way to cancel it."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from threading import Event
from typing import Any, TypeVar

from app.ui.threads.pump import Pump

_LOOK_MS = 80
T = TypeVar("T")


class Job:
    """What the work and its watchers share.

    Attributes:
        done: units finished so far; the work sets it, from its own thread.
        cancelled: set when nobody wants the rest; the work looks at it between units.
    """

    def __init__(self) -> None:
        self.done = 0
        self.cancelled = Event()
        self.over = Event()

    def progress(self, done: int) -> None:
        """So many units are finished."""
        self.done = done


class Jobs:
    """The jobs that are running.

    Args:
        failed: called with the error of a job that has no other place for it.
    """

    def __init__(self, root: tk.Misc, pump: Pump) -> None:
        self._root = root
        self._pump = pump
        self._running: set[Job] = set()

    def start(
        self,
        work: Callable[[Job], T],
        then: Callable[[T], None],
        failed: Callable[[BaseException], None],
        watch: Callable[[int], None] = lambda done: None,
    ) -> Job:
        """Do ``work`` in a thread of its own.

        Args:
            then, failed: called on the Tk thread with its result, or with its error.
            watch: called there now and then with the units finished.
        """
        job = Job()
        self._running.add(job)

        def body() -> T:
            try:
                return work(job)
            finally:
                job.over.set()

        def finish(handler: Callable[[Any], None]) -> Callable[[Any], None]:
            def handle(value: Any) -> None:
                self._running.discard(job)
                handler(value)

            return handle

        def look() -> None:
            if job in self._running:
                watch(job.done)
                self._root.after(_LOOK_MS, look)

        self._pump.run_task(body, finish(then), finish(failed))
        self._root.after(_LOOK_MS, look)
        return job

    def stop(self, seconds: float = 3.0) -> None:
        """Cancel all of them, and wait a little for the file that each is at."""
        for job in self._running:
            job.cancelled.set()
        for job in self._running:
            job.over.wait(seconds)
