"""``shelfwise-train robustness``: what is left when photos have suffered."""

from __future__ import annotations

import argparse
from pathlib import Path

from training.model_option import add_model_and_data, opened_to_judge, tell_which

_SEED = "disturbed"


def add_robustness(parser: argparse.ArgumentParser) -> None:
    """Give a parser the options of the command, and the command."""
    parser.set_defaults(command=run_robustness)
    add_model_and_data(parser)
    parser.add_argument("--out", type=Path, metavar="FOLDER", help="write the table there, too")


def run_robustness(options: argparse.Namespace) -> None:
    """Ask about the judging photos as they are and after each disturbance, and print what it costs;
    errors as :func:`training.evaluate_command.run_evaluate`, and ``write_atomically``."""
    from functools import partial

    from rich.console import Console
    from rich.table import Table

    from app.core.images import Pixels
    from training.asking import BACKGROUND, NetworkInput, Question, ask, true_labels
    from training.augment import random_of
    from training.console import progress_shown
    from training.disturbances import DISTURBANCES
    from training.harder_questions import ROBUSTNESS
    from training.judging import photos_to_judge_by
    from training.metrics import Answers, accuracy

    folder, engine = opened_to_judge(options)
    contract = folder.contract
    shape = NetworkInput(contract.height, contract.width, contract.fitting)

    def disturbed(name: str, question: Question, photo: Pixels) -> Pixels:
        random = random_of(f"{_SEED}/{name}/{question.path.as_posix()}")
        return DISTURBANCES[name](photo, random)

    with progress_shown() as listener:
        photos = photos_to_judge_by(folder, options.data, listener=listener)
        questions = [question for question in photos.questions if question.label != BACKGROUND]
        asked = partial(ask, engine, options.data, questions, shape, listener=listener)
        untouched = asked(phase="as it is")
        answers = {
            name: asked(change=partial(disturbed, name), phase=name) for name in DISTURBANCES
        }

    def right(given: Answers) -> float:
        return accuracy(true_labels(questions), given.labels)

    tell_which(photos)
    rows = [("as it is", f"{right(untouched):.4f}", "")]
    for name, given in answers.items():
        lost = 100 * (right(untouched) - right(given))
        rows.append((name, f"{right(given):.4f}", f"{lost:.1f}"))
    table = Table(*ROBUSTNESS.columns)
    for row in rows:
        table.add_row(*row)
    Console().print(table)
    if options.out is not None:
        ROBUSTNESS.write(options.out, rows)
