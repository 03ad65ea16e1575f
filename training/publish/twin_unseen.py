"""What a twin's coarser arithmetic costs on photos of sources that a network never saw.

Eight bits lose most where an answer is close, and answers are closest on photos of new shops. The
networks of the folds share the frozen layers with the model that is published, so the twin's
features under their last layers say how the twin would have answered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from app.core.models.engines import Engine
from app.core.pictures.images import InputSpec
from training.judge.out_of_fold_answers import FoldHead, OutOfFold
from training.judge.predict import LabelledPhoto, outputs_for
from training.network.inception import Floats, class_logits, familiarity
from training.network.outputs import merged_logits
from training.output_layout import OutputLayout
from training.progress import ProgressCallback

_MOST_ASKED = 1500  # product photos; a photo in a thousand is told from none
MOST_LOST = 0.003
"""Part of the photos that a twin may answer wrongly, or refuse, beyond the reference."""


@dataclass(frozen=True)
class UnseenTwin:
    """A twin and the reference on the same product photos of sources left out.

    Attributes:
        photos: how many were asked about.
        accuracy, reference_accuracy: part of them that is answered rightly.
        refused, reference_refused: part of them that is *not one of these*.
    """

    photos: int
    accuracy: float
    reference_accuracy: float
    refused: float
    reference_refused: float

    @property
    def agrees(self) -> bool:
        """Whether the twin loses next to nothing."""
        return (
            self.accuracy >= self.reference_accuracy - MOST_LOST
            and self.refused <= self.reference_refused + MOST_LOST
        )

    def words(self) -> str:
        """Say the figures."""
        return (
            f"on {self.photos} product photos of sources left out it is right for "
            f"{self.accuracy:.4f} against {self.reference_accuracy:.4f}, and refuses "
            f"{self.refused:.4f} against {self.reference_refused:.4f}"
        )


@dataclass(frozen=True)
class UnseenPhotos:
    """Product photos of sources left out, and what the networks of the folds need to answer.

    Attributes:
        answers: of the folds' networks, about these photos.
        heads: the last layer of each.
        layout: of their outputs.
        familiar: lowest familiarity of a product.
    """

    answers: OutOfFold
    heads: Mapping[int, FoldHead]
    layout: OutputLayout
    familiar: float

    @classmethod
    def draw(
        cls,
        answers: OutOfFold,
        heads: Mapping[int, FoldHead],
        layout: OutputLayout,
        familiar: float,
    ) -> UnseenPhotos:
        """Choose as many as can be asked about in minutes."""
        products = np.flatnonzero(answers.products)
        chosen = np.sort(np.random.default_rng(1).permutation(products)[:_MOST_ASKED])
        return cls(answers.only(chosen), heads, layout, familiar)

    def judge(
        self, engine: Engine, data: Path, spec: InputSpec, on_progress: ProgressCallback
    ) -> UnseenTwin:
        """Ask an engine for features, and let the folds' last layers answer.

        Raises:
            PictureError: a photo can no longer be read.
        """
        answers = self.answers
        questions = [
            LabelledPhoto(Path(path), "", int(label))
            for path, label in zip(answers.paths, answers.labels, strict=True)
        ]
        phase = "Asking the twin about sources left out"
        parts = outputs_for(engine, data, questions, spec, phase=phase, on_progress=on_progress)
        features = np.concatenate([outputs.features for outputs in parts])
        right, refused = self._judged(self._logits(features))
        reference_right, reference_refused = self._judged(answers.logits)
        return UnseenTwin(len(questions), right, reference_right, refused, reference_refused)

    def _logits(self, features: Floats) -> Floats:
        outputs = np.zeros((len(features), self.layout.outputs), np.float32)
        for number, head in self.heads.items():
            own = self.answers.folds == number
            outputs[own] = features[own] @ head.kernel + head.bias
        return merged_logits(outputs, self.layout)

    def _judged(self, logits: Floats) -> tuple[float, float]:
        classes = self.layout.classes
        right = class_logits(logits, classes).argmax(axis=1) == self.answers.labels
        refused = familiarity(logits, classes) < self.familiar
        return float(right.mean()), float(refused.mean())
