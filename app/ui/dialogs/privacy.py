"""What the program keeps about a person, how much of it there is, and how to be rid of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app.core.places import data_folder
from app.core.text import size
from app.ui.dialogs.base import Dialog
from app.ui.look import theme, wording
from app.ui.widgets.fields import hint
from app.ui.widgets.pick_list import PickList

if TYPE_CHECKING:
    from app.core.kept import Kept
    from app.ui.flows.privacy import Privacy
    from app.ui.host import Host

TITLE = "Privacy"
_SIZE = (700, 640)


class PrivacyDialog(Dialog):
    """Lists what is kept; each kind is deleted after one question.

    Args:
        training: tells which run goes on now.
    """

    def __init__(self, host: Host, privacy: Privacy, training: Callable[[], Path | None]) -> None:
        super().__init__(host, TITLE, _SIZE)
        self._privacy, self._training = privacy, training
        self._kept: Sequence[Kept] = ()
        self._hint = hint(self.body, self.look, _general(), width=620)
        self._hint.grid(row=0, column=0, sticky="ew", pady=(0, theme.M))
        self._list = PickList(self.body, self.look, self._ask, self._chosen)
        self._list.grid(row=1, column=0, sticky="nsew")
        self.body.grid_columnconfigure(0, weight=1)
        self.body.grid_rowconfigure(1, weight=1)
        self._offer()
        self.first_field = self._list
        self.open()
        privacy.measure(self._show, host.tells.fail)

    def _show(self, kept: Sequence[Kept]) -> None:
        if not self.winfo_exists():
            return
        chosen = self._list.chosen or 0
        self._kept = kept
        self._list.show(
            [(f"{each.kind.title}   ·   {_amount(each)}", each.kind.words) for each in kept], chosen
        )
        self._chosen()

    def _offer(self) -> None:
        self.clear_footer()
        self.headline.configure(text=TITLE)
        self._hint.configure(text=_general())
        self._start = self.button("Delete...", self._ask, "primary")
        self.button("Close", self.leave)
        self._chosen()

    def _chosen(self) -> None:
        kind = self._choice()
        self._start.set_enabled(kind is not None and kind.files > 0)

    def _choice(self) -> Kept | None:
        return (
            self._kept[self._list.chosen] if self._kept and self._list.chosen is not None else None
        )

    def _ask(self) -> None:
        chosen = self._choice()
        if chosen is None or not chosen.files:
            return
        name = chosen.kind.name
        stays = self._privacy.stays(name, self._training())
        self.headline.configure(text=f"Delete {chosen.kind.title.lower()}?")
        words = f"{_amount(chosen)}. This cannot be undone."
        self._hint.configure(text=" ".join(filter(None, (words, stays))))
        self.clear_footer()
        self._start = self.button("Delete", lambda: self._delete(name), "primary")
        keep = self.button("Keep", self._offer)
        keep.focus_set()

    def _delete(self, name: str) -> None:
        self._offer()
        self._privacy.delete(name, self._training(), self._show, self._failed)

    def _failed(self, error: BaseException) -> None:
        self.host.tells.fail(error)
        self._privacy.measure(self._show, self.host.tells.fail)


def _general() -> str:
    return (
        f"Kept on this computer only, in {wording.place(data_folder())} and the system's folders "
        "for caches and logs, where nobody but you may look. Thumbnails are kept in memory alone."
    )


def _amount(kept: Kept) -> str:
    return f"{wording.files(kept.files)}, {size(kept.bytes)}" if kept.files else "nothing"
