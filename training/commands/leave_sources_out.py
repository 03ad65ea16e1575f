"""``shelfwise-train leave-sources-out``."""

from __future__ import annotations

import argparse
from pathlib import Path

from training.commands.options import add_config_options, config_of
from training.config import FitConfig

_LEAST = 30


def add_leave_sources_out(parser: argparse.ArgumentParser) -> None:
    """Give a parser the options of the command, and the command."""
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
    add(
        "--groups",
        type=int,
        default=0,
        metavar="N",
        help="train both stages, leaving the sources out in N groups (default: stage one alone, "
        "for each source)",
    )
    add(
        "--least",
        type=int,
        default=_LEAST,
        metavar="PHOTOS",
        help="of a class, for a source to be left out (default: %(default)s)",
    )
    add_config_options(parser, FitConfig())


def run_leave_sources_out(options: argparse.Namespace) -> None:
    """Measure, write, print; errors as ``leave_sources_out.leave_sources_out``."""
    from rich.console import Console
    from rich.table import Table

    from training.commands.console import progress_shown
    from training.errors import report_shortages
    from training.judge.leave_sources_out import leave_sources_out, write_leave_one_source_out
    from training.judge.tables import LEAVE_ONE_SOURCE_OUT

    with progress_shown() as on_progress, report_shortages(options.out):
        result = leave_sources_out(
            config_of(options, FitConfig()),
            options.data,
            options.out,
            options.least,
            on_progress,
            groups=options.groups,
        )
    write_leave_one_source_out(options.out, result)
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
        f"mean calibration error {result.calibration_error:.4f}; if every probability were exactly "
        f"true, so few photos would give {result.calibration_error_by_chance:.4f}, and with a "
        "temperature from the other sources left out it would be "
        f"{result.calibration_error_of_new_shops:.4f}."
    )
    print(f"The table: {options.out / LEAVE_ONE_SOURCE_OUT.file_name}")
