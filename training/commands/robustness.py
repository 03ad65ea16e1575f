"""``shelfwise-train robustness``: what is left when photos have suffered."""

from __future__ import annotations

import argparse
from pathlib import Path

from training.commands.model_option import add_model_and_data, opened_to_judge, tell_which


def add_robustness(parser: argparse.ArgumentParser) -> None:
    """Give a parser the options of the command, and the command."""
    parser.set_defaults(command=run_robustness)
    add_model_and_data(parser)
    parser.add_argument("--out", type=Path, metavar="FOLDER", help="write the table there, too")


def run_robustness(options: argparse.Namespace) -> None:
    """Ask about the judging photos as they are and after each disturbance, and print what it costs;
    errors as ``evaluate.run_evaluate``, and ``write_atomically``."""
    from functools import partial

    from rich.console import Console
    from rich.table import Table

    from training.commands.console import progress_shown
    from training.judge.corrupted import AS_IT_IS, CONDITIONS, disturbed
    from training.judge.metrics import Answers, accuracy
    from training.judge.predict import BACKGROUND, NetworkInput, ask, true_labels
    from training.judge.tables import ROBUSTNESS
    from training.judge.unseen import photos_to_judge_by

    folder, engine = opened_to_judge(options)
    contract = folder.contract
    shape = NetworkInput(contract.height, contract.width, contract.fitting)

    with progress_shown() as listener:
        photos = photos_to_judge_by(folder, options.data, listener=listener)
        questions = [question for question in photos.questions if question.label != BACKGROUND]
        asked = partial(ask, engine, options.data, questions, shape, listener=listener)
        answers = {name: asked(change=partial(disturbed, name), phase=name) for name in CONDITIONS}

    def right(given: Answers) -> float:
        return accuracy(true_labels(questions), given.labels)

    tell_which(photos)
    untouched = right(answers.pop(AS_IT_IS))
    rows = [(AS_IT_IS, f"{untouched:.4f}", "")]
    for name, given in answers.items():
        lost = 100 * (untouched - right(given))
        rows.append((name, f"{right(given):.4f}", f"{lost:.1f}"))
    table = Table(*ROBUSTNESS.columns)
    for row in rows:
        table.add_row(*row)
    Console().print(table)
    if options.out is not None:
        ROBUSTNESS.write(options.out, rows)
