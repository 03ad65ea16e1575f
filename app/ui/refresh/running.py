"""A training under way: one bar over all of it, and curves for who wants them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import customtkinter as ctk

from app.ui.look import spacing, theme
from app.ui.widgets import labels
from app.ui.widgets.controls import Button
from app.ui.widgets.curves import Curves
from app.ui.widgets.meter import Meter

if TYPE_CHECKING:
    from app.ui.host import Host
    from app.ui.refresh.run import Refreshing


class RefreshRunning(ctk.CTkFrame):  # type: ignore[misc]
    """Shown while a process is at work.

    Args:
        cancel: called when a person stops it.
    """

    def __init__(
        self, parent: Any, host: Host, refreshing: Refreshing, cancel: Callable[[], None]
    ) -> None:
        super().__init__(parent, fg_color="transparent", corner_radius=0)
        look = host.look
        self._run = refreshing
        self.grid_columnconfigure(0, weight=1)
        self.grid_rowconfigure(4, weight=1)
        self._headline = labels.label(self, look, "", "title")
        self._headline.grid(row=0, sticky="ew", padx=theme.XL, pady=(theme.XL, theme.XS))
        self._pace = labels.label(self, look, "", color=theme.TEXT_MUTED)
        self._pace.grid(row=1, sticky="ew", padx=theme.XL)
        self._meter = Meter(self, look, ground=theme.SURFACE)
        spacing.grid(self._meter, look, row=2, sticky="ew", padx=theme.XL, pady=theme.M)
        buttons = labels.group(self)
        buttons.grid(row=3, sticky="w", padx=theme.XL, pady=(0, theme.M))
        stop = Button(buttons, look, "Stop", ground=theme.SURFACE)
        stop.on_press = cancel
        spacing.pack(stop, look, side="left", padx=(0, theme.S))
        self._details = Button(buttons, look, "Details", "plain", ground=theme.SURFACE)
        self._details.on_press = self._toggle
        self._charts = labels.group(self)
        self._charts.grid(row=4, sticky="nsew", padx=theme.L, pady=(0, theme.L))
        self._charts.grid_columnconfigure((0, 1), weight=1, uniform="chart")
        self._charts.grid_rowconfigure(1, weight=1)
        self._now = labels.label(self._charts, look, "", "caption", theme.TEXT_MUTED)
        self._now.grid(row=0, column=0, columnspan=2, sticky="ew", padx=theme.S)
        self._accuracy = Curves(self._charts, look, "Right answers", share=True)
        self._loss = Curves(self._charts, look, "Loss", share=False)
        for column, chart in enumerate((self._accuracy, self._loss)):
            spacing.grid(chart, look, row=1, column=column, sticky="nsew", padx=theme.S)
        spacing.hide(self._charts)
        self._open = False
        if refreshing.plan is not None and refreshing.plan.from_scratch:
            spacing.pack(self._details, look, side="left")
        stop.focus_set()

    def update_words(self) -> None:
        """Bring it up to date."""
        run = self._run
        self._headline.configure(text=run.headline())
        self._pace.configure(text=run.pace() or run.waiting_words())
        self._meter.set(run.share())
        if self._open:
            self._fill()

    def _toggle(self) -> None:
        self._open = not self._open
        spacing.show_if(self._open, self._charts)
        self._details.set_text("Hide details" if self._open else "Details")
        if self._open:
            self._fill()

    def _fill(self) -> None:
        run = self._run
        self._now.configure(text=run.details())
        ends = run.epochs
        stages = [n for n in range(1, len(ends)) if ends[n].stage != ends[n - 1].stage]
        self._accuracy.show([(e.accuracy, e.val_accuracy) for e in ends], stages)
        self._loss.show([(e.loss, e.val_loss) for e in ends], stages)
