"""What was found, written for people, spreadsheets and programs."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from app.core.batch import Classified, Failed, Outcome
from app.core.files import atomic_text_writer

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "'")


def as_json(outcome: Outcome) -> dict[str, Any]:
    """The object that ``classify --json`` writes for one outcome."""
    if isinstance(outcome, Failed):
        error = {"code": outcome.error.code, "message": outcome.error.message}
        return {"path": str(outcome.path), "error": error}
    prediction = outcome.prediction
    return {
        "path": str(outcome.path),
        "verdict": prediction.verdict.value,
        "label": prediction.label,
        "probabilities": {
            name: round(value, 6) for name, value in prediction.probabilities.items()
        },
        "seconds": round(outcome.seconds, 4),
    }


def json_line(outcome: Outcome) -> str:
    """One outcome as a line of JSON, newline included.

    Names that are not valid Unicode are escaped, so that the line always encodes.
    """
    document = as_json(outcome)
    line = json.dumps(document, ensure_ascii=False)
    try:
        line.encode()
    except UnicodeEncodeError:
        line = json.dumps(document)
    return line + "\n"


class CsvWriter:
    """Writes outcomes as a table: one row each, one probability column per class."""

    def __init__(self, stream: TextIO, class_names: Sequence[str]) -> None:
        self._class_names = class_names
        self._writer = csv.writer(stream, lineterminator="\r\n")
        self._writer.writerow(
            ["path", "verdict", "label"]
            + [spreadsheet_safe(name) for name in class_names]
            + ["seconds", "error_code", "error_message"]
        )

    def write(self, outcome: Outcome) -> None:
        """Write one row."""
        path = spreadsheet_safe(str(outcome.path))
        if isinstance(outcome, Classified):
            prediction = outcome.prediction
            self._writer.writerow(
                [path, prediction.verdict.value, spreadsheet_safe(prediction.label)]
                + [f"{prediction.probabilities[name]:.6f}" for name in self._class_names]
                + [f"{outcome.seconds:.4f}", "", ""]
            )
        else:
            blanks = [""] * (3 + len(self._class_names))
            message = spreadsheet_safe(outcome.error.message)
            self._writer.writerow([path, *blanks, outcome.error.code, message])


@contextmanager
def csv_file(path: Path, class_names: Sequence[str]) -> Iterator[CsvWriter]:
    """Write a CSV that Excel opens as UTF-8; the file appears, whole, when the block ends.

    Raises:
        FileAccessError: ``cannot_write``.
    """
    with atomic_text_writer(path, encoding="utf-8-sig") as stream:
        yield CsvWriter(stream, class_names)


def spreadsheet_safe(text: str) -> str:
    """Keep a spreadsheet from running a cell as a formula (OWASP, "CSV Injection").

    A leading apostrophe makes the cell text; :func:`from_spreadsheet` takes it off again.
    """
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def from_spreadsheet(cell: str) -> str:
    """Undo :func:`spreadsheet_safe`."""
    if len(cell) > 1 and cell[0] == "'" and cell[1:].startswith(_FORMULA_STARTS):
        return cell[1:]
    return cell
