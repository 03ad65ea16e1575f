"""``shelfwise-train audit``."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from app.core.errors import ModelFolderError, ShelfwiseError
from training.commands.options import add_progress, for_a_program, progress_of

if TYPE_CHECKING:
    from rich.console import Console

    from app.core.models.classifier import Classifier


def add_audit(parser: argparse.ArgumentParser) -> None:
    """Give a parser the options of the command, and the command."""
    parser.set_defaults(command=run_audit)
    add = parser.add_argument
    add("data", type=Path, metavar="DATA", help="folder of class folders; it is only read")
    add(
        "--out",
        type=Path,
        default=Path("runs/audit"),
        metavar="FOLDER",
        help="where the page, the table and the figures go (default: %(default)s)",
    )
    add_progress(parser)
    models = parser.add_mutually_exclusive_group()
    models.add_argument(
        "--model",
        type=Path,
        metavar="DIR",
        help="hold the labels against this model (default: the one in use, if there is one)",
    )
    models.add_argument(
        "--no-model", action="store_true", help="ask no model, which is much faster"
    )


def run_audit(options: argparse.Namespace) -> None:
    """Audit, write, print; errors as ``audit.audit``. For a program, only tell."""
    from rich.console import Console

    from training.audit.audit import audit

    if for_a_program(options):
        _tell(options)
        return
    from training.audit.output import CSV_NAME, PAGE_NAME, prepare_output, print_audit, write_audit
    from training.commands.console import progress_shown

    console = Console()
    prepare_output(options.out, options.data)
    classifier = None if options.no_model else _open_model(options.model, console)
    with progress_shown() as on_progress:
        found = audit(options.data, classifier=classifier, on_progress=on_progress)
    write_audit(found, options.out)
    print_audit(found, options.out / PAGE_NAME, options.out / CSV_NAME, console)


def _tell(options: argparse.Namespace) -> None:
    """Write an event for every finding, the most urgent kinds first."""
    from rich.console import Console

    from training.audit.audit import audit
    from training.commands.json_progress import write_event

    console = Console(stderr=True)
    classifier = None if options.no_model else _open_model(options.model, console)
    with progress_of(options) as on_progress:
        found = audit(options.data, classifier=classifier, on_progress=on_progress)
    for finding in found.findings:
        about = finding.kind.about
        write_event(
            "finding",
            kind=finding.kind.value,
            title=about.title,
            advice=about.advice,
            urgency=about.urgency.value,
            paths=list(finding.paths),
            folders=any((options.data / path).is_dir() for path in finding.paths),
            detail=finding.detail,
        )
    write_event("audited", pictures=len(found.survey.inspected), classes=list(found.survey.classes))


def _open_model(explicit: Path | None, console: Console) -> Classifier | None:
    """The model that is named, or the one in use; None when none is named and none can be used."""
    from app.core.models.classifier import Classifier
    from app.core.models.in_use import open_in_use
    from app.core.places import model_location, settings_file
    from app.core.settings import load_settings

    location = model_location(explicit, load_settings(settings_file()).model_path)
    try:
        folder, _ = open_in_use(location)
        return Classifier.open(folder)
    except ShelfwiseError as error:
        if explicit is not None:
            raise
        if not (isinstance(error, ModelFolderError) and error.code == "model_missing"):
            console.print(f"{error.message} The labels are not checked.", markup=False)
        return None
