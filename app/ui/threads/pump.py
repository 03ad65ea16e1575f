"""How the threads' messages reach the Tk thread, a little at a time."""

from __future__ import annotations

import time
import tkinter as tk
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any, TypeVar

from app.ui.threads.messages import TaskDone
from app.ui.threads.priority import note_beat, stop_listening

_PERIOD_MS = 25
_BUSY_PERIOD_MS = 5  # where more was there than the budget allows
_BUDGET_SECONDS = 0.008

T = TypeVar("T")


@dataclass(frozen=True)
class _Soon:
    """A piece of work for the Tk thread."""

    work: Callable[[], None]


class Pump:
    """Hands messages to their handlers on the Tk thread, for at most 8 ms at a time."""

    def __init__(self) -> None:
        self._root: tk.Misc | None = None
        self._queue: SimpleQueue[object] = SimpleQueue()
        self._handlers: dict[type, Callable[[Any], None]] = {}
        self._after_each: list[Callable[[], None]] = []
        self._tickets = count(1)
        self._callbacks: dict[int, tuple[Callable[[Any], None], Callable[[BaseException], None]]]
        self._callbacks = {}
        self._job = ""
        self.on(TaskDone, self._finish)
        self.on(_Soon, lambda piece: piece.work())

    def post(self, message: object) -> None:
        """Send a message; from any thread."""
        self._queue.put(message)

    def on(self, kind: type[Any], handler: Callable[[Any], None]) -> None:
        """Call ``handler`` for messages of a kind."""
        self._handlers[kind] = handler

    def soon(self, work: Callable[[], None]) -> None:
        """Do a piece of work on the Tk thread in its turn, so that many pieces never hold it up."""
        self.post(_Soon(work))

    def after_messages(self, listener: Callable[[], None]) -> None:
        """Call ``listener`` once after each tick that handled messages."""
        self._after_each.append(listener)

    def run_task(
        self,
        work: Callable[[], T],
        then: Callable[[T], None],
        failed: Callable[[BaseException], None],
    ) -> None:
        """Do ``work`` in a thread of its own, then go on with its result on the Tk thread."""
        ticket = next(self._tickets)
        self._callbacks[ticket] = (then, failed)

        def body() -> None:
            try:
                value = work()
            except Exception as error:
                self.post(TaskDone(ticket, None, error))
            else:
                self.post(TaskDone(ticket, value, None))

        Thread(target=body, name=f"task-{ticket}", daemon=True).start()

    def start(self, root: tk.Misc) -> None:
        """Begin to deliver, on the thread of this window."""
        self._root = root
        self._tick()

    def stop(self) -> None:
        """Stop delivering messages."""
        if self._root is not None and self._job:
            self._root.after_cancel(self._job)
        self._root = None
        stop_listening()

    def drain(self) -> bool:
        """Deliver what is there, within the budget; whether there was anything."""
        deadline = time.perf_counter() + _BUDGET_SECONDS
        handled = False
        while time.perf_counter() < deadline:
            try:
                message = self._queue.get_nowait()
            except Empty:
                break
            handled = True
            self._handlers[type(message)](message)
        if handled:
            for listener in self._after_each:
                listener()
        return handled

    def _tick(self) -> None:
        if self._root is not None:
            note_beat()
            self._job = self._root.after(_PERIOD_MS, self._tick)
            self.drain()
            if self._root is not None and not self._queue.empty():
                self._root.after_cancel(self._job)
                self._job = self._root.after(_BUSY_PERIOD_MS, self._tick)

    def _finish(self, message: TaskDone) -> None:
        then, failed = self._callbacks.pop(message.ticket)
        if message.error is None:
            then(message.value)
        else:
            failed(message.error)
