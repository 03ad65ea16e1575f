"""The few kinds of text and surfaces that the views are made of."""

from __future__ import annotations

import tkinter as tk
from typing import Any

import customtkinter as ctk

from app.ui.look import spacing, theme
from app.ui.look.theme import Color, FontRole, Theme

_NARROWEST = 120  # of a paragraph, at scale 1
_GROWN_AT_MOST = 3


def label(
    parent: Any,
    look: Theme,
    text: str = "",
    role: FontRole = "body",
    color: Color = theme.TEXT,
    **options: Any,
) -> ctk.CTkLabel:
    """Make a label."""
    settings: dict[str, Any] = {"height": 0, "anchor": "w", "justify": "left"}
    return ctk.CTkLabel(
        parent, text=text, font=look.font(role), text_color=color, **(settings | options)
    )


def paragraph(
    parent: Any,
    look: Theme,
    text: str = "",
    role: FontRole = "body",
    color: Color = theme.TEXT,
    *,
    most: int = 640,
) -> ctk.CTkLabel:
    """Make a label whose lines are as long as there is room.

    Args:
        most: the longest line, in pixels at scale 1.
    """
    made = label(parent, look, text, role, color, wraplength=most)
    fill_lines(made, look, most)
    return made


def fill_lines(made: ctk.CTkLabel, look: Theme, most: int) -> None:
    """Keep the lines of a label as long as there is room, ``most`` pixels at scale 1 at most."""
    grown: dict[tuple[int, float], int] = {}

    def fit(event: Any) -> None:
        length = min(most, max(_NARROWEST, int(event.width / look.scale)))
        now, times = made.cget("wraplength"), 0
        if length > now:
            # Shorter lines are more lines, which may bring a scroll bar, which leaves less room:
            # in a window of one size lines may grow a few times, not for ever.
            place = (made.winfo_toplevel().winfo_width(), look.scale)
            times = grown.get(place, 0)
            grown.clear()
            grown[place] = times + 1
        if length < now or (length > now and times < _GROWN_AT_MOST):
            made.configure(wraplength=length)

    tk.Misc.bind(made, "<Configure>", fit, add="+")  # not of the text in it, which may be short


def panel(parent: Any, **options: Any) -> ctk.CTkFrame:
    """A raised surface with a hairline around it."""
    settings: dict[str, Any] = {"border_width": theme.HAIRLINE}
    return ctk.CTkFrame(parent, **(settings | options))


def group(parent: Any, **options: Any) -> ctk.CTkFrame:
    """A frame that only groups."""
    return ctk.CTkFrame(parent, fg_color="transparent", corner_radius=0, **options)


class Dot(tk.Label):
    """A disc in a class's colour."""

    _SIZE = 10

    def __init__(self, parent: Any, look: Theme, color: Color, ground: Color) -> None:
        super().__init__(parent, borderwidth=0)
        self._look = look
        self._color = color
        self._ground = ground
        look.subscribe(self._draw)
        self._draw()

    def destroy(self) -> None:
        """Leave the theme, then go."""
        self._look.unsubscribe(self._draw)
        super().destroy()

    def _draw(self) -> None:
        look, size = self._look, self._look.px(self._SIZE)
        ground = look.color(self._ground)
        self.configure(
            image=look.shapes.pill(size, size, look.color(self._color), ground), background=ground
        )


class Legend(ctk.CTkFrame):  # type: ignore[misc]
    """Names with dots, side by side."""

    def __init__(self, parent: Any, look: Theme, ground: Color) -> None:
        super().__init__(parent, fg_color="transparent", corner_radius=0)
        self._look = look
        self._ground = ground
        self._parts: list[tuple[Dot | None, ctk.CTkLabel]] = []
        self._kinds: list[Color | None] = []

    def show(self, entries: list[tuple[Color | None, str]]) -> None:
        """Show these colours and names; without a colour there is no dot."""
        kinds = [color for color, _ in entries]
        if kinds != self._kinds:
            self._build(kinds)
        for (_, part), (_, text) in zip(self._parts, entries, strict=True):
            if part.cget("text") != text:
                part.configure(text=text)

    def _build(self, kinds: list[Color | None]) -> None:
        for dot, text in self._parts:
            text.destroy()
            if dot is not None:
                dot.destroy()
        self._parts, self._kinds = [], kinds
        for column, color in enumerate(kinds):
            left = theme.L if column else 0
            dot = None
            if color is not None:
                dot = Dot(self, self._look, color, self._ground)
                spacing.grid(dot, self._look, row=0, column=2 * column, padx=(left, 0))
            text = label(self, self._look, role="caption", color=theme.TEXT_MUTED)
            text.grid(row=0, column=2 * column + 1, padx=(theme.XS if color else left, 0))
            self._parts.append((dot, text))
