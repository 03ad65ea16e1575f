"""What a long job tells whoever watches it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import TypeAlias


@dataclass(frozen=True)
class Progress:
    """How far one phase of a job is.

    Attributes:
        phase: what is being done, in words (``Computing activations``).
        done, total: units of the phase: pictures, or steps of an epoch.
        epoch, epochs: of a training stage, the first is 1; 0 outside a stage.
        pictures_per_second: so far in this phase or epoch; 0 when not known.
        metrics: of an epoch that has ended: loss, accuracy, val_loss, val_accuracy, learning_rate.
    """

    phase: str
    done: int
    total: int
    epoch: int = 0
    epochs: int = 0
    pictures_per_second: float = 0.0
    metrics: dict[str, float] | None = None


ProgressCallback: TypeAlias = Callable[[Progress], None]


def no_progress(progress: Progress) -> None:
    """Ignore progress: for callers that do not watch."""


class Meter:
    """Counts the finished pictures of a phase, and reports them with their rate."""

    def __init__(self, phase: str, total: int, on_progress: ProgressCallback) -> None:
        """Begin a phase of ``total`` pictures; ``on_progress`` hears of every step."""
        self._phase, self._total, self._on_progress = phase, total, on_progress
        self._done, self._start = 0, monotonic()

    def add(self, count: int) -> None:
        """Count ``count`` more pictures as done, and report."""
        self._done += count
        rate = self._done / max(monotonic() - self._start, 1e-9)
        self._on_progress(Progress(self._phase, self._done, self._total, pictures_per_second=rate))
