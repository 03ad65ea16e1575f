"""The tables of stress tests: files between the commands that measure and the model card."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.core.storage.files import write_atomically
from training.errors import RunError
from training.judge.new_shops import NewShops


@dataclass(frozen=True)
class StressTestTable:
    """One kind of table.

    Attributes:
        file_name: of its CSV file.
        columns: the words of its first line.
        title, words: what stands above it on a card.
    """

    file_name: str
    columns: tuple[str, ...]
    title: str
    words: str

    def write(self, folder: Path, rows: Iterable[Sequence[str]]) -> None:
        """Write it as CSV into a folder; errors as ``write_atomically``."""
        stream = io.StringIO()
        writer = csv.writer(stream)
        writer.writerow(self.columns)
        writer.writerows(rows)
        content = stream.getvalue().encode("utf-8-sig", "surrogateescape")
        write_atomically(folder / self.file_name, content)

    def section(self, folder: Path) -> str:
        """What ``write`` wrote, as a section of a card; empty when it is not in the folder.

        Raises:
            RunError: ``no_table``: there is another file of that name.
        """
        path = folder / self.file_name
        if not path.is_file():
            return ""
        try:
            content = path.read_text(encoding="utf-8-sig", errors="surrogateescape")
            head, *rows = csv.reader(io.StringIO(content))
            if tuple(head) != self.columns or any(len(row) != len(head) for row in rows):
                raise ValueError("other columns")
        except (OSError, ValueError, csv.Error) as error:
            raise RunError(
                "no_table",
                f"{path} is not a table that shelfwise-train wrote ({error}); "
                "take it away or make it again.",
            ) from error
        lines = ["| " + " | ".join(row) + " |" for row in (head, *rows)]
        lines.insert(1, "|---" * len(head) + "|")
        return f"## {self.title}\n\n{self.words}\n\n" + "\n".join(lines)


ROBUSTNESS = StressTestTable(
    "robustness.csv",
    ("photo", "right", "points lost"),
    "Corrupted photos",
    "The product photos of the test split on drawn shop pages, and corrupted "
    "(`shelfwise-train robustness`).",
)
PAGES = StressTestTable(
    "pages.csv",
    (
        *("pages", "number", "box found", "right class, whole", "right class, box"),
        *("right verdict, whole", "right verdict, box", "right verdict, photo alone"),
    ),
    "Rendered pages of shops",
    "Pages of layouts that neither the model nor the search for products was fitted to, judged "
    "whole and by the box that was found (`shelfwise-train leave-sources-out --judge-pages`, where "
    "the source of the photo was left out, or `evaluate-pages`).",
)
LEAVE_SOURCES_OUT = StressTestTable(
    "sources-left-out.csv",
    ("source", "fold", "photos", "accuracy", "refused", "sure", "right when sure"),
    "Sources that were never seen",
    "Each source's product photos, answered by a network that was trained without any photo of "
    "that source, with thresholds from the sources of other folds "
    "(`shelfwise-train leave-sources-out`).",
)


def source_table(found: NewShops) -> list[list[str]]:
    """Make the rows of the table of sources left out, worst source first."""
    return [
        [
            row.name,
            str(row.fold),
            str(row.photos),
            f"{row.accuracy:.4f}",
            f"{row.refused:.4f}",
            f"{row.sure:.4f}",
            "" if row.right_when_sure is None else f"{row.right_when_sure:.4f}",
        ]
        for row in sorted(found.rows, key=lambda row: (row.accuracy, row.name))
    ]
