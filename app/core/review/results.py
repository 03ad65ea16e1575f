"""Results written for people, spreadsheets and programs, and read back."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from app.core.answers import Classified, Outcome, Row, row_from
from app.core.errors import FileAccessError
from app.core.review.checked_row import checked_row
from app.core.storage.files import atomic_text_writer

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "'")
_BEFORE_CLASSES = ("path", "verdict", "label")
_AFTER_CLASSES = ("seconds", "error_code", "error_message", "decided")


@dataclass(frozen=True)
class Results:
    """What a results file gave back."""

    class_names: tuple[str, ...]
    rows: tuple[Row, ...]


def as_json(item: Row | Outcome, class_names: Sequence[str]) -> dict[str, Any]:
    """The object that ``classify --json`` writes for one file."""
    row = _row(item)
    if row.error is not None:
        code, message = row.error
        return {"path": str(row.path), "error": {"code": code, "message": message}}
    document = {
        "path": str(row.path),
        "verdict": row.verdict,
        "label": row.label,
        "probabilities": {
            name: round(value, 6)
            for name, value in zip(class_names, row.probabilities, strict=True)
        },
        "seconds": round(row.seconds, 4),
    }
    if isinstance(item, Classified) and item.prediction.learnt:
        document["learnt"] = True  # not the published model's answer alone
    return document if row.decided is None else document | {"decided": row.decided}


def json_line(item: Row | Outcome, class_names: Sequence[str]) -> str:
    """One file as a line of JSON, newline included.

    Names that are not valid Unicode are escaped, so that the line always encodes.
    """
    document = as_json(item, class_names)
    line = json.dumps(document, ensure_ascii=False)
    try:
        line.encode()
    except UnicodeEncodeError:
        line = json.dumps(document)
    return line + "\n"


class CsvWriter:
    """Writes a table: one row a file, one probability column a class."""

    def __init__(self, stream: TextIO, class_names: Sequence[str]) -> None:
        self._class_count = len(class_names)
        self._writer = csv.writer(stream, lineterminator="\r\n")
        columns = (*_BEFORE_CLASSES, *class_names, *_AFTER_CLASSES)
        self._writer.writerow([spreadsheet_safe(name) for name in columns])

    def write(self, item: Row | Outcome) -> None:
        """Write one row."""
        row = _row(item)
        probabilities = [f"{value:.6f}" for value in row.probabilities]
        code, message = row.error or ("", "")
        cells = [
            str(row.path),
            row.verdict or "",
            row.label or "",
            *(probabilities or [""] * self._class_count),
            "" if row.error else f"{row.seconds:.4f}",
            code,
            message,
            row.decided or "",
        ]
        self._writer.writerow([spreadsheet_safe(cell) for cell in cells])


@contextmanager
def csv_file(path: Path, class_names: Sequence[str]) -> Iterator[Callable[[Row | Outcome], None]]:
    """Write a CSV that Excel opens as UTF-8; the file appears, whole, when the block ends.

    Yields:
        What writes one file's row.

    Raises:
        FileAccessError: ``cannot_write``.
    """
    with atomic_text_writer(path, encoding="utf-8-sig") as stream:
        yield CsvWriter(stream, class_names).write


@contextmanager
def json_file(path: Path, class_names: Sequence[str]) -> Iterator[Callable[[Row | Outcome], None]]:
    """Write JSON lines; otherwise as ``csv_file``."""
    with atomic_text_writer(path) as stream:

        def write(item: Row | Outcome) -> None:
            stream.write(json_line(item, class_names))

        yield write


def read_results(path: Path) -> Results:
    """Read a file that ``csv_file`` or ``json_file`` wrote.

    Raises:
        FileAccessError: ``not_found`` or ``bad_results``.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig", errors="surrogateescape")
    except OSError as error:
        raise FileAccessError(
            "not_found", f"The results {path} could not be read ({error.strerror})."
        ) from error
    try:
        return _from_json(text) if text.startswith("{") else _from_csv(text)
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, csv.Error) as error:
        raise FileAccessError(
            "bad_results", f"{path} is not a results file that Shelfwise wrote; choose another."
        ) from error


def spreadsheet_safe(text: str) -> str:
    """Keep a spreadsheet from running a cell as a formula (OWASP, "CSV Injection").

    A leading apostrophe makes the cell text; ``from_spreadsheet`` takes it off again.
    """
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def from_spreadsheet(cell: str) -> str:
    """Undo ``spreadsheet_safe``."""
    if len(cell) > 1 and cell[0] == "'" and cell[1:].startswith(_FORMULA_STARTS):
        return cell[1:]
    return cell


def _row(item: Row | Outcome) -> Row:
    return item if isinstance(item, Row) else row_from(item)


def _from_csv(text: str) -> Results:
    header, *lines = (
        [from_spreadsheet(cell) for cell in cells]
        for cells in csv.reader(io.StringIO(text, newline=""), strict=True)
    )
    names = tuple(header[len(_BEFORE_CLASSES) : -len(_AFTER_CLASSES)])
    if tuple(header) != (*_BEFORE_CLASSES, *names, *_AFTER_CLASSES) or not names:
        raise ValueError("other columns")
    return Results(
        names, tuple(_row_of(dict(zip(header, cells, strict=True)), names) for cells in lines)
    )


def _from_json(text: str) -> Results:
    documents = [json.loads(line) for line in text.split("\n") if line]
    read = (tuple(item["probabilities"]) for item in documents if "probabilities" in item)
    names = next(read, ())
    rows = []
    for item in documents:
        error = item.get("error", {})
        flat = item | item.get("probabilities", {})
        flat |= {"error_code": error.get("code"), "error_message": error.get("message")}
        rows.append(_row_of(flat, names))
    return Results(names, tuple(rows))


def _row_of(values: Mapping[str, Any], names: Sequence[str]) -> Row:
    code = values["error_code"]
    if not code and not values["verdict"]:
        raise ValueError("there is neither an answer nor an error")
    return checked_row(
        values["path"],
        verdict=values.get("verdict"),
        label=values.get("label"),
        probabilities=() if code else [values[name] for name in names],
        seconds=values.get("seconds"),
        error=(code, values["error_message"]) if code else None,
        decided=values.get("decided"),
        class_names=names,
    )
