"""One labelled bar per class, to choose by."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.core.answers import OTHER
from app.core.text import confidence
from app.ui.look import theme, wording
from app.ui.look.shapes import Shape
from app.ui.look.theme import Color, Theme
from app.ui.widgets.meter import Bar, draw_bar, draw_key

if TYPE_CHECKING:
    from app.core.answers import Row
    from app.core.models.folder import Contract

_SHOWN_AT_MOST = 6
_ROW_HEIGHT, _OTHER_HEIGHT, _TEXT_HEIGHT = 44, 30, 20
_KEY_ROOM = 26
_REACH = 8  # how far a row's tint reaches out on both sides


@dataclass(frozen=True)
class _Choice:
    """A row: a class with its probability, or none of them."""

    name: str
    title: str
    key: str
    share: float | None
    color: Color


class ClassBars(tk.Canvas):
    """The probabilities of an answer, in the model's order and colours; a click decides.

    Of many classes the most probable are shown.

    Args:
        chosen: called with the name of a class, or ``other``, when a person chooses it.
    """

    def __init__(self, parent: Any, look: Theme, chosen: Callable[[str], None]) -> None:
        super().__init__(parent, highlightthickness=0, borderwidth=0, width=1, cursor="hand2")
        self._look = look
        self._shown: tuple[Row, Contract] | None = None
        self._rows: list[_Choice] = []
        self._decided: str | None = None
        self._pointed = -1
        self.bind("<Configure>", lambda _: self._draw())
        self.bind("<Motion>", lambda event: self._point(self._row_at(event.y)))
        self.bind("<Leave>", lambda _: self._point(-1))
        self.bind("<Button-1>", lambda event: self._choose(self._row_at(event.y), chosen))
        look.subscribe(self._draw)

    @property
    def reach(self) -> int:
        """How far it reaches beyond its text on both sides, at scale 1."""
        return _REACH

    def show(self, answer: Row, contract: Contract) -> None:
        """Show an answer."""
        self._shown = (answer, contract)
        self._decided = answer.decided
        choices = [
            _Choice(
                kind.name,
                kind.display_name,
                str(number) if number <= 9 else "",
                share,
                (kind.color_light, kind.color_dark),
            )
            for number, (kind, share) in enumerate(
                zip(contract.classes, answer.probabilities, strict=True), start=1
            )
        ]
        if len(choices) > _SHOWN_AT_MOST:
            choices = sorted(choices, key=lambda choice: -(choice.share or 0))[:_SHOWN_AT_MOST]
        none = _Choice(OTHER, wording.NONE_OF_THEM, "0", None, theme.BORDER_STRONG)
        self._rows = [*choices, none]
        self._draw()

    def _draw(self) -> None:
        if self._shown is None:
            return
        look = self._look
        bottom = self._top(len(self._rows) - 1) + look.px(_OTHER_HEIGHT)
        self.configure(background=look.color(theme.SURFACE), height=bottom)
        self.delete("all")
        if self.winfo_width() > look.px(_ROW_HEIGHT):
            for row, choice in enumerate(self._rows):
                self._draw_row(row, choice)

    def _draw_row(self, row: int, choice: _Choice) -> None:
        assert self._shown is not None
        look, answer = self._look, self._shown[0]
        decided = choice.name == self._decided
        color = theme.ACCENT_TINT if decided else theme.SURFACE
        ground = look.color(theme.HOVER if row == self._pointed and not decided else color)
        height = look.px(_OTHER_HEIGHT if choice.share is None else _ROW_HEIGHT)
        top, width, reach = self._top(row), self.winfo_width(), look.px(_REACH)
        if ground != look.color(theme.SURFACE):
            line = look.color(theme.ACCENT) if decided else ""
            shape = Shape(
                width, height, look.px(theme.RADIUS), ground, look.color(theme.SURFACE), line, 1
            )
            self.create_image(0, top, image=look.shapes.get(shape), anchor="nw")
        y = top + look.px(_OTHER_HEIGHT) // 2
        ink = look.color(theme.TEXT)
        likely = choice.name == answer.label and choice.share is not None
        font = look.tk_font("strong" if likely or decided else "body")
        x, end = reach, width - reach
        if choice.key:
            draw_key(self, look, choice.key, x, y, ground)
        x += look.px(_KEY_ROOM)
        title = f"✓ {choice.title}" if decided else choice.title
        self.create_text(x, y, text=title, anchor="w", fill=ink, font=font)
        if choice.share is None:
            return
        share = confidence(choice.share)
        self.create_text(end, y, text=share, anchor="e", fill=ink, font=font)
        thick = look.px(theme.BAR_HEIGHT)
        bar = Bar(x, y + look.px(_TEXT_HEIGHT) // 2 + thick // 2, end - x, thick)
        draw_bar(self, look, bar, choice.share, look.color(choice.color), ground)

    def _top(self, row: int) -> int:
        return row * self._look.px(_ROW_HEIGHT)

    def _row_at(self, y: int) -> int:
        row = y // self._look.px(_ROW_HEIGHT)
        return row if 0 <= row < len(self._rows) else -1

    def _point(self, row: int) -> None:
        if row != self._pointed:
            self._pointed = row
            self._draw()

    def _choose(self, row: int, chosen: Callable[[str], None]) -> None:
        if row >= 0:
            chosen(self._rows[row].name)
