"""A page to train a new model on: what from, how it goes, what came of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import customtkinter as ctk

from app.core.base_weights import missing_words
from app.core.places import corrections_folder, shipped_base_weights
from app.core.refresh_run import Plan, how_to_install, new_plan, training_available
from app.core.review.corrections import count_corrections
from app.core.text import percent
from app.ui.browser import open_in_browser
from app.ui.look import spacing, theme, wording
from app.ui.widgets import labels
from app.ui.widgets.controls import Button, Kind
from app.ui.widgets.curves import Curves
from app.ui.widgets.fields import FolderField, TextField, hint
from app.ui.widgets.meter import Meter

if TYPE_CHECKING:
    from app.ui.flows.preferences import Preferences
    from app.ui.host import Host
    from app.ui.refresh.run import Refreshing

_MISSING = "Training needs TensorFlow, which Shelfwise itself does without. "
_WHAT = (
    "A new model is trained on a folder that holds one folder of photos per class, and on the "
    "corrections that were made here. You can keep working meanwhile. It is put into use only if "
    "it is right on its test photos at least as often as the model in use, and only if you say so "
    "where these are few."
)
_FEW = (
    "That is too few to say which model is better: at least 30 of every class, which neither was "
    "trained on, would be enough. The old model stays in use unless you choose the new one."
)


class RefreshPage(ctk.CTkFrame):  # type: ignore[misc]
    """Shows one of: what is missing, the form, the run, its end."""

    def __init__(
        self, parent: Any, host: Host, refreshing: Refreshing, preferences: Preferences
    ) -> None:
        super().__init__(parent, fg_color="transparent", corner_radius=0)
        self._host, self._look = host, host.look
        self._run, self._preferences = refreshing, preferences
        self._shown = ""
        self._plan: Plan | None = None
        self.grid_columnconfigure(0, weight=1)
        self.grid_rowconfigure(1, weight=1)
        header = labels.group(self)
        header.grid(row=0, column=0, sticky="ew", pady=(0, theme.M))
        back = Button(header, self._look, "‹  Back")
        spacing.pack(back, self._look, side="left", padx=(0, theme.L))
        host.commands.attach_button(back, "back")
        labels.label(header, self._look, "Refresh the model", "heading").pack(side="left")
        self._sheet = labels.panel(self)
        self._sheet.grid(row=1, column=0, sticky="nsew")
        self._sheet.grid_columnconfigure(0, weight=1)
        self._run.on_change = self.show

    def show(self) -> None:
        """Bring it up to date."""
        state = self._run.state
        if not training_available():
            wanted = "missing"
        elif self._run.running:
            wanted = "running"
        elif state in {"published", "asking", "kept", "refused", "failed"}:
            wanted = f"over {state} {self._run.message}"
        else:
            wanted = "form"
        if wanted != self._shown:
            self._shown = wanted
            for part in self._sheet.winfo_children():
                if part is not getattr(self._sheet, "_canvas", None):
                    part.destroy()
            build = {"missing": self._build_missing, "form": self._build_form}
            build.get(wanted, self._build_running if wanted == "running" else self._build_end)()
        if wanted == "running":
            self._update_running()

    def _build_missing(self) -> None:
        self._text(0, "Training is not installed here", "title", pady=(theme.XL, theme.S))
        self._text(1, _MISSING + how_to_install(), color=theme.TEXT_MUTED)

    def _build_form(self) -> None:
        settings, look, sheet = self._preferences.now, self._look, self._sheet
        self._text(0, _WHAT, color=theme.TEXT_MUTED, pady=(theme.XL, theme.L))
        self._text(1, "Photos", "strong")
        self._data = FolderField(sheet, look, "Choose the folder of class folders")
        self._data.put(settings.training_data)
        self._data.grid(row=2, sticky="ew", padx=theme.XL, pady=(theme.XS, theme.L))
        self._text(3, "More options", "strong")
        self._more = TextField(sheet, look, settings.training_options)
        self._more.grid(row=4, sticky="ew", padx=theme.XL, pady=(theme.XS, theme.XS))
        below = hint(
            sheet,
            look,
            "Advanced: options for shelfwise-train fit. Leave empty if unsure."
            + ("" if shipped_base_weights() else f" {missing_words()}"),
            width=620,
        )
        below.grid(row=5, sticky="ew", padx=theme.XL)
        kept = sum(count_corrections(corrections_folder()).values())
        words = f"{wording.number(kept)} correction" + ("" if kept == 1 else "s")
        words = f"Training will include your {words}."
        self._text(6, words if kept else "There are no corrections yet.", pady=(theme.L, theme.L))
        buttons = labels.group(sheet)
        buttons.grid(row=7, sticky="w", padx=theme.XL, pady=(0, theme.XL))
        self._plan = self._run.unfinished()
        start = Button(buttons, look, "Start training", "primary", ground=theme.SURFACE)
        start.on_press = self._start
        if self._plan is not None:
            start = Button(buttons, look, "Resume training", ground=theme.SURFACE)
            start.on_press = self._go_on
        for part in buttons.winfo_children():
            if isinstance(part, Button):
                spacing.pack(part, look, side="left", padx=(0, theme.S))
        for field in (self._data.field, self._more):
            field.bind("<Return>", lambda _: self._start())
        self._data.focus_set()

    def _start(self) -> None:
        folder, options = self._data.folder or Path(), self._more.text
        self._host.tells.say("")
        self._preferences.remember(
            training_data=str(folder) if self._data.folder else "", training_options=options
        )
        self._host.pump.run_task(
            lambda: new_plan(folder, options) if folder.parts else new_plan(Path("?"), ""),
            self._run.start,
            self._host.tells.fail,
        )

    def _go_on(self) -> None:
        if self._plan is not None:
            self._host.tells.say("")
            self._run.start(self._plan)

    def _build_running(self) -> None:
        look, sheet = self._look, self._sheet
        self._headline = self._text(0, "", "title", pady=(theme.XL, theme.XS))
        self._pace = self._text(1, "", color=theme.TEXT_MUTED)
        self._meter = Meter(sheet, look, ground=theme.SURFACE)
        spacing.grid(self._meter, look, row=2, sticky="ew", padx=theme.XL, pady=theme.M)
        charts = labels.group(sheet)
        charts.grid(row=3, sticky="nsew", padx=theme.L)
        charts.grid_columnconfigure((0, 1), weight=1, uniform="chart")
        charts.grid_rowconfigure(0, weight=1)
        sheet.grid_rowconfigure(3, weight=1)
        self._accuracy = Curves(charts, look, "Right answers", share=True)
        self._loss = Curves(charts, look, "Loss", share=False)
        for column, chart in enumerate((self._accuracy, self._loss)):
            spacing.grid(chart, look, row=0, column=column, sticky="nsew", padx=theme.S)
        cancel = Button(sheet, look, "Cancel", ground=theme.SURFACE)
        cancel.on_press = self._cancel
        spacing.grid(cancel, look, row=4, sticky="w", padx=theme.XL, pady=theme.L)
        cancel.focus_set()

    def _update_running(self) -> None:
        run = self._run
        self._headline.configure(text=run.headline())
        self._pace.configure(text=run.pace() or run.waiting_words())
        self._meter.set(run.share())
        stages = [
            n for n in range(1, len(run.epochs)) if run.epochs[n].stage != run.epochs[n - 1].stage
        ]
        self._accuracy.show([(e.accuracy, e.val_accuracy) for e in run.epochs], stages)
        self._loss.show([(e.loss, e.val_loss) for e in run.epochs], stages)

    def _cancel(self) -> None:
        self._run.cancel()
        self._host.tells.say("Training stopped. You can resume it.")

    def _build_end(self) -> None:
        run, look, sheet = self._run, self._look, self._sheet
        title, sentences = _end_words(run)
        self._sheet.grid_rowconfigure(3, weight=0)
        self._text(0, title, "title", pady=(theme.XL, theme.S))
        self._text(1, "\n\n".join(sentences), color=theme.TEXT_MUTED)
        buttons = labels.group(sheet)
        buttons.grid(row=2, sticky="w", padx=theme.XL, pady=theme.XL)
        report = run.report
        asking = run.state == "asking"
        first: Kind = "primary" if report is None and not asking else "quiet"
        first_with_report: Kind = "quiet" if asking else "primary"
        choices: list[tuple[str, Kind, Callable[[], None]]] = [
            ("About the model", first, lambda: self._host.commands.run("about-model")),
            ("Train again...", "quiet", self._again),
        ]
        if report is not None:
            choices.insert(0, ("Open the report", first_with_report, lambda: self._open(report)))
        if asking:
            choices = [
                ("Keep the old one", "primary", run.keep_old),
                ("Use it", "quiet", run.use_new),
                *choices[:-1],
            ]
        placed = []
        for text, kind, press in choices:
            button = Button(buttons, look, text, kind, ground=theme.SURFACE)
            button.on_press = press
            spacing.pack(button, look, side="left", padx=(0, theme.S))
            placed.append(button)
        placed[0].focus_set()

    def _open(self, report: Path) -> None:
        self._host.tells.say("")
        self._host.pump.run_task(
            lambda: open_in_browser(report), lambda _: None, self._host.tells.fail
        )

    def _again(self) -> None:
        self._run.state = "idle"
        self.show()

    def _text(
        self,
        row: int,
        text: str,
        role: theme.FontRole = "body",
        color: theme.Color = theme.TEXT,
        pady: Any = 0,
    ) -> ctk.CTkLabel:
        label = labels.label(self._sheet, self._look, text, role, color, wraplength=640)
        label.grid(row=row, sticky="ew", padx=theme.XL, pady=pady)
        return label


def _end_words(run: Refreshing) -> tuple[str, list[str]]:
    """Headline and sentences for the end of a run."""
    where = [f"Everything about the run is in {wording.place(run.plan.run)}."] if run.plan else []
    notes = [wording.first_of(run.notes)] if run.notes else []
    if run.state == "failed":
        return "Training stopped", [run.message, "You can resume it."]
    if run.state == "refused":
        return "The new model is not used", [
            run.message.split("; nothing")[0] + ".",
            *notes,
            *where,
        ]
    if run.state == "kept":
        return run.title(), ["The new one is under Model > Versions.", *notes, *where]
    outcome, test = run.outcome, run.outcome.get("test", {})
    sentences = [f"Right on {percent(test.get('accuracy', 0), 1)} of its test photos."]
    comparison = outcome.get("comparison")
    if comparison:
        photos = comparison["pictures"]
        new, old = comparison["new_accuracy"], comparison["current_accuracy"]
        sentences = [
            f"Right on {wording.number(round(new * photos))} of {wording.number(photos)} test "
            f"photos ({percent(new, 1)}); the model before, on {percent(old, 1)}."
        ]
    sentences += [run.base] if run.base else []
    if run.state == "asking":
        return run.title(), [_FEW, *sentences, *notes, *where]
    return f"Model {outcome.get('version')} is in use", [*sentences, *notes, *where]
