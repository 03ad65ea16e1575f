"""``shelfwise-train robustness``: evaluate on corrupted photos."""

from __future__ import annotations

import argparse
from pathlib import Path

from training.commands.options import add_model_and_data, open_model, print_judging_photos


def add_robustness(parser: argparse.ArgumentParser) -> None:
    """Give a parser the options of the command, and the command."""
    parser.set_defaults(command=run_robustness)
    add_model_and_data(parser)
    parser.add_argument("--out", type=Path, metavar="FOLDER", help="write the table there, too")


def run_robustness(options: argparse.Namespace) -> None:
    """Predict the judging photos as they are and after each corruption, and print what it costs.

    Errors as ``evaluate.run_evaluate``, and ``write_atomically``."""
    from functools import partial

    from rich.console import Console
    from rich.table import Table

    from training.commands.console import progress_shown
    from training.judge.corrupted import AS_IT_IS, CONDITIONS, corrupted
    from training.judge.metrics import Answers, accuracy
    from training.judge.predict import BACKGROUND, predict, true_labels
    from training.judge.tables import ROBUSTNESS
    from training.judge.unseen import photos_to_judge_by

    folder, engine = open_model(options)

    with progress_shown() as on_progress:
        photos = photos_to_judge_by(folder, options.data, on_progress=on_progress)
        labelled = [photo for photo in photos.labelled if photo.label != BACKGROUND]
        asked = partial(
            predict,
            engine,
            options.data,
            labelled,
            folder.contract.input_spec,
            on_progress=on_progress,
        )
        answers = {name: asked(change=partial(corrupted, name), phase=name) for name in CONDITIONS}

    def right(given: Answers) -> float:
        return accuracy(true_labels(labelled), given.labels)

    print_judging_photos(photos)
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
