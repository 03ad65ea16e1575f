"""Results that were written before, for the model in use now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from app.core.answers import Row
from app.core.errors import FileAccessError
from app.core.review.parts import read_any_results
from app.core.text import printable

MOST_ROWS = 1_000_000
"""Pictures of a list: more take the window too much memory."""
_SHOWN = 200  # characters of a list of classes


def open_results(
    path: Path, class_names: Sequence[str], display_names: Mapping[str, str] | None = None
) -> list[Row]:
    """The rows of a results file or a folder of parts, probabilities as ``class_names`` has them.

    Args:
        display_names: what people read -> class.

    Raises:
        FileAccessError: as ``parts.read_any_results``, for more than ``MOST_ROWS``, too;
            ``other_classes``: they were written for other classes.
    """
    known = {name: name for name in class_names}
    results = read_any_results(path, known | dict(display_names or {}), most=MOST_ROWS)
    if not results.class_names and all(row.error for row in results.rows):
        return list(results.rows)
    if sorted(results.class_names) != sorted(class_names):
        raise FileAccessError(
            "other_classes",
            f"{path.name} was written for the classes {_listed(results.class_names)}, and the "
            f"model in use knows {_listed(class_names)}; choose the model that it was written "
            "with.",
        )
    order = [results.class_names.index(name) for name in class_names]
    return [
        row if row.error else row._replace(probabilities=tuple(row.probabilities[n] for n in order))
        for row in results.rows
    ]


def _listed(names: Sequence[str]) -> str:
    return printable(", ".join(names), most=_SHOWN)
