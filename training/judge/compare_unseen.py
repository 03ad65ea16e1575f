"""The new model against the one in use, on photos of sources that neither has seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from app.core.errors import ModelFolderError
from app.core.models.folder import ModelFolder, open_model_folder
from app.core.models.opening import EngineKind, create_engine
from training.data.manifest import read_manifest
from training.errors import RunError
from training.judge.compare import LEAST_OF_A_CLASS, PUBLISHED_MANIFEST_PATH
from training.judge.metrics import Answers, Labels
from training.judge.new_shops import cross_fitted
from training.judge.out_of_fold import source_of_member
from training.judge.out_of_fold_answers import OutOfFold
from training.judge.predict import BACKGROUND, LabelledPhoto, predict
from training.progress import ProgressCallback

MOST_REFUSED = 0.05
"""Part of the products of new shops that a model may call *not one of these*."""
_MOST_ASKED = 2000  # photos, drawn; half a point of either model is within chance then


@dataclass(frozen=True)
class UnseenComparison:
    """Two models on the same product photos, of sources that neither was trained on.

    Of the new model, the networks of the folds answered; of the one in use, itself.

    Attributes:
        version: of the model in use.
        sources, photos: how many were asked about.
        new_macro, current_macro: mean over the classes of the part that is answered rightly.
        new_refused, current_refused: part of the photos that are *not one of these*.
        only_new, only_current: photos that one of them alone answers rightly.
        fewest: how many of the photos are of the class with the fewest.
    """

    version: int
    sources: int
    photos: int
    new_macro: float
    current_macro: float
    new_refused: float
    current_refused: float
    only_new: int
    only_current: int
    fewest: int = 0

    @property
    def enough(self) -> bool:
        """Whether there are enough photos to let figures decide."""
        return self.fewest >= LEAST_OF_A_CLASS

    @property
    def no_worse(self) -> bool:
        """Whether the new model is right as often, and refuses no more or little enough."""
        refused = max(self.current_refused, MOST_REFUSED)
        return self.new_macro >= self.current_macro and self.new_refused <= refused

    def sentence(self) -> str:
        """Say the figures."""
        return (
            f"On {self.photos} product photos of {self.sources} sources that neither has seen: "
            f"mean over the classes {self.new_macro:.4f}, version {self.version} "
            f"{self.current_macro:.4f}; not one of these {self.new_refused:.4f}, version "
            f"{self.version} {self.current_refused:.4f}; {self.only_new} photos are answered "
            f"rightly by the new model alone, {self.only_current} by version {self.version} alone."
        )


def compare_on_unseen_sources(
    current: Path | None,
    data: Path,
    answers: OutOfFold,
    classes: Sequence[str],
    on_progress: ProgressCallback,
) -> UnseenComparison | None:
    """Ask the model in use about sources left out that it was not trained on, either.

    Args:
        current: the version folder in use, None when there is none.
        answers: of the new model's folds.
        classes: of the new model, in output order.

    Returns:
        None when there is no model in use, it cannot be opened or does not say what it was trained
        on, or when it was trained on all of these sources.

    Raises:
        PictureError: a photo can no longer be read.
    """
    if current is None:
        return None
    try:
        folder = open_model_folder(current)
        engine = create_engine(folder, EngineKind.LITERT)
        known = read_manifest(folder.path / PUBLISHED_MANIFEST_PATH)
    except (ModelFolderError, RunError):
        return None
    seen = {source_of_member(m) for m in known.members if m.split != "test"}
    rows = _drawn(answers, seen)
    if not rows.size:
        return None
    contract = folder.contract
    given = predict(
        engine,
        data,
        [LabelledPhoto(Path(answers.paths[row]), "", int(answers.labels[row])) for row in rows],
        contract.input_spec,
        phase=f"Asking version {contract.version} about sources that it has not seen",
        on_progress=on_progress,
    )
    return _compared(answers, rows, classes, folder, given)


def _drawn(answers: OutOfFold, seen: set[str]) -> npt.NDArray[np.intp]:
    """Rows of product photos of other sources, no more than can be asked about in minutes."""
    unseen = np.array([source not in seen for source in answers.sources])
    rows = np.flatnonzero(answers.products & unseen)
    chosen = np.random.default_rng(0).permutation(rows)[:_MOST_ASKED]
    return np.sort(chosen)


def _compared(
    answers: OutOfFold,
    rows: npt.NDArray[np.intp],
    classes: Sequence[str],
    folder: ModelFolder,
    given: Answers,
) -> UnseenComparison:
    labels = answers.labels[rows]
    verdicts = cross_fitted(answers)
    renumbered = np.array(
        [
            list(classes).index(name) if name in classes else BACKGROUND
            for name in folder.contract.class_names
        ]
    )
    new, old = verdicts.right[rows], renumbered[given.labels] == labels
    return UnseenComparison(
        version=folder.contract.version,
        sources=len(np.unique(answers.sources[rows])),
        photos=len(rows),
        new_macro=_macro(new, labels),
        current_macro=_macro(old, labels),
        new_refused=float(verdicts.refused[rows].mean()),
        current_refused=float((given.familiarity < folder.contract.thresholds.familiar).mean()),
        only_new=int((new & ~old).sum()),
        only_current=int((old & ~new).sum()),
        fewest=int(np.bincount(labels, minlength=len(classes)).min()),
    )


def _macro(right: npt.NDArray[np.bool_], labels: Labels) -> float:
    return float(np.mean([right[labels == label].mean() for label in np.unique(labels)]))
