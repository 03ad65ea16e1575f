"""The parts of results: written as Parquet, CSV or JSON lines, and looked back at."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from app.cluster.plan import PathsDigest
from app.core.answers import Outcome
from app.core.review.parquet import parquet_bytes, parquet_columns
from app.core.review.results import CsvWriter, Names, json_line
from app.core.review.table import from_spreadsheet
from app.outcomes import kind_of

PARQUET = "parquet"


@dataclass(frozen=True)
class Format:
    """How a part is written.

    Attributes:
        write: outcomes, class names and what results call those -> the file.
        look: the file -> path, verdict and code of the error of each row.
    """

    write: Callable[[Sequence[Outcome], Sequence[str], Names], bytes]
    look: Callable[[bytes], Iterable[tuple[str, str, str]]]


@dataclass(frozen=True)
class Look:
    """What a part says: how many rows of which kind, and of which paths."""

    counts: Counter[str]
    digest: str


def look_at(name: str, content: bytes) -> Look:
    """Look back at a part that was written.

    Args:
        name: of its format.

    Raises:
        ValueError, KeyError: it is none.
    """
    digest, counts = PathsDigest(), Counter[str]()
    for path, verdict, code in FORMATS[name].look(content):
        digest.add(path)
        counts[kind_of(verdict, code)] += 1
    return Look(counts, digest.hexadecimal)


def _csv(outcomes: Sequence[Outcome], class_names: Sequence[str], written: Names) -> bytes:
    stream = io.StringIO(newline="")
    writer = CsvWriter(stream, class_names, written)
    for outcome in outcomes:
        writer.write(outcome)
    return stream.getvalue().encode("utf-8-sig", "surrogateescape")


def _csv_rows(content: bytes) -> Iterator[tuple[str, str, str]]:
    if not content.endswith(b"\n"):
        raise ValueError("the last line is cut off")
    text = io.StringIO(content.decode("utf-8-sig", "surrogateescape"), newline="")
    for row in csv.DictReader(text):
        yield from_spreadsheet(row["path"]), row["verdict"], row["error_code"]


def _json(outcomes: Sequence[Outcome], class_names: Sequence[str], written: Names) -> bytes:
    return "".join(json_line(outcome, class_names, written) for outcome in outcomes).encode()


def _json_rows(content: bytes) -> Iterator[tuple[str, str, str]]:
    if not content.endswith(b"\n"):
        raise ValueError("the last line is cut off")
    for line in content.splitlines():
        row: dict[str, Any] = json.loads(line)
        yield row["path"], row.get("verdict", ""), row.get("error", {}).get("code", "")


def _parquet_rows(content: bytes) -> Iterator[tuple[str, str, str]]:
    try:
        columns = parquet_columns(io.BytesIO(content), ("path", "verdict", "error_code"))
    except OSError as error:  # so Arrow calls what does not unpack
        raise ValueError(str(error)) from error
    return zip(*columns, strict=True)


FORMATS = {
    PARQUET: Format(parquet_bytes, _parquet_rows),
    "csv": Format(_csv, _csv_rows),
    "jsonl": Format(_json, _json_rows),
}
"""The ending of the parts -> how they are written."""
