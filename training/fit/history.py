"""How the stages of a run went, as their folders tell."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from training.config import CONFIG_NAME
from training.fit.calibrate import CALIBRATION_NAME
from training.fit.run_folder import STAGE_ONE, STAGE_TWO
from training.fit.stage import HISTORY_NAME

_CURVES = ("accuracy", "val_accuracy", "loss", "val_loss")


@dataclass(frozen=True)
class Learning:
    """One stage.

    Attributes:
        name: for people.
        best_epoch: the one whose weights were kept, from 1; 0 when those from before were.
        curves: ``accuracy``, ``val_accuracy``, ``loss``, ``val_loss`` -> one value an epoch.
        seconds: what its epochs took together.
    """

    name: str
    best_epoch: int
    curves: dict[str, tuple[float, ...]]
    seconds: float

    @property
    def epochs(self) -> int:
        """How many there were."""
        return len(self.curves["loss"])


def read_learning(run: Path) -> tuple[Learning, ...]:
    """Read how the stages went that have at least one epoch behind them."""
    found = (
        _read(run / STAGE_ONE / HISTORY_NAME, "Stage one: the new last layer"),
        _read(run / STAGE_TWO / HISTORY_NAME, "Stage two: the top layers with it"),
    )
    return tuple(stage for stage in found if stage is not None)


def seconds_of(run: Path, stages: tuple[Learning, ...]) -> float | None:
    """Measure a finished run from beginning to end, breaks included.

    Returns:
        None when the times of the files do not tell, as in a folder that was copied.
    """
    try:
        began = (run / CONFIG_NAME).stat().st_mtime
        ended = (run / CALIBRATION_NAME).stat().st_mtime
    except OSError:
        return None
    taken = ended - began
    return taken if taken >= sum(stage.seconds for stage in stages) else None


def _read(path: Path, name: str) -> Learning | None:
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        epochs = document["epochs"]
        if not epochs:
            return None
        return Learning(
            name=name,
            best_epoch=int(document["best_epoch"]),
            curves={curve: tuple(float(e[curve]) for e in epochs) for curve in _CURVES},
            seconds=sum(float(epoch["seconds"]) for epoch in epochs),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None
