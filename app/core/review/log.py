"""The file behind a review: what the model said and what the person decided, line by line.

A killed program goes on from it: with nothing classified twice and no decision lost.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.core.answers import Row, Verdict
from app.core.errors import FileAccessError
from app.core.names import is_folder_name, path_from
from app.core.review.checked_row import checked_row, decision_from
from app.core.storage.files import make_private, write_atomically
from app.core.storage.line_log import LineLog, as_lines, read_lines

_FORMAT = "shelfwise-review-1"
_MOST_FILES = 10**9


class ReviewLog:
    """The file behind a review; close it, or use it in a ``with`` block.

    Lines reach the operating system at once, so they outlive a killed program; what the person did
    is waited for until it is on the disk. Every method raises ``FileAccessError``
    (``cannot_write``) when lines cannot be written; none of them is then.
    """

    def __init__(self, file: Path, log: LineLog) -> None:
        self._file = file
        self._log = log

    @classmethod
    def begin(
        cls,
        file: Path,
        paths: Sequence[Path],
        class_names: Sequence[str],
        model: str,
        rows: Sequence[Row] = (),
    ) -> ReviewLog:
        """Start a log, replacing an older one; it appears with these rows in it.

        Args:
            paths: what the batch was opened with.
            model: what tells one model from another (its folder and version).

        Raises:
            FileAccessError: ``cannot_write``.
        """
        head = {
            "format": _FORMAT,
            "paths": [str(path.absolute()) for path in paths],
            "classes": list(class_names),
            "model": model,
        }
        lines = as_lines([head, *({"row": _as_document(row)} for row in rows)])
        write_atomically(file, lines, private=True)
        return cls.go_on(file)

    @classmethod
    def go_on(cls, file: Path) -> ReviewLog:
        """Append to a log; half a line at its end, left by a crash, is cut off first."""
        try:
            log = LineLog(file)
        except OSError as error:
            raise _cannot_write(file, error) from error
        make_private(file)  # an older version made it for everybody
        return cls(file, log)

    def write_row(self, row: Row) -> None:
        """What the model said of a file."""
        self.write_rows([row])

    def write_rows(self, rows: Sequence[Row]) -> None:
        """What the model said of some files."""
        self._append({"row": _as_document(row)} for row in rows)

    def write_decisions(self, rows: Iterable[Row]) -> None:
        """What the person decided; on the disk when this returns."""
        self._append(
            ({"path": str(row.path), "decided": row.decided} for row in rows), durably=True
        )

    def write_paths(self, paths: Sequence[Path]) -> None:
        """Write what else was opened."""
        self._append([{"paths": [str(path.absolute()) for path in paths]}])

    def write_found(self, count: int) -> None:
        """So many files belong to the batch, as far as is known."""
        self._append([{"found": count}])

    def write_model(self, class_names: Sequence[str], model: str) -> None:
        """Another model is in use: everything is to be classified again."""
        self._append([{"model": model, "classes": list(class_names)}])

    def write_moves(self, moved: Mapping[Path, Path]) -> None:
        """Files were moved: former place -> present place."""
        self._append(
            ({"from": str(was), "to": str(now)} for was, now in moved.items()), durably=True
        )

    def write_removed(self, paths: Sequence[Path]) -> None:
        """Files were taken out of the list; those that no list looks for again."""
        self._append(({"removed": str(path)} for path in paths), durably=True)

    def write_everything(self, on: bool) -> None:
        """Write whether everything in this batch is a product."""
        self._append([{"everything": on}], durably=True)

    def finish(self) -> None:
        """All files are classified: there is nothing to go on with, only to review."""
        self._append([{"finished": True}])

    def close(self) -> None:
        """Close the file; what was written is in it."""
        self._log.close()

    def __enter__(self) -> ReviewLog:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _append(self, records: Iterable[dict[str, Any]], *, durably: bool = False) -> None:
        try:
            self._log.append(records, durably=durably)
        except OSError as error:
            raise _cannot_write(self._file, error) from error


@dataclass(frozen=True)
class SavedReview:
    """What a log gave back.

    Attributes:
        paths: what the batch was opened with.
        class_names, model: of the model in use last.
        rows: those without an answer and without an error are to be classified again.
        finished: whether every file had been classified.
        found: how many files belong to the batch, as far as was known.
        removed: files that a person took out of it.
        everything: whether everything in it is a product; None where nobody said so.
        decided_here: files whose decision was made in this list; others' came with a results file.
        settled: how many files are classified or could not be read.
        decided: the rows that somebody decided about.
    """

    paths: tuple[Path, ...]
    class_names: tuple[str, ...]
    model: str
    rows: tuple[Row, ...]
    finished: bool
    found: int
    decided_here: frozenset[Path] = frozenset()
    removed: frozenset[Path] = frozenset()
    everything: bool | None = None
    settled: int = field(init=False)
    decided: tuple[Row, ...] = field(init=False)

    def __post_init__(self) -> None:
        """Count once, on the thread that reads: there may be a hundred thousand rows."""
        settled = sum(row.answered or row.error is not None for row in self.rows)
        object.__setattr__(self, "settled", settled)
        decided = tuple(row for row in self.rows if row.decided is not None)
        object.__setattr__(self, "decided", decided)


def read_review(file: Path) -> SavedReview | None:
    """Read a log; None when there is none, or it is none of ours.

    A line that was spoilt costs only itself, the first one the names of the classes.
    """
    try:
        state = _Reading()
        for number, line in enumerate(read_lines(file)):
            if number == 0 and line.get("format") != _FORMAT and "row" not in line:
                return None
            with contextlib.suppress(ValueError, KeyError, TypeError):
                state.take(line)
    except OSError:
        return None
    return state.saved()


class _Reading:
    """What the lines read so far come to."""

    def __init__(self) -> None:
        self._empty = True
        self._paths: list[Path] = []
        self._class_names: tuple[str, ...] = ()
        self._earlier: set[str] = set()  # classes of the models before
        self._model = ""
        self._rows: dict[str, Row] = {}
        self._decided_here: set[str] = set()
        self._removed: set[str] = set()
        self._finished = False
        self._found = 0
        self._everything: bool | None = None

    def take(self, line: dict[str, Any]) -> None:
        """Take in one line; what is of another kind is passed over."""
        self._empty = False
        rows = self._rows
        match line:
            case {
                "format": str(),
                "paths": list(paths),
                "classes": list(names),
                "model": str(model),
            }:
                self._take_paths(paths)
                self._take_model(names, model)
            case {"row": dict(document)}:
                row = self._row(document)
                rows[str(row.path)] = row
                self._removed.discard(str(row.path))
                self._finished = False
            case {"path": str(path), "decided": str() | None as label} if path in rows:
                rows[path] = rows[path].with_decision(self._decision(label))
                self._decided_here.add(path)
            case {"from": str(former), "to": str(present)} if former in rows:
                rows[present] = rows[former]._replace(path=path_from(present))
                del rows[former]
                if former in self._decided_here:
                    self._decided_here.add(present)
            case {"removed": str(path)}:
                self._removed.add(path)
                rows.pop(path, None)
            case {"paths": list(paths)}:
                self._take_paths(paths)
            case {"found": int(count)}:
                self._found = min(max(count, 0), _MOST_FILES)
            case {"model": str(model), "classes": list(names)}:
                self._take_model(names, model)
                self._rows = {path: row.without_answer() for path, row in rows.items()}
            case {"everything": bool(on)}:
                self._everything = on
            case {"finished": True}:
                self._finished = True

    def saved(self) -> SavedReview | None:
        if self._empty:
            return None
        return SavedReview(
            tuple(self._paths),
            self._class_names,
            self._model,
            tuple(self._rows.values()),
            self._finished,
            max(self._found, len(self._rows)),
            frozenset(self._rows[path].path for path in self._decided_here if path in self._rows),
            frozenset(map(Path, self._removed)),
            self._everything,
        )

    def _take_paths(self, paths: list[Any]) -> None:
        for path in paths:
            with contextlib.suppress(ValueError):
                self._paths.append(path_from(path))

    def _take_model(self, names: list[Any], model: str) -> None:
        if not all(is_folder_name(name) for name in names):
            raise ValueError("a class is no folder name")
        self._earlier.update(self._class_names)
        self._class_names, self._model = tuple(names), model

    def _decision(self, label: Any) -> str | None:
        if not self._class_names:  # the first line was spoilt: the model in use decides later
            return decision_from(label, [label] if is_folder_name(label) else [])
        return decision_from(label, self._class_names, self._earlier)

    def _row(self, document: dict[str, Any]) -> Row:
        answered = bool(self._class_names)
        return checked_row(
            document["path"],
            verdict=document["verdict"] if answered else None,
            label=document["label"],
            probabilities=document["probabilities"],
            seconds=document["seconds"],
            error=document["error"],
            region=document.get("region"),
            types=document.get("types", ()),
            type_probability=document.get("type_probability", 0.0),
            mark=document.get("mark"),
            class_names=self._class_names,
        ).with_decision(self._decision(document["decided"]))


def _as_document(row: Row) -> dict[str, Any]:
    document: dict[str, Any] = {
        "path": str(row.path),
        "verdict": Verdict.NOT_ONE_OF_THESE if row.refused else row.verdict,  # the model's
        "label": row.label,
        "probabilities": [round(value, 6) for value in row.probabilities],
        "seconds": round(row.seconds, 4),
        "error": row.error,
        "decided": row.decided,
    }
    if row.region:
        document["region"] = row.region
    if row.types:
        document |= {"types": row.types, "type_probability": round(row.type_probability, 6)}
    if row.mark:
        document["mark"] = [*row.mark.box, *row.mark.picture]
    return document


def _cannot_write(file: Path, error: OSError) -> FileAccessError:
    return FileAccessError(
        "cannot_write",
        f"{file} could not be written ({error.strerror or os.strerror(error.errno or 0)}), "
        "so this batch cannot be taken up again after the program is closed.",
    )
