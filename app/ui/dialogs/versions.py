"""The versions of the model: which are there, how good they are, and which one is used."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.core.errors import ShelfwiseError
from app.core.models.folder import current_version, read_contract, read_pin, versions
from app.core.text import percent
from app.ui.dialogs.base import Dialog
from app.ui.look import theme, wording
from app.ui.widgets.fields import hint
from app.ui.widgets.pick_list import PickList

if TYPE_CHECKING:
    from app.ui.flows.model import ModelInUse
    from app.ui.host import Host

TITLE = "Versions of the model"
_SIZE = (680, 460)


@dataclass(frozen=True)
class Version:
    """One version of a collection, as far as its contract can be read."""

    number: int
    title: str
    below: str


class VersionsDialog(Dialog):
    """Lists the versions of the collection in use; any of them can be put into use."""

    def __init__(self, host: Host, model: ModelInUse) -> None:
        super().__init__(host, TITLE, _SIZE)
        self._model = model
        self._found: list[Version] = []
        self._collection = model.collection
        self._hint = hint(self.body, self.look, width=600)
        self._hint.grid(row=0, column=0, sticky="ew", pady=(0, theme.M))
        self._list = PickList(self.body, self.look, self._use, self._chosen)
        self._list.grid(row=1, column=0, sticky="nsew")
        self.body.grid_columnconfigure(0, weight=1)
        self.body.grid_rowconfigure(1, weight=1)
        self._start = self.button("Use this version", self._use, "primary")
        self.button("Close", self.leave)
        self._start.set_enabled(False)
        self.first_field = self._list
        self.open()
        collection = self._collection
        host.pump.run_task(lambda: list_versions(collection), self._show, host.tells.fail)

    def _show(self, found: list[Version]) -> None:
        if not self.winfo_exists():
            return
        self._found = found
        place = wording.place(self._collection)
        words = f"In {place}. An older version stays in use until you choose the newest one again, "
        words += "or a newer one is published."
        self._hint.configure(text=words if found else f"There are no versions in {place}.")
        current = self._current()
        chosen = next((n for n, item in enumerate(found) if item.number == current), 0)
        self._list.show([(item.title, item.below) for item in found], chosen)

    def _current(self) -> int | None:
        contract = self._model.contract
        return contract.version if contract else None

    def _chosen(self) -> None:
        row = self._list.chosen
        self._start.set_enabled(row is not None and self._found[row].number != self._current())

    def _use(self) -> None:
        row = self._list.chosen
        if row is None or self._found[row].number == self._current():
            return
        self._model.use_version(self._collection, self._found[row].number)
        self.destroy()


def list_versions(collection: Path) -> list[Version]:
    """The versions, newest first; a damaged one says so."""
    current, pinned = current_version(collection), read_pin(collection)
    found = []
    for number in reversed(versions(collection)):
        title = f"Version {number}"
        if number == current:
            title += ", in use" + (" because it was chosen" if number == pinned else "")
        try:
            contract = read_contract(collection / str(number))
        except ShelfwiseError as error:
            found.append(Version(number, title, error.message))
            continue
        parts = [f"published {contract.created[:10]}"]
        accuracy = contract.metrics.get("test", {}).get("accuracy")
        if isinstance(accuracy, float):
            parts.append(f"{percent(accuracy, 1)} right on its test photos")
        parts.append(", ".join(kind.display_name for kind in contract.classes))
        found.append(Version(number, title, "   ·   ".join(parts)))
    return found
