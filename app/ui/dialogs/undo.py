"""Take sorted files back, also after a restart or a crash."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from app.core.places import journals_folder
from app.core.shelving import shelve
from app.core.shelving.journal import Shelving, past_shelvings
from app.ui.dialogs.base import Dialog
from app.ui.dialogs.job_view import JobView, report_lines
from app.ui.look import theme, wording
from app.ui.widgets.fields import hint
from app.ui.widgets.pick_list import PickList

if TYPE_CHECKING:
    from app.ui.host import Host

TITLE = "Undo sorting"
_SIZE = (680, 460)


class UndoDialog(Dialog):
    """Lists what was sorted, and undoes one of them.

    Args:
        moved: called with the former and present places of files that were moved back.
        journal: undo this one at once.
    """

    def __init__(
        self,
        host: Host,
        moved: Callable[[Mapping[Path, Path]], None],
        journal: Path | None = None,
    ) -> None:
        super().__init__(host, TITLE, _SIZE)
        self._files_moved = moved
        self._found: list[Shelving] = []
        self._hint = hint(self.body, self.look, "Looking for what was sorted" + wording.ELLIPSIS)
        self._hint.grid(row=0, column=0, sticky="ew", pady=(0, theme.M))
        self._list = PickList(self.body, self.look, self._undo_chosen)
        self._list.grid(row=1, column=0, sticky="nsew")
        self.body.grid_columnconfigure(0, weight=1)
        self.body.grid_rowconfigure(1, weight=1)
        self._start = self.button("Undo", self._undo_chosen, "primary")
        self.button("Close", self.leave)
        self._start.set_enabled(False)
        self.first_field = self._list
        self.open()
        host.pump.run_task(
            lambda: past_shelvings(journals_folder()),
            lambda found: self._show(found, journal),
            host.tells.fail,
        )

    def _show(self, found: list[Shelving], journal: Path | None) -> None:
        if not self.winfo_exists():
            return
        self._found = found
        named = next((item for item in found if item.journal == journal), None)
        if named is not None:
            self._undo(named)
            return
        self._hint.configure(
            text="Moved files go back to where they were, copies are removed. A copy that was "
            "changed since is kept."
            if found
            else "Nothing was sorted that could be taken back."
        )
        self._list.show([_words(item) for item in found])
        self._start.set_enabled(bool(found))

    def _undo_chosen(self) -> None:
        if self._list.chosen is not None:
            self._undo(self._found[self._list.chosen])

    def _undo(self, item: Shelving) -> None:
        self.clear()
        words = f"Taken back {{done}} of {wording.files(item.meant)}"
        view = JobView(self, words, item.meant, can_cancel=False)

        def finished(outcome: tuple[shelve.Report, dict[Path, Path]]) -> None:
            report, moved = outcome
            self._files_moved(moved)
            self.headline.configure(text=f"{wording.files(report.done)} taken back")
            sentence = (
                "All is as it was before the sorting."
                if not report.failed
                else "The files below were kept where they are."
            )
            view.finish(sentence, report_lines(report.failed))
            self.button("Close", self.leave, "primary").focus_set()

        view.start(lambda job: shelve.take_back(item.journal, job.progress), finished)


def _words(item: Shelving) -> tuple[str, str]:
    """Two lines about a shelving."""
    verb = "moved" if item.mode == "move" else "copied"
    when = f"{item.when:%d %B %Y, %H:%M}".lstrip("0")
    count = wording.files(item.there)
    if item.there < item.meant:
        count = f"{wording.number(item.there)} of {wording.files(item.meant)}"
    return (
        f"{count} {verb} into {wording.name_of(item.into)}",
        f"{when}   {wording.place(item.into)}",
    )
