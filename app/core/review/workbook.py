"""Results as an Excel workbook, which opens in columns whatever language a spreadsheet speaks.

A CSV does not: Excel takes a semicolon for the end of a cell, and a comma for the decimal point,
where the system's language has them so. In a workbook numbers are numbers and text is text.
"""

from __future__ import annotations

import io
import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from app.core.answers import Outcome, Row
from app.core.errors import FileAccessError
from app.core.review.results import Names, cells_of, column_names
from app.core.review.table import BEFORE_CLASSES
from app.core.storage.files import atomic_writer

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

MAX_ROWS = 1_048_576
"""Lines of a sheet, the first one with the names of the columns among them."""
_MAX_TEXT = 32_767  # characters of a cell
_PATH_WIDTH = 60  # in characters
# Nothing that is written can become a formula, a link or a number by itself.
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


@contextmanager
def xlsx_file(
    path: Path, class_names: Sequence[str], written: Names | None = None
) -> Iterator[Callable[[Row | Outcome], None]]:
    """Write an Excel workbook; otherwise as ``results.csv_file``.

    Raises:
        FileAccessError: ``cannot_write``, or ``too_many_rows`` for more than a sheet can hold.
    """
    from xlsxwriter import Workbook

    with atomic_writer(path) as stream:
        content = io.BytesIO()  # packed, a hundred thousand rows take a few megabytes
        workbook = Workbook(content, _OPTIONS)
        sheet = workbook.add_worksheet("Results")
        rows = _Rows(sheet, path, class_names, written or {})
        try:
            yield rows.write
            sheet.autofilter(0, 0, rows.count - 1, rows.width - 1)
        finally:
            _close(workbook)  # its rows lie in temporary files till then
        stream.write(content.getbuffer())


def _close(workbook: Workbook) -> None:
    from xlsxwriter.exceptions import FileCreateError

    try:
        workbook.close()
    except FileCreateError as error:  # in place of an error of the system
        raise OSError(str(error)) from error


class _Rows:
    def __init__(
        self, sheet: Worksheet, path: Path, class_names: Sequence[str], written: Names
    ) -> None:
        self._sheet, self._path, self._written = sheet, path, written
        self._class_count = len(class_names)
        columns = column_names(class_names, written)
        first = len(BEFORE_CLASSES)  # then one confidence a class, and the seconds
        last = columns.index("type_probability", first + self._class_count)
        self._numbers = {*range(first, first + self._class_count + 1), last}
        self.count, self.width = 1, len(columns)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, 0, _PATH_WIDTH)
        for number, name in enumerate(columns):
            sheet.write_string(0, number, _text(name))

    def write(self, item: Row | Outcome) -> None:
        """Write one row."""
        if self.count >= MAX_ROWS:
            raise FileAccessError(
                "too_many_rows",
                f"{self._path} was not written: an Excel sheet holds {MAX_ROWS - 1:,} pictures at "
                "most; write CSV instead.",
            )
        for number, cell in enumerate(cells_of(item, self._class_count, self._written)):
            if cell and number in self._numbers and math.isfinite(float(cell)):
                self._sheet.write_number(self.count, number, float(cell))
            elif cell:
                self._sheet.write_string(self.count, number, _text(cell))
        self.count += 1


def _text(cell: str) -> str:
    """Text as a workbook can hold it: file names may be no valid Unicode, or very long."""
    return cell.encode(errors="surrogateescape").decode(errors="replace")[:_MAX_TEXT]
