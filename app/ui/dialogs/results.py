"""Asks where results are to be written or opened; writes them as a page with thumbnails."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tkinter import filedialog
from typing import TYPE_CHECKING

from app.ui.dialogs.base import Dialog
from app.ui.dialogs.job_view import JobView
from app.ui.flows.results import CSV_SUFFIX, ResultsFiles
from app.ui.look import wording

if TYPE_CHECKING:
    from app.core.answers import Row
    from app.core.models.folder import Contract
    from app.core.pictures.pool import Decoders
    from app.ui.flows.preferences import Preferences
    from app.ui.host import Host
    from app.ui.threads.jobs import Job

TITLE = "Export a page"
_PAGES = (".html", ".htm")
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
    name = filedialog.asksaveasfilename(
        parent=host.root,
        title="Export results",
        initialdir=preferences.now.last_folder or None,
        initialfile="results.csv",
        filetypes=[
            ("Table for spreadsheets", "*.csv"),
            ("JSON lines", "*.jsonl *.json"),
            ("Page with thumbnails", "*.html"),
        ],
    )
    if not name:
        return
    path = Path(name) if Path(name).suffix else Path(name + CSV_SUFFIX)
    if path.suffix.lower() in _PAGES:
        PageExport(host, path, results.rows, contract, decoders)
    else:
        results.write(path)


def ask_results(host: Host, results: ResultsFiles, preferences: Preferences) -> None:
    """Ask for a results file, and bring its rows into the list."""
    name = filedialog.askopenfilename(
        parent=host.root,
        title="Open results",
        initialdir=preferences.now.last_folder or None,
        filetypes=[("Results", "*.csv *.jsonl *.ndjson *.json"), ("All files", "*")],
    )
    if name:
        results.open(Path(name))
