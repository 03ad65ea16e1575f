"""What commands that judge a model have in common: MODEL, DATA and ``--engine``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.core.models.engines import Engine
    from app.core.models.folder import ModelFolder
    from training.judge.unseen import JudgingPhotos


def add_model_and_data(parser: argparse.ArgumentParser) -> None:
    """Give a parser the two arguments and the option."""
    add = parser.add_argument
    add("model", type=Path, metavar="MODEL", help="model folder, collection, or finished run")
    add("data", type=Path, metavar="DATA", help="folder of class folders")
    add(
        "--engine",
        choices=["litert", "tensorflow"],
        default="litert",
        help="of a published model; a run has TensorFlow only",
    )
    add(
        "--trust-model",
        action="store_true",
        help="let TensorFlow run this model from now on: it can read and write files as you can",
    )


def opened_to_judge(options: argparse.Namespace) -> tuple[ModelFolder, Engine]:
    """A published model, or a finished run before it is published.

    Raises:
        ModelFolderError: it is neither, or cannot be read.
        RunError: ``not_finished``: the run has not come to its end.
        SetupError: TensorFlow is needed and not installed.
    """
    from app.core.models.engines import EngineKind, create_engine
    from app.core.models.folder import open_current
    from app.core.models.trust import allow_saved_model
    from training.config import CONFIG_NAME
    from training.network.tensorflow_setup import import_tensorflow

    if (options.model / CONFIG_NAME).is_file():
        return _open_run(options.model)
    folder, _ = open_current(options.model)
    kind = EngineKind(options.engine)
    if options.trust_model:
        allow_saved_model(folder)
    if kind is EngineKind.TENSORFLOW:
        import_tensorflow()
    return folder, create_engine(folder, kind)


def tell_which(photos: JudgingPhotos) -> None:
    """Print which photos judged, and which could not be read."""
    from app.core.text import printable

    for sentence in photos.skipped:
        print(printable(sentence), file=sys.stderr)
    print(printable(photos.description))


def _open_run(run: Path) -> tuple[ModelFolder, Engine]:
    from training.config import read_config
    from training.data.manifest import MANIFEST_NAME, read_manifest
    from training.fit.calibrate import read_calibration
    from training.publish.finished_run import open_run

    config, _ = read_config(run)
    classifier, engine = open_run(
        run, config, read_calibration(run), read_manifest(run / MANIFEST_NAME)
    )
    return classifier.folder, engine
