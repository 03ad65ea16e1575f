"""From a picture to what the program says about it."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from app.core.answers import Evidence, Prediction, Region, Verdict, judge
from app.core.errors import ModelFolderError
from app.core.learning.labels import stacked
from app.core.learning.layer import LearntLayer
from app.core.models.engines import Engine, Floats, Outputs, check_outputs
from app.core.models.folder import Contract, ModelFolder
from app.core.models.opening import EngineKind, create_engine
from app.core.pictures import images
from app.core.pictures.images import Pixels

_LEAST_PROBABILITY = 1e-9
_LARGEST_HALF = float(np.finfo(np.float16).max)


class Classifier:
    """A model, ready to answer.

    Attributes:
        lanes: how many threads may ask it at a time.
        learnt: what a person's labels add to its answers; None for the published ones.
    """

    def __init__(self, folder: ModelFolder, engine: Engine) -> None:
        self.folder = folder
        self.lanes = engine.lanes
        self.learnt: LearntLayer | None = None
        self._engine = engine

    @classmethod
    def open(
        cls,
        folder: ModelFolder,
        kind: EngineKind = EngineKind.LITERT,
        *,
        eager: bool = False,
        cores: int | None = None,
    ) -> Classifier:
        """Load the model of a folder; arguments and errors as of ``opening.create_engine``."""
        return cls(folder, create_engine(folder, kind, eager=eager, cores=cores))

    @property
    def contract(self) -> Contract:
        """What the model says of itself."""
        return self.folder.contract

    @property
    def learner(self) -> tuple[str, tuple[str, ...]]:
        """What tells whose labels are learnt from: the model's identity, and its class names."""
        return self.folder.identity, self.contract.class_names

    def load(self, path: Path) -> Pixels:
        """Decode a file as ``classify`` wants it; errors as ``images.load``.

        May be called from any thread.
        """
        return images.load_for(path, self.contract.input_spec)

    def classify(self, pixels: Pixels, *, part: bool = False) -> Prediction:
        """Answer for one picture, RGB uint8 [any, any, 3].

        Args:
            part: it was cut out of a picture.

        Raises:
            ModelFolderError: ``model_damaged``: the answer is none.
        """
        contract = self.contract
        fitted = images.fit(pixels, contract.input_spec)
        outputs = self._engine.run(fitted[None])
        try:
            check_outputs(outputs, 1, len(contract.classes), contract.type_classes)
        except ValueError as error:
            raise ModelFolderError(
                "model_damaged",
                f"The model in {self.folder.path} gives no usable answer to this picture "
                f"({error}); choose another model.",
            ) from error
        probabilities = outputs.probabilities[0]
        familiarity, bound = float(outputs.familiarity[0]), contract.thresholds.bound(part=part)
        evidence = evidence_of(outputs, bound)
        learnt = self.learnt
        if learnt is not None:
            answers, margins = learnt.apply(stacked([evidence]))
            probabilities, familiarity = answers[0], margins[0] + bound
        best = int(np.argmax(probabilities))
        return Prediction(
            verdict=verdict_for(float(probabilities[best]), familiarity, contract, part=part),
            label=contract.class_names[best],
            probabilities={
                name: float(p) for name, p in zip(contract.class_names, probabilities, strict=True)
            },
            familiarity=float(familiarity),
            activation_maps=outputs.activation_maps[0],
            types=types_of(contract, best, float(probabilities[best]), outputs.types),
            evidence=evidence,
            learnt=learnt is not None,
        )


def types_of(contract: Contract, label: int, confidence: float, types: Floats) -> dict[str, float]:
    """Rank the product types of one class, the most probable first.

    Args:
        label: index of the class.
        confidence: its probability, which what a person taught may have changed.
        types: float32 [1, T], of the published model; empty for a model without product types.

    Returns:
        Name -> probability; they sum to ``confidence``.
    """
    if not contract.types:
        return {}
    own = np.flatnonzero(np.array(contract.type_classes) == label)
    parts = types[0, own].astype(np.float64)
    parts = parts / parts.sum() if parts.sum() > 0 else np.full(len(own), 1 / len(own))
    ranked = np.argsort(-parts, kind="stable")
    return {contract.types[own[i]].name: float(confidence * parts[i]) for i in ranked}


def evidence_of(outputs: Outputs, bound: float) -> Evidence:
    """Take from one picture's outputs what learning needs; ``bound`` as ``Thresholds.bound``."""
    logarithms = np.log(np.maximum(outputs.probabilities[0], _LEAST_PROBABILITY))
    return Evidence(
        np.clip(outputs.features[0], -_LARGEST_HALF, _LARGEST_HALF).astype(np.float16),
        tuple(float(number) for number in logarithms),
        float(outputs.familiarity[0]) - bound,
    )


def verdict_for(
    confidence: float, familiarity: float, contract: Contract, *, part: bool = False
) -> Verdict:
    """Derive the verdict by the thresholds of a model's contract; ``part`` as ``classify``."""
    thresholds = contract.thresholds
    return judge(confidence, familiarity >= thresholds.bound(part=part), thresholds.sure)


def evidence(prediction: Prediction, name: str, contract: Contract) -> Floats:
    """Compute where there is how much evidence for class ``name``.

    Returns:
        float32 [h, w] in [0, 1], as large as the model's maps: negative evidence is 0, and 1 is the
        strongest evidence for any class in this picture.
    """
    maps = np.maximum(prediction.activation_maps, 0)
    of_class = maps[:, :, contract.class_names.index(name)]
    return np.asarray(of_class / max(float(maps.max()), 1e-6), np.float32)


def activation_over_picture(
    prediction: Prediction, name: str, contract: Contract, height: int, width: int
) -> Floats:
    """Compute the activation map of class ``name`` over the upright picture.

    Args:
        height, width: size to answer in, in the picture's proportions.

    Returns:
        float32 [height, width]: ``evidence`` laid over the picture; what was not judged is 0.
    """
    over_input = cv2.resize(
        evidence(prediction, name, contract),
        (contract.width, contract.height),
        interpolation=cv2.INTER_CUBIC,
    )
    part = part_of(prediction.region, height, width)
    part_height, part_width = part.bottom - part.top, part.right - part.left
    box = images.fitted_box(part_height, part_width, contract.input_spec)
    over_part = cv2.resize(
        over_input[box.top : box.bottom, box.left : box.right],
        (part_width, part_height),
        interpolation=cv2.INTER_LINEAR,
    )
    over_picture = np.zeros((height, width), np.float32)
    over_picture[part.top : part.bottom, part.left : part.right] = np.clip(over_part, 0, 1)
    return over_picture


def part_of(region: Region | None, height: int, width: int) -> images.Box:
    """Return where a region lies on its picture scaled to ``height`` x ``width``."""
    if region is None:
        return images.Box(0, 0, width, height)
    x, y = width / region.picture[0], height / region.picture[1]
    left = min(int(region.x * x), width - 1)
    top = min(int(region.y * y), height - 1)
    right = max(left + 1, min(width, round((region.x + region.width) * x)))
    return images.Box(
        left, top, right, max(top + 1, min(height, round((region.y + region.height) * y)))
    )
