"""The inside of a dialog while it works: a bar, a count, Cancel; then what came of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from app.core.errors import ShelfwiseError
from app.core.text import printable
from app.ui.look import spacing, theme, wording
from app.ui.widgets import labels
from app.ui.widgets.controls import Button
from app.ui.widgets.meter import Meter
from app.ui.widgets.text_panel import Line, TextPanel

if TYPE_CHECKING:
    from app.ui.dialogs.base import Dialog
    from app.ui.threads.jobs import Job

_FAILURES_SHOWN = 200
_SMALL, _LARGE = (560, 230), (680, 460)
T = TypeVar("T")


class JobView:
    """Fills an emptied dialog.

    Args:
        words: what is said meanwhile; ``{done}`` is the count.
        total: units of the work.
        can_cancel: whether the work may be broken off.
    """

    def __init__(self, dialog: Dialog, words: str, total: int, *, can_cancel: bool = True) -> None:
        self._dialog, self._words, self._total = dialog, words, total
        self._job: Job | None = None
        self._can_cancel = can_cancel
        look, body = dialog.look, dialog.body
        body.grid_columnconfigure(0, weight=1)
        self._status = labels.label(body, look, wraplength=500)
        self._status.grid(row=0, column=0, sticky="ew")
        self._meter = Meter(body, look)
        spacing.grid(self._meter, look, row=1, column=0, sticky="ew", pady=(theme.M, 0))
        if can_cancel:
            cancel: Button = dialog.button("Cancel", self.cancel)
            cancel.focus_set()
        dialog.resize(_SMALL)
        dialog.busy = self.cancel
        self._watch(0)

    def start(self, work: Callable[[Job], T], then: Callable[[T], None]) -> None:
        """Do the work; a person leaving the dialog cancels it."""

        def finished(value: T) -> None:
            self._dialog.busy = None
            if self._dialog.winfo_exists():
                then(value)

        self._job = self._dialog.host.jobs.start(work, finished, self._failed, self._watch)

    def cancel(self) -> None:
        """Break the work off after the file it is at, if it may be."""
        if self._job is not None and self._can_cancel:
            self._job.cancelled.set()
            self._status.configure(text="Cancelling" + wording.ELLIPSIS)

    def finish(self, sentence: str, lines: Sequence[Line] = ()) -> None:
        """Say what came of it; new buttons are the caller's."""
        self._dialog.clear_footer()
        self._meter.destroy()
        self._status.configure(text=sentence)
        if lines:
            self._dialog.resize(_LARGE)
            panel = TextPanel(self._dialog.body, self._dialog.look)
            panel.grid(row=1, column=0, sticky="nsew", pady=(theme.M, 0))
            self._dialog.body.grid_rowconfigure(1, weight=1)
            panel.show(lines, wrap=True)

    def _watch(self, done: int) -> None:
        if self._job is not None and self._job.cancelled.is_set():
            return
        if self._dialog.winfo_exists():
            self._status.configure(text=self._words.format(done=wording.number(done)))
            self._meter.set(done / self._total if self._total else 0.0)

    def _failed(self, error: BaseException) -> None:
        self._dialog.busy = None
        self._dialog.destroy()
        self._dialog.host.tells.fail(error)


def report_lines(failures: Sequence[ShelfwiseError]) -> list[Line]:
    """What could not be done, for a panel."""
    if not failures:
        return []
    lines: list[Line] = [(f"{wording.files(len(failures))} could not be done:", "strong")]
    lines += [(printable(failure.message), "bad") for failure in failures[:_FAILURES_SHOWN]]
    more = len(failures) - _FAILURES_SHOWN
    return [*lines, (f"and {wording.number(more)} more", "muted")] if more > 0 else lines
