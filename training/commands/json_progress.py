"""Progress for another program: one JSON object a line on standard output.

``{"event": "progress", ...}`` carries the fields of ``progress.Progress``; ``note``
a sentence; ``finished``, ``published`` and ``report`` the outcome, ``report`` with the ``path`` of
the page; ``error`` a code and a sentence.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

from app.core.errors import ShelfwiseError
from training.progress import Progress, ProgressCallback
from training.publish.publish import Published


@contextmanager
def progress_written() -> Iterator[ProgressCallback]:
    """Write every message as it comes while the block runs."""

    def on_progress(progress: Progress) -> None:
        write_event("progress", **asdict(progress))

    yield on_progress


def write_event(event: str, **values: Any) -> None:
    """Write one line, at once."""
    print(json.dumps({"event": event, **values}), flush=True, file=sys.stdout)


def write_error(error: ShelfwiseError) -> None:
    """Tell why a command could not be carried out."""
    write_event("error", code=error.code, message=error.message)


def write_published(published: Published) -> None:
    """Tell which version was published, whether it is in use, and what its test photos said."""
    comparison, unseen = published.comparison, published.unseen
    judged = [comparison.pictures if comparison else 0, unseen.photos if unseen else 0]
    write_event(
        "published",
        version=published.folder.contract.version,
        path=str(published.folder.path),
        in_use=published.in_use,
        judged=max(judged),
        test=published.test.document(),
        comparison=asdict(comparison) if comparison else None,
    )
