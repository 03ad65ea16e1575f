"""The end of a refresh: before and after, what changed sides, and what can be done now."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import customtkinter as ctk

from app.core.text import counted, percent
from app.ui.browser import open_in_browser
from app.ui.look import spacing, theme, wording
from app.ui.refresh.tiles import WORDS_BEYOND, Tiles
from app.ui.widgets import labels
from app.ui.widgets.controls import Button, Kind
from app.ui.widgets.scrolling import ScrollPanel

if TYPE_CHECKING:
    from app.core.pictures.pool import Decoders
    from app.ui.host import Host
    from app.ui.refresh.run import Refreshing

_FEW = (
    "That is too few to say which model is better: at least 30 of every class, which neither was "
    "trained on, would be enough. The old model stays in use unless you choose the new one."
)
_KEPT = "Photos that came with the model"
_OWN = "Your new photos"
_SHOWN, _SIDE = 24, 96


class RefreshEnd(ctk.CTkFrame):  # type: ignore[misc]
    """What came of the run that ended last.

    Args:
        again: called when a person wants the form again.
    """

    def __init__(
        self,
        parent: Any,
        host: Host,
        decoders: Decoders,
        refreshing: Refreshing,
        again: Callable[[], None],
        display: Callable[[str], str],
    ) -> None:
        super().__init__(parent, fg_color="transparent", corner_radius=0)
        self.grid_columnconfigure(0, weight=1)
        self.grid_rowconfigure(0, weight=1)
        self._host, self._look, self._run, self._again = host, host.look, refreshing, again
        self._decoders, self._display = decoders, display
        panel = ScrollPanel(self, self._look, theme.SURFACE, theme.L, corner_radius=0)
        panel.grid(row=0, column=0, sticky="nsew")
        inside = self.inside = panel.inside
        inside.grid_columnconfigure(0, weight=1)
        # What failed can go on where it stopped; a run that never began cannot.
        self._stopped = refreshing.unfinished() if refreshing.state == "failed" else None
        title, sentences = end_words(refreshing, resumable=self._stopped is not None)
        self._text(0, title, "title", pady=(theme.XL, theme.S))
        self._text(1, "\n\n".join(sentences), color=theme.TEXT_MUTED)
        table = before_and_after(refreshing.outcome)
        if table:
            self._fill_table(table)
        self._add_buttons()
        self._add_changed()
        panel.listen()

    def _text(
        self,
        row: int,
        text: str,
        role: theme.FontRole = "body",
        color: theme.Color = theme.TEXT,
        pady: Any = 0,
    ) -> None:
        label = labels.paragraph(self.inside, self._look, text, role, color)
        label.grid(row=row, sticky="ew", padx=theme.XL, pady=pady)

    def _fill_table(self, rows: list[tuple[str, str, str]]) -> None:
        table = labels.group(self.inside)
        table.grid(row=2, sticky="w", padx=theme.XL, pady=theme.L)
        for number, cells in enumerate([("", "Before", "Now"), *rows]):
            for column, text in enumerate(cells):
                color = theme.TEXT if column == 2 and number else theme.TEXT_MUTED
                role: theme.FontRole = "strong" if column == 2 and number else "body"
                cell = labels.label(table, self._look, text, role, color)
                cell.configure(anchor="e" if column else "w")
                cell.grid(row=number, column=column, sticky="ew", padx=(0, theme.XL), pady=theme.XS)

    def _add_buttons(self) -> None:
        run = self._run
        buttons = labels.group(self)
        buttons.grid(row=1, sticky="w", padx=theme.XL, pady=theme.L)
        report, stopped = run.report, self._stopped
        choices: list[tuple[str, Kind, Callable[[], None]]] = []
        if run.state == "asking":
            choices += [
                ("Keep the old one", "primary", run.keep_old),
                ("Use it", "quiet", run.use_new),
            ]
        if report is not None:
            kind: Kind = "quiet" if choices else "primary"
            choices.append(("Open the report", kind, lambda: self._open(report)))
        if stopped is not None:
            choices.append(("Resume the training", "primary", lambda: run.start(stopped)))
        if run.state in {"published", "kept", "refused"}:
            first: Kind = "quiet" if choices else "primary"
            choices.append(
                ("About the model", first, lambda: self._host.commands.run("about-model"))
            )
        if run.state != "asking":
            again: Kind = "quiet" if choices else "primary"
            choices.append(("Train again...", again, self._again))
        if run.state == "published":
            choices.append(("Versions...", "quiet", lambda: self._host.commands.run("versions")))
        placed = []
        for text, kind, press in choices:
            button = Button(buttons, self._look, text, kind, ground=theme.SURFACE)
            button.on_press = press
            spacing.pack(button, self._look, side="left", padx=(0, theme.S))
            placed.append(button)
        placed[0].focus_set()

    def _open(self, report: Path) -> None:
        self._host.tells.say("")
        self._host.pump.run_task(
            lambda: open_in_browser(report), lambda _: None, self._host.tells.fail
        )

    def _add_changed(self) -> None:
        changed = self._run.outcome.get("changed") or []
        if not changed:
            return
        self._text(
            4, f"{wording.pictures(len(changed))} changed sides", "strong", pady=(0, theme.S)
        )
        tiles = Tiles(self.inside, self._host, self._decoders, _SIDE)
        tiles.grid(row=5, sticky="ew", padx=theme.XL, pady=(0, theme.XL))
        for item in changed[:_SHOWN]:
            self._add_tile(tiles, item)

    def _add_tile(self, tiles: Tiles, item: Mapping[str, str]) -> None:
        look, tile = self._look, tiles.add(Path(item["path"]))
        names = (self._display(item["before"]), self._display(item["after"]))
        right = item["after"] == item["truth"]
        color = theme.GOOD if right else theme.DANGER
        for text, ink in ((f"was {names[0]}", theme.TEXT_MUTED), (f"now {names[1]}", color)):
            labels.label(tile, look, text, "caption", ink, wraplength=_SIDE + WORDS_BEYOND).pack(
                anchor="w"
            )


def before_and_after(outcome: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """List what was judged of both models: words, before, now."""
    judged = outcome.get("judged")
    if isinstance(judged, Mapping):
        return _of_refresh(judged)
    comparison = outcome.get("comparison")
    if not comparison:
        return []
    photos = counted(comparison["pictures"], "test photo")
    old, new = comparison["current_accuracy"], comparison["new_accuracy"]
    return [(f"Right, of {photos}", percent(old, 1), percent(new, 1))]


def _of_refresh(judged: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    own, new, old = judged["own"], judged.get("new"), judged.get("old")
    rows = []
    if own["photos"]:
        of = wording.number(own["photos"])
        rows.append(
            (
                f"{_OWN}, right of {of}",
                wording.number(own["old_right"]),
                wording.number(own["new_right"]),
            )
        )
    if new and old:
        of = wording.number(new["photos"])
        rows += [
            (f"{_KEPT}, right of {of}", percent(old["accuracy"], 1), percent(new["accuracy"], 1)),
            (
                "Products called not one of these",
                percent(old["refused"], 1),
                percent(new["refused"], 1),
            ),
        ]
        if new["others"]:
            rows.append(
                (
                    "Other things called not one of these",
                    percent(old["others_refused"], 1),
                    percent(new["others_refused"], 1),
                )
            )
    return rows


def end_words(run: Refreshing, *, resumable: bool) -> tuple[str, list[str]]:
    """Headline and sentences for the end of a run."""
    where = [f"Everything about the run is in {wording.place(run.plan.run)}."] if run.plan else []
    notes = [wording.first_of(run.notes)] if run.notes else []
    if run.state == "failed":
        return "Training stopped", [run.message, *["You can resume it."] * resumable]
    if run.state == "refused":
        why = run.message.split("; nothing")[0] + "."
        return "The new model is not used", [why, *notes, *where]
    if run.state == "kept":
        return run.title(), ["The new one is under Model > Versions.", *notes, *where]
    sentences = [_learnt_words(run.outcome), run.base]
    if run.state == "asking":
        sentences.insert(0, _FEW)
    elif "judged" in run.outcome and run.state == "published":
        sentences.append("Back to the old one: Model > Versions.")
    return run.title(), [*filter(None, sentences), *notes, *where]


def _learnt_words(outcome: Mapping[str, Any]) -> str:
    if "photos" not in outcome:
        test = outcome.get("test", {})
        comparison = outcome.get("comparison")
        if comparison:
            photos = comparison["pictures"]
            new, old = comparison["new_accuracy"], comparison["current_accuracy"]
            return (
                f"Right on {wording.number(round(new * photos))} of {wording.number(photos)} test "
                f"photos ({percent(new, 1)}); the model before, on {percent(old, 1)}."
            )
        return f"Right on {percent(test.get('accuracy', 0), 1)} of its test photos."
    photos, corrections = int(outcome["photos"]), int(outcome["corrections"])
    parts = [f"{wording.number(photos)} new photo" + ("" if photos == 1 else "s")] if photos else []
    if corrections:
        parts.append(
            f"{wording.number(corrections)} correction" + ("" if corrections == 1 else "s")
        )
    words = f"It learnt from {' and '.join(parts)}."
    if outcome.get("known"):
        words += f" It had learnt from {wording.pictures(int(outcome['known']))} before."
    return words
