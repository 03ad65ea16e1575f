"""Writes what a session found to a file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app.core.errors import FileAccessError

if TYPE_CHECKING:
    from app.core.answers import Row

CSV_SUFFIX = ".csv"
JSON_SUFFIXES = (".jsonl", ".ndjson", ".json")


def export(path: Path, rows: Sequence[Row], class_names: Sequence[str]) -> int:
    """Write rows as CSV or, by the file's ending, as JSON lines.

    Returns:
        How many were written.

    Raises:
        FileAccessError: ``cannot_write`` or, for another ending, ``unknown_ending``.
    """
    from app.core.review.results import csv_file, json_file

    suffix = path.suffix.lower()
    if suffix != CSV_SUFFIX and suffix not in JSON_SUFFIXES:
        raise FileAccessError(
            "unknown_ending",
            f"{path.name} should end in .csv for a table, .jsonl for JSON lines or .html for a "
            "page; choose another name.",
        )
    with (csv_file if suffix == CSV_SUFFIX else json_file)(path, class_names) as write:
        for row in rows:
            write(row)
    return len(rows)
