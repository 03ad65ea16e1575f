"""A results table as people give it back: saved by a spreadsheet, sorted, with notes beside it."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.core.answers import OTHER, Row, Verdict
from app.core.names import MAX_CLASSES, SPELLINGS, is_folder_name
from app.core.review.checked_row import BadLineError, checked_row, quoted

BEFORE_CLASSES = ("path", "shelf", "verdict", "class")
AFTER_CLASSES = (
    "seconds",
    "error_code",
    "error_message",
    "decided",
    "region",
    "type",
    "type_probability",
    "other_type",
)
_EARLIER = {"label": "class"}  # what tables called a column before
_TYPE = ("type", "type_probability", "other_type")
_DERIVED = frozenset({"shelf", "product", "region", "type", "other_type"})
"""Columns that a class may be called like: they are known by holding no probabilities."""
_COLUMNS = tuple(
    name for name in (*BEFORE_CLASSES, *AFTER_CLASSES) if name not in {*_DERIVED, *_TYPE}
)
_REQUIRED = ("path", "verdict", "class")
_TAKEN = frozenset({*BEFORE_CLASSES, *AFTER_CLASSES, *_EARLIER, *_DERIVED})
_CLASS_MARK = " (class)"
_SEPARATORS = (",", ";", "\t", "|")
_DECLARED = re.compile(r'"?sep=(.)"?[,;\t]*\r?\n', re.IGNORECASE)
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "'")
_MAX_COLUMNS = MAX_CLASSES + 1_000
_NUMBER = re.compile(r"[\d\s.,%eE+-]+|[+-]?(nan|inf|infinity)", re.IGNORECASE)  # or meant as one
_PERCENT = "%"


@dataclass(frozen=True)
class _Record:
    line: int
    cells: tuple[str, ...]

    def at(self, place: int) -> str:
        """The cell; spreadsheets leave out empty ones at the end of a line."""
        return self.cells[place] if place < len(self.cells) else ""


@dataclass(frozen=True)
class _Columns:
    """The number of each column.

    Attributes:
        places: of the columns that every table has.
        classes: of the probabilities.
        meant: what people write for a class, case folded -> its name.
        width: columns that have a name.
    """

    places: dict[str, int]
    classes: dict[str, int]
    meant: dict[str, str]
    width: int

    def cell(self, record: _Record, name: str) -> str:
        """What a line says in a column; nothing where there is no such column."""
        return record.at(self.places[name]) if name in self.places else ""


def column_of_class(name: str) -> str:
    """Return what the column of a class is called: its name, marked if another column has it."""
    return name + _CLASS_MARK if _is_taken(name) else name


def class_of_column(column: str) -> str:
    """Undo ``column_of_class``; tables of earlier versions have no marks."""
    name = column.removesuffix(_CLASS_MARK)
    return name if _is_taken(name) else column


def _is_taken(name: str) -> bool:
    """Whether it is a column's name; also one that is marked, so that it stays another."""
    while name.endswith(_CLASS_MARK):
        name = name.removesuffix(_CLASS_MARK)
    return name.strip().casefold() in _TAKEN


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


def read_table(
    text: str, display_names: Mapping[str, str]
) -> tuple[tuple[str, ...], tuple[Row, ...]]:
    """Read the class names and the rows of a table.

    Columns are known by their names, in any order and case; further ones are left alone. Cells are
    separated by a comma, semicolon, tab or bar; numbers have a point or a comma, or are percents.

    Args:
        display_names: what people read -> class, where a label was typed as it is shown.

    Raises:
        BadLineError: a line cannot be used.
        ValueError: it is no results table.
    """
    records = _records(text)
    header = next(records, None)
    if header is None:
        raise ValueError("it is empty")
    rows = list(records)
    columns = _columns(header, rows, display_names)
    return tuple(columns.classes), tuple(_row(record, columns) for record in rows)


def _records(text: str) -> Iterator[_Record]:
    """The lines with something in them; a quoted line end does not end one."""
    declared = _DECLARED.match(text)
    start = declared.end() if declared else 0
    separator = declared[1] if declared else _separator(text)
    reader = csv.reader(io.StringIO(text[start:], newline=""), delimiter=separator, strict=True)
    skipped = int(declared is not None)
    while True:
        line = 1 + skipped + reader.line_num
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise BadLineError(line, error) from error
        if cells is None:
            return
        if len(cells) > _MAX_COLUMNS:
            raise BadLineError(line, f"it has more than {_MAX_COLUMNS:,} columns")
        if any(cell.strip() for cell in cells):
            yield _Record(line, tuple(from_spreadsheet(cell) for cell in cells))


def _separator(text: str) -> str:
    """What stands between the names of the first line that is not empty."""
    first = text.lstrip().partition("\n")[0]
    known_names = {*_COLUMNS, *_DERIVED, *_EARLIER}
    known = {
        separator: sum(
            cell.strip(' "').casefold() in known_names for cell in first.split(separator)
        )
        for separator in _SEPARATORS
    }
    return max(_SEPARATORS, key=known.__getitem__)


def _columns(
    header: _Record, rows: Sequence[_Record], display_names: Mapping[str, str]
) -> _Columns:
    names = [cell.strip().casefold() for cell in header.cells]
    places: dict[str, int] = {}
    for place, name in enumerate(names):
        column = _EARLIER.get(name, name)
        if column in _COLUMNS and column not in places:  # a class may be called so, too
            places[column] = place
    missing = [name for name in _REQUIRED if name not in places]
    if missing:
        raise BadLineError(header.line, f"the column {missing[0]!r} is not there")
    meant = as_people_write(display_names)
    classes = _classes(header, places, rows, meant)
    for name in ("region", *_TYPE):
        last = _last(names, name)
        if last is not None and last not in classes.values():
            places[name] = last
    meant = {name.strip().casefold(): name for name in classes} | meant
    meant |= {OTHER: OTHER, Verdict.NOT_ONE_OF_THESE.value: OTHER}
    return _Columns(places, classes, meant, len(header.cells))


def as_people_write(display_names: Mapping[str, str]) -> dict[str, str]:
    """Return what people write for the classes of a model, case folded -> the class.

    Args:
        display_names: what people read -> class.
    """
    names = {name.casefold(): name for name in display_names.values()}
    meant = {shown.casefold(): name for shown, name in display_names.items()} | names
    return {wrong: meant[right] for wrong, right in SPELLINGS.items() if right in meant} | meant


def _classes(
    header: _Record,
    places: Mapping[str, int],
    rows: Sequence[_Record],
    meant: Mapping[str, str],
) -> dict[str, int]:
    """The columns that hold probabilities: name -> place.

    A number of a person's own beside them is none where the model in use tells its classes.
    """
    cells = [class_of_column(cell) for cell in header.cells]
    names = [meant.get(cell.strip().casefold(), cell) for cell in cells]
    taken = set(places.values())
    code = places.get("error_code", len(names))
    answered = [record for record in rows if not record.at(code).strip()]
    headings = [cell.strip().casefold() for cell in header.cells]
    if "type" in headings and (place := _last(headings, "type_probability")) is not None:
        taken.add(place)
    free = [
        place
        for place, name in enumerate(names)
        if place not in taken
        and name.strip()
        and not (_is_derived(header, place) and not _holds_probabilities(answered, place))
    ]
    between = [place for place in free if places["class"] < place < places.get("seconds", -1)]
    chosen = [place for place in between or free if _holds_numbers(answered, place)]
    wanted = set(meant.values())
    labels = {record.at(places["class"]).strip().casefold() for record in answered}
    if wanted <= {names[place] for place in free} and labels <= meant.keys():
        chosen = [place for place in free if names[place] in wanted] or chosen
    counts = Counter(names[place] for place in chosen)
    if not chosen or len(chosen) > MAX_CLASSES:
        raise BadLineError(header.line, "there is not one column for each of the classes")
    for name, count in counts.items():
        if count > 1 or not is_folder_name(name):
            raise BadLineError(header.line, f"{quoted(name)} is there twice, or is no class")
    return {names[place]: place for place in chosen}


def _last(names: Sequence[str], name: str) -> int | None:
    """The place of the last column of that name: a class called so stands before it."""
    return max((place for place, there in enumerate(names) if there == name), default=None)


def _holds_numbers(rows: Sequence[_Record], place: int) -> bool:
    """Whether most cells are meant as numbers; a single wrong one is an error of its line."""
    return 2 * sum(_NUMBER.fullmatch(row.at(place)) is not None for row in rows) >= len(rows)


def _is_derived(header: _Record, place: int) -> bool:
    return header.at(place).strip().casefold() in _DERIVED


def _holds_probabilities(rows: Sequence[_Record], place: int) -> bool:
    """Whether most cells are numbers from 0 to 1."""
    count = 0
    for row in rows:
        try:
            count += 0 <= float(_number(row.at(place))) <= 1
        except ValueError:
            continue
    return 2 * count > len(rows)


def _row(record: _Record, columns: _Columns) -> Row:
    try:
        return _checked(record, columns)
    except ValueError as error:
        raise BadLineError(record.line, error) from error


def _checked(record: _Record, columns: _Columns) -> Row:
    if any(cell.strip() for cell in record.cells[columns.width :]):
        raise ValueError("it has more cells than the first line")
    code = columns.cell(record, "error_code").strip()
    verdict = columns.cell(record, "verdict").strip().casefold()
    if not code and verdict not in set(Verdict):
        raise ValueError(f"the verdict {quoted(verdict)} is none of {', '.join(Verdict)}")
    return checked_row(
        columns.cell(record, "path"),
        verdict=verdict,
        label=_class_of(columns.cell(record, "class"), columns),
        probabilities=[_number(record.at(place)) for place in columns.classes.values()],
        seconds=_number(columns.cell(record, "seconds")) or 0.0,
        error=(code, columns.cell(record, "error_message")) if code else None,
        decided=_class_of(columns.cell(record, "decided"), columns),
        region=_region(columns.cell(record, "region")),
        types=[name for key in ("type", "other_type") if (name := columns.cell(record, key))],
        type_probability=_number(columns.cell(record, "type_probability")) or 0.0,
        class_names=columns.classes,
    )


def _region(cell: str) -> list[int] | None:
    """The four numbers of a region, or what is none of them for ``checked_row`` to refuse."""
    try:
        return [int(part) for part in cell.split()] or None
    except ValueError as error:
        raise ValueError(f"{quoted(cell)} is no region of a picture") from error


def _class_of(cell: str, columns: _Columns) -> str:
    """The class that people mean: its name in any case, or what they read for it."""
    return cell if cell in columns.classes else columns.meant.get(cell.strip().casefold(), cell)


def _number(cell: str) -> str | float:
    """A number as spreadsheets of many countries write it; what is none stays as it is."""
    plain = "".join(cell.split()).replace(",", ".")
    return float(plain[:-1]) / 100 if plain.endswith(_PERCENT) else plain
