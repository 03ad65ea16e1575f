"""The small window that stays on top: a drop zone, the last picture, and keys to correct it."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from app.core.answers import OTHER
from app.core.errors import ShelfwiseError
from app.core.text import confidence
from app.ui.look import theme, wording
from app.ui.look.bidi import visual
from app.ui.picture.headline import words_of
from app.ui.widgets.controls import Button
from app.ui.widgets.meter import Bar, draw_bar, draw_key

if TYPE_CHECKING:
    from PIL.ImageTk import PhotoImage

    from app.core.models.folder import Contract
    from app.core.pictures.images import Pixels
    from app.core.pictures.pool import Decoders
    from app.ui.host import Host
    from app.ui.state.item import Item

_EDGE, _PICTURE, _GAP = 14, 84, 12
_ROW, _KEY_ROOM, _NAME_WIDTH, _SHARE_WIDTH = 32, 26, 108, 56
_TOP = _EDGE + _PICTURE + _GAP // 2  # of the first class
_SHOWN_AT_MOST = 3
_BUTTON = 40


class CompactView(tk.Canvas):
    """Shows one picture, its verdict, and the classes to choose by key or click.

    Args:
        chosen: called with the name of a class, or ``other``, when a person chooses it.
    """

    def __init__(
        self, parent: Any, host: Host, decoders: Decoders, chosen: Callable[[str], None]
    ) -> None:
        # Tk lays nothing out anew around what asks for a single pixel.
        super().__init__(parent, highlightthickness=0, borderwidth=0, width=2, height=2)
        self._host, self._look, self._decoders = host, host.look, decoders
        self._chosen = chosen
        self._item: Item | None = None
        self._contract: Contract | None = None
        self._state: object = None
        self._said = ""
        self._pictured: object = None
        self._picture: PhotoImage | None = None
        self._choices: list[str] = []
        self._grow = Button(self, self._look, "⤢", "plain", ground=theme.SURFACE, square=True)
        host.commands.attach_button(self._grow, "compact")
        self.bind("<Configure>", lambda _: self._draw())
        self.bind("<Button-1>", self._pressed)
        self._look.subscribe(self._restyle)

    def show(self, item: Item | None, contract: Contract | None, said: str) -> None:
        """Show a picture, or what the window is for.

        Args:
            said: what a person is told meanwhile.
        """
        state = (item and (item.id, item.path, item.state, item.row), contract, said)
        if state == self._state:
            return
        self._state, self._item, self._contract, self._said = state, item, contract, said
        self._ask_picture()
        self._draw()

    def _restyle(self) -> None:
        self._pictured = None
        self._ask_picture()
        self._draw()

    def _ask_picture(self) -> None:
        """Have what was judged made small, away from this thread."""
        item = self._item
        if item is None:
            return
        part = item.row.region if item.row is not None else None
        wanted = (item.id, item.source, part, self._look.scale)
        if wanted == self._pictured:
            return
        if self._pictured is None or self._pictured[0] != item.id:  # type: ignore[index]
            self._picture = None
        self._pictured = wanted
        source, side = item.source, self._look.px(_PICTURE)

        def make() -> Pixels | None:
            try:
                return self._decoders.picture(source, side, part)
            except ShelfwiseError:
                return None

        self._host.pump.run_task(
            make, lambda pixels: self._show_picture(wanted, pixels), self._host.tells.fail
        )

    def _show_picture(self, wanted: object, pixels: Pixels | None) -> None:
        if wanted != self._pictured or pixels is None:
            return
        from PIL import Image
        from PIL.ImageTk import PhotoImage

        self._picture = PhotoImage(Image.fromarray(pixels))
        self._draw()

    def _draw(self) -> None:
        look, width = self._look, self.winfo_width()
        self.configure(background=look.color(theme.SURFACE))
        self.delete("all")
        self._choices = []
        if width < 2:
            return
        edge = look.px(_EDGE)
        self._grow.place(x=width - edge // 2, y=edge // 2, anchor="ne")
        if self._item is None:
            self._draw_invitation()
        else:
            self._draw_head(self._item)
            self._draw_choices(self._item)
        if self._said:
            self._draw_said()

    def _draw_invitation(self) -> None:
        look, width, height = self._look, self.winfo_width(), self.winfo_height()
        middle, y = width // 2, height // 2
        room = width - 2 * look.px(_EDGE)
        options: dict[str, Any] = {"justify": "center", "width": room}
        paste = self._host.commands["paste"].accelerator
        self.create_text(
            middle, y, text="Drop a picture here", anchor="s", font=look.tk_font("heading"),
            fill=look.color(theme.TEXT), **options,
        )  # fmt: skip
        self.create_text(
            middle, y + look.px(theme.XS), text=f"{paste} pastes one", anchor="n",
            font=look.tk_font("caption"), fill=look.color(theme.TEXT_MUTED), **options,
        )  # fmt: skip

    def _draw_head(self, item: Item) -> None:
        look, edge, side = self._look, self._look.px(_EDGE), self._look.px(_PICTURE)
        if self._picture is not None:
            self.create_image(edge + side // 2, edge + side // 2, image=self._picture)
        x = edge + side + look.px(_GAP)
        room = self.winfo_width() - x - edge
        headline, sentence, color = words_of(item, self._contract, wording.brief)
        name = self._short(wording.name_of(item.path), room - look.px(_BUTTON), "caption")
        muted = look.color(theme.TEXT_MUTED)
        self.create_text(x, edge, text=name, anchor="nw", fill=muted, font=look.tk_font("caption"))
        title = self.create_text(
            x, edge + look.px(18), text=visual(headline), anchor="nw", width=room,
            fill=look.color(color), font=look.tk_font("heading"),
        )  # fmt: skip
        bottom = self.bbox(title)[3]
        self.create_text(
            x, bottom + look.px(2), text=visual(sentence), anchor="nw", width=room,
            fill=muted, font=look.tk_font("caption"),
        )  # fmt: skip

    def _draw_choices(self, item: Item) -> None:
        answer, contract, look = item.answer, self._contract, self._look
        if answer is None or contract is None:
            return
        ranked = sorted(
            enumerate(zip(contract.classes, answer.probabilities, strict=True)),
            key=lambda each: -each[1][1],
        )[:_SHOWN_AT_MOST]
        top = look.px(_TOP) + look.px(_ROW) // 2
        ground, ink = look.color(theme.SURFACE), look.color(theme.TEXT)
        x, end = look.px(_EDGE), self.winfo_width() - look.px(_EDGE)
        for row, (number, (kind, share)) in enumerate(sorted(ranked)):
            y = top + row * look.px(_ROW)
            self._draw_title(x, y, str(number + 1), kind.name, kind.display_name, answer.decided)
            left, right = x + look.px(_KEY_ROOM + _NAME_WIDTH), end - look.px(_SHARE_WIDTH)
            bar = Bar(left, y, max(1, right - left), look.px(theme.BAR_HEIGHT))
            color = look.color((kind.color_light, kind.color_dark))
            draw_bar(self, look, bar, share, color, ground)
            words, font = confidence(share), look.tk_font("body")
            self.create_text(end, y, text=words, anchor="e", fill=ink, font=font)
        y = top + len(ranked) * look.px(_ROW)
        self._draw_title(x, y, "0", OTHER, wording.NONE_OF_THEM, answer.decided)

    def _draw_title(
        self, x: int, y: int, key: str, name: str, title: str, decided: str | None
    ) -> None:
        look = self._look
        draw_key(self, look, key, x, y, look.color(theme.SURFACE))
        words = f"✓ {title}" if name == decided else title
        font = look.tk_font("strong" if name == decided else "body")
        if name != OTHER:
            words = self._short(words, look.px(_NAME_WIDTH - theme.S), "strong")
        self.create_text(
            x + look.px(_KEY_ROOM), y, text=words, anchor="w", fill=look.color(theme.TEXT),
            font=font,
        )  # fmt: skip
        self._choices.append(name)

    def _draw_said(self) -> None:
        look, edge = self._look, self._look.px(_EDGE)
        width, height = self.winfo_width(), self.winfo_height()
        text = self.create_text(
            edge, height - edge // 2, text=visual(self._said), anchor="sw", width=width - 2 * edge,
            fill=look.color(theme.TEXT), font=look.tk_font("caption"),
        )  # fmt: skip
        top = self.bbox(text)[1] - edge // 2
        ground = look.color(theme.ACCENT_TINT)
        box = self.create_rectangle(0, top, width, height, fill=ground, width=0)
        self.tag_lower(box, text)

    def _short(self, text: str, room: int, role: theme.FontRole) -> str:
        def measure(part: str) -> int:
            return int(self.tk.call("font", "measure", self._look.tk_font(role), visual(part)))

        return visual(wording.shorten_middle(text, room, measure))

    def _pressed(self, event: Any) -> None:
        look = self._look
        row = (event.y - look.px(_TOP)) // look.px(_ROW)
        if 0 <= row < len(self._choices):
            self._chosen(self._choices[row])
