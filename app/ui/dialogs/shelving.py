"""Sort the files of the list into class folders: choose, look, do, and perhaps undo."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app.core.places import journals_folder
from app.core.shelving import shelve
from app.core.shelving.inner import Folders
from app.core.shelving.journal import moved_files, new_journal_path
from app.core.shelving.occupied import Digests
from app.core.shelving.preview import (
    OTHER_FOLDER,
    UNSURE_FOLDER,
    Choices,
    Preview,
    preview,
    undecided_counts,
)
from app.core.text import printable
from app.ui.dialogs.base import Dialog
from app.ui.dialogs.job_view import JobView, report_lines
from app.ui.dialogs.results import show
from app.ui.dialogs.undo import UndoDialog
from app.ui.look import theme, wording
from app.ui.widgets import labels
from app.ui.widgets.controls import Choice
from app.ui.widgets.fields import FolderField, hint
from app.ui.widgets.text_panel import Line, TextPanel

if TYPE_CHECKING:
    from app.core.answers import Row
    from app.core.models.folder import Contract
    from app.ui.flows.preferences import Preferences
    from app.ui.host import Host

TITLE = "Sort into folders"
_SIZE = (760, 780)
_SHOWN_AT_MOST = 200
_PREVIEW_MS = 250
_MODES = ("Copied", "Moved")
_UNSURE = {
    "own": "Own folder",
    "with the class": "With the likely class",
    "left": "Left in place",
}
_OTHER = {
    "left": "Left in place",
    "own": "Own folder",
    "nearest": "With the nearest class",
}
_FOLDERS = {
    Folders.KEEP: "Kept",
    Folders.PREFIX: "Before the name",
    Folders.DROP: "Left out",
}


_LAYOUTS = ("Class", "Class and product type")


class ShelvingDialog(Dialog):
    """Asks how to sort rows, shows what would happen, and does it.

    Args:
        parts: of the list that can be sorted, by what they are called; the first is all of it.
        moved: called with the former and present places of files that were moved.
    """

    def __init__(
        self,
        host: Host,
        parts: Mapping[str, Sequence[Row]],
        contract: Contract | None,
        preferences: Preferences,
        moved: Callable[[Mapping[Path, Path]], None],
    ) -> None:
        super().__init__(host, TITLE, _SIZE)
        self._parts = parts
        self._part = next(iter(parts))
        self._paths = [row.path for row in parts[self._part]]
        self._names = contract.written_names if contract else {}
        self._preferences = preferences
        self._files_moved = moved
        self._move, self._unsure, self._other = False, "own", "left"
        self._inner, self._typed = Folders.KEEP, False
        self._types = [item.name for item in contract.types] if contract else []
        self._digests = Digests()
        self._preview: Preview | None = None
        self._asked = 0
        self._job_id = ""
        self._build()
        self.open()
        self._choices_changed()

    def _build(self) -> None:
        look, body = self.look, self.body
        start = str(self._preferences.now.shelves_path)
        self._folder = FolderField(
            body, look, "Sort into this folder", start, self._choices_changed
        )
        self.first_field = self._folder
        self._modes = Choice(body, look, _MODES, lambda index: self._choose(move=index == 1))
        self._mode_hint = hint(body, look)
        self._unsures = Choice(
            body, look, list(_UNSURE.values()), lambda n: self._choose(unsure=list(_UNSURE)[n])
        )
        self._others = Choice(
            body, look, list(_OTHER.values()), lambda n: self._choose(other=list(_OTHER)[n])
        )
        self._inners = Choice(
            body, look, list(_FOLDERS.values()), lambda n: self._choose(inner=list(_FOLDERS)[n])
        )
        self._layouts = Choice(body, look, list(_LAYOUTS), lambda n: self._choose(typed=bool(n)))
        self._chosen = Choice(
            body,
            look,
            [f"{name} {wording.number(len(rows))}" for name, rows in self._parts.items()],
            lambda n: self._choose(part=list(self._parts)[n]),
        )
        self._unsure_count, self._other_count = hint(body, look), hint(body, look)
        self.row(0, "Into", self._folder)
        self.row(1, "Files are", self._modes, hint=self._mode_hint)
        if len(self._parts) > 1:
            self.row(2, "Pictures", self._chosen)
        if len({path.parent for path in self._paths}) > 1:
            self.row(3, "Their folders", self._inners)
        if self._types:
            self.row(4, "A folder for each", self._layouts)
        self.row(5, "Not sure", self._unsures, hint=self._unsure_count)
        self.row(6, "Not one of these", self._others, hint=self._other_count)
        self._summary = labels.label(body, look, role="strong")
        self._summary.grid(row=24, column=0, columnspan=2, sticky="ew", pady=(theme.S, theme.XS))
        self._panel = TextPanel(body, look)
        self._panel.grid(row=25, column=0, columnspan=2, sticky="nsew")
        body.grid_rowconfigure(25, weight=1)
        self._start = self.button("Sort", self._run, "primary")
        self.button("Cancel", self.leave)
        self._start.set_enabled(False)

    def _choose(self, **choice: object) -> None:
        for name, value in choice.items():
            setattr(self, f"_{name}", value)
        self._choices_changed()

    @property
    def _rows(self) -> Sequence[Row]:
        return self._parts[self._part]

    def _choices_changed(self) -> None:
        """Show the choices, and plan anew in a moment."""
        self._modes.show(int(self._move))
        self._unsures.show(list(_UNSURE).index(self._unsure))
        self._others.show(list(_OTHER).index(self._other))
        self._inners.show(list(_FOLDERS).index(self._inner))
        self._layouts.show(int(self._typed))
        self._chosen.show(list(self._parts).index(self._part))
        unsure, refused = undecided_counts(self._rows)
        self._unsure_count.configure(text=wording.pictures(unsure))
        self._other_count.configure(text=wording.pictures(refused))
        self._mode_hint.configure(
            text="Files are moved out of their folders. Undo restores them, even after a restart."
            if self._move
            else "The originals stay where they are. Nothing is ever overwritten."
        )
        self._start.set_enabled(False)
        self._preview = None
        if self._job_id:
            self.after_cancel(self._job_id)
        self._job_id = self.after(_PREVIEW_MS, self._ask_preview)

    def _ask_preview(self) -> None:
        self._job_id = ""
        folder = self._folder.folder
        if folder is None or not folder.is_absolute():
            self._say("Choose the folder that the class folders are made in.")
            return
        choices = Choices(folder, self._move, self._unsure, self._other, self._inner, self._typed)
        rows = self._rows
        self._summary.configure(text="Working out what goes where" + wording.ELLIPSIS)
        self._asked += 1
        number = self._asked
        self.host.pump.run_task(
            lambda: preview(rows, choices, self._names, self._types, self._digests, self._paths),
            lambda found: self._show_preview(number, found, choices),
            lambda error: self._preview_failed(number, error),
        )

    def _show_preview(self, number: int, found: Preview, choices: Choices) -> None:
        if number != self._asked or not self.winfo_exists() or self._job_id:
            return
        self._preview = found
        count = len(found.steps)
        self._summary.configure(text=self._headline(found))
        self._panel.show(self._lines(found, choices.into))
        verb = "Move" if self._move else "Copy"
        self._start.set_text(f"{verb} {wording.files(count)}")
        self._start.set_enabled(count > 0)

    def _preview_failed(self, number: int, error: BaseException) -> None:
        if number == self._asked and self.winfo_exists():
            self._say(getattr(error, "message", str(error)))

    def _say(self, sentence: str) -> None:
        self._summary.configure(text=sentence)
        self._panel.show([])

    def _headline(self, found: Preview) -> str:
        names = {UNSURE_FOLDER: "Not sure", OTHER_FOLDER: "Not one of these"}
        parts = [
            f"{names.get(shelf, shelf)} {wording.number(count)}"
            for shelf, count in sorted(
                found.counts.items(), key=lambda pair: (pair[0] in names, pair[0])
            )
        ]
        if found.there:
            parts.append(f"{wording.number(found.there)} already there")
        if found.staying:
            parts.append(f"{wording.number(found.staying)} left in place")
        return "   ·   ".join(parts) or "There is nothing to sort."

    def _lines(self, found: Preview, into: Path) -> list[Line]:
        lines: list[Line] = []
        if found.renamed:
            is_are = "name is taken and gets" if found.renamed == 1 else "names are taken and get"
            lines.append((f"{wording.number(found.renamed)} {is_are} a number.", "strong"))
        if found.untyped:
            lines.append((wording.untyped(found.untyped), "muted"))
        half = self._panel.room // 2 - self.look.px(theme.L)
        # Clashes first: they are what a person wants to see.
        clashing_first = sorted(found.steps, key=lambda step: not step.numbered)
        for step in clashing_first[:_SHOWN_AT_MOST]:
            source, target = (
                wording.shorten_middle(text, half, self._measure)
                for text in (wording.place(step.source), printable(step.target.relative_to(into)))
            )
            lines.append((f"{source}\t→ {target}", "plain"))
        more = len(found.steps) - _SHOWN_AT_MOST
        if more > 0:
            lines.append((f"and {wording.files(more)} more", "muted"))
        return lines

    def _measure(self, text: str) -> int:
        return int(self.tk.call("font", "measure", self.look.tk_font("caption"), text))

    def _run(self) -> None:
        found, move, folder = self._preview, self._move, self._folder.folder
        if found is None or folder is None:
            return
        self._preferences.remember(shelves_folder=str(folder))
        self.clear()
        verb = "moved" if move else "copied"
        journal = new_journal_path(journals_folder())

        def finished(outcome: tuple[shelve.Report, dict[Path, Path]]) -> None:
            report, moved = outcome
            self._files_moved(moved)
            self.headline.configure(text=f"{wording.files(report.done)} {verb}")
            sentence = f"They are in {wording.place(folder)} now."
            if report.left:
                sentence += f" {wording.files(report.left)} left, because it was cancelled."
            told = " ".join([sentence, *wording.not_sorted(found)])
            view.finish(told, report_lines(report.failed))
            self.button("Close", self.leave, "primary").focus_set()
            self.button("Show folder", lambda: show(self.host, folder))
            self.button("Undo", lambda: self._undo(journal))

        view = JobView(
            self,
            f"{verb.capitalize()} {{done}} of {wording.files(len(found.steps))}",
            len(found.steps),
        )
        view.start(
            lambda job: (
                shelve.shelve(
                    found.steps, journal, move=move, progress=job.progress, cancel=job.cancelled
                ),
                moved_files(journal),
            ),
            finished,
        )

    def _undo(self, journal: Path) -> None:
        self.destroy()
        UndoDialog(self.host, self._files_moved, journal)
