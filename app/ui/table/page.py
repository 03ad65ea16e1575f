"""Several pictures: what is done, what is left, and every row to open."""

from __future__ import annotations

import time
from collections import deque
from typing import TYPE_CHECKING, Any

import customtkinter as ctk

from app.core.answers import OTHER
from app.ui.commands import Commands
from app.ui.look import spacing, theme, wording
from app.ui.look.theme import Theme
from app.ui.state.filters import Show
from app.ui.state.item import Counts
from app.ui.state.rows import Rows
from app.ui.table.class_chart import ChartBar, ClassChart
from app.ui.table.filter_bar import FilterBar
from app.ui.table.table import ReviewTable
from app.ui.widgets import labels
from app.ui.widgets.controls import Button, Kind
from app.ui.widgets.meter import Meter

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.core.models.folder import Contract
    from app.ui.state.item import Item
    from app.ui.threads.loader import PictureLoader

_RATE_SECONDS = 8.0  # the speed shown is that of the last seconds
_WITH_CHART = 360  # height at scale 1 from which on there is room for the chart
_BUTTONS = ("resume", "cancel", "review", "sort-files", "export")
_ERRORS = "not readable"  # names a bar of the chart; no class can be called so


class ListView(ctk.CTkFrame):  # type: ignore[misc]
    """The list with its headline, progress, totals and filter.

    Args:
        open_item: called when a row is opened.
        changed: called after a person changed filter or order.
    """

    def __init__(
        self,
        parent: Any,
        look: Theme,
        commands: Commands,
        rows: Rows,
        open_item: Callable[[Item], None],
        loader: PictureLoader,
        changed: Callable[[], None],
    ) -> None:
        super().__init__(parent, fg_color="transparent", corner_radius=0)
        self._look = look
        self._rows = rows
        self._changed = changed
        self._contract: Contract | None = None
        self._progressed: deque[tuple[float, int]] = deque()
        self.grid_columnconfigure(0, weight=1)
        self.grid_rowconfigure(4, weight=1)
        self._build_header(commands)
        self._progress = Meter(self, look)
        spacing.grid(self._progress, look, row=1, column=0, sticky="ew", pady=(0, theme.M))
        self._chart = ClassChart(self, look, self._filter_class)
        spacing.grid(self._chart, look, row=2, column=0, sticky="ew", pady=(0, theme.S))
        self._filter = FilterBar(self, look, rows, changed, self._leave_filter)
        self._filter.grid(row=3, column=0, sticky="ew", pady=(0, theme.S))
        frame = labels.panel(self)
        frame.grid(row=4, column=0, sticky="nsew")
        self.table = ReviewTable(frame, look, rows, open_item, loader.thumbnails)
        self.table.changed = changed
        self.table.way_out = f"{commands['no-filter'].accelerator} takes off all filters."
        spacing.pack(self.table, look, fill="both", expand=True, padx=2, pady=theme.S)
        rows.on_change = self._rows_changed
        self.bind("<Configure>", self._resized, add="+")

    def set_contract(self, contract: Contract | None) -> None:
        """Take class names and colours from a model."""
        self._contract = contract
        self.table.set_contract(contract)
        self._filter.set_typed(contract is not None and bool(contract.types))

    def find(self) -> None:
        """Let keys go into the text that filters."""
        self._filter.find()

    def refresh(self) -> None:
        """Show how far the session is."""
        counts = self._rows.session.counts
        self._title.configure(text=wording.list_headline(counts))
        pace = self._pace_words(counts)
        done = counts.done > 0 and counts.waiting == counts.cancelled == 0
        verdicts = wording.verdict_counts(counts) if done else ""
        words = filter(None, (verdicts, wording.review_counts(counts), pace))
        self._words.configure(text="   ·   ".join(words))
        self._progress.set(counts.settled / counts.found if counts.found else 0.0)
        self._chart.show(self._chart_bars(counts), self._marked_bar())
        self._filter.refresh()
        to_review = counts.unsure + counts.refused
        self._buttons["review"].set_text(f"Review {wording.number(to_review)}")
        spacing.show_if(done and to_review > 0, self._buttons["review"])
        spacing.show_if(done, self._buttons["sort-files"])
        spacing.show_if(counts.waiting > 0, self._progress)
        spacing.show_if(counts.waiting > 0, self._buttons["cancel"])
        spacing.show_if(
            counts.cancelled > 0 or self._rows.session.cut_short, self._buttons["resume"]
        )
        self.table.redraw()

    def _build_header(self, commands: Commands) -> None:
        look = self._look
        header = labels.group(self)
        header.grid(row=0, column=0, sticky="ew", pady=(0, theme.M))
        header.grid_columnconfigure(1, weight=1)
        self._title = labels.label(header, look, role="title")
        self._title.grid(row=0, column=0, sticky="w")
        self._words = labels.label(header, look, role="caption", color=theme.TEXT_MUTED)
        self._words.grid(row=1, column=0, columnspan=7, sticky="w", pady=(theme.XS, 0))
        self._buttons = {}
        for column, identifier in enumerate(_BUTTONS, start=2):
            kind: Kind = "primary" if identifier == "review" else "quiet"
            button = Button(header, look, commands[identifier].label, kind)
            spacing.grid(button, look, row=0, column=column, padx=(theme.S, 0))
            commands.attach_button(button, identifier)
            self._buttons[identifier] = button

    def _resized(self, event: Any) -> None:
        spacing.show_if(event.height >= self._look.px(_WITH_CHART), self._chart)

    def _rows_changed(self, reveal: bool) -> None:
        self.table.rows_changed(reveal)
        self._filter.refresh()

    def _leave_filter(self) -> None:
        self.winfo_toplevel().focus_set()

    def _filter_class(self, name: str) -> None:
        """A bar of the chart was pressed."""
        rows, unmark = self._rows, name == self._marked_bar()
        if name == _ERRORS:
            rows.narrow(label="", show=Show.ALL if unmark else Show.ERRORS)
        else:
            show = Show.ALL if rows.filter.show is Show.ERRORS else rows.filter.show
            rows.narrow(label="" if unmark else name, show=show)
        self._changed()
        if not self._chart.ringed:  # keys are for the rows after a click
            self._leave_filter()

    def _marked_bar(self) -> str:
        chosen = self._rows.filter
        return _ERRORS if chosen.show is Show.ERRORS else chosen.label

    def _chart_bars(self, counts: Counts) -> list[ChartBar]:
        if self._contract is None:
            return []
        totals = self._rows.session.totals
        bars = [
            ChartBar(
                kind.name,
                kind.display_name,
                str(number) if number <= 9 else "",
                totals.get(kind.name, 0),
                (kind.color_light, kind.color_dark),
            )
            for number, kind in enumerate(self._contract.classes, start=1)
        ]
        others = totals.get(OTHER, 0)
        bars.append(ChartBar(OTHER, wording.NONE_OF_THEM, "0", others, theme.BORDER_STRONG))
        if counts.failed:
            bars.append(ChartBar(_ERRORS, "Not readable", "", counts.failed, theme.DANGER))
        return bars

    def _pace_words(self, counts: Counts) -> str:
        """Speed and time left; nothing until there is a speed."""
        now = time.monotonic()
        if not counts.waiting:
            self._progressed.clear()
            return f"{wording.number(counts.cancelled)} cancelled" if counts.cancelled else ""
        self._progressed.append((now, counts.settled))
        while now - self._progressed[0][0] > _RATE_SECONDS:
            self._progressed.popleft()
        start, before = self._progressed[0]
        if counts.settled <= before:
            return ""
        return wording.pace((counts.settled - before) / (now - start), counts.waiting)
