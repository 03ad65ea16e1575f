"""The lists of other times: which there are, and one of them on screen again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.ui.dialogs.base import Dialog
from app.ui.look import theme, wording
from app.ui.widgets.fields import hint
from app.ui.widgets.pick_list import PickList

if TYPE_CHECKING:
    from app.core.review.files import RecentList
    from app.ui.flows.list_on_disk import ListOnDisk
    from app.ui.host import Host

TITLE = "Open recent"
_SIZE = (680, 520)


class RecentDialog(Dialog):
    """Lists what was on screen before, the newest first; any of it can be opened again."""

    def __init__(self, host: Host, disk: ListOnDisk) -> None:
        super().__init__(host, TITLE, _SIZE)
        self._disk = disk
        self._found: Sequence[RecentList] = ()
        self._hint = hint(self.body, self.look, width=600)
        self._hint.grid(row=0, column=0, sticky="ew", pady=(0, theme.M))
        self._list = PickList(self.body, self.look, self._open)
        self._list.grid(row=1, column=0, sticky="nsew")
        self.body.grid_columnconfigure(0, weight=1)
        self.body.grid_rowconfigure(1, weight=1)
        self._start = self.button("Open", self._open, "primary")
        self.button("Close", self.leave)
        self._start.set_enabled(False)
        self.first_field = self._list
        self.open()
        disk.find_recent(self._show)

    def _show(self, found: Sequence[RecentList]) -> None:
        if not self.winfo_exists():
            return
        self._found = found
        words = "With everything that was decided. The list on screen stays among these."
        self._hint.configure(text=words if found else "There is no other list yet.")
        self._list.show([wording.recent(each) for each in found])
        self._start.set_enabled(bool(found))

    def _open(self) -> None:
        if self._list.chosen is not None:
            recent = self._found[self._list.chosen]
            self.destroy()
            self._disk.open_recent(recent)
