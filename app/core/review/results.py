"""Results written for people, spreadsheets and programs, and read back."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO, TypeAlias

from app.core.answers import Classified, Outcome, Row, Verdict, row_from
from app.core.errors import FileAccessError
from app.core.names import MAX_CLASSES, is_folder_name
from app.core.review.checked_row import BadLineError, checked_row, quoted
from app.core.review.table import (
    AFTER_CLASSES,
    BEFORE_CLASSES,
    as_people_write,
    column_of_class,
    read_table,
    spreadsheet_safe,
)
from app.core.review.text_files import read_text
from app.core.storage.files import atomic_text_writer

Names: TypeAlias = Mapping[str, str]

UNSURE = "unsure"
"""The shelf of what the model is unsure of and nobody decided."""
_MAX_LINE = 4 * 1024 * 1024  # characters, for ten thousand classes with long names


@dataclass(frozen=True)
class Results:
    """What a results file gave back."""

    class_names: tuple[str, ...]
    rows: tuple[Row, ...]


def shelf_of(row: Row, written: Names | None = None) -> str:
    """Return where a file belongs: the person's label, else what the verdict comes to.

    Args:
        written: class -> what results call it, where that is not its name.

    Returns:
        A class, ``other``, ``unsure``, or nothing for a file that could not be read.
    """
    if row.decided is None and row.verdict is Verdict.UNSURE:
        return UNSURE
    label = row.final or ""
    return (written or {}).get(label, label)


def as_json(
    item: Row | Outcome, class_names: Sequence[str], written: Names | None = None
) -> dict[str, Any]:
    """Return the object that ``classify --json`` writes for one file; see ``docs/results.md``."""
    row, written = _row(item), written or {}
    document: dict[str, Any] = {"path": str(row.path), "shelf": shelf_of(row, written) or None}
    if row.error is not None:
        code, message = row.error
        document["error"] = {"code": code, "message": message}
    else:
        document |= {
            "verdict": row.verdict,
            "label": written.get(row.label or "", row.label),
            "probabilities": {
                written.get(name, name): round(value, 6)
                for name, value in zip(class_names, row.probabilities, strict=True)
            },
            "region": list(row.region or ()),
            "seconds": round(row.seconds, 4),
        }
    if types := _types_of(row):
        document |= {"type": types[0], "type_probability": round(row.type_probability, 6)}
    if len(types) > 1:
        document["other_type"] = types[1]
    if isinstance(item, Classified) and item.prediction.learnt:
        document["learnt"] = True  # not the published model's answer alone
    if row.decided is not None:
        document["decided"] = written.get(row.decided, row.decided)
    return document


def json_line(item: Row | Outcome, class_names: Sequence[str], written: Names | None = None) -> str:
    """One file as a line of JSON, newline included.

    Names that are not valid Unicode are escaped, so that the line always encodes.
    """
    document = as_json(item, class_names, written)
    line = json.dumps(document, ensure_ascii=False)
    try:
        line.encode()
    except UnicodeEncodeError:
        line = json.dumps(document)
    return line + "\n"


def column_names(class_names: Sequence[str], written: Names) -> list[str]:
    """Return the names of a table's columns."""
    names = (column_of_class(written.get(name, name)) for name in class_names)
    return [*BEFORE_CLASSES, *names, *AFTER_CLASSES]


def cells_of(item: Row | Outcome, class_count: int, written: Names) -> list[str]:
    """Return what a table says of one file, a cell for each column; numbers with a point."""
    row = _row(item)
    probabilities = [f"{value:.6f}" for value in row.probabilities]
    code, message = row.error or ("", "")
    types = _types_of(row)
    return [
        str(row.path),
        shelf_of(row, written),
        row.verdict or "",
        written.get(row.label or "", row.label or ""),
        *(probabilities or [""] * class_count),
        "" if row.error else f"{row.seconds:.4f}",
        code,
        message,
        written.get(row.decided or "", row.decided or ""),
        " ".join(str(value) for value in row.region or ()),
        *(types[:1] or [""]),
        f"{row.type_probability:.6f}" if types else "",
        *(types[1:] or [""]),
    ]


class CsvWriter:
    """Writes a table: one row a file, one probability column a class; see ``docs/results.md``."""

    def __init__(
        self, stream: TextIO, class_names: Sequence[str], written: Names | None = None
    ) -> None:
        self._class_count = len(class_names)
        self._written = written or {}
        self._writer = csv.writer(stream, lineterminator="\r\n")
        columns = column_names(class_names, self._written)
        self._writer.writerow([spreadsheet_safe(name) for name in columns])

    def write(self, item: Row | Outcome) -> None:
        """Write one row."""
        cells = cells_of(item, self._class_count, self._written)
        self._writer.writerow([spreadsheet_safe(cell) for cell in cells])


@contextmanager
def csv_file(
    path: Path, class_names: Sequence[str], written: Names | None = None
) -> Iterator[Callable[[Row | Outcome], None]]:
    """Write a CSV that Excel opens as UTF-8; the file appears, whole, when the block ends.

    Args:
        written: class -> what results call it, where that is not its name.

    Yields:
        What writes one file's row.

    Raises:
        FileAccessError: ``cannot_write``.
    """
    with atomic_text_writer(path, encoding="utf-8-sig") as stream:
        yield CsvWriter(stream, class_names, written).write


@contextmanager
def json_file(
    path: Path, class_names: Sequence[str], written: Names | None = None
) -> Iterator[Callable[[Row | Outcome], None]]:
    """Write JSON lines; otherwise as ``csv_file``."""
    with atomic_text_writer(path) as stream:

        def write(item: Row | Outcome) -> None:
            stream.write(json_line(item, class_names, written))

        yield write


def read_results(path: Path, display_names: Names | None = None) -> Results:
    """Read a file that ``csv_file`` or ``json_file`` wrote, also after a spreadsheet saved it.

    Everything in it is checked: a name in it may become a folder, and a number a bar on screen.

    Args:
        display_names: of the model in use, what people read -> class.

    Raises:
        FileAccessError: ``not_found`` or ``bad_results``, with the line that is wrong.
    """
    try:
        text = read_text(path)
        if text.lstrip().startswith(("{", "[")):
            return _from_json(text, display_names or {})
        return Results(*read_table(text, display_names or {}))
    except ValueError as error:
        reason = f" ({error})" if isinstance(error, BadLineError) else ""
        raise FileAccessError(
            "bad_results",
            f"{path} is not a results file that Shelfwise can read{reason}; "
            + ("mend that line or choose another file." if reason else "choose another."),
        ) from error


def _row(item: Row | Outcome) -> Row:
    return item if isinstance(item, Row) else row_from(item)


def _types_of(row: Row) -> tuple[str, ...]:
    """The types of the model's class, where no person said that it is another."""
    return row.types if row.decided in {None, row.label} else ()


def _from_json(text: str, display_names: Names) -> Results:
    names: tuple[str, ...] | None = None
    meant = as_people_write(display_names)
    rows = []
    for number, line in enumerate(io.StringIO(text), 1):
        if not line.strip():
            continue
        try:
            item = _renamed(_object(line), meant)
            if names is None and "probabilities" in item:
                names = _class_names(item["probabilities"])
            rows.append(_row_of(item, names or ()))
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            reason = "it is nested too deeply" if isinstance(error, RecursionError) else error
            raise BadLineError(number, reason) from error
    return Results(names or (), tuple(rows))


def _object(line: str) -> dict[str, Any]:
    if len(line) > _MAX_LINE:
        raise ValueError("it is too long")
    document = json.loads(line)
    if not isinstance(document, dict) or "path" not in document:
        raise ValueError("it is not what Shelfwise writes for a picture")
    return document


def _renamed(item: dict[str, Any], meant: Mapping[str, str]) -> dict[str, Any]:
    """Use the model's names of classes."""

    def name(value: Any) -> Any:
        return meant.get(value.casefold(), value) if type(value) is str else value

    for key in ("label", "decided"):
        if key in item:
            item[key] = name(item[key])
    if isinstance(item.get("probabilities"), dict):
        shares = item["probabilities"]
        renamed = {name(key): value for key, value in shares.items()}
        item["probabilities"] = renamed if len(renamed) == len(shares) else shares
    return item


def _class_names(probabilities: Any) -> tuple[str, ...]:
    if not isinstance(probabilities, dict) or len(probabilities) > MAX_CLASSES:
        raise ValueError("its probabilities are not one for each class")
    for name in probabilities:
        if not is_folder_name(name):
            raise ValueError(f"{quoted(name)} cannot be a class")
    return tuple(probabilities)


def _row_of(item: Mapping[str, Any], names: Sequence[str]) -> Row:
    if "error" in item:
        return checked_row(
            item["path"],
            error=(item["error"]["code"], item["error"]["message"]),
            decided=item.get("decided"),
            class_names=names,
        )
    probabilities = item["probabilities"]
    if not item["verdict"] or len(probabilities) != len(names):
        raise ValueError("it has neither an answer for each class nor an error")
    return checked_row(
        item["path"],
        verdict=item["verdict"],
        label=item["label"],
        probabilities=[probabilities[name] for name in names],
        seconds=item["seconds"],
        decided=item.get("decided"),
        region=item.get("region"),
        types=[item[key] for key in ("type", "other_type") if item.get(key)],
        type_probability=item.get("type_probability", 0.0),
        class_names=names,
    )
