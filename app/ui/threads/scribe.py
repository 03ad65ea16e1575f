"""Small pieces of work that are done one after the other, away from the Tk thread."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from queue import SimpleQueue
from threading import Thread

Work = Callable[[], None]
_MANY = 200
_HEAD_START = 0.2  # seconds


class Scribe:
    """A thread that does what it is given in the order it was given.

    Args:
        failed: called in that thread with the error of a piece of work; the next one goes on.
    """

    def __init__(self, name: str, failed: Callable[[BaseException], None]) -> None:
        self._failed = failed
        self._queue: SimpleQueue[Work | None] = SimpleQueue()
        self._thread = Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def do(self, work: Work) -> None:
        """Do this after all that was given before; from any thread, returns at once."""
        self._queue.put(work)

    def let_draw(self, changes: int) -> None:
        """Before so many changes are dealt with, give the window time to draw them, if many."""
        if changes > _MANY:
            self.do(partial(time.sleep, _HEAD_START))

    @property
    def idle(self) -> bool:
        """Whether nothing waits; for the work itself, to say so once at the end."""
        return self._queue.empty()

    def close(self, seconds: float) -> bool:
        """Do what waits, for so long at most, and end; whether all of it was done."""
        self._queue.put(None)
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while (work := self._queue.get()) is not None:
            try:
                work()
            except Exception as error:
                self._failed(error)
