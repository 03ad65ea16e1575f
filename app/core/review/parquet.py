"""Results as Parquet: the columns of the ordinary table, with numbers as numbers.

Arrow, which reads and writes it, comes with the extra ``cluster``.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import IO, Any

from app.core.answers import Outcome, Row
from app.core.errors import FileAccessError, SetupError
from app.core.extras import missing_for_clusters
from app.core.names import MAX_CLASSES, is_folder_name
from app.core.review.checked_row import checked_row, quoted
from app.core.review.results import Names, Results, cells_of, column_names
from app.core.review.table import AFTER_CLASSES, BEFORE_CLASSES, as_people_write, class_of_column

_SECONDS, _TYPE_PROBABILITY = "seconds", "type_probability"


def parquet_bytes(
    items: Sequence[Row | Outcome], class_names: Sequence[str], written: Names | None = None
) -> bytes:
    """Return the Parquet file of these results.

    Args:
        written: class -> what results call it, where that is not its name.

    Raises:
        SetupError: ``no_pyarrow``.
    """
    arrow, parquet = _arrow()
    names = column_names(class_names, written or {})
    first, behind = len(BEFORE_CLASSES), len(BEFORE_CLASSES) + len(class_names)
    numbers = {*range(first, behind)}
    numbers |= {behind + AFTER_CLASSES.index(name) for name in (_SECONDS, _TYPE_PROBABILITY)}
    rows = [cells_of(item, len(class_names), written or {}) for item in items]
    columns = [
        _numbers(arrow, [row[place] for row in rows])
        if place in numbers
        else _texts(arrow, [row[place] for row in rows])
        for place in range(len(names))
    ]
    content = io.BytesIO()
    table = arrow.Table.from_arrays(columns, names=names)
    parquet.write_table(table, content, compression="zstd")
    return content.getvalue()


def parquet_columns(stream: IO[bytes], names: Sequence[str]) -> list[list[str]]:
    """Read some columns of text of results.

    Raises:
        ValueError: they are none of ours.
        SetupError: ``no_pyarrow``.
    """
    arrow, parquet = _arrow()
    table = parquet.ParquetFile(stream).read()  # all of it: a damaged column is seen
    places = _places(table.column_names)
    return [_from_texts(arrow, table.column(places[name])) for name in names]


def count_rows(stream: IO[bytes]) -> int:
    """Count the rows of a Parquet file without reading them; errors as ``parquet_columns``."""
    _, parquet = _arrow()
    return int(parquet.read_metadata(stream).num_rows)


def read_parquet(stream: IO[bytes], display_names: Names) -> Results:
    """Read the rows of a Parquet file, each of them checked.

    Args:
        display_names: what people read -> class.

    Raises:
        ValueError, TypeError: it is no results file of ours.
        SetupError: ``no_pyarrow``.
    """
    arrow, parquet = _arrow()
    file = parquet.ParquetFile(stream)
    columns = file.schema_arrow.names
    meant = as_people_write(display_names)
    places = _places(columns)
    named = map(class_of_column, columns[places["class"] + 1 : places[_SECONDS]])
    names = tuple(meant.get(name.casefold(), name) for name in named)
    _check_classes(names)
    rows: list[Row] = []
    for batch in file.iter_batches():
        cells = [
            column.to_pylist()
            if arrow.types.is_floating(column.type)
            else _from_texts(arrow, column)
            for column in batch.columns
        ]
        rows += _rows(cells, places, names, meant)
    return Results(names, tuple(rows))


def _rows(
    cells: Sequence[list[Any]], places: dict[str, int], names: tuple[str, ...], meant: Names
) -> Iterator[Row]:
    first = places["class"] + 1
    for row in zip(*cells, strict=True):
        code, region = row[places["error_code"]], row[places["region"]]
        label, decided = row[places["class"]], row[places["decided"]]
        yield checked_row(
            row[places["path"]],
            verdict=row[places["verdict"]],
            label=meant.get(label.casefold(), label),
            probabilities=row[first : first + len(names)],
            seconds=row[places[_SECONDS]] or 0.0,
            error=(code, row[places["error_message"]]) if code else None,
            decided=meant.get(decided.casefold(), decided),
            region=[int(number) for number in region.split()],
            types=[name for key in ("type", "other_type") if (name := row[places[key]])],
            type_probability=row[places[_TYPE_PROBABILITY]] or 0.0,
            class_names=names,
        )


def _places(columns: Sequence[str]) -> dict[str, int]:
    """Where the columns are that every table has; in one of before, a class may be called so."""
    before = list(columns[: len(BEFORE_CLASSES)])
    after = list(columns[-len(AFTER_CLASSES) :])
    if before != list(BEFORE_CLASSES) or after != list(AFTER_CLASSES):
        raise ValueError("its columns are not those that Shelfwise writes")
    behind = len(columns) - len(AFTER_CLASSES)
    return {name: place for place, name in enumerate(before)} | {
        name: behind + place for place, name in enumerate(after)
    }


def _check_classes(names: Sequence[str]) -> None:
    if not names or len(names) > MAX_CLASSES or len(set(names)) < len(names):
        raise ValueError("there is not one column for each of the classes")
    for name in names:
        if not is_folder_name(name):
            raise ValueError(f"{quoted(name)} cannot be a class")


def _numbers(arrow: Any, cells: Sequence[str]) -> Any:
    return arrow.array([float(cell) if cell else None for cell in cells], arrow.float64())


def _texts(arrow: Any, cells: Sequence[str]) -> Any:
    """File names that are not valid Unicode come out as their bytes, as in a CSV."""
    content = [cell.encode("utf-8", "surrogateescape") for cell in cells]
    return arrow.array(content, arrow.binary()).cast(arrow.string(), safe=False)


def _from_texts(arrow: Any, column: Any) -> list[str]:
    content = column.cast(arrow.binary()).to_pylist()
    return [(each or b"").decode("utf-8", "surrogateescape") for each in content]


def _arrow() -> tuple[Any, Any]:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise SetupError("no_pyarrow", f"{missing_for_clusters('Parquet')}.") from error
    return pyarrow, pyarrow.parquet


def not_readable(place: object, reason: object) -> FileAccessError:
    """Say that a file is no results file."""
    return FileAccessError(
        "bad_results",
        f"{place} is not a results file that Shelfwise can read ({reason}); choose another.",
    )
