"""``shelfwise-train learning-curve``."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from training.commands.options import add_config_options, config_of
from training.config import FitConfig

if TYPE_CHECKING:
    from rich.console import Console

    from training.judge.learning_curve import Curve

FIGURE_NAME = "learning-curve.png"


def add_learning_curve(parser: argparse.ArgumentParser) -> None:
    """Give a parser the options of the command, and the command."""
    parser.set_defaults(command=run_learning_curve)
    add = parser.add_argument
    add("data", type=Path, metavar="DATA", help="folder of class folders; it is only read")
    add(
        "--out",
        type=Path,
        default=Path("runs/learning-curve"),
        metavar="FOLDER",
        help="where the table, the figure and the features go (default: %(default)s)",
    )
    add_config_options(parser, FitConfig(), only=("base_weights", "input_size", "seed"))
    add(
        "--photos",
        type=_sizes,
        default=(10, 25, 50, 100, 200),
        metavar="N,N,...",
        help="training photos a class (default: 10,25,50,100,200); all there are come last",
    )
    add("--draws", type=_count, default=3, help="how often photos are drawn (default: %(default)s)")


def run_learning_curve(options: argparse.Namespace) -> None:
    """Measure, write, print; errors as ``learning_curve.learning_curve``."""
    from rich.console import Console

    from app.core.storage.files import write_atomically
    from training.commands.console import progress_shown
    from training.errors import report_shortages
    from training.figures.learning_curve import draw_curve
    from training.judge.learning_curve import learning_curve, write_curve

    config = replace(config_of(options, FitConfig()), views=0)
    with report_shortages(options.out), progress_shown() as on_progress:
        curve = learning_curve(
            config, options.data, options.out, options.photos, options.draws, on_progress
        )
    write_curve(options.out, curve)
    write_atomically(options.out / FIGURE_NAME, draw_curve(curve))
    print_curve(curve, Console())


def print_curve(curve: Curve, console: Console) -> None:
    """The table, and what a reader must know of it."""
    from rich.table import Table

    from app.core.text import percent, printable

    table = Table("photos a class", "right", "lowest draw", "highest draw", "95\u00a0% interval")
    for point in curve.points:
        low, high = curve.interval(point)
        table.add_row(
            str(point.photos) if point.photos else _all(point.trained_on),
            percent(point.mean, 1),
            percent(min(point.accuracies), 1),
            percent(max(point.accuracies), 1),
            f"{percent(low, 1)} to {percent(high, 1)}",
        )
    console.print(table)
    for point in curve.points:
        if point.short:
            held = ", ".join(f"{printable(name)} {point.trained_on[name]}" for name in point.short)
            console.print(f"At {point.photos}, fewer than asked for: {held}.", markup=False)
    console.print(
        f"Training photos of each class, and right answers on the same {curve.test_photos} test "
        "photos. Stage one only, and without augmented views.",
        highlight=False,
        soft_wrap=True,
    )


def _all(trained_on: dict[str, int]) -> str:
    low, high = min(trained_on.values()), max(trained_on.values())
    return f"all ({low:,} to {high:,})"


def _sizes(text: str) -> tuple[int, ...]:
    try:
        sizes = tuple(int(part) for part in text.split(","))
    except ValueError:
        sizes = ()
    if not sizes or min(sizes) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a list of numbers such as 10,25,50")
    return sizes


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number above 0")
    return int(text)
