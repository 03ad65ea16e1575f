"""One picture, what it is, and why."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import customtkinter as ctk

from app.ui.commands import Commands
from app.ui.look import spacing, theme, wording
from app.ui.look.bidi import visual
from app.ui.look.theme import Theme
from app.ui.picture.class_bars import ClassBars
from app.ui.picture.headline import Headline, words_of
from app.ui.picture.map_scale import MapScale
from app.ui.picture.parts import PartsLayer, ShownParts
from app.ui.picture.previews import Previews
from app.ui.threads.loader import PictureLoader
from app.ui.widgets import labels
from app.ui.widgets.controls import Button, Switch
from app.ui.widgets.scrolling import ScrollPanel

if TYPE_CHECKING:
    from app.core.answers import Region
    from app.core.models.folder import Contract
    from app.ui.state.item import Item
    from app.ui.threads.messages import PreviewReady

_TEXT_WIDTH = theme.PANEL_WIDTH - 2 * (theme.XL + theme.XS)  # the panel has an edge


class ResultView(ctk.CTkFrame):  # type: ignore[misc]
    """Shows one item of the session, as far as it is known.

    Args:
        chosen: called with a label when a person chooses it.
        marked: called with a part of the picture that a person wants to be judged.

    Attributes:
        picture: the canvas that shows it.
    """

    def __init__(
        self,
        parent: Any,
        look: Theme,
        commands: Commands,
        loader: PictureLoader,
        chosen: Callable[[str], None],
        marked: Callable[[Region], None],
    ) -> None:
        super().__init__(parent, fg_color="transparent", corner_radius=0)
        self._look = look
        self._item: Item | None = None
        self._contract: Contract | None = None
        self._state: object = None
        self._pixels = ""
        self.map_on = False
        self.grid_columnconfigure(0, weight=1)
        self.grid_rowconfigure(1, weight=1)
        self._build_header(commands)
        frame = labels.panel(self)
        frame.grid(row=1, column=0, sticky="nsew", padx=(0, theme.L))
        self._previews = Previews(frame, look, loader)
        self.picture = self._previews.canvas
        self.picture.on_zoom = self._zoomed
        spacing.pack(self.picture, look, fill="both", expand=True, padx=theme.M, pady=theme.M)
        self._parts = PartsLayer(self.picture, look, lambda: self.picture.drawn, marked)
        self.picture.on_draw = self._parts.draw
        self._build_panel(commands, chosen)

    def show(self, item: Item, contract: Contract | None, position: str, trouble: str = "") -> None:
        """Show an item; nothing is drawn again that is on screen already.

        Args:
            position: where it stands in the list, in words.
            trouble: why no answer is coming.
        """
        has_map = item.prediction is not None
        state = (item.id, item.path, item.state, item.row, has_map, contract, position, trouble)
        self._previews.show(item, contract)
        if item is not self._item:
            self._pixels = ""
        elif state == self._state:
            return
        self._state = state
        self._item, self._contract = item, contract
        self._position.configure(text=position)
        self._back.set_text("‹  All pictures" if position else "‹  Start")
        self._fill_name()
        self._fill_answer(item, contract, trouble)

    def show_parts(
        self, further: Sequence[Region], pointed: Region | None, all_are_rows: bool
    ) -> None:
        """Show the box of what is judged, and those of what a click would judge instead.

        Args:
            all_are_rows: whether each of them is a row of the list.
        """
        item, contract = self._item, self._contract
        if item is None:
            return
        color = self._look.color(theme.ACCENT)
        if item.prediction is not None and contract is not None:
            kind = contract.classes[contract.class_names.index(item.prediction.label)]
            color = self._look.color((kind.color_light, kind.color_dark))
        self._parts.show(ShownParts(item.judged_part, color, further, pointed))
        self._all.show(all_are_rows)
        wanted = bool(further) or all_are_rows
        if wanted != bool(self._all.winfo_manager()):
            spacing.show_if(wanted, self._all)
            self._panel.refit()

    def show_preview(self, preview: PreviewReady) -> None:
        """Show the picture that was asked for last; older ones are late and are dropped."""
        if self._item is None or not self._previews.take(preview):
            return
        width, height = preview.size
        self._pixels = f"{width} × {height} pixels" if width else ""
        self._fill_facts(self._item)

    def toggle_map(self) -> None:
        """Lay the activation map over the picture, or take it off."""
        self.map_on = not self.map_on
        self.picture.show_overlay(self.map_on)
        self._switch.show(self.map_on)
        self._show_scale()
        self._panel.refit()

    def _show_scale(self) -> None:
        item, contract = self._item, self._contract
        on = self.map_on and bool(self._switch.winfo_manager())
        spacing.show_if(on, self._scale)
        if on and item is not None and item.prediction is not None and contract is not None:
            from app.core.models.classifier import evidence
            from app.core.models.overlay import is_visible

            label = item.prediction.label
            found = evidence(item.prediction, label, contract)
            self._scale.show(contract.display_name(label), visible=is_visible(found))

    def _build_header(self, commands: Commands) -> None:
        look = self._look
        header = labels.group(self)
        header.grid(row=0, column=0, columnspan=2, sticky="ew", pady=(0, theme.M))
        header.grid_columnconfigure(1, weight=1)
        back = Button(header, look, "‹  All pictures")
        spacing.grid(back, look, row=0, column=0, padx=(0, theme.L))
        commands.attach_button(back, "back")
        self._back = back
        self._heading = labels.label(header, look, role="heading")
        self._heading.grid(row=0, column=1, sticky="ew")
        self._heading.bind("<Configure>", lambda _: self._fill_name())
        self._position = labels.label(header, look, color=theme.TEXT_MUTED)
        self._position.grid(row=0, column=2, padx=theme.S)
        for column, identifier, sign in ((3, "previous", "‹"), (4, "next", "›")):
            button = Button(header, look, sign, square=True)
            spacing.grid(button, look, row=0, column=column, padx=(theme.S, 0))
            commands.attach_button(button, identifier)

    def _build_panel(self, commands: Commands, chosen: Callable[[str], None]) -> None:
        look = self._look
        self._panel = ScrollPanel(self, look, width=theme.PANEL_WIDTH)
        self._panel.grid(row=1, column=1, sticky="ns")
        side = self._panel.inside
        side.grid_columnconfigure(0, weight=1)
        side.grid_rowconfigure(7, weight=1)
        pad = {"padx": theme.XL, "sticky": "ew"}
        self._headline = Headline(side, look, _TEXT_WIDTH)
        self._headline.grid(row=0, pady=(theme.S, 0), **pad)
        self._caption = labels.label(side, look, role="caption", color=theme.TEXT_MUTED)
        self._caption.grid(row=2, pady=(theme.M, theme.XS), **pad)
        self._bars = ClassBars(side, look, chosen)
        spacing.grid(self._bars, look, row=3, sticky="ew", padx=theme.XL - self._bars.reach)
        self._actions = labels.group(side)
        self._actions.grid(row=4, pady=(theme.S, theme.XS), **pad)
        self._actions.grid_columnconfigure((0, 1), weight=1, uniform="action")
        self._add_action(commands, 0, "accept", "Accept", (0, theme.XS))
        self._add_action(commands, 1, "skip", "Skip", (theme.XS, 0))
        self._switch = Switch(side, look, "Show activation map")
        spacing.grid(self._switch, look, row=5, pady=(theme.S, theme.S), **pad)
        commands.attach_button(self._switch, "toggle-map")
        self._all = Switch(side, look, "All products on this page")
        spacing.grid(self._all, look, row=6, pady=(0, theme.S), **pad)
        commands.attach_button(self._all, "all-products")
        spacing.hide(self._all)
        self._scale = MapScale(side, look)
        spacing.grid(self._scale, look, row=7, padx=theme.XL, sticky="new")
        spacing.hide(self._scale)
        self._facts = labels.label(
            side, look, role="caption", color=theme.TEXT_MUTED, wraplength=_TEXT_WIDTH
        )
        self._facts.grid(row=8, pady=theme.XS, **pad)
        copy = Button(side, look, "Copy result", ground=theme.SURFACE, fill_width=True)
        spacing.grid(copy, look, row=9, pady=(0, theme.XS), **pad)
        commands.attach_button(copy, "copy-result")
        self._panel.listen_to_wheel()

    def _add_action(
        self, commands: Commands, column: int, identifier: str, word: str, gap: tuple[int, int]
    ) -> None:
        text = f"{word}   {commands[identifier].accelerator}"
        button = Button(self._actions, self._look, text, ground=theme.SURFACE, fill_width=True)
        spacing.grid(button, self._look, row=0, column=column, sticky="ew", padx=gap)
        commands.attach_button(button, identifier)

    def _zoomed(self) -> None:
        if self._item is not None:
            self._fill_facts(self._item)

    def _fill_name(self) -> None:
        if self._item is None:
            return
        name = wording.name_of(self._item.path)
        room = max(self._heading.winfo_width(), self._look.px(80))
        self._heading.configure(text=visual(wording.shorten_middle(name, room, self._measure)))

    def _measure(self, text: str, role: theme.FontRole = "heading") -> int:
        return int(self.tk.call("font", "measure", self._look.tk_font(role), visual(text)))

    def _fill_answer(self, item: Item, contract: Contract | None, trouble: str) -> None:
        answer = item.answer if contract is not None else None
        self._headline.make_room(contract if answer is not None else None)
        self._headline.show(*words_of(item, contract, trouble=trouble))
        if answer is not None and contract is not None:
            self._caption.configure(text=wording.bars_caption(answer))
            self._bars.show(answer, contract)
        for part in (self._caption, self._bars, self._actions, self._switch):
            spacing.show_if(answer is not None, part)
        self._show_scale()
        self._fill_facts(item)
        self._panel.refit()

    def _fill_facts(self, item: Item) -> None:
        facts = [self._pixels] if self._pixels else []
        if self.picture.is_zoomed and self.picture.view is not None:
            facts.append(f"shown at {100 * self.picture.view.scale:.0f} %")
        if item.answer:
            facts.append(f"answered in {wording.took(item.answer.seconds)}")
        together = ", ".join(facts)
        fits = self._measure(together, "caption") <= self._look.px(_TEXT_WIDTH)
        lines = [wording.product_type(item), self._place(item), *([together] if fits else facts)]
        self._facts.configure(text="\n".join(filter(None, lines)))

    def _place(self, item: Item) -> str:
        """The folder on one line."""
        place, room = wording.place(item.path.parent), self._look.px(_TEXT_WIDTH)
        return visual(wording.shorten_middle(place, room, partial(self._measure, role="caption")))
