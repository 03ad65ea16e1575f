"""Asks where results are to be written or opened; writes them as a page with thumbnails."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Sequence
from pathlib import Path
from tkinter import filedialog
from typing import TYPE_CHECKING

from app.ui.browser import open_with_system
from app.ui.dialogs.base import Dialog
from app.ui.dialogs.chooser import Question, choose
from app.ui.dialogs.job_view import JobView
from app.ui.flows.results import CSV_SUFFIX, JSON_SUFFIXES, XLSX_SUFFIX, ResultsFiles
from app.ui.look import wording

if TYPE_CHECKING:
    from app.core.answers import Row
    from app.core.models.folder import Contract
    from app.core.pictures.pool import Decoders
    from app.ui.flows.preferences import Preferences
    from app.ui.host import Host
    from app.ui.state.screen import Action
    from app.ui.threads.jobs import Job

TITLE = "Export a page"
_PAGES = (".html", ".htm")
_KINDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Table for spreadsheets", (CSV_SUFFIX,)),
    ("Excel workbook", (XLSX_SUFFIX,)),
    ("JSON lines", JSON_SUFFIXES),
    ("Page with thumbnails", _PAGES),
    ("Products for Shopify", (CSV_SUFFIX,)),
    ("Products for WooCommerce", (CSV_SUFFIX,)),
)
_SHOPS = {"Products for Shopify": "shopify", "Products for WooCommerce": "woocommerce"}
_SIZE = (560, 230)


class PageExport(Dialog):
    """Writes at once, with a way to cancel."""

    def __init__(
        self,
        host: Host,
        path: Path,
        rows: Sequence[Row],
        contract: Contract,
        decoders: Decoders,
    ) -> None:
        super().__init__(host, TITLE, _SIZE)
        view = JobView(self, f"Written {{done}} of {wording.pictures(len(rows))}", len(rows))

        def work(job: Job) -> bool:
            from app.core.review.page import write_page

            return write_page(
                path,
                rows,
                contract,
                decoders,
                progress=job.progress,
                cancel=job.cancelled,
            )

        def finished(written: bool) -> None:
            if not written:
                self.destroy()
                host.tells.say("The page was not written, because it was cancelled.")
                return
            self.headline.configure(text="The page was written")
            view.finish(f"It is {wording.place(path)}, and opens in any browser, offline.")
            self.button("Close", self.leave, "primary").focus_set()
            self.button("Open", lambda: show(host, path))
            self.button("Show folder", lambda: show(host, path.parent))

        view.start(work, finished)
        self.open()


def ask_export(
    host: Host,
    results: ResultsFiles,
    preferences: Preferences,
    contract: Contract,
    decoders: Decoders,
) -> None:
    """Ask for a file, and write the results of the list to it."""
    kind = tk.StringVar(host.root)
    name = filedialog.asksaveasfilename(
        parent=host.root,
        typevariable=kind,
        title="Export results",
        initialdir=preferences.start_folder,
        initialfile="results.csv",
        filetypes=[(words, [f"*{ending}" for ending in endings]) for words, endings in _KINDS],
    )
    if not name:
        return
    path = with_ending(name, kind.get())
    preferences.note_places([path])
    actions = ("Open", lambda: show(host, path)), _in_folder(host, path)
    if path.suffix.lower() in _PAGES:
        PageExport(host, path, results.rows, contract, decoders)
    elif kind.get() in _SHOPS:
        results.write_shop(path, _SHOPS[kind.get()], *actions)
    else:
        results.write(path, *actions)


def ask_keywords(host: Host, results: ResultsFiles, preferences: Preferences) -> None:
    """Ask for a folder, and write XMP files with the keywords of the list's pictures."""
    from app.core.review.xmp import photos_folder

    def chosen(folders: Sequence[Path]) -> None:
        results.write_keywords(folders[0], ("Show folder", lambda: show(host, folders[0])))

    start = str(photos_folder(results.rows) or preferences.start_folder)
    choose(host, Question("Folder for the XMP files", start, folder=True), chosen)


def with_ending(name: str, kind: str) -> Path:
    """Return the file that is meant by a name and a kind of file chosen beside it.

    The kind gives the ending; while it is the first one, which nobody need have chosen, an ending
    that was typed goes before it.
    """
    endings = dict(_KINDS).get(kind, _KINDS[0][1])
    path = Path(name)
    typed = path.suffix.lower()
    known = {ending for _, some in _KINDS for ending in some}
    if typed in endings or (typed and endings == _KINDS[0][1]):
        return path
    return path.with_suffix(endings[0]) if typed in known else Path(name + endings[0])


def show(host: Host, path: Path) -> None:
    """Open a file or a folder with the person's own programs."""
    host.pump.run_task(lambda: open_with_system(path), lambda _: None, host.tells.fail)


def _in_folder(host: Host, path: Path) -> Action:
    return "Show folder", lambda: show(host, path.parent)


def ask_results(host: Host, results: ResultsFiles, preferences: Preferences) -> None:
    """Ask for a results file, and bring its rows into the list."""
    patterns = ("*.csv", "*.jsonl", "*.ndjson", "*.json", "*.parquet")
    start = preferences.start_folder
    question = Question("Open results", start, kind="Results", patterns=patterns)
    choose(host, question, lambda chosen: _open(results, preferences, chosen[0]))


def ask_results_folder(host: Host, results: ResultsFiles, preferences: Preferences) -> None:
    """Ask for a folder of parts, and bring the rows of all of them into the list."""
    question = Question("Open a folder of results", preferences.start_folder, folder=True)
    choose(host, question, lambda chosen: _open(results, preferences, chosen[0]))


def _open(results: ResultsFiles, preferences: Preferences, path: Path) -> None:
    preferences.note_places([path])
    results.open(path)
