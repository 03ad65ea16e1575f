"""Several pictures: what is done, what is left, and every row to open."""

from __future__ import annotations

import time
from collections import deque
from typing import TYPE_CHECKING, Any

import customtkinter as ctk

from app.core.answers import OTHER
from app.core.settings import TILES
from app.ui.commands import Commands
from app.ui.look import spacing, theme, wording
from app.ui.look.theme import Theme
from app.ui.state.filters import Show
from app.ui.state.item import Counts
from app.ui.state.rows import Rows
from app.ui.table.class_chart import ChartBar, ClassChart
from app.ui.table.filter_bar import GRID_SIGN, LIST_SIGN, FilterBar
from app.ui.table.grid import GridView
from app.ui.table.table import ReviewTable
from app.ui.table.thumbnails import Thumbnails
from app.ui.table.view import RowsView
from app.ui.widgets import labels
from app.ui.widgets.controls import Button, Kind
from app.ui.widgets.meter import Meter
from app.ui.widgets.slider import Slider

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.core.models.folder import Contract
    from app.core.settings import Settings
    from app.ui.state.item import Item
    from app.ui.threads.loader import PictureLoader
    from app.ui.threads.messages import PreviewReady, ThumbnailReady

_RATE_SECONDS = 8.0  # the speed shown is that of the last seconds
_WITH_CHART = 360  # height at scale 1 from which on there is room for the chart
_BUTTONS = ("resume", "cancel", "review", "sort-files", "export")
_SLIDER = 130
_WITH_PANE = 1160  # width at scale 1 from which on there is room for the chosen picture
_WITH_EXPORT = 620  # and for the third of the buttons, which the menu has, too
_PANE_MS = 60
_ERRORS = "not readable"  # names a bar of the chart; no class can be called so


class ListView(ctk.CTkFrame):  # type: ignore[misc]
    """The list with its headline, progress, totals and filter.

    Args:
        open_item: called when a row is opened.
        changed: called after a person changed filter or order.
        settings: what is in force; ``remember`` is called with what a person changed of it.
        new_pane: makes the widget that stands beside the rows, which has ``show`` for an item and
            ``show_preview`` for its picture.

    Attributes:
        table, grid_view: the two ways in which rows are shown; the grid is made when it is wanted.
        view: the one in sight.
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
        settings: Settings,
        remember: Callable[..., None],
        new_pane: Callable[[Any], Any],
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
        commands.attach_button(self._filter.other_view, "grid")
        self._frame = labels.panel(self)
        self._frame.grid(row=4, column=0, sticky="nsew")
        self._frame.grid_columnconfigure(0, weight=1)
        self._frame.grid_rowconfigure(0, weight=1)
        self._open_item, self._remember = open_item, remember
        self._way_out = f"{commands['no-filter'].accelerator} takes off all filters."
        self._thumbnails = Thumbnails(loader.thumbnails)
        self.table = ReviewTable(self._frame, look, rows, open_item, self._thumbnails)
        self._tile = TILES.index(settings.tile)
        self._slider.show(self._tile)
        self.grid_view: GridView | None = None
        self.view: RowsView = self.table
        self._put_in(self.table)
        self._preview = settings.preview
        self._new_pane = new_pane
        self._pane: Any = None
        self._pane_job = ""
        if settings.view == "grid":
            self._show_view(self._grid_view())
        rows.on_change = self._rows_changed
        self.bind("<Configure>", self._resized, add="+")

    def switch_view(self) -> None:
        """Show the grid in place of the table, or the table again; selection and place stay."""
        place = self.view.where()
        self._show_view(self.table if self.in_grid else self._grid_view())
        self.update_idletasks()  # it has its size now
        self.view.go_where(place)
        self._remember(view="grid" if self.in_grid else "list")

    def switch_preview(self) -> None:
        """Show the chosen picture beside the list where there is room, or no more."""
        self._preview = not self._preview
        self._remember(preview=self._preview)
        self._place_pane(self.winfo_width())

    @property
    def has_preview(self) -> bool:
        """Whether the chosen picture is shown beside the list where there is room."""
        return self._preview

    @property
    def in_grid(self) -> bool:
        """Whether the grid is in sight."""
        return self.view is self.grid_view

    def resize_tiles(self, steps: int) -> None:
        """Make the grid's pictures larger or, negative, smaller."""
        self._set_tile(self._tile + steps)

    def show_thumbnail(self, ready: ThumbnailReady) -> None:
        """Keep a small picture, if it is for the list on screen, and show it."""
        if self._rows.session.get(ready.item) is not None:
            self.view.show_thumbnail(ready, self._thumbnails.keep(ready))

    def show_preview(self, ready: PreviewReady) -> None:
        """Show the picture beside the list that was asked for."""
        if self._pane is not None:
            self._pane.show_preview(ready)

    def _grid_view(self) -> GridView:
        if self.grid_view is None:
            self.grid_view = GridView(
                self._frame,
                self._look,
                self._rows,
                self._open_item,
                self._thumbnails,
                TILES[self._tile],
                self.resize_tiles,
            )
            self.grid_view.set_contract(self._contract)
            self._put_in(self.grid_view)
            spacing.hide(self.grid_view)
        return self.grid_view

    def _show_view(self, view: RowsView) -> None:
        spacing.hide(self.view)
        spacing.show(view)
        self.view = view
        self._filter.other_view.set_text(LIST_SIGN if self.in_grid else GRID_SIGN)
        spacing.show_if(self.in_grid, self._slider)

    def _put_in(self, view: RowsView) -> None:
        view.changed, view.way_out = self._changed, self._way_out
        spacing.grid(view, self._look, row=0, column=0, sticky="nsew", padx=2, pady=theme.S)

    def _place_pane(self, width: int) -> None:
        """Show the chosen picture beside the rows where that is wanted and there is room."""
        wanted = self._preview and width >= self._look.px(_WITH_PANE)
        if self._pane is not None:
            spacing.show_if(wanted, self._pane)
            self._fill_pane_soon()
        elif wanted and not self._pane_job:  # making it takes a while; the rows come first
            self._pane_job = self.after(_PANE_MS, self._make_pane)

    def _make_pane(self) -> None:
        self._pane_job = ""
        self._pane = self._new_pane(self)
        spacing.grid(
            self._pane, self._look, row=2, column=1, rowspan=3, sticky="ns", padx=(theme.M, 0)
        )
        self._place_pane(self.winfo_width())

    def _fill_pane_soon(self) -> None:
        """Once keys that are held down come to rest."""
        if self._pane is not None and self._pane.winfo_manager():
            if self._pane_job:
                self.after_cancel(self._pane_job)
            self._pane_job = self.after(_PANE_MS, self._fill_pane)

    def _fill_pane(self) -> None:
        self._pane_job = ""
        if not self.winfo_ismapped():  # what it asked for would go to the page in front
            return
        if self._pane is not None and self._rows.selected is not None:
            self._pane.show(self._rows.selected, self._contract)

    def _set_tile(self, number: int) -> None:
        number = min(max(0, number), len(TILES) - 1)
        if number != self._tile and self.grid_view is not None:
            self._tile = number
            self._slider.show(number)
            self.grid_view.set_side(TILES[number])
            self._remember(tile=TILES[number])

    def set_contract(self, contract: Contract | None) -> None:
        """Take class names and colours from a model."""
        self._contract = contract
        self.table.set_contract(contract)
        self._filter.set_typed(contract is not None and bool(contract.types))
        if self.grid_view is not None:
            self.grid_view.set_contract(contract)

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
        products = wording.products(len(self._rows.session.products))
        words = filter(None, (products, verdicts, wording.review_counts(counts), pace))
        self._summary = "   ·   ".join(words)
        self._fit_summary()
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
        self.view.redraw()
        self._fill_pane_soon()

    def _fit_summary(self) -> None:
        """Show as much of the words below the title as there is room for beside the slider."""
        slider, font = self._slider, self._look.tk_font("caption")
        beside = slider.winfo_width() + self._look.px(theme.S) if slider.winfo_ismapped() else 0
        room = self._words.master.winfo_width() - beside
        short = wording.shorten_end(
            self._summary, room, lambda text: int(self.tk.call("font", "measure", font, text))
        )
        self._words.configure(text=short)

    def _build_header(self, commands: Commands) -> None:
        look = self._look
        header = labels.group(self)
        header.grid(row=0, column=0, sticky="ew")
        header.grid_columnconfigure(1, weight=1)
        self._title = labels.label(header, look, role="title")
        self._title.grid(row=0, column=0, sticky="w")
        self._words = labels.label(header, look, role="caption", color=theme.TEXT_MUTED)
        self._words.grid(row=1, column=0, columnspan=7, sticky="nw", pady=(theme.XS, 0))
        strut = labels.group(header, width=1, height=theme.CONTROL_HEIGHT)
        strut.grid(row=1, column=1)  # nothing moves when the slider comes
        self._slider = Slider(
            header, look, (0, len(TILES) - 1), lambda _: "", self._set_tile, width=_SLIDER
        )
        spacing.grid(self._slider, look, row=1, column=2, columnspan=5, sticky="e")
        spacing.hide(self._slider)
        for widget, event in (
            (self._slider, "<Map>"),
            (self._slider, "<Unmap>"),
            (header, "<Configure>"),
        ):
            widget.bind(event, lambda _: self._fit_summary(), add="+")
        self._summary = ""
        self._buttons = {}
        for column, identifier in enumerate(_BUTTONS, start=2):
            kind: Kind = "primary" if identifier == "review" else "quiet"
            button = Button(header, look, commands[identifier].label, kind)
            spacing.grid(button, look, row=0, column=column, padx=(theme.S, 0))
            commands.attach_button(button, identifier)
            self._buttons[identifier] = button

    def _resized(self, event: Any) -> None:
        self._place_pane(event.width)
        spacing.show_if(event.height >= self._look.px(_WITH_CHART), self._chart)
        spacing.show_if(event.width >= self._look.px(_WITH_EXPORT), self._buttons["export"])

    def _rows_changed(self, reveal: bool) -> None:
        self.view.rows_changed(reveal)
        self._fill_pane_soon()
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
