"""Several pictures: what is done, what is left, and every row to open."""

from __future__ import annotations

import time
import tkinter as tk
from collections import deque
from typing import TYPE_CHECKING, Any

import customtkinter as ctk

from app.core.corrections import OTHER
from app.ui import spacing, theme, widgets, wording
from app.ui.commands import Commands
from app.ui.controls import Button, Choice
from app.ui.meter import Meter
from app.ui.ordering import Order
from app.ui.review_table import ReviewTable
from app.ui.rows import Rows
from app.ui.session import Counts
from app.ui.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.core.model_folder import Contract
    from app.ui.pictures import PictureLoader
    from app.ui.session import Item

_RATE_SECONDS = 8.0  # the speed shown is that of the last seconds
_ORDERS = (Order.LEAST_SURE, Order.FILES)
_ORDER_WORDS = ("Least sure first", "File order")


class ListView(ctk.CTkFrame):  # type: ignore[misc]
    """The list with its headline, progress and totals."""

    def __init__(
        self,
        parent: Any,
        look: Theme,
        commands: Commands,
        rows: Rows,
        open_item: Callable[[Item], None],
        loader: PictureLoader,
    ) -> None:
        super().__init__(parent, fg_color="transparent", corner_radius=0)
        self._look = look
        self._rows = rows
        self._contract: Contract | None = None
        self._progressed: deque[tuple[float, int]] = deque()
        self.grid_columnconfigure(0, weight=1)
        self.grid_rowconfigure(1, weight=1)
        self._build_header(commands)
        frame = widgets.panel(self)
        frame.grid(row=1, column=0, sticky="nsew")
        self.table = ReviewTable(frame, look, rows, open_item, loader.thumbnails)
        spacing.pack(self.table, look, fill="both", expand=True, padx=2, pady=theme.S)

    def set_contract(self, contract: Contract | None) -> None:
        """Take class names and colours from a model."""
        self._contract = contract
        self.table.set_contract(contract)

    def find(self) -> None:
        pass

    def refresh(self) -> None:
        """Show how far the session is."""
        counts = self._rows.session.counts
        self._title.configure(text=wording.list_headline(counts))
        self._totals.show(self._total_entries(counts))
        self._pace.configure(text=self._pace_words(counts))
        self._progress.set(counts.settled / counts.found if counts.found else 0.0)
        self._choice.show(0 if self._rows.sorting.order is Order.LEAST_SURE else 1)
        _show_if(counts.waiting > 0, self._progress)
        _show_if(counts.waiting > 0, self._buttons["cancel"])
        _show_if(counts.cancelled > 0, self._buttons["resume"])
        self.table.redraw()

    def _build_header(self, commands: Commands) -> None:
        look = self._look
        header = widgets.group(self)
        header.grid(row=0, column=0, sticky="ew", pady=(0, theme.M))
        header.grid_columnconfigure(0, weight=1)
        self._title = widgets.label(header, look, role="title")
        self._title.grid(row=0, column=0, sticky="w")
        self._choice = Choice(
            header, look, _ORDER_WORDS, lambda index: self._rows.choose_order(_ORDERS[index])
        )
        self._choice.grid(row=0, column=1)
        self._buttons = {}
        for column, identifier in enumerate(("resume", "cancel", "export"), start=2):
            button = Button(header, look, commands[identifier].label)
            spacing.grid(button, look, row=0, column=column, padx=(theme.S, 0))
            commands.attach_button(button, identifier)
            self._buttons[identifier] = button
        below = widgets.group(header)
        below.grid(row=1, column=0, columnspan=5, sticky="ew", pady=(theme.XS, 0))
        below.grid_columnconfigure(1, weight=1)
        self._totals = widgets.Legend(below, look, theme.BACKGROUND)
        self._totals.grid(row=0, column=0, sticky="w")
        self._pace = widgets.label(below, look, role="caption", color=theme.TEXT_MUTED)
        self._pace.grid(row=0, column=1, sticky="e")
        self._progress = Meter(header, look)
        spacing.grid(
            self._progress, look, row=2, column=0, columnspan=5, sticky="ew", pady=(theme.S, 0)
        )

    def _total_entries(self, counts: Counts) -> list[tuple[theme.Color | None, str]]:
        if self._contract is None:
            return []
        totals = self._rows.session.totals
        entries: list[tuple[theme.Color | None, str]] = [
            (
                (kind.color_light, kind.color_dark),
                f"{kind.display_name} {wording.number(totals.get(kind.name, 0))}",
            )
            for kind in self._contract.classes[:6]
        ]
        others = {
            "not one of these": totals.get(OTHER, 0),
            "not readable": counts.failed,
            "cancelled": counts.cancelled,
        }
        entries += [(None, f"{wording.number(n)} {what}") for what, n in others.items() if n]
        return entries

    def _pace_words(self, counts: Counts) -> str:
        """Speed and time left; nothing until there is a speed."""
        now = time.monotonic()
        if not counts.waiting:
            self._progressed.clear()
            return ""
        self._progressed.append((now, counts.settled))
        while now - self._progressed[0][0] > _RATE_SECONDS:
            self._progressed.popleft()
        start, before = self._progressed[0]
        if counts.settled <= before:
            return ""
        return wording.pace((counts.settled - before) / (now - start), counts.waiting)


def _show_if(wanted: bool, widget: tk.Widget) -> None:
    if wanted != bool(widget.winfo_manager()):
        if wanted:
            widget.grid()
        else:
            widget.grid_remove()
