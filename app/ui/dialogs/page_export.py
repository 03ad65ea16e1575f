"""Writes the list as a page with thumbnails, which takes a while for many pictures."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app.ui.dialogs.base import Dialog
from app.ui.dialogs.job_view import JobView
from app.ui.look import wording

if TYPE_CHECKING:
    from app.core.answers import Row
    from app.core.models.folder import Contract
    from app.ui.threads.jobs import Job
    from app.ui.window import Window

TITLE = "Export a page"
SUFFIXES = (".html", ".htm")
_SIZE = (560, 230)


class PageExport(Dialog):
    """Writes at once, with a way to cancel."""

    def __init__(self, window: Window, path: Path, rows: Sequence[Row], contract: Contract) -> None:
        super().__init__(window, TITLE, _SIZE)
        view = JobView(self, f"Written {{done}} of {wording.pictures(len(rows))}", len(rows))

        def work(job: Job) -> bool:
            from app.core.review.page import write_page

            return write_page(
                path,
                rows,
                contract,
                window.decoders,
                progress=job.progress,
                cancel=job.cancelled,
            )

        def finished(written: bool) -> None:
            if not written:
                self.destroy()
                window.banner.show("The page was not written, because it was cancelled.")
                return
            self.headline.configure(text="The page was written")
            view.finish(f"It is {wording.place(path)}, and opens in any browser, offline.")
            self.button("Close", self.leave, "primary").focus_set()

        view.start(work, finished)
        self.open()
