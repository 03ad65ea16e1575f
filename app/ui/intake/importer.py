"""Brings files and folders into the session: looks for the pictures, a part at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from app.ui.intake.dropped import scan
from app.ui.look import wording
from app.ui.threads.messages import Found, FoundItem
from app.ui.threads.pump import Pump

Arrived = Callable[[Sequence[FoundItem], bool, bool], None]


@dataclass
class _Intake:
    cancel: Event
    arrived: Arrived
    brought: int = 0


class Importer:
    """Runs intakes, any number at a time.

    Args:
        arrived: called with items that were found, whether they are the first of their intake,
            and whether they are all of it.
        nothing: called with a sentence when an intake brought nothing at all.
    """

    def __init__(
        self,
        pump: Pump,
        arrived: Arrived,
        nothing: Callable[[str], None],
    ) -> None:
        self._pump = pump
        self._arrived = arrived
        self._nothing = nothing
        self._intakes: dict[int, _Intake] = {}
        self._next = 1
        pump.on(Found, self._found)

    @property
    def running(self) -> bool:
        """Whether files are being looked for."""
        return bool(self._intakes)

    def take(
        self,
        paths: Sequence[Path],
        *,
        may_vanish: bool = False,
        arrived: Arrived | None = None,
    ) -> None:
        """Look for pictures among files and folders, in a thread.

        Args:
            may_vanish: they come from a drag, whose source may remove them at once.
            arrived: called in place of the usual one.
        """
        number, intake = self._next, _Intake(Event(), arrived or self._arrived)
        self._next += 1
        self._intakes[number] = intake
        scan(number, paths, self._pump.post, intake.cancel, may_vanish=may_vanish)

    def cancel(self) -> None:
        """Look no further."""
        for intake in self._intakes.values():
            intake.cancel.set()

    def _found(self, found: Found) -> None:
        intake = self._intakes[found.intake]
        first = intake.brought == 0
        if found.complete:
            del self._intakes[found.intake]
        if intake.cancel.is_set():
            return
        intake.brought += len(found.items)
        sentences = [
            item.failed.error[1] for item in found.items if item.failed and item.failed.error
        ]
        if first and len(sentences) == len(found.items):
            if sentences:
                self._nothing(wording.first_of(sentences))
        elif found.items:
            intake.arrived(found.items, first, found.complete)
