"""Writes what a list holds to a file, and opens such a file so that a review goes on from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app.core.errors import FileAccessError
from app.ui.flows.portions import in_portions
from app.ui.look import wording

if TYPE_CHECKING:
    from app.core.answers import Row
    from app.ui.flows.model import ModelInUse
    from app.ui.state.lists import Lists
    from app.ui.state.screen import Action, Screen, Tells
    from app.ui.threads.pump import Pump

CSV_SUFFIX = ".csv"
XLSX_SUFFIX = ".xlsx"
JSON_SUFFIXES = (".jsonl", ".ndjson", ".json")


class ResultsFiles:
    """Results on disk, written and read away from the Tk thread.

    Args:
        changed: called once after each change.
    """

    def __init__(
        self,
        lists: Lists,
        model: ModelInUse,
        pump: Pump,
        screen: Screen,
        tells: Tells,
        changed: Callable[[], None],
    ) -> None:
        self._lists = lists
        self._model = model
        self._pump = pump
        self._screen = screen
        self._tells = tells
        self._changed = changed

    @property
    def rows(self) -> list[Row]:
        """What there is to write: a row for every picture that has an outcome."""
        return [item.row for item in self._lists.session if item.row is not None]

    def write(self, path: Path, *actions: Action) -> None:
        """Write the results of the list as a table or as JSON lines.

        Args:
            actions: what can be done with the file once it is there.
        """
        contract, rows = self._model.contract, self.rows
        if contract is None:
            return
        names, written = contract.class_names, contract.written_names
        self._pump.run_task(
            lambda: export(path, rows, names, written),
            lambda count: self._tells.say(
                f"The results of {wording.pictures(count)} were written to {path.name}.",
                "note",
                *actions,
            ),
            self._tells.fail,
        )

    def write_shop(self, path: Path, shop: str, *actions: Action) -> None:
        """Write the products of the list as a CSV that a shop imports; ``actions`` as ``write``."""
        contract, rows = self._model.contract, self.rows
        if contract is None:
            return
        written = contract.written_names

        def work() -> tuple[int, int]:
            from app.core.review.shop import WRITERS, products_of

            products, left = products_of(rows, written)
            WRITERS[shop](path, products)
            return len(products), left

        def told(counts: tuple[int, int]) -> None:
            words = f"{wording.products(counts[0]) or 'No product'} written to {path.name}."
            if counts[1]:
                words += f" {wording.pictures(counts[1])} without a known class left out."
            self._tells.say(words, "note", *actions)

        self._pump.run_task(work, told, self._tells.fail)

    def write_keywords(self, folder: Path, *actions: Action) -> None:
        """Write XMP files with class and product type; ``actions`` as ``write``."""
        contract, rows = self._model.contract, self.rows
        if contract is None:
            return
        written = contract.written_names

        def work() -> list[str]:
            from app.core.review.xmp import keyword_words, write_keywords

            return keyword_words(write_keywords(folder, rows, written))

        self._pump.run_task(
            work,
            lambda lines: self._tells.say(" ".join(lines), "note", *actions),
            self._tells.fail,
        )

    def open(self, path: Path) -> None:
        """Bring the rows of a results file into the list, without asking the model again."""
        contract, session = self._model.contract, self._lists.session
        if contract is None:
            return

        def read() -> list[Row]:
            from app.core.review.opened_results import open_results

            return open_results(path, contract.class_names, contract.names_by_display_name)

        def take(rows: list[Row]) -> None:
            if self._lists.session is session:  # who began another list does not want them
                self._take(path, rows)

        self._pump.run_task(read, take, self._tells.fail)

    def _take(self, path: Path, rows: Sequence[Row]) -> None:
        def done() -> None:
            self._lists.note_grown()
            self._lists.rows.least_sure_first()
            self._screen.show("list")
            self._tells.say(f"Opened {wording.results(len(rows))} from {path.name}.")
            self._changed()

        in_portions(
            self._pump,
            self._lists,
            rows,
            lambda portion: self._lists.session.take_rows(portion),
            done,
        )


def export(
    path: Path,
    rows: Sequence[Row],
    class_names: Sequence[str],
    written: Mapping[str, str] | None = None,
) -> int:
    """Write rows as CSV or, by the file's ending, as an Excel workbook or JSON lines.

    Args:
        written: class -> what results call it, where that is not its name.

    Returns:
        How many were written.

    Raises:
        FileAccessError: ``cannot_write``, ``too_many_rows`` or, for another ending,
            ``unknown_ending``.
    """
    from app.core.review.results import csv_file, json_file
    from app.core.review.workbook import xlsx_file

    writers = {CSV_SUFFIX: csv_file, XLSX_SUFFIX: xlsx_file}
    writer = (writers | dict.fromkeys(JSON_SUFFIXES, json_file)).get(path.suffix.lower())
    if writer is None:
        raise FileAccessError(
            "unknown_ending",
            f"{path.name} should end in .csv or .xlsx for a table, .jsonl for JSON lines or "
            ".html for a page; choose another name.",
        )
    with writer(path, class_names, written) as write:
        for row in rows:
            write(row)
    return len(rows)
