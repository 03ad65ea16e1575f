"""Draws one row of the list on a canvas."""

from __future__ import annotations

import tkinter as tk
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from app.ui import theme, wording
from app.ui.bidi import visual
from app.ui.meter import Bar, draw_bar
from app.ui.theme import Theme

if TYPE_CHECKING:
    from app.core.model_folder import Contract
    from app.ui.session import Item

# Widths of the columns at scale 1; the name has the rest.
_LABEL, _SHARE, _VERDICT = 164, 150, 108
_METER = 84
_DOT = 10
_SIGN = 20
_NARROW = 780  # below this width there is no meter beside the percentage


class RowPainter:
    """Knows the columns: thumbnail, name and place, class, confidence, verdict."""

    def __init__(self, canvas: tk.Canvas, look: Theme) -> None:
        self._canvas = canvas
        self._look = look
        self.contract: Contract | None = None
        self._shorten = self._new_shortener()

    def restyle(self) -> None:
        """Forget what was made for another appearance or scale."""
        self._shorten = self._new_shortener()

    def paint(
        self,
        item: Item,
        y: int,
        thumbnail: Any,
        *,
        selected: bool,
        hovered: bool,
    ) -> None:
        """Draw an item in the row that begins at ``y``."""
        look, canvas = self._look, self._canvas
        width, height = canvas.winfo_width(), look.px(theme.ROW_HEIGHT)
        background = theme.ACCENT_TINT if selected else theme.HOVER if hovered else theme.SURFACE
        ground = look.color(background)
        canvas.create_rectangle(0, y, width, y + height, fill=ground, width=0)
        if selected:
            canvas.create_rectangle(
                0, y, look.px(3), y + height, fill=look.color(theme.ACCENT), width=0
            )
        else:
            line = look.color(theme.BORDER)
            canvas.create_line(look.px(theme.L), y + height - 1, width, y + height - 1, fill=line)
        middle = y + height // 2
        self._paint_thumbnail(thumbnail, middle)
        narrow = width < look.px(_NARROW)
        verdict_x = width - look.px(_VERDICT)
        share_x = verdict_x - look.px(_SHARE - _METER if narrow else _SHARE)
        label_x = share_x - look.px(_LABEL)
        name_x = look.px(theme.L + theme.THUMBNAIL + theme.M)
        self._paint_name(item, name_x, middle, label_x - name_x - look.px(theme.L))
        sign, words = wording.classless_words(item)
        if words:
            self._paint_signed(label_x, middle, sign, words, failed=bool(item.error))
        elif self.contract is not None:
            self._paint_answer(item, label_x, share_x, middle, ground, narrow)
            self._paint_signed(verdict_x, middle, *wording.verdict_words(item))

    def _paint_thumbnail(self, thumbnail: Any, middle: int) -> None:
        look, canvas = self._look, self._canvas
        x, half = look.px(theme.L + theme.THUMBNAIL / 2), look.px(theme.THUMBNAIL) // 2
        if thumbnail is not None:
            canvas.create_image(x, middle, image=thumbnail)
        else:
            canvas.create_rectangle(
                x - half, middle - half, x + half, middle + half,
                fill=look.color(theme.SUNKEN), width=0,
            )  # fmt: skip

    def _paint_name(self, item: Item, x: int, middle: int, room: int) -> None:
        look, offset = self._look, self._look.px(9)
        name = self._shorten(item.path.name or str(item.path), room, "body")
        self._text(x, middle - offset, name, look.color(theme.TEXT))
        if item.error:
            below = self._shorten(item.error, room, "caption", end=True)
        else:
            below = self._shorten(wording.place(item.path.parent), room, "caption")
        color = look.color(theme.DANGER if item.error else theme.TEXT_MUTED)
        self._text(x, middle + offset, below, color, "caption")

    def _paint_signed(
        self, x: int, middle: int, sign: str, words: str, *, failed: bool = False
    ) -> None:
        color = self._look.color(theme.DANGER if failed else theme.TEXT_MUTED)
        self._text(x, middle, sign, color)
        self._text(x + self._look.px(_SIGN), middle, words, color)

    def _paint_answer(
        self, item: Item, label_x: int, share_x: int, middle: int, ground: str, narrow: bool
    ) -> None:
        assert item.answer is not None and self.contract is not None
        look, canvas, answer = self._look, self._canvas, item.answer
        kind = next((c for c in self.contract.classes if c.name == answer.label), None)
        if kind is None:
            return
        color = look.color((kind.color_light, kind.color_dark))
        ink = look.color(theme.TEXT)
        disc = look.px(_DOT)
        dot = look.shapes.pill(disc, disc, color, ground)
        canvas.create_image(label_x, middle, image=dot, anchor="w")
        text_x = label_x + look.px(_SIGN)
        room = share_x - text_x - look.px(theme.M)
        self._text(text_x, middle, self._shorten(kind.display_name, room, "body"), ink)
        x = share_x
        if not narrow:
            bar = Bar(x, middle, look.px(_METER - theme.M), look.px(theme.BAR_HEIGHT))
            draw_bar(canvas, look, bar, answer.confidence, color, ground)
            x += look.px(_METER)
        self._text(x, middle, wording.percent(answer.confidence), ink)

    def _text(self, x: int, y: int, text: str, color: str, role: theme.FontRole = "body") -> None:
        self._canvas.create_text(
            x, y, text=text, anchor="w", fill=color, font=self._look.tk_font(role)
        )

    def _new_shortener(self) -> Any:
        canvas, look = self._canvas, self._look

        @lru_cache(maxsize=2000)
        def shorten(text: str, width: int, role: theme.FontRole, end: bool = False) -> str:
            font = look.tk_font(role)
            cut = wording.shorten_end if end else wording.shorten_middle

            def measure(part: str) -> int:
                return int(canvas.tk.call("font", "measure", font, visual(part)))

            return visual(cut(text, width, measure))

        return shorten
