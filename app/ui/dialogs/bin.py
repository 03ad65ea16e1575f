"""Moves files to the bin, after a question."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from app.core.errors import ShelfwiseError
from app.core.storage.bin import move_to_bin
from app.ui.dialogs.base import Dialog
from app.ui.dialogs.job_view import JobView, report_lines
from app.ui.look import wording
from app.ui.widgets import labels

if TYPE_CHECKING:
    from app.ui.host import Host
    from app.ui.state.item import Item
    from app.ui.threads.jobs import Job

TITLE = "Move to the bin"
_SIZE = (560, 230)


class BinDialog(Dialog):
    """Asks, and closes by itself if all went well.

    Args:
        items: the pictures whose files are meant.
        gone: called with those whose files are in the bin now.
    """

    def __init__(
        self, host: Host, items: Sequence[Item], gone: Callable[[Sequence[Item]], object]
    ) -> None:
        super().__init__(host, TITLE, _SIZE)
        self._items, self._gone = items, gone
        what = wording.name_of(items[0].path) if len(items) == 1 else wording.files(len(items))
        leaves, it = ("leaves", "it") if len(items) == 1 else ("leave", "them")
        sentence = (
            f"{what} {leaves} the list and the folder. Undo does not bring {it} back: only the bin "
            "of your system does."
        )
        self.body.grid_columnconfigure(0, weight=1)
        labels.label(self.body, self.look, sentence, wraplength=500).grid(sticky="ew")
        self.first_field = self.button(TITLE, self._run, "primary")
        self.button("Cancel", self.leave)
        self.open()

    def _run(self) -> None:
        items = self._items
        self.clear()
        view = JobView(self, f"Moved {{done}} of {wording.files(len(items))}", len(items))

        def work(job: Job) -> tuple[list[Item], list[ShelfwiseError]]:
            gone: list[Item] = []
            failed: list[ShelfwiseError] = []
            for number, item in enumerate(items, start=1):
                if job.cancelled.is_set():
                    break
                try:
                    move_to_bin(item.path)
                    gone.append(item)
                except ShelfwiseError as error:
                    failed.append(error)
                job.progress(number)
            return gone, failed

        def finished(outcome: tuple[list[Item], list[ShelfwiseError]]) -> None:
            gone, failed = outcome
            self._gone(gone)
            said = f"{wording.files(len(gone))} moved to the bin."
            if failed:
                view.finish(said, report_lines(failed))
                self.button("Close", self.leave, "primary").focus_set()
            else:
                self.destroy()
                self.host.tells.say(said)

        view.start(work, finished)
