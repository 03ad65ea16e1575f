"""What the commands print: names made fit for a terminal, and an output that cannot be written."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.text import Text

from app.core.errors import FileAccessError
from app.core.text import printable


def shown(text: object, style: str = "") -> Text:
    """Text with names in it, in one line and without what a terminal would obey."""
    return Text(printable(text), style=style)


@contextmanager
def standard_output() -> Iterator[None]:
    """Write to standard output in this block.

    Raises:
        FileAccessError: ``cannot_write``: the disk behind it is full, or it is closed.
        BrokenPipeError: its reader went away.
    """
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        forget_output()
        raise FileAccessError(
            "cannot_write",
            f"Standard output could not be written ({error.strerror}); free some space or write "
            "elsewhere.",
        ) from error


def require_folder_of(file: Path) -> None:
    """Refuse a file to be written whose folder is not there: its name may be mistyped.

    Raises:
        FileAccessError: ``no_folder``.
    """
    try:
        is_there = file.parent.exists()
    except OSError:  # writing tells why it cannot be reached
        return
    if not is_there:
        raise FileAccessError(
            "no_folder",
            f"There is no folder {file.parent} to write {file.name} into; make it first.",
        )


def forget_output() -> None:
    """What is still to be written to standard output has nowhere to go."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
