"""The new model against the one in use, on photos that neither was trained on."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from app.core.errors import ModelFolderError
from app.core.models.folder import ModelFolder, open_model_folder
from app.core.models.opening import EngineKind, create_engine
from app.core.pictures.class_folders import class_key
from training.data.manifest import MANIFEST_NAME, Manifest, read_manifest
from training.errors import RunError
from training.judge.metrics import Answers, Labels, accuracy
from training.judge.predict import (
    BACKGROUND,
    LabelledPhoto,
    labelled_photos,
    predict,
    true_labels,
)
from training.progress import ProgressCallback

LEAST_OF_A_CLASS = 30
"""Photos of each class that must have judged a model before it is put into use by itself."""
PUBLISHED_MANIFEST_PATH = Path("assets.extra") / MANIFEST_NAME


@dataclass(frozen=True)
class Comparison:
    """Two models on the same photos.

    Attributes:
        version: of the model in use.
        pictures: product photos of the new model's test split; only those that the model in use
            was neither trained nor tuned on, if there are any.
        unseen: whether there are any.
        new_accuracy, current_accuracy: on them.
        fewest: how many of them, where they are unseen, are of the class with the fewest; else 0.
    """

    version: int
    pictures: int
    unseen: bool
    new_accuracy: float
    current_accuracy: float
    fewest: int = 0

    @property
    def enough(self) -> bool:
        """Whether there are enough photos to let figures decide."""
        return self.fewest >= LEAST_OF_A_CLASS

    @property
    def no_worse(self) -> bool:
        """Whether the new model may take the place of the one in use."""
        return self.new_accuracy >= self.current_accuracy


@dataclass(frozen=True)
class SideBySide:
    """What the new model and the one in use said of the same photos.

    Attributes:
        version: of the model in use.
        unseen: as in ``Comparison``.
        labelled: one per photo, N of them, all about products.
        classes: how many classes the new model tells apart.
        new_labels, current_labels: int64 [N], indices of the new model's classes; ``BACKGROUND``
            for a class of the model in use that the new one does not have.
    """

    version: int
    unseen: bool
    labelled: tuple[LabelledPhoto, ...]
    classes: int
    new_labels: Labels
    current_labels: Labels

    @property
    def differences(self) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
        """Which photos only the new model is right about, and which only the one in use; [N]."""
        truth = true_labels(self.labelled)
        new, current = self.new_labels == truth, self.current_labels == truth
        return new & ~current, current & ~new

    @property
    def comparison(self) -> Comparison:
        """Both accuracies, and on how many photos."""
        truth = true_labels(self.labelled)
        return Comparison(
            version=self.version,
            pictures=len(self.labelled),
            unseen=self.unseen,
            new_accuracy=accuracy(truth, self.new_labels),
            current_accuracy=accuracy(truth, self.current_labels),
            fewest=int(np.bincount(truth, minlength=self.classes).min()) if self.unseen else 0,
        )


def compare_with_current(
    current: Path | None,
    data: Path,
    manifest: Manifest,
    new: Answers,
    on_progress: ProgressCallback,
) -> Comparison | None:
    """Compare the new model with the one in use, in figures; arguments as of ``side_by_side``."""
    both = side_by_side(current, data, manifest, new, on_progress)
    return None if both is None else both.comparison


def side_by_side(
    current: Path | None,
    data: Path,
    manifest: Manifest,
    new: Answers,
    on_progress: ProgressCallback,
) -> SideBySide | None:
    """Predict with the model in use what the new one has predicted.

    Args:
        current: the version folder in use, None when there is none.
        new: the new model's answers for the manifest's test split.

    Returns:
        None when no model is in use, or the one in use cannot be opened.

    Raises:
        PictureError: a photo can no longer be read.
    """
    if current is None:
        return None
    try:
        folder = open_model_folder(current)
        engine = create_engine(folder, EngineKind.LITERT)
    except ModelFolderError:
        return None
    number = folder.contract.version
    labelled = labelled_photos(manifest, "test")
    products = true_labels(labelled) != BACKGROUND
    unseen = products & _unseen(folder, manifest)
    chosen = unseen if unseen.any() else products
    asked = [photo for photo, take in zip(labelled, chosen, strict=True) if take]
    contract = folder.contract
    answers = predict(
        engine,
        data,
        asked,
        contract.input_spec,
        phase=f"Asking version {number} about the test photos",
        on_progress=on_progress,
    )
    # The model in use may know other classes, or the same ones in another order.
    numbers = {class_key(name): number for number, name in enumerate(manifest.classes)}
    renumbered = np.array(
        [numbers.get(class_key(name), BACKGROUND) for name in contract.class_names]
    )
    return SideBySide(
        version=number,
        unseen=bool(unseen.any()),
        labelled=tuple(asked),
        classes=len(manifest.classes),
        new_labels=new.labels[chosen],
        current_labels=renumbered[answers.labels],
    )


def _unseen(folder: ModelFolder, manifest: Manifest) -> npt.NDArray[np.bool_]:
    """For each test photo, whether the model in use was neither trained nor tuned on it."""
    try:
        theirs = read_manifest(folder.path / PUBLISHED_MANIFEST_PATH)
    except RunError:  # a model from elsewhere does not say what it was trained on
        return np.ones(len(manifest.of("test")), bool)
    used = {member.sha256 for member in theirs.members if member.split != "test"}
    return np.array([member.sha256 not in used for member in manifest.of("test")], bool)
