"""Small pieces of work that are done one after the other, away from the Tk thread."""

from __future__ import annotations

from collections.abc import Callable
from queue import SimpleQueue
from threading import Thread

from app.ui.threads.priority import let_tk_go_first, stop_listening

Work = Callable[[], None]
_MANY = 200


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

    def do(self, work: Work, changes: int = 1) -> None:
        """Do this after all that was given before; from any thread, returns at once.

        Args:
            changes: that it deals with; before many, the window has time to draw them.
        """
        if changes > _MANY:
            self._queue.put(let_tk_go_first)
        self._queue.put(work)

    @property
    def idle(self) -> bool:
        """Whether nothing waits; for the work itself, to say so once at the end."""
        return self._queue.empty()

    def close(self, seconds: float) -> bool:
        """Do what waits, for so long at most, and end; whether all of it was done."""
        stop_listening()
        self._queue.put(None)
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while (work := self._queue.get()) is not None:
            try:
                work()
            except Exception as error:
                self._failed(error)
