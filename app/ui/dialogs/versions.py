"""The versions of the model: which are there, how good they are, and which one is used."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.core.errors import ShelfwiseError
from app.core.models.folder import read_contract
from app.core.models.history import read_history
from app.core.models.in_use import Version, known_versions
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
class Entry:
    """One version, as far as its contract can be read."""

    version: Version
    title: str
    below: str


class VersionsDialog(Dialog):
    """Lists the person's own versions and the shipped ones; any of them can be put into use."""

    def __init__(self, host: Host, model: ModelInUse) -> None:
        super().__init__(host, TITLE, _SIZE)
        self._model = model
        self._found: list[Entry] = []
        self._collection = model.collection
        self._hint = hint(self.body, self.look, width=600)
        self._hint.grid(row=0, column=0, sticky="ew", pady=(0, theme.M))
        self._list = PickList(self.body, self.look, self._use, self._chosen)
        self._list.grid(row=1, column=0, sticky="nsew")
        self.body.grid_columnconfigure(0, weight=1)
        self.body.grid_rowconfigure(1, weight=1)
        self._start = self.button("Use this version", self._use, "primary")
        self._back = self.button("Back to the shipped model", self._use_shipped)
        self._back.set_enabled(not model.is_shipped)
        self.button("Close", self.leave)
        self._start.set_enabled(False)
        self.first_field = self._list
        self.open()
        collection, in_use = self._collection, self._in_use()
        host.pump.run_task(lambda: list_versions(collection, in_use), self._show, host.tells.fail)

    def _show(self, found: list[Entry]) -> None:
        if not self.winfo_exists():
            return
        self._found = found
        place = wording.place(self._collection)
        words = f"In {place}, and what came with Shelfwise. The version that you choose stays in "
        words += "use until you choose another one, or a newer one is published."
        self._hint.configure(text=words if found else f"There are no versions in {place}.")
        in_use = self._in_use()
        chosen = next((n for n, item in enumerate(found) if item.version.folder == in_use), 0)
        self._list.show([(item.title, item.below) for item in found], chosen)

    def _in_use(self) -> Path | None:
        return self._model.folder.path if self._model.folder else None

    def _chosen(self) -> None:
        self._start.set_enabled(self._other() is not None)

    def _other(self) -> Version | None:
        """The chosen version, if it is not the one in use."""
        row = self._list.chosen
        version = None if row is None else self._found[row].version
        return version if version and version.folder != self._in_use() else None

    def _use(self) -> None:
        version = self._other()
        if version is not None:
            self._model.use_version(version)
            self.destroy()

    def _use_shipped(self) -> None:
        self._model.use_shipped()
        self.destroy()


def list_versions(collection: Path, in_use: Path | None) -> list[Entry]:
    """List versions in the order in which they are taken; a damaged one says so.

    Args:
        in_use: the folder of the version in use.

    Raises:
        ModelFolderError: ``model_missing``: the place cannot be read.
    """
    known, began = known_versions(collection), {use.folder: use.at for use in read_history()}
    found = []
    for version in known:
        title = f"Version {version.number}" + (", shipped" if version.shipped else "")
        if version.folder == in_use:
            title += ", in use" + (" because it was chosen" if version != known[0] else "")
        try:
            contract = read_contract(version.folder)
        except ShelfwiseError as error:
            found.append(Entry(version, title, error.message))
            continue
        parts = [f"published {contract.created[:10]}"]
        if at := began.get(str(version.folder)):
            parts.append(f"put into use {at[:10]}")
        accuracy = contract.metrics.get("test", {}).get("accuracy")
        if isinstance(accuracy, float):
            parts.append(f"{percent(accuracy, 1)} right on its test photos")
        parts.append(", ".join(kind.display_name for kind in contract.classes))
        found.append(Entry(version, title, "   ·   ".join(parts)))
    return found
