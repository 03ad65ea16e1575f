"""The network of a finished run, ready to answer before it is published."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from app.core.models.classifier import Classifier
from app.core.models.engines import Outputs, outputs_of
from app.core.models.folder import ModelFolder
from app.core.pictures.images import Pixels
from training.config import FitConfig
from training.data.manifest import Manifest
from training.data.product_types import read_product_types
from training.fit.calibrate import Calibration
from training.fit.run_folder import WEIGHTS_NAME
from training.network.export import serving_module
from training.network.inception import load_classifier
from training.publish.contract import contract_of


class RunEngine:
    """The graph that publishing would write, run by TensorFlow."""

    lanes = 1

    def __init__(self, module: Any) -> None:
        """Take a module of ``export.serving_module``."""
        import tensorflow as tf

        self._tensorflow, self._module = tf, module

    def run(self, pictures: Pixels) -> Outputs:
        """Answer fitted pictures; see ``Engine.run``."""
        answer = self._module.serve(self._tensorflow.constant(pictures))
        return outputs_of({name: values.numpy() for name, values in answer.items()})


def open_run(
    run: Path, config: FitConfig, calibration: Calibration, manifest: Manifest
) -> tuple[Classifier, RunEngine]:
    """A run's network, as a classifier for single pictures and as an engine for many.

    Raises:
        RunError: ``not_finished``: its weights are missing or cannot be read.
        SetupError: TensorFlow is not installed.
    """
    types = read_product_types(run, manifest)
    base, head = load_classifier(config, types.layout.outputs, run / WEIGHTS_NAME)
    engine = RunEngine(serving_module(base, head, types.layout, calibration.temperature))
    folder = ModelFolder(run, contract_of(config, calibration, manifest, types))
    return Classifier(folder, engine), engine
