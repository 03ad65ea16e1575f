"""``shelfwise-train evaluate``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from app.core.engines import Engine, EngineKind, create_engine
from app.core.model_folder import ModelFolder, open_current
from app.core.text import printable
from training.config import CONFIG_NAME, read_config


def add_evaluate(parser: argparse.ArgumentParser) -> None:
    """Give a parser the options of the command, and the command."""
    parser.set_defaults(command=run_evaluate)
    add = parser.add_argument
    add("model", type=Path, metavar="MODEL", help="model folder, collection, or finished run")
    add("data", type=Path, metavar="DATA", help="folder of class folders")
    add("--all", action="store_true", help="also photos that the model was trained on")
    add(
        "--engine",
        choices=[kind.value for kind in EngineKind],
        default=EngineKind.LITERT.value,
        help="of a published model; a run has TensorFlow only",
    )
    add(
        "--out",
        type=Path,
        metavar="FOLDER",
        help="write metrics.json, predictions.csv and figures there",
    )


def run_evaluate(options: argparse.Namespace) -> None:
    """Ask, measure, tell; errors as :func:`opened_to_judge` and
    :func:`training.judging.photos_to_judge_by`."""
    from training.asking import NetworkInput, ask
    from training.console import print_metrics, progress_shown
    from training.evaluation_output import write_evaluation
    from training.judgement import judge
    from training.judging import photos_to_judge_by

    folder, engine = opened_to_judge(options.model, EngineKind(options.engine))
    contract = folder.contract
    with progress_shown() as listener:
        photos = photos_to_judge_by(folder, options.data, everything=options.all, listener=listener)
        shape = NetworkInput(contract.height, contract.width, contract.fitting)
        answers = ask(engine, options.data, photos.questions, shape, listener=listener)
    judgement = judge(contract, photos.questions, answers)
    for sentence in photos.skipped:
        print(printable(sentence), file=sys.stderr)
    print(printable(photos.description))
    print_metrics(judgement.metrics)
    if options.out is not None:
        write_evaluation(options.out, judgement)


def opened_to_judge(model: Path, kind: EngineKind) -> tuple[ModelFolder, Engine]:
    """A published model, or a finished run before it is published.

    Raises:
        ModelFolderError: it is neither, or cannot be read.
        RunError: ``not_finished``: the run has not come to its end.
        SetupError: TensorFlow is needed and not installed.
    """
    if (model / CONFIG_NAME).is_file():
        return _open_run(model)
    folder, _ = open_current(model)
    if kind is EngineKind.TENSORFLOW:
        from training.tensorflow_setup import import_tensorflow

        import_tensorflow()
    return folder, create_engine(folder, kind)


def _open_run(run: Path) -> tuple[ModelFolder, Engine]:
    from training.calibrate import read_calibration
    from training.run_model import open_run
    from training.splits import MANIFEST_NAME, read_manifest

    config, _ = read_config(run)
    classifier, engine = open_run(
        run, config, read_calibration(run), read_manifest(run / MANIFEST_NAME)
    )
    return classifier.folder, engine
