"""What runs a model: the LiteRT twin by default, TensorFlow as the reference it is held against."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from queue import LifoQueue
from typing import Any, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

from app.core import machine
from app.core.errors import SetupError
from app.core.extras import missing
from app.core.pictures.images import Pixels

Floats: TypeAlias = npt.NDArray[np.float32]

SIGNATURE = "serving_default"
INPUT = "image"
_SUM_TOLERANCE = 1e-3


@dataclass(frozen=True)
class Outputs:
    """What one forward pass gives for N pictures and C classes.

    Attributes:
        probabilities: float32 [N, C], calibrated; each row sums to 1.
        activation_maps: float32 [N, h, w, C]; the class activation maps of Zhou et al. 2016,
            "Learning Deep Features for Discriminative Localization", section 2: a map's mean plus
            the bias is the class's logit.
        features: float32 [N, F], the pooled features.
        familiarity: float32 [N]; higher for pictures like the training products.
        types: float32 [N, T], of the product types; those of a class sum to its probability.
            Empty for a model without product types.
    """

    probabilities: Floats
    activation_maps: Floats
    features: Floats
    familiarity: Floats
    types: Floats = field(default_factory=lambda: np.zeros((0, 0), np.float32))


class Engine(Protocol):
    """Runs a model on ready arrays.

    Attributes:
        lanes: from how many threads it may be asked at a time.
    """

    lanes: int

    def run(self, pictures: Pixels) -> Outputs:
        """Answer for RGB uint8 [N, H, W, 3], N >= 1, of the model's input size."""
        ...


class LiteRTEngine:
    """The twin on ai-edge-litert (XNNPACK); imports no TensorFlow.

    Two interpreters, each on half of the cores, answer more pictures a second than one on all of
    them. The second is made when two pictures are there at a time.

    Args:
        lanes: how many interpreters, at most.
        threads: of each interpreter; as many as there are cores for it, if not given.
        cores: that they share; all of this machine's, if not given.
        eager: make all of them now. Making one holds Python's lock for some 0.1 s, in which no
            other thread of the program can do anything.
    """

    def __init__(
        self,
        twin: bytes,
        *,
        lanes: int = 2,
        threads: int | None = None,
        cores: int | None = None,
        eager: bool = False,
    ) -> None:
        try:
            from ai_edge_litert.interpreter import Interpreter
        except ImportError as error:
            raise SetupError(
                "no_litert",
                "The LiteRT engine is not available on this machine; install the training extra "
                "and choose the TensorFlow engine.",
            ) from error
        self._make = Interpreter
        self._twin = twin
        cores = cores or machine.cores()
        self.lanes = min(lanes, cores)
        self._threads = threads or cores // self.lanes
        self._free: LifoQueue[Any] = LifoQueue()
        for _ in range(self.lanes - 1):
            # None stands for an interpreter that is made when it is needed
            self._free.put(self._interpreter() if eager else None)
        self._free.put(self._interpreter())

    def run(self, pictures: Pixels) -> Outputs:
        """Answer fitted pictures, several in parallel; see ``Engine.run``."""
        if len(pictures) == 1:
            answers = [self._answer(pictures[0])]
        else:
            with ThreadPoolExecutor(self.lanes, thread_name_prefix="lane") as lanes:
                answers = list(lanes.map(self._answer, pictures))
        return outputs_of(
            {key: np.concatenate([answer[key] for answer in answers]) for key in answers[0]}
        )

    def _answer(self, picture: Pixels) -> dict[str, npt.NDArray[Any]]:
        interpreter = self._free.get()
        try:
            interpreter = interpreter or self._interpreter()
            signature = interpreter.get_signature_runner(SIGNATURE)
            answer: dict[str, npt.NDArray[Any]] = signature(**{INPUT: picture[None]})
            return answer
        finally:
            self._free.put(interpreter)

    def _interpreter(self) -> Any:
        interpreter = self._make(model_content=self._twin, num_threads=self._threads)
        interpreter.allocate_tensors()  # what takes the time
        return interpreter


class TensorFlowEngine:
    """The SavedModel itself, which takes all cores for a picture."""

    lanes = 1

    def __init__(self, folder: Path) -> None:
        os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
        try:
            import tensorflow as tf
        except ImportError as error:
            raise SetupError(
                "no_tensorflow", f"{missing('TensorFlow')}, or use --engine litert."
            ) from error
        self._tensorflow = tf
        self._model = tf.saved_model.load(str(folder))
        self._signature: Any = self._model.signatures[SIGNATURE]

    def run(self, pictures: Pixels) -> Outputs:
        """Answer fitted pictures in one batch; see ``Engine.run``."""
        answer = self._signature(**{INPUT: self._tensorflow.constant(pictures)})
        return outputs_of({key: value.numpy() for key, value in answer.items()})


def check_outputs(outputs: Outputs, pictures: int, classes: int, types: Sequence[int] = ()) -> None:
    """Check that N pictures got the answers that a model of C classes gives.

    Args:
        types: the index of its class for each product type.

    Raises:
        ValueError: a shape or dtype is another, a number is not finite, or the probabilities of
            classes or of types are none.
    """
    shapes: dict[str, tuple[int, ...]] = {
        "probabilities": (pictures, classes),
        "activation_maps": (pictures, *outputs.activation_maps.shape[1:3], classes),
        "features": (pictures, *outputs.features.shape[1:2]),
        "familiarity": (pictures,),
    }
    if types:
        shapes["types"] = (pictures, len(types))
    for name, shape in shapes.items():
        values: Floats = getattr(outputs, name)
        if values.shape != shape or values.dtype != np.float32 or not values.size:
            raise ValueError(f"{name} is {values.dtype} {values.shape}")
        if not np.isfinite(values).all():
            raise ValueError(f"{name} is not finite")
    sums = outputs.probabilities.sum(axis=1)
    if outputs.probabilities.min() < 0 or not np.allclose(sums, 1, rtol=0, atol=_SUM_TOLERANCE):
        raise ValueError("probabilities do not sum to 1")
    if types:
        sums = outputs.types @ np.eye(classes, dtype=np.float32)[list(types)]
        if outputs.types.min() < 0 or not np.allclose(
            sums, outputs.probabilities, rtol=0, atol=_SUM_TOLERANCE
        ):
            raise ValueError("product types do not sum to their classes")


def probe_picture(height: int, width: int) -> Pixels:
    """The fixed picture that every engine answers before it is used: RGB uint8 [H, W, 3]."""
    rows = np.arange(height)[:, None]
    columns = np.arange(width)[None, :]
    red = (rows * 255) // height + 0 * columns
    green = (columns * 255) // width + 0 * rows
    blue = ((rows // 16 + columns // 16) % 2) * 255
    return np.stack([red, green, blue], axis=-1).astype(np.uint8)


def outputs_of(answer: dict[str, npt.NDArray[Any]]) -> Outputs:
    """Sort the arrays of a signature's answer."""
    return Outputs(
        probabilities=answer["probabilities"],
        activation_maps=answer["activation_maps"],
        features=answer["features"],
        familiarity=answer["familiarity"],
        **({"types": answer["types"]} if "types" in answer else {}),
    )
