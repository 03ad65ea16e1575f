"""A network that another one learns from: an ONNX file that answers for pictures."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from app.core.errors import SetupError
from app.core.pictures.images import Pixels
from training.errors import RunError
from training.network.inception import Floats

FEATURES, LOGITS = "features", "logits"


@dataclass(frozen=True)
class TeacherAnswers:
    """What a teacher says of N pictures.

    Attributes:
        features: float32 [N, F], what its last layer sees.
        logits: float32 [N, K], of the K things that it tells apart.
    """

    features: Floats
    logits: Floats


class Teacher:
    """An ONNX network from float32 [N, S, S, 3], RGB from 0 to 255, to the outputs ``features``
    [N, F] and ``logits`` [N, K]; whatever scaling it needs is inside."""

    def __init__(self, path: Path) -> None:
        """Raises:
        RunError: ``teacher``: the file is missing, cannot be read, or is no such network.
        SetupError: ONNX Runtime is not installed.
        """
        try:
            import onnxruntime
        except ImportError as error:
            raise SetupError(
                "no_onnxruntime",
                "Distilling needs ONNX Runtime; install it with: "
                "pip install --editable '.[training,distill]'",
            ) from error
        try:
            self._session: Any = onnxruntime.InferenceSession(path)
            (given,) = self._session.get_inputs()
            sizes = {output.name: output.shape[-1] for output in self._session.get_outputs()}
            self.side, self.features, self.logits = (
                int(given.shape[1]),
                int(sizes[FEATURES]),
                int(sizes[LOGITS]),
            )
        except Exception as error:  # the library raises many kinds
            raise RunError(
                "teacher",
                f"{path} is not an ONNX network from pictures [N, S, S, 3] to '{FEATURES}' and "
                f"'{LOGITS}'; docs/training.md says how to make one.",
            ) from error
        self._input = given.name

    def answer(self, pictures: Pixels) -> TeacherAnswers:
        """Args: pictures: RGB uint8 [N, S, S, 3], S being ``side``."""
        features, logits = self._session.run(
            [FEATURES, LOGITS], {self._input: pictures.astype(np.float32)}
        )
        return TeacherAnswers(np.asarray(features, np.float32), np.asarray(logits, np.float32))
