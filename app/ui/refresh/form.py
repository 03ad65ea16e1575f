"""The form of a refresh: a folder, what is in it, what will happen, and how long it takes."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import customtkinter as ctk

from app.core.pictures.photo_folder import PhotoFolder, look_into
from app.core.places import corrections_folder
from app.core.refresh_run import Plan, new_plan
from app.core.review.corrections import count_corrections
from app.ui.look import spacing, theme, wording
from app.ui.refresh.checking import FolderCheck
from app.ui.refresh.form_words import doubt_words, remarks, types_words, what_will_happen
from app.ui.widgets import labels
from app.ui.widgets.controls import Button, Switch
from app.ui.widgets.fields import FolderField, TextField, hint
from app.ui.widgets.scrolling import ScrollPanel

if TYPE_CHECKING:
    from app.ui.flows.model import ModelInUse
    from app.ui.flows.preferences import Preferences
    from app.ui.host import Host
    from app.ui.refresh.run import Refreshing

_WHAT = (
    "The model in use learns from a folder that holds one folder of photos per class, and from the "
    "corrections that were made here. It keeps what it knows. You can go on working meanwhile."
)
_BACKGROUND = "other"
_PAUSE_MS = 250
_ASKED_AT_ONCE = 300  # photos; about more a person has to ask
_DOUBTED = "label_error"  # a kind of finding of an audit


@dataclass(frozen=True)
class Field:
    """A named field of a training from scratch, and its option of ``shelfwise-train fit``."""

    name: str
    option: str
    hint: str


FIELDS = (
    Field("Changed copies of each photo", "--views", "4 unless you write another number"),
    Field("Rounds, at most", "--epochs", "empty: as many as help"),
    Field("Size of the pictures, in pixels", "--input-size", "224 unless you write another number"),
)


class RefreshForm(ctk.CTkFrame):  # type: ignore[misc]
    """Shown while nothing runs.

    Args:
        started: called with the plan that a person has made.
        check: called with the check of a folder that a person wants to see.
    """

    def __init__(
        self,
        parent: Any,
        host: Host,
        model: ModelInUse,
        refreshing: Refreshing,
        preferences: Preferences,
        started: Callable[[Plan], None],
        check: Callable[[FolderCheck], None],
    ) -> None:
        super().__init__(parent, fg_color="transparent", corner_radius=0)
        self.grid_columnconfigure(0, weight=1)
        self.grid_rowconfigure(0, weight=1)
        self._host, self._look, self._model = host, host.look, model
        self._preferences, self._started, self._show_check = preferences, started, check
        self._asking: FolderCheck | None = None
        self._job, self._asked = "", 0
        self._found: PhotoFolder | None = None
        self._kept = sum(count_corrections(corrections_folder()).values())
        self._plan = refreshing.unfinished()
        self._panel = ScrollPanel(self, self._look, theme.SURFACE, theme.L, corner_radius=0)
        self._panel.grid(row=0, column=0, sticky="nsew", padx=1, pady=1)
        inside = self.inside = self._panel.inside
        inside.grid_columnconfigure(0, weight=1)
        self._line(0, _WHAT, theme.TEXT_MUTED, (theme.XL, theme.L))
        labels.label(inside, self._look, "Photos", "strong").grid(row=1, sticky="ew", padx=theme.XL)
        self._data = FolderField(
            inside, self._look, "Choose the folder of class folders", changed=self._typed
        )
        self._data.grid(row=2, sticky="ew", padx=theme.XL, pady=(theme.XS, theme.M))
        self._table = labels.group(inside)
        self._table.grid(row=3, sticky="ew", padx=theme.XL)
        spacing.hide(self._table)  # empty, it would be as high as CustomTkinter's frames are
        self._remarks = self._line(4, "", theme.WARNING, (theme.S, 0))
        self._plans = self._line(5, "", theme.TEXT, (theme.M, theme.M))
        self._scratch = Switch(inside, self._look, "Start from scratch (takes hours)")
        self._scratch.on_press = self._toggle
        spacing.grid(self._scratch, self._look, row=6, sticky="w", padx=theme.XL, pady=theme.S)
        self._fields, self._texts = self._build_fields()
        self._buttons = labels.group(self)
        self._buttons.grid(row=1, sticky="w", padx=theme.XL, pady=theme.L)
        self._start = self._button("Start training", "primary", self._begin)
        self._check = self._button("Look for mistakes...", "quiet", self._look_for_mistakes)
        if self._plan is not None:
            self._button("Resume the stopped training", "quiet", self._resume)
        self._panel.listen()
        self._data.put(preferences.now.training_data)
        self._tell()
        self._data.focus_set()

    def _build_fields(self) -> tuple[ctk.CTkFrame, list[TextField]]:
        group = labels.group(self.inside)
        group.grid(row=7, sticky="ew", padx=theme.XL)
        group.grid_columnconfigure(1, weight=1)
        texts = []
        given = self._preferences.now.training_options
        for row, field in enumerate((*FIELDS, Field("Other options", "", ""))):
            labels.label(group, self._look, field.name).grid(
                row=2 * row, column=0, sticky="w", padx=(0, theme.L), pady=(theme.S, 0)
            )
            text = TextField(group, self._look, "" if field.option else given)
            text.grid(row=2 * row, column=1, sticky="ew", pady=(theme.S, 0))
            text.bind("<Return>", lambda _: self._begin())
            words = field.hint or "for shelfwise-train fit; leave it empty if unsure"
            hint(group, self._look, words).grid(row=2 * row + 1, column=1, sticky="ew")
            texts.append(text)
        spacing.hide(group)
        self._data.field.bind("<Return>", lambda _: self._begin())
        return group, texts

    def _line(self, row: int, text: str, color: theme.Color, pady: Any) -> ctk.CTkLabel:
        label = labels.paragraph(self.inside, self._look, text, color=color)
        label.grid(row=row, sticky="ew", padx=theme.XL, pady=pady)
        return label

    def _button(self, text: str, kind: Any, press: Callable[[], None]) -> Button:
        button = Button(self._buttons, self._look, text, kind, ground=theme.SURFACE)
        button.on_press = press
        spacing.pack(button, self._look, side="left", padx=(0, theme.S))
        return button

    def _toggle(self) -> None:
        self._scratch.show(not self._scratch.on)
        spacing.show_if(self._scratch.on, self._fields)
        self._show(self._asked, self._found)

    def _typed(self) -> None:
        """Look into the folder once nobody types."""
        if self._job:
            self.after_cancel(self._job)
        self._job = self.after(_PAUSE_MS, self._look_into)

    def _look_into(self) -> None:
        self._job, self._found = "", None
        self._stop_asking()
        self._asked += 1
        number, folder = self._asked, self._data.folder
        if folder is None:
            self._show(number, None)
            return
        names = (*(self._model.contract.class_names if self._model.contract else ()), _BACKGROUND)
        self._host.pump.run_task(
            lambda: look_into(folder, names, lambda: number != self._asked),
            lambda found: self._show(number, found),
            lambda error: self._fail(number, error),
        )

    def _fail(self, number: int, error: BaseException) -> None:
        if number == self._asked and self.winfo_exists():
            self._show(number, None)
            self._remarks.configure(text=str(error))

    def _show(self, number: int, found: PhotoFolder | None) -> None:
        if number != self._asked or not self.winfo_exists():
            return
        self._found = found
        for part in self._table.winfo_children():
            part.destroy()
        if found is not None:
            self._fill_table(found)
            self._ask_about(found)
        spacing.show_if(found is not None, self._table)
        self._remark()
        self._tell()

    def _remark(self) -> None:
        found, asking = self._found, self._asking
        said = remarks(found, self._shown_name, scratch=self._scratch.on) if found else []
        problem = asking.problems.get(_DOUBTED) if asking else None
        if problem is not None and problem.photos:
            said.append(doubt_words([path for path, _ in problem.photos]))
        text = "\n".join(said)
        if self._remarks.cget("text") != text:
            self._remarks.configure(text=text)

    def _ask_about(self, found: PhotoFolder) -> None:
        """Have the model in use asked which photos look like another class; few take no time."""
        folder = self._model.folder
        if self._asking is None and folder is not None and found.photos <= _ASKED_AT_ONCE:
            self._asking = FolderCheck(self._host, found.folder, folder.path)
            self._asking.changed = self._remark

    def _look_for_mistakes(self) -> None:
        asking, self._asking = self._asking, None
        folder = self._model.folder
        self._show_check(
            asking
            or FolderCheck(self._host, self._data.folder or Path(), folder.path if folder else None)
        )

    def _stop_asking(self) -> None:
        if self._asking is not None:
            self._asking.stop()
            self._asking = None

    def destroy(self) -> None:
        """Leave the page; nobody waits for the model's doubts any more."""
        self._stop_asking()
        super().destroy()

    def _fill_table(self, found: PhotoFolder) -> None:
        self._table.grid_columnconfigure(2, weight=1)
        for column, text in enumerate(("Class", "Photos", "Types")):
            self._cell(0, column, text, theme.TEXT_MUTED, "caption")
        for row, item in enumerate(found.classes, start=1):
            color = theme.TEXT if item.known or self._scratch.on else theme.WARNING
            self._cell(row, 0, self._shown_name(item.name), color, "strong")
            self._cell(row, 1, wording.number(item.photos), color, "body")
            self._cell(row, 2, types_words(item), theme.TEXT_MUTED, "body")

    def _cell(
        self, row: int, column: int, text: str, color: theme.Color, role: theme.FontRole
    ) -> None:
        make = labels.paragraph if column == 2 else labels.label
        cell = make(self._table, self._look, text, role, color)
        cell.configure(anchor="e" if column == 1 else "w")
        cell.grid(row=row, column=column, sticky="ew", padx=(0, theme.XL), pady=theme.XS)

    def _shown_name(self, name: str) -> str:
        contract = self._model.contract
        if name == _BACKGROUND:
            return "Not one of these"
        return contract.display_name(name) if contract else name

    def _tell(self) -> None:
        """Say what will happen, and whether it can begin."""
        photos = self._found.photos if self._found else 0
        unknown = self._found.unknown if self._found and not self._scratch.on else ()
        nothing = not photos if self._scratch.on else not (photos or self._kept)
        wrong = self._data.folder is not None and self._found is None
        self._start.set_enabled(not unknown and not nothing and not wrong)
        self._check.set_enabled(bool(photos))
        self._plans.configure(text=what_will_happen(photos, self._kept, scratch=self._scratch.on))

    def _fit_options(self) -> str:
        parts = [
            f"{field.option} {shlex.quote(text.text)}"
            for field, text in zip(FIELDS, self._texts, strict=False)
            if text.text
        ]
        return " ".join([*parts, self._texts[-1].text])

    def _begin(self) -> None:
        if not self._start.enabled:
            return
        folder, scratch = self._data.folder, self._scratch.on
        options = self._fit_options() if scratch else ""
        self._host.tells.say("")
        self._preferences.remember(training_data=str(folder) if folder else "")
        if scratch:
            self._preferences.remember(training_options=self._texts[-1].text)
        self._host.pump.run_task(
            lambda: new_plan(folder, options, from_scratch=scratch),
            self._started,
            self._host.tells.fail,
        )

    def _resume(self) -> None:
        if self._plan is not None:
            self._host.tells.say("")
            self._started(self._plan)
