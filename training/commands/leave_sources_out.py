"""``shelfwise-train leave-sources-out``."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from training.commands.evaluate_pages import print_pages
from training.commands.options import add_config_options, config_of
from training.config import FitConfig

if TYPE_CHECKING:
    from rich.console import Console

    from training.judge.new_shops import NewShops

_LEAST, _FOLDS = 15, 8


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
        help="where the answers, the table and the features go; the folder of a finished run gets "
        "its temperature and thresholds from the answers (default: %(default)s)",
    )
    add(
        "--folds",
        type=int,
        default=_FOLDS,
        metavar="N",
        help="how many networks are trained, each without its share of the sources "
        "(default: %(default)s)",
    )
    add(
        "--least",
        type=int,
        default=_LEAST,
        metavar="PHOTOS",
        help="of a source, to be left out and judged (default: %(default)s)",
    )
    add(
        "--judge-pages",
        type=Path,
        metavar="PAGES",
        help="ask about rendered test pages of these photos, too (shelfwise-train pages)",
    )
    add_config_options(parser, FitConfig())


def run_leave_sources_out(options: argparse.Namespace) -> None:
    """Measure, write, print; errors as ``out_of_fold.answer_out_of_fold``."""
    from rich.console import Console

    from training.commands.console import progress_shown
    from training.errors import report_shortages
    from training.fit.calibrate import CALIBRATION_NAME, write_calibration
    from training.judge.new_shops import calibrate_on, calibrations_of, judge_new_shops
    from training.judge.out_of_fold import answer_out_of_fold
    from training.judge.page_folds import judge_pages
    from training.judge.tables import LEAVE_SOURCES_OUT, PAGES, source_table

    run = options.out
    with progress_shown() as on_progress, report_shortages(run):
        left_out = answer_out_of_fold(
            config_of(options, FitConfig()),
            options.data,
            run,
            least=options.least,
            count=options.folds,
            judged=options.judge_pages,
            on_progress=on_progress,
        )
    answers, classes = left_out.answers, left_out.classes
    found = judge_new_shops(answers, classes, options.least)
    LEAVE_SOURCES_OUT.write(run, source_table(found))
    console = Console()
    print_new_shops(console, found)
    if left_out.pages is not None:
        judged = judge_pages(left_out.pages, answers, calibrations_of(answers))
        PAGES.write(run, print_pages(judged, classes))
    print(f"The table: {run / LEAVE_SOURCES_OUT.file_name}")
    if (run / CALIBRATION_NAME).exists():
        calibration = calibrate_on(answers)
        write_calibration(run, calibration)
        print(
            f"The run in {run} now has temperature {calibration.temperature:.4f}, sure from "
            f"{calibration.thresholds.sure:.4f} and familiar from "
            f"{calibration.thresholds.familiar:.4f}."
        )


def print_new_shops(console: Console, found: NewShops) -> None:
    """Print the sources, the figures and the curve."""
    from rich.table import Table

    from training.judge.tables import LEAVE_SOURCES_OUT, source_table

    table = Table(*LEAVE_SOURCES_OUT.columns)
    for row in source_table(found):
        table.add_row(*row)
    console.print(table)
    for line in figures_of(found):
        print(line)


def figures_of(found: NewShops) -> list[str]:
    """Say the figures over all sources, a line each."""
    recalls = ", ".join(f"{name} {recall:.4f}" for name, recall in found.recalls.items())
    lines = [
        f"{len(found.rows)} sources in {found.folds} folds, {found.photos} product photos",
        f"mean over the classes {found.macro:.4f} ({recalls})",
        f"mean over the sources {found.mean:.4f}, worst tenth {found.worst_tenth:.4f}, "
        f"worst {found.worst:.4f}",
        f"not one of these: {found.refused:.4f} of the products, {found.certain_refused:.4f} of "
        "those whose class is certain",
        f"sure: {found.sure:.4f} of the products, {found.right_when_sure:.4f} of these right",
        f"calibration error {found.calibration_error:.4f}; mean over the sources "
        f"{found.calibration_error_of_sources:.4f}, by chance alone "
        f"{found.calibration_error_by_chance:.4f}",
    ]
    if found.others:
        lines.append(
            f"{found.others} other things: {found.others_accepted:.4f} accepted, "
            f"{found.others_sure:.4f} called sure"
        )
        lines.append(
            "products refused -> other things accepted: "
            + ", ".join(f"{refused:g} % -> {accepted:.4f}" for refused, accepted in found.curve)
        )
    return lines
