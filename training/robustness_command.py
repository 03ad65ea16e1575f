"""``shelfwise-train robustness``: what is left when photos have suffered."""

from __future__ import annotations

import argparse
from pathlib import Path

from training.evaluate_command import opened_to_judge

_SEED = "disturbed"


def add_robustness(parser: argparse.ArgumentParser) -> None:
    """Give a parser the options of the command, and the command."""
    from app.core.engines import EngineKind

    parser.set_defaults(command=run_robustness)
    add = parser.add_argument
    add("model", type=Path, metavar="MODEL", help="model folder, collection, or finished run")
    add("data", type=Path, metavar="DATA", help="folder of class folders")
    add(
        "--engine",
        choices=[kind.value for kind in EngineKind],
        default=EngineKind.LITERT.value,
        help="of a published model; a run has TensorFlow only",
    )


def run_robustness(options: argparse.Namespace) -> None:
    """Ask about the judging photos as they are and after each disturbance, and print what it costs;
    errors as :func:`training.evaluate_command.run_evaluate`."""
    from rich.console import Console
    from rich.table import Table

    from app.core.engines import EngineKind
    from app.core.images import Pixels
    from app.core.text import printable
    from training.asking import BACKGROUND, NetworkInput, Question, ask, true_labels
    from training.augment import random_of
    from training.console import progress_shown
    from training.disturbances import DISTURBANCES, Disturbance
    from training.judging import photos_to_judge_by
    from training.metrics import accuracy

    folder, engine = opened_to_judge(options.model, EngineKind(options.engine))
    contract = folder.contract
    shape = NetworkInput(contract.height, contract.width, contract.fitting)
    rates: dict[str, float] = {}

    def changed_by(name: str, disturb: Disturbance | None) -> float:
        def change(photo: Pixels, question: Question) -> Pixels:
            if disturb is None:
                return photo
            return disturb(photo, random_of(f"{_SEED}/{name}/{question.path.as_posix()}"))

        answers = ask(
            engine, options.data, questions, shape, change=change, phase=name, listener=listener
        )
        return accuracy(true_labels(questions), answers.labels)

    with progress_shown() as listener:
        photos = photos_to_judge_by(folder, options.data, listener=listener)
        questions = [question for question in photos.questions if question.label != BACKGROUND]
        untouched = changed_by("as it is", None)
        for name, disturb in DISTURBANCES.items():
            rates[name] = changed_by(name, disturb)
    print(printable(photos.description))
    table = Table("photo", "right", "points lost")
    table.add_row("as it is", f"{untouched:.4f}", "")
    for name, rate in rates.items():
        table.add_row(name, f"{rate:.4f}", f"{100 * (untouched - rate):.1f}")
    Console().print(table)
