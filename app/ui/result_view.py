"""One picture, what it is, and why."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import customtkinter as ctk

from app.ui import theme, widgets, wording
from app.ui.class_bars import ClassBars
from app.ui.commands import Commands
from app.ui.picture_canvas import PictureCanvas
from app.ui.theme import Theme

if TYPE_CHECKING:
    from app.core.model_folder import Contract
    from app.ui.messages import PreviewReady
    from app.ui.session import Item


class ResultView(ctk.CTkFrame):  # type: ignore[misc]
    """Shows one item of the session.

    Args:
        ask_preview: called with the size in pixels whenever the picture must be made anew.
    """

    def __init__(
        self,
        parent: Any,
        look: Theme,
        commands: Commands,
        ask_preview: Callable[[int, int], None],
    ) -> None:
        super().__init__(parent, fg_color="transparent", corner_radius=0)
        self._look = look
        self._item: Item | None = None
        self._contract: Contract | None = None
        self.grid_columnconfigure(0, weight=1)
        self.grid_rowconfigure(1, weight=1)
        self._build_header(commands)
        frame = widgets.panel(self)
        frame.grid(row=1, column=0, sticky="nsew", padx=(0, theme.L))
        self.picture = PictureCanvas(frame, look, ask_preview)
        self.picture.pack(fill="both", expand=True, padx=theme.M, pady=theme.M)
        self._build_panel(commands)

    def show(self, item: Item, contract: Contract | None, position: str) -> None:
        """Show an item as far as it is known now."""
        if item is not self._item:
            self.picture.clear()
        self._item, self._contract = item, contract
        self._position.configure(text=position)
        self._fill_name()
        self._fill_answer(item, contract)

    def show_preview(self, preview: PreviewReady) -> None:
        """Show the picture that :class:`app.ui.pictures.PictureLoader` made."""
        self.picture.show(preview.picture, preview.overlay)
        width, height = preview.size
        self._size_text = f"{width} × {height} px" if width else ""
        if self._item is not None:
            self._fill_meta(self._item)

    def show_map(self, on: bool) -> None:
        """Lay the activation map over the picture, or take it off."""
        self.picture.show_overlay(on)
        if on:
            self._switch.select()
            self._legend.grid()
        else:
            self._switch.deselect()
            self._legend.grid_remove()

    def _build_header(self, commands: Commands) -> None:
        look = self._look
        header = widgets.clear_frame(self)
        header.grid(row=0, column=0, columnspan=2, sticky="ew", pady=(0, theme.M))
        header.grid_columnconfigure(1, weight=1)
        self._back = widgets.quiet_button(header, look, "‹  All pictures", width=0)
        self._back.grid(row=0, column=0, padx=(0, theme.M))
        commands.attach_button(self._back, "back")
        self._name = widgets.label(header, look, role="heading")
        self._name.grid(row=0, column=1, sticky="ew")
        self._name.bind("<Configure>", lambda _: self._fill_name())
        self._position = widgets.label(header, look, color=theme.TEXT_MUTED)
        self._position.grid(row=0, column=2, padx=theme.M)
        for column, (identifier, sign) in enumerate((("previous", "‹"), ("next", "›")), start=3):
            button = widgets.quiet_button(header, look, sign, width=theme.CONTROL_HEIGHT)
            button.grid(row=0, column=column, padx=(theme.XS, 0))
            commands.attach_button(button, identifier)

    def _build_panel(self, commands: Commands) -> None:
        look = self._look
        side = widgets.panel(self, width=theme.PANEL_WIDTH)
        side.grid(row=1, column=1, sticky="ns")
        side.grid_propagate(False)
        side.grid_columnconfigure(0, weight=1)
        side.grid_rowconfigure(6, weight=1)
        inner = theme.PANEL_WIDTH - 2 * theme.XL
        pad = {"padx": theme.XL, "sticky": "ew"}
        self._headline = widgets.label(side, look, role="display", wraplength=inner)
        self._headline.grid(row=0, pady=(theme.XL, theme.XS), **pad)
        self._explanation = widgets.label(side, look, color=theme.TEXT_MUTED, wraplength=inner)
        self._explanation.grid(row=1, **pad)
        self._caption = widgets.label(side, look, role="caption", color=theme.TEXT_MUTED)
        self._caption.grid(row=2, pady=(theme.L, theme.S), **pad)
        self.bars = ClassBars(side, look)
        self.bars.grid(row=3, **pad)
        self._switch = ctk.CTkSwitch(
            side,
            text="Show what spoke for it",
            font=look.font("body"),
            command=lambda: commands.run("toggle-map"),
        )
        self._switch.grid(row=4, pady=(theme.L, 0), **pad)
        self._legend = widgets.label(
            side,
            look,
            "Brighter: more of the evidence lies here.",
            "caption",
            theme.TEXT_MUTED,
            wraplength=inner,
        )
        self._legend.grid(row=5, pady=(theme.XS, 0), **pad)
        self._legend.grid_remove()
        self._meta = widgets.label(
            side, look, role="caption", color=theme.TEXT_MUTED, wraplength=inner
        )
        self._meta.grid(row=7, pady=(theme.S, theme.S), **pad)
        copy = widgets.quiet_button(side, look, "Copy result")
        copy.grid(row=8, pady=(0, theme.L), **pad)
        commands.attach_button(copy, "copy-result")
        self._size_text = ""

    def _fill_name(self) -> None:
        if self._item is None:
            return
        name = self._item.path.name or str(self._item.path)
        room = self._name.winfo_width() - self._look.px(theme.S)
        self._name.configure(
            text=wording.shorten_middle(name, max(room, self._look.px(80)), self._measure)
        )

    def _measure(self, text: str) -> int:
        return int(self.tk.call("font", "measure", self._look.tk_font("heading"), text))

    def _fill_answer(self, item: Item, contract: Contract | None) -> None:
        answer = item.answer
        if item.error:
            self._say("Could not be read", item.error, theme.DANGER)
        elif answer is None or contract is None:
            self._say("Looking" + wording.ELLIPSIS, "", theme.TEXT_MUTED)
        else:
            self._say(
                wording.headline(answer, contract),
                wording.explanation(answer, contract),
                theme.TEXT,
            )
            self._caption.configure(text=wording.bars_caption(answer))
            self.bars.show(answer, contract)
        answered = answer is not None and contract is not None
        for part in (self._caption, self.bars, self._switch):
            part.grid() if answered else part.grid_remove()
        self._fill_meta(item)

    def _say(self, headline: str, explanation: str, color: theme.Color) -> None:
        self._headline.configure(text=headline, text_color=color)
        self._explanation.configure(text=explanation)

    def _fill_meta(self, item: Item) -> None:
        lines = [wording.place(item.path.parent)]
        facts = [self._size_text] if self._size_text else []
        if item.answer:
            facts.append(f"answered in {wording.took(item.answer.seconds)}")
        self._meta.configure(text="\n".join([*lines, ", ".join(facts)]).strip())
