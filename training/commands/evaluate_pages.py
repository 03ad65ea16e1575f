"""``shelfwise-train evaluate-pages``: a model and the search for products on rendered pages."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from training.judge.pages import PageAnswer


def add_evaluate_pages(parser: argparse.ArgumentParser) -> None:
    """Give a parser the options of the command, and the command."""
    from training.commands.options import add_model_and_data

    parser.set_defaults(command=run_evaluate_pages)
    add_model_and_data(parser, data="PAGES", help_text="folder that shelfwise-train pages wrote")
    add = parser.add_argument
    add("--photos", type=Path, metavar="DATA", help="judge the photos alone, too")
    add("--out", type=Path, metavar="FOLDER", help="write the table there, too")


def run_evaluate_pages(options: argparse.Namespace) -> None:
    """Predict the pages whole and by their boxes, and print both.

    Errors as ``options.open_model``, ``render.read_list`` and ``pages.predict_pages``."""
    from training.commands.console import progress_shown
    from training.commands.options import open_model
    from training.judge.pages import predict_pages
    from training.judge.tables import PAGES
    from training.pages.render import read_list

    folder, engine = open_model(options)
    pages = read_list(options.data)
    with progress_shown() as on_progress:
        answers = predict_pages(
            engine, folder.contract, options.data, pages, options.photos, on_progress=on_progress
        )
    rows = print_pages(answers, folder.contract.class_names)
    if options.out is not None:
        PAGES.write(options.out, rows)


def print_pages(answers: Sequence[PageAnswer], class_names: Sequence[str]) -> list[tuple[str, ...]]:
    """Print how many pages are right, by groups of them; return the rows of ``tables.PAGES``."""
    from rich.console import Console
    from rich.table import Table

    from training.judge.pages import groups, rates, refused
    from training.judge.tables import PAGES

    nothing = [answer for answer in answers if answer.page.class_name not in class_names]
    selling = [answer for answer in answers if answer.page.boxes]
    rows = []
    for name, group in groups(selling).items():
        rate = rates(group)
        figures = (rate.found, rate.right_whole, rate.right, rate.verdict_whole, rate.verdict)
        alone = "" if rate.verdict_alone is None else f"{rate.verdict_alone:.3f}"
        rows.append((name, str(rate.pages), *(f"{figure:.3f}" for figure in figures), alone))
    table = Table(*PAGES.columns)
    for row in rows:
        table.add_row(*row)
    console = Console()
    console.print(table)
    for what, group in (
        ("show another thing", [answer for answer in nothing if answer.page.photo]),
        ("are text and other pictures", [answer for answer in nothing if not answer.page.photo]),
    ):
        by_box, whole = refused(group)
        console.print(
            f"Not one of these: {by_box:.3f} of {len(group)} pages that {what} "
            f"({whole:.3f} when judged whole).",
            highlight=False,
            soft_wrap=True,
        )
    return rows
