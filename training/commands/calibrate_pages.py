"""``shelfwise-train calibrate-pages``: the bound of refusal for parts of pages, from pages."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_calibrate_pages(parser: argparse.ArgumentParser) -> None:
    """Give a parser the options of the command, and the command."""
    parser.set_defaults(command=run_calibrate_pages)
    add = parser.add_argument
    add("model", type=Path, metavar="MODEL", help="folder of a published model, or a collection")
    add(
        "pages",
        type=Path,
        metavar="PAGES",
        help="pages of photos that it was not trained on (shelfwise-train pages --unseen-by MODEL)",
    )


def run_calibrate_pages(options: argparse.Namespace) -> None:
    """Predict the pages, find the bound, and write it into the model.

    Errors as ``folder.open_current``, ``render.read_list``, ``pages.predict_pages`` and
    ``part_bound.bound_of_parts``."""
    from app.core.models.folder import open_current
    from app.core.models.opening import create_engine
    from app.core.text import printable
    from training.commands.console import progress_shown
    from training.judge.pages import predict_pages
    from training.judge.part_bound import bound_of_parts
    from training.pages.render import read_list
    from training.publish.part_bound import set_bound_of_parts

    folder, _ = open_current(options.model)
    pages = read_list(options.pages)
    with progress_shown() as on_progress:
        engine = create_engine(folder)
        answers = predict_pages(
            engine, folder.contract, options.pages, pages, on_progress=on_progress
        )
    bound = bound_of_parts(answers)
    set_bound_of_parts(folder, bound.familiar)
    print(
        f"Parts of pages are familiar from {bound.familiar:.4f} on in {printable(folder.path)}: "
        f"right verdicts about {bound.verdict:.3f} of the pages that sell something, and "
        f"{bound.refused:.3f} of those without a product are refused."
    )
