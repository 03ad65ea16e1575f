"""``shelfwise-train report``."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from app.core.errors import ModelFolderError
from training.commands.options import add_progress, for_a_program, progress_of

if TYPE_CHECKING:
    from training.report.facts import InUse


def add_report(parser: argparse.ArgumentParser) -> None:
    """Give a parser the options of the command, and the command."""
    parser.set_defaults(command=run_report)
    add = parser.add_argument
    add("run", type=Path, metavar="RUN", help="run folder of fit; it need not be finished")
    add(
        "--against",
        type=Path,
        metavar="MODEL",
        help="compare with this model folder or collection (default: the model in use)",
    )
    add("--out", type=Path, metavar="FILE", help="the page to write (default: RUN/report.html)")
    add_progress(parser)


def run_report(options: argparse.Namespace) -> None:
    """Gather, write, tell where; errors as ``report.write_report``."""
    from training.commands.json_progress import write_event
    from training.report.report import REPORT_NAME, write_report

    out = options.out or options.run / REPORT_NAME
    with progress_of(options) as on_progress:
        write_report(options.run, out, _in_use(options.against), on_progress)
    if for_a_program(options):
        write_event("report", path=str(out.resolve()))
    else:
        print(f"The report: {out}")


def _in_use(against: Path | None) -> InUse:
    """The model that is named, or the one in use.

    Raises:
        ModelFolderError: the one that is named cannot be opened.
    """
    from app.core.models.in_use import open_in_use
    from app.core.places import model_location, settings_file
    from app.core.settings import load_settings
    from training.report.facts import InUse

    location = model_location(against, load_settings(settings_file()).model_path)
    try:
        return InUse(open_in_use(location)[0].path)
    except ModelFolderError as error:
        if against is not None:
            raise
        if error.code == "model_missing":
            return InUse(None, "There is no model in use that this one could be compared with.")
        return InUse(None, f"The model in use cannot be compared with. {error.message}")
