"""``shelfwise-train evaluate``."""

from __future__ import annotations

import argparse
from pathlib import Path

from training.commands.model_option import add_model_and_data, opened_to_judge, tell_which


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
    """Ask, measure, tell; errors as ``model_option.opened_to_judge`` and
    ``unseen.photos_to_judge_by``."""
    from training.commands.console import print_metrics, progress_shown
    from training.evaluation_output import write_evaluation
    from training.judge.judgement import judge
    from training.judge.predict import NetworkInput, ask
    from training.judge.unseen import photos_to_judge_by

    folder, engine = opened_to_judge(options)
    contract = folder.contract
    with progress_shown() as listener:
        photos = photos_to_judge_by(folder, options.data, everything=options.all, listener=listener)
        shape = NetworkInput(contract.height, contract.width, contract.fitting)
        answers = ask(engine, options.data, photos.questions, shape, listener=listener)
    judgement = judge(contract, photos.questions, answers)
    tell_which(photos)
    print_metrics(judgement.metrics)
    if options.out is not None:
        write_evaluation(options.out, judgement)
