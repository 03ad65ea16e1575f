"""Keeps the garbage collector away from a list that is done: nothing of it is garbage.

A full collection walks over every row: 45 to 50 ms at 10,000 of them, in the middle of whatever the
person does then.
"""

from __future__ import annotations

import gc


class LongLived:
    """Told when a batch runs and when another list comes on screen."""

    def __init__(self) -> None:
        self._running = False

    def follow(self, running: bool) -> None:
        """Set everything aside that is there when a batch ends."""
        if self._running and not running:
            gc.freeze()
        self._running = running

    def renew(self) -> None:
        """Another list: what belonged to the one so far may be garbage again."""
        gc.unfreeze()
