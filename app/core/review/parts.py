"""Results in many parts: the folder that ``shelfwise classify --cluster`` writes, read as one."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from app.core.answers import Row
from app.core.errors import FileAccessError
from app.core.review.parquet import count_rows, not_readable, read_parquet
from app.core.review.results import Names, Results, read_results
from app.core.storage.files import open_regular

PART = re.compile(r"part-(\d{6,})\.(parquet|csv|jsonl)")
"""The name of a part: its number, and how it is written."""
_PARQUET = ".parquet"


def part_name(number: int, ending: str) -> str:
    """Return what a part is called; names sort as numbers do."""
    return f"part-{number:06}.{ending}"


def read_any_results(
    path: Path, display_names: Names | None = None, *, most: int | None = None
) -> Results:
    """Read a results file, a Parquet file of results, or a folder of parts.

    Args:
        display_names: as of ``results.read_results``, and so are errors.
        most: how many rows are wanted at most; more are ``too_many_rows``.
    """
    if path.is_dir():
        return _read_folder(path, display_names or {}, most)
    if path.suffix.lower() != _PARQUET:
        return read_results(path, display_names)
    _check_count(path, _rows_of(path), most)
    return _read_parquet(path, display_names or {})


def _read_folder(folder: Path, display_names: Names, most: int | None) -> Results:
    try:
        parts = sorted(part for part in folder.iterdir() if PART.fullmatch(part.name))
    except OSError as error:
        raise _not_read(folder, error) from error
    if not parts:
        raise not_readable(folder, "it has no parts such as part-000000.parquet")
    if len({part.suffix for part in parts}) > 1:
        raise not_readable(folder, "its parts are of several kinds")
    in_parquet = parts[0].suffix == _PARQUET
    if in_parquet:  # which says how much there is before it is read
        _check_count(folder, sum(map(_rows_of, parts)), most)
    read: Callable[[Path, Names], Results] = _read_parquet if in_parquet else read_results
    names: tuple[str, ...] = ()
    rows: list[Row] = []
    for part in parts:
        results = read(part, display_names)
        if results.class_names and names and results.class_names != names:
            raise not_readable(part, "its classes are not those of the parts before it")
        names = names or results.class_names
        rows += results.rows
        _check_count(folder, len(rows), most)
    return Results(names, tuple(rows))


def _read_parquet(path: Path, display_names: Names) -> Results:
    try:
        with open_regular(path) as stream:
            return read_parquet(stream, display_names)
    except OSError as error:
        raise _not_read(path, error) from error
    except (ValueError, TypeError) as error:
        raise not_readable(path, error) from error


def _rows_of(path: Path) -> int:
    try:
        with open_regular(path) as stream:
            return count_rows(stream)
    except OSError as error:
        raise _not_read(path, error) from error
    except ValueError as error:
        raise not_readable(path, error) from error


def _check_count(path: Path, rows: int, most: int | None) -> None:
    if most is not None and rows > most:
        raise FileAccessError(
            "too_many_rows",
            f"{path.name} holds more than {most:,} pictures, and the window opens no more at a "
            "time; open one of its parts, or sort all of it with shelfwise shelve.",
        )


def _not_read(path: Path, error: OSError) -> FileAccessError:
    return FileAccessError(
        "not_found", f"The results {path} could not be read ({error.strerror or error})."
    )
