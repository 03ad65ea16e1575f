"""``--progress``: whom a command tells how far it is, a person or a program."""

from __future__ import annotations

import argparse
from contextlib import AbstractContextManager

from training.progress import Listener


def add_progress(parser: argparse.ArgumentParser) -> None:
    """Give a parser the option."""
    parser.add_argument(
        "--progress",
        choices=["bar", "json"],
        default="bar",
        help="json: one object a line on standard output, for another program",
    )


def for_a_program(options: argparse.Namespace) -> bool:
    """Whether another program reads what the command prints."""
    return getattr(options, "progress", "") == "json"


def progress_of(options: argparse.Namespace) -> AbstractContextManager[Listener]:
    """What listens while the command runs."""
    if for_a_program(options):
        from training.commands.json_progress import progress_written

        return progress_written()
    from training.commands.console import progress_shown

    return progress_shown()
