"""``shelfwise-train leave-sources-out``."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from training.config import FitConfig

_LEAST = 30


def add_leave_sources_out(parser: argparse.ArgumentParser) -> None:
    """Give a parser the options of the command, and the command."""
    default = FitConfig()
    parser.set_defaults(command=run_leave_sources_out)
    add = parser.add_argument
    add("data", type=Path, metavar="DATA", help="folder of class folders; it is only read")
    add(
        "--out",
        type=Path,
        default=Path("runs/sources-left-out"),
        metavar="FOLDER",
        help="where the table and the features go (default: %(default)s)",
    )
    add("--base-weights", default=default.base_weights, metavar="imagenet|random|PATH")
    add("--views", type=int, default=default.views, help="augmented views of each training photo")
    add("--rough-views", type=int, default=default.rough_views, help="as in fit")
    add("--input-size", type=int, default=default.input_size, metavar="PIXELS")
    add("--seed", type=int, default=default.seed, help="of the split, as in fit")
    add(
        "--least",
        type=int,
        default=_LEAST,
        metavar="PHOTOS",
        help="of a class, for a source to be left out (default: %(default)s)",
    )


def run_leave_sources_out(options: argparse.Namespace) -> None:
    """Measure, write, print; errors as :func:`training.sources_left_out.leave_sources_out`."""
    from rich.console import Console
    from rich.table import Table

    from training.console import progress_shown
    from training.errors import shortages_told
    from training.sources_left_out import CSV_NAME, leave_sources_out, write_sources_left_out

    config = replace(
        FitConfig(),
        base_weights=options.base_weights,
        views=options.views,
        rough_views=options.rough_views,
        input_size=options.input_size,
        seed=options.seed,
    )
    with progress_shown() as listener, shortages_told(options.out):
        result = leave_sources_out(config, options.data, options.out, options.least, listener)
    write_sources_left_out(options.out, result)
    table = Table("source left out", "photos", "right", "calibration error", "sure", "sure, right")
    for source in result.sources:
        metrics = source.metrics
        right = "" if metrics.sure.precision is None else f"{metrics.sure.precision:.3f}"
        table.add_row(
            source.name,
            str(metrics.pictures),
            f"{metrics.accuracy:.3f}",
            f"{metrics.calibration_error:.3f}",
            f"{metrics.sure.coverage:.3f}",
            right,
        )
    Console().print(table)
    print(
        f"Mean over {len(result.sources)} sources {result.mean:.4f}, worst {result.worst:.4f}, "
        f"mean calibration error {result.calibration_error:.4f}."
    )
    print(f"The table: {options.out / CSV_NAME}")
