"""Several pictures: what is done, what is left, and every row to open."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import customtkinter as ctk

from app.ui import theme, widgets, wording
from app.ui.commands import Commands
from app.ui.ordering import Order, ordered
from app.ui.review_table import ReviewTable
from app.ui.session import Counts, Session
from app.ui.theme import Theme

if TYPE_CHECKING:
    from app.core.model_folder import Contract
    from app.ui.session import Item

_RATE_WINDOW_SECONDS = 8.0
_ORDERS = {"Least sure first": Order.LEAST_SURE, "File order": Order.FILES}


class ListView(ctk.CTkFrame):  # type: ignore[misc]
    """The list with its progress line."""

    def __init__(
        self,
        parent: Any,
        look: Theme,
        commands: Commands,
        open_item: Callable[[Item], None],
        ask_thumbnails: Callable[[Sequence[tuple[Path, int]]], None],
    ) -> None:
        super().__init__(parent, fg_color="transparent", corner_radius=0)
        self._look = look
        self._session = Session()
        self._contract: Contract | None = None
        self.order = Order.FILES
        self._settled_at: deque[tuple[float, int]] = deque()
        self.grid_columnconfigure(0, weight=1)
        self.grid_rowconfigure(1, weight=1)
        self._build_header(commands)
        frame = widgets.panel(self)
        frame.grid(row=1, column=0, sticky="nsew")
        self.table = ReviewTable(frame, look, open_item, ask_thumbnails)
        self.table.pack(fill="both", expand=True, padx=2, pady=theme.S)

    def set_contract(self, contract: Contract) -> None:
        """Take class names and colours from a model."""
        self._contract = contract
        self.table.set_contract(contract)

    def set_session(self, session: Session) -> None:
        """Show another session."""
        self._session = session
        self._settled_at.clear()
        self.sort()
        self.refresh()

    def set_order(self, order: Order) -> None:
        """Sort otherwise."""
        self.order = order
        self._order.set(next(name for name, value in _ORDERS.items() if value is order))
        self.sort()

    def sort(self) -> None:
        """Bring the rows into order, new ones included."""
        self.table.set_items(ordered(self._session, self.order))

    def refresh(self) -> None:
        """Show how far the session is."""
        counts = self._session.counts
        now = time.monotonic()
        self._settled_at.append((now, counts.settled))
        while now - self._settled_at[0][0] > _RATE_WINDOW_SECONDS:
            self._settled_at.popleft()
        self._title.configure(text=_headline(counts))
        self._detail.configure(text=self._detail_text(counts))
        if counts.waiting:
            self._progress.set(counts.settled / counts.found)
            self._progress.grid()
        else:
            self._progress.grid_remove()
        self.table.redraw()

    def _build_header(self, commands: Commands) -> None:
        look = self._look
        header = widgets.clear_frame(self)
        header.grid(row=0, column=0, sticky="ew", pady=(0, theme.M))
        header.grid_columnconfigure(0, weight=1)
        self._title = widgets.label(header, look, role="title")
        self._title.grid(row=0, column=0, sticky="w")
        self._detail = widgets.label(header, look, color=theme.TEXT_MUTED)
        self._detail.grid(row=1, column=0, sticky="w")
        self._order = ctk.CTkSegmentedButton(
            header,
            values=list(_ORDERS),
            command=lambda name: self.set_order(_ORDERS[name]),
            font=look.font("body"),
            height=theme.CONTROL_HEIGHT,
        )
        self._order.grid(row=0, column=1, rowspan=2, padx=theme.S)
        self._order.set("File order")
        for column, (identifier, text) in enumerate(
            (("cancel", "Cancel"), ("export", "Export...")), start=2
        ):
            button = widgets.quiet_button(header, look, text, width=0)
            button.grid(row=0, column=column, rowspan=2, padx=(theme.XS, 0))
            commands.attach_button(button, identifier)
        self._progress = ctk.CTkProgressBar(header, height=theme.BAR_HEIGHT)
        self._progress.grid(row=2, column=0, columnspan=4, sticky="ew", pady=(theme.S, 0))
        self._progress.grid_remove()

    def _detail_text(self, counts: Counts) -> str:
        if counts.waiting:
            (start, before), (end, after) = self._settled_at[0], self._settled_at[-1]
            rate = (after - before) / (end - start) if end > start else 0.0
            return wording.rate_words(rate, counts.waiting)
        parts = []
        if counts.failed:
            parts.append(f"{wording.number(counts.failed)} could not be read")
        if counts.cancelled:
            parts.append(f"{wording.number(counts.cancelled)} cancelled")
        return ", ".join(parts)


def _headline(counts: Counts) -> str:
    if counts.waiting:
        return f"{wording.number(counts.settled)} of {wording.number(counts.found)}"
    return wording.pictures(counts.found)
