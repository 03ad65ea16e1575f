"""Draws one picture of the grid: framed in its class's colour, with what is known of it."""

from __future__ import annotations

import tkinter as tk
from typing import TYPE_CHECKING, Any

from app.core.text import confidence
from app.ui.look import theme, wording
from app.ui.look.shapes import Shape
from app.ui.look.theme import Color, Theme
from app.ui.table.row_painter import kind_of, new_shortener
from app.ui.table.tiling import TileSize
from app.ui.widgets.meter import draw_badge

if TYPE_CHECKING:
    from app.core.answers import Row
    from app.core.models.folder import Contract
    from app.ui.state.item import Item

_PAD, _GAP, _HEADING = 7, 10, 36
_LINE = 19  # of text
_WITH_NAME = 128  # from this side of the pictures on there is room for their names
_BADGE = 22
_FRAME, _RING = 2, 3
_DOT = 9


class TilePainter:
    """Knows what stands where on a tile.

    Attributes:
        side: of the square that pictures are fitted into, at scale 1.
        contract: names the classes and their colours.
    """

    def __init__(self, canvas: tk.Canvas, look: Theme, side: int) -> None:
        self._canvas = canvas
        self._look = look
        self.side = side
        self.contract: Contract | None = None
        self._shorten = new_shortener(canvas, look)

    def restyle(self) -> None:
        """Forget what was made for another appearance or scale."""
        self._shorten = new_shortener(self._canvas, self._look)

    @property
    def size(self) -> TileSize:
        """How large tiles are."""
        look = self._look
        side, pad, line = look.px(self.side), look.px(_PAD), look.px(_LINE)
        lines = 2 if self.side >= _WITH_NAME else 1
        return TileSize(
            side + 2 * pad, side + 2 * pad + lines * line, look.px(_GAP), look.px(_HEADING)
        )

    def paint(
        self, item: Item, x: int, y: int, picture: Any, *, selected: bool, chosen: bool
    ) -> tuple[int, int]:
        """Draw an item on the tile whose upper left corner is ``x``, ``y``.

        Args:
            selected: keys start from this one.
            chosen: a decision is about it.

        Returns:
            The canvas's numbers for the picture and for what stands there until it has come.
        """
        look, size = self._look, self.size
        ground = look.color(theme.ACCENT_TINT if chosen else theme.SURFACE)
        if selected or chosen:
            self._paint_ring(x, y, size, strong=selected)
        card = Shape(
            size.width, size.height, look.px(theme.RADIUS), ground,
            look.color(theme.ACCENT if selected or chosen else theme.SURFACE),
            look.color(self._frame(item)), max(1, look.px(_FRAME)),
        )  # fmt: skip
        self._canvas.create_image(x, y, image=look.shapes.get(card), anchor="nw")
        drawn = self._paint_picture(item, x, y, picture)
        self._paint_badges(item, x, y, size)
        pad, side = look.px(_PAD), look.px(self.side)
        line = y + pad + side + look.px(_LINE) // 2 + look.px(1)
        self._paint_answer(item, x + pad, line, side, ground)
        if self.side >= _WITH_NAME:
            name = self._shorten(wording.row_name(item), side, "caption")
            muted = look.color(theme.TEXT_MUTED)
            self._text(x + pad, line + look.px(_LINE) - look.px(2), name, muted, "caption")
        return drawn

    def paint_heading(self, title: str, count: int, x: int, y: int) -> None:
        """Draw what stands above a group."""
        look = self._look
        middle = y + look.px(_HEADING) // 2
        self._text(x, middle, title, look.color(theme.TEXT), "strong")
        font = look.tk_font("strong")
        end = x + int(self._canvas.tk.call("font", "measure", font, title)) + look.px(theme.S)
        self._text(end, middle, wording.number(count), look.color(theme.TEXT_MUTED), "caption")

    def _paint_ring(self, x: int, y: int, size: TileSize, *, strong: bool) -> None:
        """Draw a ring around what is chosen; the one that keys start from has a wider one."""
        look = self._look
        out = look.px(_RING + 1 if strong else _RING - 1)
        ring = Shape(
            size.width + 2 * out, size.height + 2 * out, look.px(theme.RADIUS) + out,
            look.color(theme.ACCENT), look.color(theme.SURFACE),
        )  # fmt: skip
        self._canvas.create_image(x - out, y - out, image=look.shapes.get(ring), anchor="nw")

    def _paint_picture(self, item: Item, x: int, y: int, picture: Any) -> tuple[int, int]:
        look, canvas, stand_in = self._look, self._canvas, 0
        pad, side = look.px(_PAD), look.px(self.side)
        left, top = x + pad, y + pad
        if picture is None:
            stand_in = canvas.create_rectangle(
                left, top, left + side, top + side, fill=look.color(theme.SUNKEN), width=0
            )
            if item.error:
                self._text_middle(left + side // 2, top + side // 2, "Not readable", theme.DANGER)
        middle = (left + side // 2, top + side // 2)
        return canvas.create_image(*middle, image=picture or ""), stand_in

    def _paint_badges(self, item: Item, x: int, y: int, size: TileSize) -> None:
        """What must be seen at a glance: what is open at the left, what is decided at the right."""
        inset = self._look.px(_PAD + 3 + _BADGE / 2)
        answer, twins = item.answer, wording.twins_sign(item)
        if twins:
            bottom = self._look.px(_PAD + self.side) - self._look.px(_BADGE / 2 + 2)
            self._badge(x + inset + self._look.px(2), y + bottom, twins, theme.TEXT_MUTED)
        if answer is None:
            return
        sign, _ = wording.decision_words(answer)
        if sign:
            color = theme.ACCENT if answer.corrected else theme.GOOD
            self._badge(x + size.width - inset, y + inset, sign, color)
        elif answer.verdict == "unsure":
            self._badge(x + inset, y + inset, "?", theme.WARNING)
        elif answer.verdict == "not one of these":
            self._badge(x + inset, y + inset, "○", theme.TEXT_MUTED)

    def _badge(self, x: int, y: int, sign: str, color: Color) -> None:
        draw_badge(self._canvas, self._look, (x, y), sign, color, _BADGE)

    def _paint_answer(self, item: Item, x: int, y: int, room: int, ground: str) -> None:
        look, answer = self._look, item.answer
        if answer is None:
            words = "" if item.error else wording.state_words(item).capitalize()
            self._text(x, y, words, look.color(theme.TEXT_MUTED), "caption")
            return
        label, words, ink = self._words(answer)
        kind = kind_of(self.contract, label)
        ours = answer.decided is not None and answer.decided != answer.label
        share = "" if ours else confidence(answer.confidence)  # it is of the model's class
        font = look.tk_font("caption")
        end = x + room
        self._canvas.create_text(end, y, text=share, anchor="e", fill=look.color(ink), font=font)
        end -= int(self._canvas.tk.call("font", "measure", font, share)) + look.px(theme.S)
        if kind is not None and ink is theme.TEXT:
            disc = look.px(_DOT)
            color = look.color((kind.color_light, kind.color_dark))
            dot = look.shapes.pill(disc, disc, color, ground)
            self._canvas.create_image(x, y, image=dot, anchor="w")
            x += disc + look.px(6)
        self._text(
            x, y, self._shorten(words, end - x, "caption", end=True), look.color(ink), "caption"
        )

    def _words(self, answer: Row) -> tuple[str | None, str, Color]:
        """The label that is told, its words and their colour; a guess is a muted question."""
        if answer.decided is None and answer.verdict == "not one of these":
            kind = kind_of(self.contract, answer.label)
            return answer.label, f"{kind.display_name}?" if kind else "", theme.TEXT_MUTED
        if self.contract is None or answer.final is None:
            return None, "", theme.TEXT
        return answer.final, wording.shelf_name(answer.final, self.contract), theme.TEXT

    def _frame(self, item: Item) -> Color:
        """The colour of the class; none of them is grey."""
        if item.error:
            return theme.DANGER
        kind = kind_of(self.contract, item.answer.final if item.answer is not None else None)
        return (kind.color_light, kind.color_dark) if kind is not None else theme.BORDER_STRONG

    def _text(self, x: int, y: int, text: str, color: str, role: theme.FontRole) -> None:
        self._canvas.create_text(
            x, y, text=text, anchor="w", fill=color, font=self._look.tk_font(role)
        )

    def _text_middle(self, x: int, y: int, text: str, color: Color) -> None:
        look = self._look
        self._canvas.create_text(
            x, y, text=text, fill=look.color(color), font=look.tk_font("caption")
        )
