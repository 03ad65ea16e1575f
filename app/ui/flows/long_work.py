"""Notes when work that took long is over, for a person who is in another program meanwhile."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.ui.threads.pump import Pump

_LONG = 10.0  # seconds


class LongWork:
    """Follows one kind of work.

    Args:
        running: whether it is under way.
        over: what is told at its end; empty for nothing.
        has_focus: whether a person has the window in front.
        show: shows a sentence on the desktop; it may take a while.
    """

    def __init__(
        self,
        pump: Pump,
        running: Callable[[], bool],
        over: Callable[[], str],
        has_focus: Callable[[], bool],
        show: Callable[[str], None],
    ) -> None:
        self._pump = pump
        self._running = running
        self._over = over
        self._has_focus = has_focus
        self._show = show
        self._began: float | None = None

    def follow(self) -> None:
        """Look whether it has begun, or is over."""
        if self._running():
            if self._began is None:
                self._began = time.monotonic()
            return
        began, self._began = self._began, None
        if began is None or time.monotonic() - began < _LONG or self._has_focus():
            return
        sentence = self._over()
        if sentence:
            self._pump.run_task(lambda: self._show(sentence), lambda _: None, lambda _: None)
