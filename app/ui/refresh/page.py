"""A page to train a new model on: what from, how it goes, what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import customtkinter as ctk

from app.core.refresh_run import Plan, training_available
from app.ui.look import theme
from app.ui.refresh.checking import CheckPage, FolderCheck
from app.ui.refresh.form import RefreshForm
from app.ui.refresh.missing import Installing, InstallPage
from app.ui.refresh.outcome import RefreshEnd
from app.ui.refresh.running import RefreshRunning
from app.ui.widgets import labels
from app.ui.widgets.page_header import page_header

if TYPE_CHECKING:
    from app.core.pictures.pool import Decoders
    from app.ui.flows.model import ModelInUse
    from app.ui.flows.preferences import Preferences
    from app.ui.host import Host
    from app.ui.refresh.run import Refreshing

_ENDS = {"published", "asking", "kept", "refused", "failed"}


class RefreshPage(ctk.CTkFrame):  # type: ignore[misc]
    """Shows one of: what is missing, the form, the run, its end."""

    def __init__(
        self,
        parent: Any,
        host: Host,
        decoders: Decoders,
        model: ModelInUse,
        refreshing: Refreshing,
        preferences: Preferences,
    ) -> None:
        super().__init__(parent, fg_color="transparent", corner_radius=0)
        self._host, self._decoders, self._model = host, decoders, model
        self._run, self._preferences = refreshing, preferences
        self._installing = Installing(host)
        self._check: FolderCheck | None = None
        self._shown = ""
        self._content: Any = None
        page_header(self, host.look, host.commands, "Refresh the model")
        self._sheet = labels.panel(self)
        self._sheet.grid(row=1, column=0, sticky="nsew")
        self._sheet.grid_columnconfigure(0, weight=1)
        self._sheet.grid_rowconfigure(0, weight=1)
        self._run.on_change = self.show

    def show(self) -> None:
        """Bring it up to date."""
        state = self._run.state
        if not training_available():
            wanted = "missing"
        elif self._run.running:
            wanted = "running"
        elif self._check is not None:
            wanted = "check"
        elif state in _ENDS:
            wanted = f"over {state} {self._run.message}"
        else:
            wanted = "form"
        if wanted != self._shown:
            self._shown = wanted
            if self._content is not None:
                self._content.destroy()
            self._content = self._build(wanted)
            # Inside the round corners of the sheet.
            self._content.grid(row=0, column=0, sticky="nsew", padx=theme.XS, pady=theme.XS)
        if isinstance(self._content, RefreshRunning):
            self._content.update_words()

    def _build(self, wanted: str) -> Any:
        host, run, sheet = self._host, self._run, self._sheet
        if wanted == "missing":
            return InstallPage(sheet, host, self._installing, self.show)
        if wanted == "running":
            return RefreshRunning(sheet, host, run, self._cancel)
        if wanted == "form":
            return RefreshForm(
                sheet,
                host,
                self._model,
                run,
                self._preferences,
                self._begin,
                self._audit,
            )
        if wanted == "check" and self._check is not None:
            return CheckPage(sheet, host, self._decoders, self._check, self._leave_check)
        return RefreshEnd(sheet, host, self._decoders, run, self._again, self._display)

    def _begin(self, plan: Plan) -> None:
        self._host.tells.say("", "question")  # which offers to resume another
        self._run.start(plan)

    def _cancel(self) -> None:
        self._run.cancel()
        self._host.tells.say("Training stopped. You can resume it.")

    def _audit(self, check: FolderCheck) -> None:
        self._check = check
        self.show()

    def _leave_check(self) -> None:
        if self._check is not None:
            self._check.stop()
            self._check = None
        self.show()

    def _again(self) -> None:
        self._run.state = "idle"
        self.show()

    def _display(self, name: str) -> str:
        contract = self._model.contract
        return contract.display_name(name) if contract else name
