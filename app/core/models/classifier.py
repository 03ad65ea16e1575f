"""From a picture to what the program says about it."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from app.core.answers import Prediction, Verdict, judge
from app.core.errors import ModelFolderError
from app.core.models.engines import Engine, Floats, check_outputs
from app.core.models.folder import Contract, ModelFolder
from app.core.models.opening import EngineKind, create_engine
from app.core.pictures import images
from app.core.pictures.images import Pixels


class Classifier:
    """A model, ready to answer.

    Attributes:
        lanes: how many threads may ask it at a time.
    """

    def __init__(self, folder: ModelFolder, engine: Engine) -> None:
        self.folder = folder
        self.lanes = engine.lanes
        self._engine = engine

    @classmethod
    def open(
        cls, folder: ModelFolder, kind: EngineKind = EngineKind.LITERT, *, eager: bool = False
    ) -> Classifier:
        """Load the model of a folder; ``eager`` and errors as of ``opening.create_engine``."""
        return cls(folder, create_engine(folder, kind, eager=eager))

    @property
    def contract(self) -> Contract:
        """What the model says of itself."""
        return self.folder.contract

    def load(self, path: Path) -> Pixels:
        """Decode a file as ``classify`` wants it; errors as ``images.load``.

        May be called from any thread.
        """
        return images.load_for(path, self.contract.input_spec)

    def classify(self, pixels: Pixels) -> Prediction:
        """Answer for one picture, RGB uint8 [any, any, 3].

        Raises:
            ModelFolderError: ``model_damaged``: the answer is none.
        """
        contract = self.contract
        fitted = images.fit(pixels, contract.input_spec)
        outputs = self._engine.run(fitted[None])
        try:
            check_outputs(outputs, 1, len(contract.classes))
        except ValueError as error:
            raise ModelFolderError(
                "model_damaged",
                f"The model in {self.folder.path} gives no usable answer to this picture "
                f"({error}); choose another model.",
            ) from error
        probabilities = outputs.probabilities[0]
        familiarity = float(outputs.familiarity[0])
        best = int(np.argmax(probabilities))
        return Prediction(
            verdict=verdict_for(float(probabilities[best]), familiarity, contract),
            label=contract.class_names[best],
            probabilities={
                name: float(p) for name, p in zip(contract.class_names, probabilities, strict=True)
            },
            familiarity=familiarity,
            activation_maps=outputs.activation_maps[0],
        )


def verdict_for(confidence: float, familiarity: float, contract: Contract) -> Verdict:
    """Derive the verdict by the thresholds of a model's contract."""
    thresholds = contract.thresholds
    return judge(confidence, familiarity >= thresholds.familiar, thresholds.sure)


def activation_over_picture(
    prediction: Prediction, name: str, contract: Contract, height: int, width: int
) -> Floats:
    """Compute the activation map of class ``name`` over the upright picture.

    Args:
        height, width: size to answer in, in the picture's proportions.

    Returns:
        float32 [height, width] in [0, 1]: the class's activation map laid over the picture;
        negative evidence is 0, and 1 is the strongest evidence for any class in this picture.
    """
    maps = np.maximum(prediction.activation_maps, 0)
    class_map = maps[:, :, contract.class_names.index(name)] / max(float(maps.max()), 1e-6)
    over_input = cv2.resize(
        class_map, (contract.width, contract.height), interpolation=cv2.INTER_CUBIC
    )
    box = images.fitted_box(height, width, contract.input_spec)
    over_picture = cv2.resize(
        over_input[box.top : box.bottom, box.left : box.right],
        (width, height),
        interpolation=cv2.INTER_LINEAR,
    )
    return np.clip(over_picture, 0, 1).astype(np.float32)
