"""A whole training run: one function of a config, a folder of photos and a run folder."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from training.config import FitConfig
from training.data.manifest import Manifest
from training.errors import RunError
from training.fit.begin import Begun, Process, begin, open_run
from training.fit.cache import CACHE_NAME
from training.fit.calibrate import Calibration, calibrate, write_calibration
from training.fit.cluster import Strategy
from training.fit.learner import prepare, train
from training.fit.run_folder import keep_weights
from training.network.inception import Floats, class_logits
from training.progress import ProgressCallback, no_progress


@dataclass(frozen=True)
class FittedRun:
    """What a finished run found out on its validation photos.

    Attributes:
        manifest: who trained and who judges.
        calibration: temperature and thresholds.
        skipped: one sentence for every picture that could not be read; empty for a resumed run.
        is_chief: whether this process has written the run; False for the other workers.
        validation: right answers, and product photos, of the validation split; None for a run that
            was finished before.
    """

    manifest: Manifest
    calibration: Calibration
    skipped: tuple[str, ...]
    is_chief: bool = True
    validation: tuple[int, int] | None = None


def fit(
    config: FitConfig,
    data: Path,
    run: Path,
    *,
    resume: bool = False,
    corrections: Path | None = None,
    on_progress: ProgressCallback = no_progress,
    strategy: Strategy = Strategy.NONE,
    scratch: Path | None = None,
) -> FittedRun:
    """Train on the photos of ``data``; everything is written into ``run``.

    With ``resume`` a run that was stopped, however hard, goes on after its last finished epoch;
    what it had listed and computed is not done again.

    Args:
        corrections: folder of class folders with pictures that people corrected; they train, too,
            as they are when the run is begun.
        strategy: how the work is spread. The batch stays the same, so the result does, too, and a
            run may be resumed with another strategy. With several workers each one calls this; only
            the chief touches ``run``.
        scratch: where a worker that is not the chief keeps what it computes; without it a temporary
            folder, which is removed in the end.

    Raises:
        RunError, DataError, FileAccessError: one sentence each; the run folder stays resumable.
    """
    if config.l2 and strategy is not Strategy.NONE:
        raise RunError("bad_option", "--l2 needs all photos on one machine: leave out --strategy.")
    with open_run(strategy, data, run, scratch, on_progress) as process:
        begun = begin(process, config, corrections, resume=resume)
        if begun.calibration is not None:
            return FittedRun(begun.manifest, begun.calibration, (), process.cluster.is_chief)
        learner = prepare(process, begun)
        logits = train(process, begun, learner)
        if process.cluster.is_chief:
            keep_weights(process.run, learner.network)
        del learner  # its activations are files that are to be removed
        return _finish(process, begun, logits)


def _finish(process: Process, begun: Begun, logits: Floats) -> FittedRun:
    manifest, run = begun.manifest, process.run
    labels = np.array([manifest.label(member) for member in manifest.of("validation")], np.int64)
    calibration = calibrate(logits, labels, len(manifest.classes))
    write_calibration(run, calibration)  # last: it says that the run is finished
    if not begun.config.keep_cache:
        shutil.rmtree(run / CACHE_NAME, ignore_errors=True)
    products = labels < len(manifest.classes)
    answers = class_logits(logits[products], len(manifest.classes)).argmax(axis=1)
    hits = int((answers == labels[products]).sum())
    return FittedRun(
        manifest,
        calibration,
        begun.skipped,
        process.cluster.is_chief,
        (hits, int(products.sum())),
    )
