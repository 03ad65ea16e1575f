"""Lists of pictures: a Parquet or CSV file with a column ``path``, and ``bytes`` where it has them.

In a CSV, bytes are written in base64.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO, Any

from app.cluster import storage
from app.core.errors import FileAccessError

SUFFIXES = (".parquet", ".csv")
_PATH, _BYTES = "path", "bytes"
_AT_A_TIME = 16  # pictures of a Parquet list that are in memory
_LARGEST_CELL = 2**31 - 1


@dataclass(frozen=True)
class Origin:
    """Where the bytes of a picture lie in a list.

    Attributes:
        group, row: of a Parquet file: the row group, and the row in it.
        rows: how many that row group has.
        offset: of a CSV: the byte that its line begins with.
    """

    place: str
    group: int = 0
    row: int = 0
    rows: int = 0
    offset: int = 0


def is_list(place: str) -> bool:
    """Tell by its ending whether a file is a list of pictures."""
    return place.lower().endswith(SUFFIXES)


def read_list(place: str) -> Iterator[tuple[str, Origin | None]]:
    """Yield the path of each picture of a list, and where its bytes are, if they are in it.

    Raises:
        FileAccessError: ``not_found``, ``cannot_read`` or ``bad_list``.
    """
    with storage.reading(place) as stream:
        if place.lower().endswith(".csv"):
            yield from _csv_paths(place, stream)
        else:
            yield from _parquet_paths(place, stream)


def read_contents(origin: Origin) -> Iterator[bytes | None]:
    """Yield the bytes of the pictures from ``origin`` on; None where there are none to read."""
    with storage.reading(origin.place) as stream:
        if origin.place.lower().endswith(".csv"):
            header = next(_Lines(stream).records())[1]
            stream.seek(origin.offset)
            number = header.index(_BYTES)
            for _, cells in _Lines(stream).records():
                yield _from_base64(cells[number]) if number < len(cells) else None
            return
        from pyarrow.parquet import ParquetFile

        batches = ParquetFile(stream, pre_buffer=False, buffer_size=1 << 20).iter_batches(
            _AT_A_TIME, row_groups=[origin.group], columns=[_BYTES]
        )
        left = origin.row
        for batch in batches:
            for value in batch.column(0)[left:] if left < len(batch) else ():
                yield value.as_py()
            left = max(0, left - len(batch))


def _parquet_paths(place: str, stream: IO[bytes]) -> Iterator[tuple[str, Origin | None]]:
    from pyarrow import ArrowException
    from pyarrow.parquet import ParquetFile

    try:
        file = ParquetFile(stream)
        names = file.schema_arrow.names
        if _PATH not in names:
            raise _no_list(place, names)
        for group in range(file.num_row_groups):
            rows = file.metadata.row_group(group).num_rows
            row = 0
            for batch in file.iter_batches(row_groups=[group], columns=[_PATH]):
                for path in batch.column(0).to_pylist():
                    yield path, Origin(place, group, row, rows) if _BYTES in names else None
                    row += 1
    except ArrowException as error:
        raise _no_list(place, ()) from error


def _csv_paths(place: str, stream: IO[bytes]) -> Iterator[tuple[str, Origin | None]]:
    try:
        records = _Lines(stream).records()
        names = next(records, (0, []))[1]
        if _PATH not in names:
            raise _no_list(place, names)
        number = names.index(_PATH)
        for offset, cells in records:
            if len(cells) > number and cells[number]:
                origin = Origin(place, offset=offset) if _BYTES in names else None
                yield cells[number], origin
    except csv.Error as error:
        raise _no_list(place, ()) from error


class _Lines:
    """The lines of a CSV; knows at which byte each record begins."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._offset = stream.tell()

    def records(self) -> Iterator[tuple[int, list[str]]]:
        reader = csv.reader(self._lines())
        while True:
            offset = self._offset
            usual = csv.field_size_limit(_LARGEST_CELL)  # of the whole process
            try:
                cells = next(reader, None)
            finally:
                csv.field_size_limit(usual)
            if cells is None:
                return
            if cells:
                yield offset, cells

    def _lines(self) -> Iterator[str]:
        buffered = io.BufferedReader(self._stream)  # type: ignore[type-var]
        try:
            for line in buffered:
                first = self._offset == 0
                self._offset += len(line)
                yield line.decode("utf-8-sig" if first else "utf-8", "surrogateescape")
        finally:
            with contextlib.suppress(ValueError):  # it is closed already
                buffered.detach()  # else it would close the stream with it


def _from_base64(cell: str) -> bytes | None:
    try:
        return base64.b64decode(cell, validate=True)
    except (binascii.Error, ValueError):
        return None


def _no_list(place: str, names: Iterable[Any]) -> FileAccessError:
    found = ", ".join(map(str, names))
    return FileAccessError(
        "bad_list",
        f"{place} is no list of pictures: it needs a column {_PATH!r}, and {_BYTES!r} where the "
        f"pictures are in it{f'; it has {found[:200]}' if found else ''}.",
    )
