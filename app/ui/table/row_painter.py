"""Draws one row of the list on a canvas."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from app.core.text import confidence, printable
from app.ui.look import theme, wording
from app.ui.look.bidi import visual
from app.ui.look.theme import Theme
from app.ui.table.columns import METER, Column, Columns, columns
from app.ui.widgets.meter import Bar, draw_badge, draw_bar

if TYPE_CHECKING:
    from app.core.answers import Row
    from app.core.models.folder import Contract, ModelClass
    from app.ui.state.item import Item

_DOT = 10
_SIGN = 20
_TWINS = 18


class RowPainter:
    """Knows the columns: thumbnail, name and place, class, confidence, verdict, decision."""

    def __init__(self, canvas: tk.Canvas, look: Theme) -> None:
        self._canvas = canvas
        self._look = look
        self.contract: Contract | None = None
        self._shorten = new_shortener(canvas, look)

    def restyle(self) -> None:
        """Forget what was made for another appearance or scale."""
        self._shorten = new_shortener(self._canvas, self._look)

    def paint(
        self,
        item: Item,
        y: int,
        thumbnail: Any,
        *,
        selected: bool,
        chosen: bool,
        hovered: bool,
    ) -> tuple[int, int]:
        """Draw an item in the row that begins at ``y``.

        Args:
            selected: keys start from this row.
            chosen: a decision is about it.

        Returns:
            The canvas's numbers for the thumbnail and for what stands there until it has come.
        """
        look, canvas = self._look, self._canvas
        width, height = canvas.winfo_width(), look.px(theme.ROW_HEIGHT)
        background = theme.ACCENT_TINT if chosen else theme.HOVER if hovered else theme.SURFACE
        ground = look.color(background)
        canvas.create_rectangle(0, y, width, y + height, fill=ground, width=0)
        if not chosen:
            line = look.color(theme.BORDER)
            canvas.create_line(look.px(theme.L), y + height - 1, width, y + height - 1, fill=line)
        if selected:
            mark = look.color(theme.ACCENT)
            canvas.create_rectangle(0, y, look.px(3), y + height, fill=mark, width=0)
        middle = y + height // 2
        drawn = self._paint_thumbnail(thumbnail, middle)
        typed = self.contract is not None and bool(self.contract.types)
        places = columns(width, look, typed=typed)
        twins = wording.twins_sign(item)
        if twins:
            corner = (look.px(theme.L + theme.THUMBNAIL - 9), middle + look.px(13))
            draw_badge(canvas, look, corner, twins, theme.TEXT_MUTED, _TWINS)
        self._paint_name(item, places, middle)
        answer = item.answer
        decided = answer is not None and answer.decided is not None
        sign, words = wording.classless_words(item)
        if words and answer is not None and not decided:
            self._paint_guess(answer, places, middle)
            self._paint_signed(places.verdict.x, middle, sign, words if places.has_words else "")
        elif words and not decided:
            self._paint_signed(places.label.x, middle, sign, words, failed=bool(item.error))
            self._paint_error(item, places, middle)
        elif self.contract is not None and answer is not None:
            types = wording.type_words(item)
            below = types if places.type is None else ""
            self._paint_label(answer, places.label, middle, ground, below)
            if places.type is not None and types:
                short = self._shorten(types, places.type.width, "body", end=True)
                self._text(places.type.x, middle, short, look.color(theme.TEXT))
            self._paint_share(answer, places, middle, ground)
            if not words:
                sign, words = wording.verdict_words(item)
            self._paint_signed(places.verdict.x, middle, sign, words if places.has_words else "")
        if answer is not None and decided:
            self._paint_decision(answer, places, middle)
        return drawn

    def _paint_thumbnail(self, thumbnail: Any, middle: int) -> tuple[int, int]:
        look, canvas, stand_in = self._look, self._canvas, 0
        x, half = look.px(theme.L + theme.THUMBNAIL / 2), look.px(theme.THUMBNAIL) // 2
        if thumbnail is None:
            stand_in = canvas.create_rectangle(
                x - half, middle - half, x + half, middle + half,
                fill=look.color(theme.SUNKEN), width=0,
            )  # fmt: skip
        return canvas.create_image(x, middle, image=thumbnail or ""), stand_in

    def _paint_name(self, item: Item, places: Columns, middle: int) -> None:
        look, x, room = self._look, places.name.x, places.name.width
        name = self._shorten(wording.row_name(item), room, "body")
        place = wording.row_place(item)
        ink, muted = look.color(theme.TEXT), look.color(theme.TEXT_MUTED)
        if places.place is not None:
            short = self._shorten(place, places.place.width, "caption")
            self._text(places.place.x, middle, short, muted, "caption")
            self._text(x, middle, name, ink)
            return
        offset = look.px(9)
        self._text(x, middle - offset, name, ink)
        below = self._shorten(place, room, "caption")
        self._text(x, middle + offset, below, muted, "caption")

    def _paint_error(self, item: Item, places: Columns, middle: int) -> None:
        """Say why it could not be read, where an answer would have its numbers."""
        x = (places.type or places.share).x
        room = self._canvas.winfo_width() - x - self._look.px(theme.M)
        why = self._shorten(printable(item.error), room, "caption", end=True)
        self._text(x, middle, why, self._look.color(theme.DANGER), "caption")

    def _paint_signed(
        self, x: int, middle: int, sign: str, words: str, *, failed: bool = False
    ) -> None:
        color = self._look.color(theme.DANGER if failed else theme.TEXT_MUTED)
        self._text(x, middle, sign, color)
        self._text(x + self._look.px(_SIGN), middle, words, color)

    def _paint_label(
        self, answer: Row, place: Column, middle: int, ground: str, below: str
    ) -> None:
        """The final label: the person's where there is one, else the model's.

        Args:
            below: the product type, where it has no column.
        """
        look = self._look
        kind = kind_of(self.contract, answer.final)
        if kind is None:
            self._paint_signed(place.x, middle, "○", wording.NONE_OF_THEM)
            return
        disc = look.px(_DOT)
        color = look.color((kind.color_light, kind.color_dark))
        dot = look.shapes.pill(disc, disc, color, ground)
        self._canvas.create_image(place.x, middle, image=dot, anchor="w")
        x = place.x + look.px(_SIGN)
        room = place.x + place.width - x
        name = self._shorten(kind.display_name, room, "body")
        if below:
            offset = look.px(9)
            short = self._shorten(below, room, "caption", end=True)
            self._text(x, middle + offset, short, look.color(theme.TEXT_MUTED), "caption")
            middle -= offset
        self._text(x, middle, name, look.color(theme.TEXT))

    def _paint_guess(self, answer: Row, places: Columns, middle: int) -> None:
        """Paint the nearest class of a refused picture: a question, not an answer."""
        look, place, kind = self._look, places.label, kind_of(self.contract, answer.label)
        if kind is None:
            return
        muted, x = look.color(theme.TEXT_MUTED), place.x + look.px(_SIGN)
        name = self._shorten(f"{kind.display_name}?", place.x + place.width - x, "body")
        self._text(x, middle, name, muted)
        share = places.share.x + (look.px(METER) if places.has_meter else 0)
        self._text(share, middle, confidence(answer.confidence), muted)

    def _paint_share(self, answer: Row, places: Columns, middle: int, ground: str) -> None:
        """How sure the model was; of what, where a person said otherwise."""
        look, place, kind = self._look, places.share, kind_of(self.contract, answer.label)
        if kind is None or answer.verdict == "not one of these":
            return
        percent = confidence(answer.confidence)
        x = place.x
        if answer.corrected:
            text = f"{kind.display_name} {percent}" if places.has_meter else percent
            short = self._shorten(text, place.width, "caption", end=True)
            self._text(x, middle, short, look.color(theme.TEXT_MUTED), "caption")
            return
        if places.has_meter:
            bar = Bar(x, middle, look.px(METER - theme.M), look.px(theme.BAR_HEIGHT))
            color = look.color((kind.color_light, kind.color_dark))
            draw_bar(self._canvas, look, bar, answer.confidence, color, ground)
            x += look.px(METER)
        self._text(x, middle, percent, look.color(theme.TEXT))

    def _paint_decision(self, answer: Row, places: Columns, middle: int) -> None:
        look, x = self._look, places.decision.x
        sign, word = wording.decision_words(answer)
        color = look.color(theme.ACCENT_TEXT if answer.corrected else theme.GOOD)
        self._text(x, middle, sign, color, "strong")
        if places.has_words:
            self._text(x + look.px(_SIGN), middle, word, look.color(theme.TEXT))

    def _text(self, x: int, y: int, text: str, color: str, role: theme.FontRole = "body") -> None:
        self._canvas.create_text(
            x, y, text=text, anchor="w", fill=color, font=self._look.tk_font(role)
        )


def new_shortener(canvas: tk.Canvas, look: Theme) -> Callable[..., str]:
    """Make what shortens texts to a width in pixels, and turns them as they are read.

    It takes the text, the width, the role of its font, and whether its end is cut off and not its
    middle; what it did it knows, so a new one is wanted after a change of appearance or scale.
    """

    @lru_cache(maxsize=2000)
    def shorten(text: str, width: int, role: theme.FontRole, end: bool = False) -> str:
        font = look.tk_font(role)
        cut = wording.shorten_end if end else wording.shorten_middle

        def measure(part: str) -> int:
            return int(canvas.tk.call("font", "measure", font, visual(part)))

        return visual(cut(text, width, measure))

    return shorten


def kind_of(contract: Contract | None, label: str | None) -> ModelClass | None:
    """The class of a label; None where it is none of the model's."""
    classes = contract.classes if contract is not None else ()
    return next((kind for kind in classes if kind.name == label), None)
