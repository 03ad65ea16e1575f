"""``shelfwise shelve`` and ``shelfwise unshelve``: sort files into class folders, and undo it."""

from __future__ import annotations

import argparse
import re
import shlex
from collections.abc import Sequence

from rich.console import Console

from app.core import places
from app.core.answers import Row
from app.core.errors import FileAccessError, ShelfwiseError
from app.core.models.folder import Contract
from app.core.models.in_use import open_in_use
from app.core.review.parts import read_any_results
from app.core.settings import load_settings
from app.core.shelving import shelve as shelving
from app.core.shelving.inner import Folders
from app.core.shelving.journal import new_journal_path
from app.core.shelving.plan import Plan, items, plan_shelving
from app.core.shelving.preview import (
    OTHER_FOLDER,
    UNSURE_FOLDER,
    left_in_place,
    shelf_names,
)
from app.core.text import counted
from app.output import shown, standard_output

_EXIT_OK, _EXIT_SOME_FAILED = 0, 1
_ADDRESS = re.compile(r"([a-z][a-z0-9+.-]+):/(?!/)")  # as a path has what was s3://shop/a.jpg


def shelve(options: argparse.Namespace) -> int:
    """Carry out the command; 0 all done, 1 some files could not be put on their shelves.

    Raises:
        ShelfwiseError: the results, a folder name or the journal are of no use; nothing was done.
    """
    contract = contract_in_use()
    names = contract.names_by_display_name if contract else None
    rows = read_any_results(options.results, names).rows
    _check_on_disk(rows, options)
    placed = items(
        rows,
        unsure_folder=_unsure_folder(options),
        leave_unsure=options.unsure == "leave",
        other_folder=options.other_folder or (None if options.other == "leave" else OTHER_FOLDER),
        nearest=options.other == "nearest",
        typed=options.layout == "class/type",
        names=contract.written_names if contract else None,
    )
    plan = plan_shelving(
        placed,
        options.into,
        folders=Folders(options.folders),
        shelves=shelf_names(contract.written_names if contract else None),
        types=[item.name for item in contract.types] if contract else (),
        paths=[row.path for row in rows],
        journals=places.journals_folder(),
    )
    steps = plan.steps
    if options.dry_run:
        _print(*(f"{step.source} -> {step.target}" for step in steps))
        _print(
            f"{counted(len(steps), 'file')} would be {_verb(options)}.", *_left(plan, rows, options)
        )
        return _EXIT_OK
    if not steps:
        _print(f"There is nothing to put into {options.into}.", *_left(plan, rows, options))
        return _EXIT_OK
    journal = new_journal_path(places.journals_folder())
    report = shelving.shelve(steps, journal, move=options.move)
    _print_failures(report.failed)
    _print(
        f"{counted(report.done, 'file')} {_verb(options)} into {options.into}.",
        *_left(plan, rows, options),
        f"To undo: shelfwise unshelve {shlex.quote(str(journal))}",
    )
    return _EXIT_SOME_FAILED if report.failed else _EXIT_OK


def unshelve(options: argparse.Namespace) -> int:
    """Carry out the command; 0 all undone, 1 some files could not be put back."""
    report = shelving.unshelve(options.journal)
    _print_failures(report.failed)
    _print(f"{counted(report.done, 'file')} put back.")
    return _EXIT_SOME_FAILED if report.failed else _EXIT_OK


def _unsure_folder(options: argparse.Namespace) -> str | None:
    """The folder of what the model is unsure of, None where there is none."""
    if options.unsure_folder is not None:
        return str(options.unsure_folder)
    return UNSURE_FOLDER if options.unsure == "own" else None


def contract_in_use() -> Contract | None:
    """What the model in use says of its classes, None where there is none."""
    location = places.model_location(None, load_settings(places.settings_file()).model_path)
    try:
        return open_in_use(location)[0].contract
    except (ShelfwiseError, OSError):
        return None


def _left(plan: Plan, rows: Sequence[Row], options: argparse.Namespace) -> list[str]:
    """Say what no step is for, in numbers."""
    lines = []
    if plan.there:
        lines.append(f"Already there: {len(plan.there):,} skipped.")
    left = left_in_place(
        rows,
        unsure=options.unsure == "leave",
        other=options.other == "leave" and options.other_folder is None,
    )
    if left:
        reasons = ", ".join(f"{count:,} {reason}" for reason, count in left.items())
        lines.append(f"Left in place: {reasons}.")
    return lines


def _check_on_disk(rows: Sequence[Row], options: argparse.Namespace) -> None:
    """Refuse results of ``classify --cluster`` whose pictures lie at addresses."""
    found = next((found for row in rows if (found := _ADDRESS.match(str(row.path)))), None)
    if found is not None:
        raise FileAccessError(
            "not_on_a_disk",
            f"The pictures of {options.results} lie at {found[1]}:// addresses, where only files "
            "of this machine can be sorted; use the column shelf with the tools of that storage.",
        )


def _verb(options: argparse.Namespace) -> str:
    return "moved" if options.move else "copied"


def _print(*lines: str) -> None:
    output = Console(highlight=False, soft_wrap=True)
    with standard_output():
        for line in lines:
            output.print(shown(line))


def _print_failures(failures: tuple[ShelfwiseError, ...]) -> None:
    errors = Console(stderr=True, highlight=False, soft_wrap=True)
    for failure in failures:
        errors.print(shown(failure.message))
