"""``shelfwise shelve`` and ``shelfwise unshelve``: sort files into class folders, and undo it."""

from __future__ import annotations

import argparse
from pathlib import Path

from rich.console import Console
from rich.text import Text

from app.core import places, shelving
from app.core.errors import ShelfwiseError
from app.core.journal import new_journal_path
from app.core.results import read_results

_EXIT_OK, _EXIT_SOME_FAILED = 0, 1


def shelve(options: argparse.Namespace) -> int:
    """Carry out the command; 0 all done, 1 some files could not be put on their shelves.

    Raises:
        ShelfwiseError: the results, a folder name or the journal are of no use; nothing was done.
    """
    rows = read_results(options.results).rows
    items = shelving.items(
        rows, unsure_folder=options.unsure_folder, other_folder=options.other_folder
    )
    steps = shelving.plan(items, options.into)
    output = Console(highlight=False, soft_wrap=True)
    if options.dry_run:
        for step in steps:
            output.print(Text(f"{step.source} -> {step.target}"))
        output.print(f"{len(steps):,} files would be {_verb(options)}.")
        return _EXIT_OK
    journal = new_journal_path(places.journals_folder())
    report = shelving.shelve(steps, journal, move=options.move)
    _print_failures(report.failed)
    output.print(Text(f"{report.done:,} files {_verb(options)} into {options.into}."))
    output.print(Text(f"To undo: shelfwise unshelve {_quoted(journal)}"))
    return _EXIT_SOME_FAILED if report.failed else _EXIT_OK


def unshelve(options: argparse.Namespace) -> int:
    """Carry out the command; 0 all undone, 1 some files could not be put back."""
    report = shelving.unshelve(options.journal)
    _print_failures(report.failed)
    Console(highlight=False).print(f"{report.done:,} files put back.")
    return _EXIT_SOME_FAILED if report.failed else _EXIT_OK


def _verb(options: argparse.Namespace) -> str:
    return "moved" if options.move else "copied"


def _print_failures(failures: tuple[ShelfwiseError, ...]) -> None:
    errors = Console(stderr=True, highlight=False, soft_wrap=True)
    for failure in failures:
        errors.print(Text(failure.message))


def _quoted(path: Path) -> str:
    return f'"{path}"' if " " in str(path) else str(path)
