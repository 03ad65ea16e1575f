"""``shelfwise-train evaluate``."""

from __future__ import annotations

import argparse
from pathlib import Path

from training.commands.options import add_model_and_data, open_model, print_judging_photos


def add_evaluate(parser: argparse.ArgumentParser) -> None:
    """Give a parser the options of the command, and the command."""
    parser.set_defaults(command=run_evaluate)
    add_model_and_data(parser)
    add = parser.add_argument
    add("--all", action="store_true", help="also photos that the model was trained on")
    add(
        "--out",
        type=Path,
        metavar="FOLDER",
        help="write metrics.json, predictions.csv and figures there",
    )


def run_evaluate(options: argparse.Namespace) -> None:
    """Ask, measure, tell; errors as ``options.open_model`` and
    ``unseen.photos_to_judge_by``."""
    from training.commands.console import print_metrics, progress_shown
    from training.judge.evaluate import judge
    from training.judge.predict import predict
    from training.judge.unseen import photos_to_judge_by
    from training.report.evaluation_files import write_evaluation

    folder, engine = open_model(options)
    contract = folder.contract
    with progress_shown() as on_progress:
        photos = photos_to_judge_by(
            folder, options.data, everything=options.all, on_progress=on_progress
        )
        answers = predict(
            engine, options.data, photos.labelled, contract.input_spec, on_progress=on_progress
        )
    judgement = judge(contract, photos.labelled, answers)
    print_judging_photos(photos)
    print_metrics(judgement.metrics)
    if options.out is not None:
        write_evaluation(options.out, judgement)
