"""Everything that the report of a run tells, gathered once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from app.core.errors import ShelfwiseError
from app.core.models.classifier import Classifier
from app.core.models.folder import Contract, read_contract
from app.core.text import counted, printable
from training.audit.audit import Audit, audit
from training.config import FitConfig, read_config
from training.data.manifest import MANIFEST_NAME, Manifest, read_manifest
from training.errors import DataError, RunError
from training.fit.calibrate import Calibration, read_calibration
from training.fit.history import Learning, read_learning, seconds_of
from training.fit.run_folder import photos_gone
from training.judge.compare import SideBySide, side_by_side
from training.judge.evaluate import Judgement, judge
from training.judge.predict import BACKGROUND, labelled_photos, predict
from training.progress import ProgressCallback, no_progress
from training.publish.finished_run import open_run

_NAMED = 3  # of the photos that are lost


@dataclass(frozen=True)
class InUse:
    """The model that a run is held against.

    Attributes:
        folder: its version folder; None when there is none.
        reason: why there is none, in a sentence.
    """

    folder: Path | None
    reason: str = ""


@dataclass(frozen=True)
class Judged:
    """The run's network and its test photos.

    Attributes:
        judgement: of those that can still be read.
        classifier: the network, to ask about single photos.
        calibration: what its thresholds rest on.
    """

    judgement: Judgement
    classifier: Classifier
    calibration: Calibration


@dataclass(frozen=True)
class Facts:
    """What is known of a run; parts are None where the run, or its photos, do not tell.

    Attributes:
        run: its folder.
        data: the folder of its photos.
        comparison: with the model in use.
        no_comparison: why there is none, in a sentence.
        seconds: from beginning to end, breaks included.
        notices: sentences about what is missing, the most important first.
    """

    run: Path
    data: Path
    config: FitConfig
    manifest: Manifest | None
    audit: Audit | None
    stages: tuple[Learning, ...]
    judged: Judged | None
    comparison: SideBySide | None
    no_comparison: str
    seconds: float | None
    notices: tuple[str, ...]


def gather(run: Path, in_use: InUse, on_progress: ProgressCallback = no_progress) -> Facts:
    """Look at a run, its photos and the model in use.

    Raises:
        RunError: ``no_run``: it is not the folder of a run, or of one without photos.
        SetupError: TensorFlow is not installed.
        PictureError: a photo vanished while the report was made.
    """
    config, data = read_config(run)
    notices: list[str] = []
    manifest = _manifest(run)
    calibration = _calibration(run)
    if calibration is None or manifest is None:
        notices.append(
            "This run is not finished, so there is no model to judge yet. Resume it: "
            "shelfwise-train fit, with the same options and --resume."
        )
    audited = _audited(run, data, config, notices, on_progress)
    if manifest is None and audited is None:
        raise RunError(
            "no_run",
            f"The run in {run} has no photos, so there is nothing to report; begin it again: "
            f"shelfwise-train fit FOLDER --out {run}",
        )
    stages = read_learning(run)
    judged, comparison, reason = None, None, in_use.reason
    if manifest is not None and audited is not None:
        readable = _readable(manifest, audited, data, notices)
        if calibration is not None and _has_products(readable):
            judged = _judged(run, config, calibration, manifest, readable, data, on_progress)
            comparison, reason = _compared(judged, in_use, data, readable, on_progress)
        elif calibration is not None:
            notices.append("None of the test photos is left, so the model cannot be judged here.")
    return Facts(
        run=run,
        data=data,
        config=config,
        manifest=manifest,
        audit=audited,
        stages=stages,
        judged=judged,
        comparison=comparison,
        no_comparison=reason,
        seconds=seconds_of(run, stages),
        notices=tuple(notices),
    )


def _manifest(run: Path) -> Manifest | None:
    try:
        return read_manifest(run / MANIFEST_NAME)
    except RunError:
        return None


def _calibration(run: Path) -> Calibration | None:
    try:
        return read_calibration(run)
    except RunError:
        return None


def _audited(
    run: Path, data: Path, config: FitConfig, notices: list[str], on_progress: ProgressCallback
) -> Audit | None:
    try:
        found = audit(data, background=config.background, on_progress=on_progress)
    except DataError:
        notices.append(
            f"{photos_gone(run, data).message} Without them the model cannot be judged, and no "
            "picture can be shown."
        )
        return None
    return found


def _readable(manifest: Manifest, found: Audit, data: Path, notices: list[str]) -> Manifest:
    """Without the photos that are gone."""
    there = {item.path for item in found.survey.inspected}
    lost = [m.path for m in manifest.members if not m.corrected and m.path not in there]
    if not lost:
        return manifest
    tests = sum(member.path in set(lost) for member in manifest.of("test"))
    named = ", ".join(printable(path) for path in lost[:_NAMED])
    notices.append(
        f"{counted(len(lost), 'photo')} of this run can no longer be read in {data} ({named}"
        f"{', ...' if len(lost) > _NAMED else ''}); {tests:,} of them would have been test photos, "
        "and the figures are without them."
    )
    kept = tuple(m for m in manifest.members if m.corrected or m.path in there)
    return replace(manifest, members=kept)


def _has_products(manifest: Manifest) -> bool:
    return any(photo.label != BACKGROUND for photo in labelled_photos(manifest, "test"))


def _judged(
    run: Path,
    config: FitConfig,
    calibration: Calibration,
    manifest: Manifest,
    readable: Manifest,
    data: Path,
    on_progress: ProgressCallback,
) -> Judged:
    classifier, engine = open_run(run, config, calibration, manifest)
    labelled = labelled_photos(readable, "test")
    answers = predict(
        engine,
        data,
        labelled,
        config.input_spec,
        phase="Asking the model about the test photos",
        on_progress=on_progress,
    )
    return Judged(judge(classifier.contract, labelled, answers), classifier, calibration)


def _compared(
    judged: Judged, in_use: InUse, data: Path, readable: Manifest, on_progress: ProgressCallback
) -> tuple[SideBySide | None, str]:
    if in_use.folder is None:
        return None, in_use.reason
    try:
        theirs = read_contract(in_use.folder)
    except ShelfwiseError as error:
        return None, f"The model in use cannot be compared with. {error.message}"
    if _is_same(theirs, judged.judgement.contract):
        return None, f"This run is the model in use: it was published as version {theirs.version}."
    both = side_by_side(in_use.folder, data, readable, judged.judgement.answers, on_progress)
    if both is None:
        return None, f"The model in use, in {in_use.folder}, cannot be opened."
    return both, ""


def _is_same(one: Contract, other: Contract) -> bool:
    """Whether they come from the same run: what training on a photo less would have changed."""
    return (one.training_data.get("digest"), one.class_names, one.temperature, one.thresholds) == (
        other.training_data.get("digest"),
        other.class_names,
        other.temperature,
        other.thresholds,
    )
