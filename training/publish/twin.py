"""The LiteRT twin: the smallest that answers as its SavedModel does."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from app.core.models.engines import Engine, LiteRTEngine, probe_picture
from app.core.models.folder import TWIN_PATH, Probe
from app.core.pictures.images import InputSpec
from app.core.storage.files import write_atomically
from training.errors import PublishError
from training.judge.metrics import Answers, accuracy
from training.judge.predict import BACKGROUND, LabelledPhoto, predict, true_labels
from training.network.export import TwinKind, convert_twin
from training.progress import ProgressCallback
from training.publish.twin_unseen import UnseenPhotos, UnseenTwin

MIN_SAME_LABEL = 0.995  # docs/adr/0021-eight-bits.md
# Twice what all but one of a hundred validation photos stay within, and no less than the minimum:
# the probe is no photo, and other processors round otherwise.
_TOLERANCE_FACTOR = 2
_MIN_TOLERANCE = 0.01
_MAX_TOLERANCE = 0.2
_FEW = 200  # photos, of which one may be answered otherwise: it says nothing


@dataclass(frozen=True)
class TwinAgreement:
    """How the LiteRT twin agrees with the SavedModel on the whole validation split.

    Attributes:
        kind: how it stores its weights.
        size: in bytes.
        pictures: how many were asked, background pictures included.
        same_label: part of the product photos among them with the same label.
        accuracy, saved_model_accuracy: of both, on the product photos among them.
        usual_difference: what the largest difference of a probability is at most for 99 of 100
            pictures.
        largest_difference: of any probability.
        unseen: how it does on sources left out; None where none were, or where the networks of the
            folds have layers of their own below the last one.
    """

    kind: str
    size: int
    pictures: int
    same_label: float
    accuracy: float
    saved_model_accuracy: float
    usual_difference: float
    largest_difference: float
    unseen: UnseenTwin | None = None

    @property
    def tolerance(self) -> float:
        """Difference that a probability of the probe may show."""
        return max(_MIN_TOLERANCE, _TOLERANCE_FACTOR * self.usual_difference)

    @property
    def agrees(self) -> bool:
        """Whether it may stand for the SavedModel."""
        one = 1 / self.pictures if self.pictures < _FEW else 0.0
        return (
            self.same_label >= min(MIN_SAME_LABEL, 1 - one)
            and self.tolerance <= _MAX_TOLERANCE
            and (
                self.accuracy >= self.saved_model_accuracy - one
                if self.unseen is None
                else self.unseen.agrees
            )
        )


@dataclass(frozen=True)
class ChosenTwin:
    """A twin that agrees, the probe that later engines are held against, and its answers."""

    twin: TwinAgreement
    probe: Probe
    answers: Answers


def write_twin(
    folder: Path,
    saved_model: Engine,
    data: Path,
    labelled: list[LabelledPhoto],
    spec: InputSpec,
    on_progress: ProgressCallback,
    unseen: UnseenPhotos | None = None,
) -> ChosenTwin:
    """Write the twin of the SavedModel in ``folder``: the smallest kind that agrees with it.

    Args:
        labelled: the whole validation split.
        unseen: photos of sources left out that it is to be judged by as well.

    Raises:
        PublishError: ``twin_differs``: none does.
    """
    reference = predict(
        saved_model,
        data,
        labelled,
        spec,
        phase="Asking the SavedModel about the validation photos",
        on_progress=on_progress,
    )
    picture = probe_picture(spec.height, spec.width)[None]
    expected = saved_model.run(picture).probabilities[0]
    rejected: list[str] = []
    for kind in TwinKind:
        content = convert_twin(folder, kind)
        write_atomically(folder / TWIN_PATH, content)
        engine = LiteRTEngine(content)
        answers = predict(
            engine,
            data,
            labelled,
            spec,
            phase=f"Asking the {kind.value} twin about the validation photos",
            on_progress=on_progress,
        )
        twin = agreement(kind, len(content), labelled, reference, answers)
        if unseen is not None:
            twin = replace(twin, unseen=unseen.judge(engine, data, spec, on_progress))
        off = float(np.abs(engine.run(picture).probabilities[0] - expected).max())
        if twin.agrees and off <= twin.tolerance:
            probe = Probe(tuple(float(p) for p in expected), twin.tolerance)
            return ChosenTwin(twin, probe, answers)
        rejected.append(
            f"{kind.value}: the same label for {twin.same_label:.4f}, accuracy "
            f"{twin.accuracy:.4f} against {twin.saved_model_accuracy:.4f}, probabilities up to "
            f"{max(off, twin.largest_difference):.4f} off"
            + (f"; {twin.unseen.words()}" if twin.unseen else "")
        )
    raise PublishError(
        "twin_differs",
        "No LiteRT twin agrees with the SavedModel on the validation photos "
        f"({'; '.join(rejected)}); nothing was published.",
    )


def agreement(
    kind: TwinKind, size: int, labelled: list[LabelledPhoto], reference: Answers, answers: Answers
) -> TwinAgreement:
    """Compare a twin's answers with the SavedModel's."""
    truth = true_labels(labelled)
    products = truth != BACKGROUND
    differences = np.abs(reference.probabilities - answers.probabilities).max(axis=1)
    return TwinAgreement(
        kind=kind.value,
        size=size,
        pictures=len(truth),
        same_label=accuracy(reference.labels[products], answers.labels[products]),
        accuracy=accuracy(truth[products], answers.labels[products]),
        saved_model_accuracy=accuracy(truth[products], reference.labels[products]),
        usual_difference=float(np.quantile(differences, 0.99)),
        largest_difference=float(differences.max()),
    )
