"""The training of a new model, seen from the window: what it is at, and how it went on."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from app.core.errors import ShelfwiseError
from app.core.refresh_run import (
    Plan,
    TrainingProcess,
    fit_command,
    mark_done,
    publish_command,
    refresh_command,
    report_command,
    unfinished_plan,
)
from app.ui.look import wording

if TYPE_CHECKING:
    from app.ui.flows.model import ModelInUse
    from app.ui.state.screen import Tells
    from app.ui.threads.pump import Pump

State = Literal[
    "idle",
    "learning",
    "training",
    "reporting",
    "publishing",
    "published",
    "asking",
    "kept",
    "refused",
    "failed",
    "cancelled",
]


# What the training package says, and what people read.
_PLAIN = {
    "Opening": "Opening the model in use",
    "Reading": "Reading your photos",
    "Running": "Looking at your photos",
    "Learning": "Learning from your photos",
    "Stage": "Learning from your photos",
    "Writing the new": "Writing the new model",
    "Asking": "Testing the new model",
    "Keeping": "Writing the new model",
}
_SPANS = (
    ("Reading", (0.0, 0.05)),
    ("Running the frozen layers over the train", (0.05, 0.45)),
    ("Running", (0.45, 0.5)),
    ("Stage one", (0.5, 0.65)),
    ("Stage two", (0.65, 0.85)),
)
_SPANS_OF_LEARNING = (
    ("Opening", (0.0, 0.02)),
    ("Reading", (0.02, 0.1)),
    ("Running", (0.1, 0.55)),
    ("Learning", (0.55, 0.75)),
    ("Writing", (0.75, 0.8)),
    ("Asking the SavedModel", (0.8, 0.9)),
    ("Asking", (0.9, 1.0)),
)


@dataclass(frozen=True)
class Told:
    """A line that process ``number`` printed."""

    number: int
    event: dict[str, Any]


@dataclass(frozen=True)
class Ended:
    """A process of the run has ended."""

    number: int
    code: int
    errors: str


@dataclass(frozen=True)
class Epoch:
    """What one epoch came to; ``stage`` is the phase's name."""

    stage: str
    accuracy: float
    val_accuracy: float
    loss: float
    val_loss: float


class Refreshing:
    """At most one run at a time; it goes on while its page is not on screen.

    Args:
        changed: called once when it is at something else.

    Attributes:
        state: how far it is.
        epochs: in the order they ended.
        base: a sentence that says what the network started from.
        message: what stopped it, or what the gate said.
        outcome: what ``publish`` told when it was done.
        report: the page about the run, once it is written.
        on_change: called after every change.
    """

    def __init__(
        self, model: ModelInUse, pump: Pump, tells: Tells, changed: Callable[[], None]
    ) -> None:
        self._model = model
        self._pump = pump
        self._tells = tells
        self._changed = changed
        self._process: TrainingProcess | None = None
        self._number = 0
        self._began = self._shown = 0.0
        self.state: State = "idle"
        self.plan: Plan | None = None
        self.epochs: list[Epoch] = []
        self.notes: list[str] = []
        self.progress: dict[str, Any] = {}
        self.base = ""
        self.message = ""
        self.outcome: dict[str, Any] = {}
        self.report: Path | None = None
        self.on_change: Callable[[], None] = lambda: None
        pump.on(Told, self._told)
        pump.on(Ended, self._process_ended)

    @property
    def running(self) -> bool:
        """Whether a process is at work."""
        return self.state in {"learning", "training", "reporting", "publishing"}

    @property
    def words(self) -> str:
        """What the status line says."""
        return f"◔  {self.headline()}" if self.running else ""

    def unfinished(self) -> Plan | None:
        """A run to go on with."""
        return None if self.running else unfinished_plan()

    def start(self, plan: Plan) -> None:
        """Begin a run, or go on with it."""
        self.plan, self.epochs, self.notes = plan, [], []
        self.base, self.message, self.outcome, self.report = "", "", {}, None
        self._began, self._shown = time.monotonic(), 0.0
        if plan.from_scratch:
            self._run("training", fit_command(plan))
        else:
            in_use = self._model.folder
            self._run("learning", refresh_command(plan, in_use.path if in_use else None))

    def cancel(self) -> None:
        """Stop; the run can go on later."""
        if self.running:
            self.stop()
            self._number += 1  # what the process still says is of no interest
            self._set("cancelled")

    def stop(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.stop()
            self._process = None

    def headline(self) -> str:
        """What it is at, in words."""
        if self.state == "reporting":
            return "Writing the report"
        if self.state == "publishing":
            return "Comparing with the model in use"
        phase = str(self.progress.get("phase", "Starting"))
        return next((words for start, words in _PLAIN.items() if phase.startswith(start)), phase)

    def details(self) -> str:
        """Say what the present phase is, as the training package calls it."""
        phase = str(self.progress.get("phase", ""))
        if self.progress.get("epochs"):
            return f"{phase}, epoch {self.progress['epoch']} of at most {self.progress['epochs']}"
        return phase

    def title(self) -> str:
        """The window's title while its page is shown."""
        if self.running:
            return self.headline()
        ends = {
            "published": f"Model {self.outcome.get('version')} is in use",
            "asking": self.tested_words(),
            "kept": "The old model stays in use",
            "refused": "The new model is not used",
            "failed": "The training stopped",
        }
        return ends.get(self.state, "Refresh the model")

    def tested_words(self) -> str:
        """Say how few photos judged the new model."""
        judged = self.outcome.get("judged", 0)
        photos = int(judged["own"]["photos"] if isinstance(judged, dict) else judged)
        if not photos:
            return "Not tested on new photos"
        return f"Tested on only {wording.number(photos)} photo" + ("" if photos == 1 else "s")

    def keep_old(self) -> None:
        """Leave the model in use where it is; the new one is among the versions."""
        self._set("kept")

    def use_new(self) -> None:
        """Put the new model into use, which was not tested enough to be by itself."""
        from app.core.models.in_use import Version

        folder = Path(str(self.outcome["path"]))
        version = Version(folder, int(self.outcome["version"]), shipped=False)
        self._model.use_version(version, lambda: self._set("published"))

    def share(self) -> float:
        """How much of all is done, 0 to 1; it never goes back."""
        first, last = self._span()
        self._shown = max(self._shown, first + (last - first) * self._part())
        return self._shown

    def pace(self) -> str:
        """Say how much time is left of all; empty until it is known."""
        share, spent = self.share(), time.monotonic() - self._began
        if not 0.02 < share < 1 or spent < 5:
            return ""
        at_most = "at most " if self.progress.get("epochs") else "about "
        return f"{at_most}{wording.duration(spent / share - spent)} left".capitalize()

    def waiting_words(self) -> str:
        """What is said while no time can be told."""
        if self.plan is not None and self.plan.from_scratch:
            return "This can take from a few minutes to several hours."
        return "This takes a few minutes."

    def _part(self) -> float:
        """How much of the present phase is done."""
        total = self.progress.get("total") or 0
        part = min(1.0, float(self.progress["done"]) / total) if total else 0.0
        epochs, epoch = self.progress.get("epochs") or 0, self.progress.get("epoch") or 0
        return (epoch - 1 + part) / epochs if epochs else part

    def _span(self) -> tuple[float, float]:
        """Which part of all the present phase is, by what such runs take."""
        if self.state in {"reporting", "publishing"}:
            return (0.85, 0.9) if self.state == "reporting" else (0.9, 1.0)
        phase = str(self.progress.get("phase", ""))
        spans = _SPANS if self.state == "training" else _SPANS_OF_LEARNING
        return next((span for start, span in spans if phase.startswith(start)), (0.0, 0.0))

    def _run(self, state: State, command: list[str]) -> None:
        self._number += 1
        number, post = self._number, self._pump.post
        self.progress = {}
        try:
            self._process = TrainingProcess(
                command,
                lambda event: post(Told(number, event)),
                lambda code, errors: post(Ended(number, code, errors)),
            )
        except OSError as error:
            self.message = f"The training could not be started ({error.strerror})."
            self._set("failed")
            return
        self._set(state)

    def _told(self, told: Told) -> None:
        if told.number != self._number:
            return
        event = dict(told.event)
        match event.pop("event", ""):
            case "progress":
                self.progress = event
                self._keep_epoch(event)
            case "note":
                self.notes.append(str(event.get("message", "")))
            case "finished":
                self.base = str(event.get("base", ""))
            case "published" | "refreshed":
                self.outcome = event
            case "report":
                self.report = Path(str(event.get("path", "")))
            case "error":
                self.message = str(event.get("message", ""))
                self.outcome = {"code": event.get("code")}
        self.on_change()

    def _keep_epoch(self, event: dict[str, Any]) -> None:
        metrics = event.get("metrics")
        if metrics:
            names = ("accuracy", "val_accuracy", "loss", "val_loss")
            self.epochs.append(Epoch(str(event["phase"]), *(float(metrics[n]) for n in names)))

    def _process_ended(self, ended: Ended) -> None:
        if ended.number != self._number or self.plan is None:
            return
        self._process = None
        in_use = self._model.folder
        compared = in_use.path if in_use else None
        if self.state == "reporting":
            self._report_ended(ended)
            self._run("publishing", publish_command(self.plan, compared))
        elif ended.code == 0 and self.state == "training":
            # Before publishing: what it is compared with is still the model in use.
            self._run("reporting", report_command(self.plan, compared))
        elif ended.code == 0 and self.outcome.get("in_use") is False:
            self._finish("asking")
        elif ended.code == 0:
            self._finish("published")
            self._model.use_location(None)
        elif self.outcome.get("code") == "worse":
            self._finish("refused")
        elif options := _refused_options(ended):
            self.message = f"The options cannot be used ({options})."
            self._finish("failed")
        else:
            self.message = self.message or f"The training stopped unexpectedly ({_last(ended)})."
            self._set("failed")

    def _report_ended(self, ended: Ended) -> None:
        """A model without a report is still a model: only say that there is none."""
        if ended.code != 0:
            why = self.message or f"It stopped unexpectedly ({_last(ended)})."
            self.notes.insert(0, f"There is no report. {why}")
            self.message, self.outcome = "", {}

    def _finish(self, state: State) -> None:
        try:
            if self.plan is not None:
                mark_done(self.plan)
        except ShelfwiseError as error:
            self._tells.fail(error)
        self._set(state)

    def _set(self, state: State) -> None:
        self.state = state
        self.on_change()
        self._changed()


def _last(ended: Ended) -> str:
    """The last words of a process."""
    return ended.errors.splitlines()[-1] if ended.errors else f"exit code {ended.code}"


def _refused_options(ended: Ended) -> str:
    """Why a process would not begin with its options, in argparse's words."""
    return _last(ended).partition(": error: ")[2] if ended.code == 2 else ""
