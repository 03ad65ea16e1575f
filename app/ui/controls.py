"""Controls drawn on a canvas each: smooth, quick to make, and usable with the keyboard alone."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Literal

from app.ui import theme
from app.ui.shapes import Shape
from app.ui.theme import Color, Theme

Kind = Literal["primary", "quiet", "plain"]

_RING = 2  # thickness of the focus ring


class Control(tk.Canvas):
    """A canvas that draws itself anew whenever its state changes.

    Pressed by click, Space or Enter. The focus ring shows for people who use the keyboard.
    """

    def __init__(self, parent: Any, look: Theme, ground: Color) -> None:
        super().__init__(parent, highlightthickness=0, borderwidth=0, takefocus=True)
        self.look = look
        self.ground = ground
        self.enabled = True
        self.hovered = False
        self.ringed = False
        self.on_press: Callable[[], None] = lambda: None
        self._clicking = False
        self.bind("<Enter>", lambda _: self._change(hovered=True))
        self.bind("<Leave>", lambda _: self._change(hovered=False))
        self.bind("<Button-1>", self._clicked)
        self.bind("<ButtonRelease-1>", self._released)
        self.bind("<FocusIn>", lambda _: self._change(ringed=not self._clicking))
        self.bind("<FocusOut>", lambda _: self._change(ringed=False))
        for key in ("<space>", "<Return>", "<KP_Enter>"):
            self.bind(key, self._keyed)
        look.subscribe(self.draw)

    def set_enabled(self, enabled: bool) -> None:
        """Let it be pressed, or not."""
        if enabled != self.enabled:
            self.enabled = enabled
            self.configure(takefocus=enabled)
            self.draw()

    def set_ground(self, ground: Color) -> None:
        """Stand on another colour."""
        if ground != self.ground:
            self.ground = ground
            self.draw()

    def draw(self) -> None:
        """Draw everything; subclasses say how."""
        self.configure(background=self.look.color(self.ground))
        self.delete("all")

    def press(self) -> None:
        """Do what a click does."""
        if self.enabled:
            self.on_press()

    def measure(self, text: str, role: theme.FontRole) -> int:
        """Width of a text in pixels."""
        return int(self.tk.call("font", "measure", self.look.tk_font(role), text))

    def _change(self, **state: bool) -> None:
        for name, value in state.items():
            setattr(self, name, value)
        self.draw()

    def _clicked(self, _: Any) -> None:
        self._clicking = True

    def _released(self, event: Any) -> None:
        inside = 0 <= event.x < self.winfo_width() and 0 <= event.y < self.winfo_height()
        if self._clicking and inside:
            self.press()
        self._clicking = False

    def _keyed(self, _: Any) -> str:
        self._change(ringed=True)
        self.press()
        return "break"


class Button(Control):
    """A word or two to press.

    Args:
        kind: ``primary`` for the one that most people want, ``plain`` without a frame.
        ground: the colour of what it stands on.
        square: as wide as it is high, for a single sign.
    """

    def __init__(
        self,
        parent: Any,
        look: Theme,
        text: str,
        kind: Kind = "quiet",
        *,
        ground: Color = theme.BACKGROUND,
        square: bool = False,
        fill_width: bool = False,
    ) -> None:
        super().__init__(parent, look, ground)
        self.text = text
        self.kind = kind
        self.chosen = False
        self._square = square
        self._given_width = 0
        if fill_width:
            self.bind("<Configure>", self._resized)
        self.draw()

    def set_text(self, text: str) -> None:
        """Say something else."""
        if text != self.text:
            self.text = text
            self.draw()

    def set_chosen(self, chosen: bool) -> None:
        """Mark it as the one in force among several."""
        if chosen != self.chosen:
            self.chosen = chosen
            self.draw()

    def draw(self) -> None:
        super().draw()
        look = self.look
        height = look.px(theme.CONTROL_HEIGHT)
        role: theme.FontRole = "strong" if self.kind == "primary" else "body"
        wanted = height if self._square else self.measure(self.text, role) + 2 * look.px(theme.L)
        width = self._given_width or wanted
        self.configure(width=wanted, height=height)
        fill, line, ink = (look.color(color) for color in self._colors())
        ground = look.color(self.ground)
        thick, gap = look.px(theme.HAIRLINE) or 1, ""
        if self.ringed:
            line, thick = look.color(theme.ACCENT), look.px(_RING)
            gap = look.color(theme.ON_ACCENT) if self.kind == "primary" else ""
        radius = look.px(theme.RADIUS)
        shape = Shape(width, height, radius, fill, ground, line, thick, gap, look.px(_RING))
        self.create_image(0, 0, image=look.shapes.get(shape), anchor="nw")
        self.create_text(width // 2, height // 2, text=self.text, fill=ink, font=look.tk_font(role))

    def _colors(self) -> tuple[Color, Color, Color]:
        """Fill, outline and text."""
        lit = self.hovered and self.enabled
        if self.kind == "primary":
            if not self.enabled:
                return theme.TRACK, theme.TRACK, theme.TEXT_DISABLED
            fill = theme.ACCENT_HOVER if lit else theme.ACCENT
            return fill, fill, theme.ON_ACCENT
        ink = theme.TEXT if self.enabled else theme.TEXT_DISABLED
        if self.kind == "plain" and not self.chosen:
            fill = theme.HOVER if lit else self.ground
            return fill, fill, ink
        return (theme.HOVER if lit else theme.SURFACE), theme.BORDER, ink

    def _resized(self, event: Any) -> None:
        if event.width != self._given_width:
            self._given_width = event.width
            self.draw()


class Choice(tk.Frame):
    """A few words of which one is in force.

    Args:
        chosen: called with the index when a person chooses.
    """

    def __init__(
        self, parent: Any, look: Theme, words: Sequence[str], chosen: Callable[[int], None]
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._buttons: list[Button] = []
        for index, word in enumerate(words):
            button = Button(self, look, word, "plain")
            button.on_press = partial(chosen, index)
            button.pack(side="left")
            self._buttons.append(button)
        look.subscribe(self._restyle)
        self._restyle()

    def show(self, chosen: int) -> None:
        """Mark the one in force."""
        for index, button in enumerate(self._buttons):
            button.set_chosen(index == chosen)

    def _restyle(self) -> None:
        self.configure(background=self._look.color(theme.BACKGROUND))


class Switch(Control):
    """A setting that is on or off, with its name."""

    _WIDTH, _HEIGHT, _KNOB = 36, 20, 14

    def __init__(self, parent: Any, look: Theme, text: str, ground: Color = theme.SURFACE) -> None:
        super().__init__(parent, look, ground)
        self._text = text
        self.on = False
        self.draw()

    def show(self, on: bool) -> None:
        """Show it on or off."""
        if on != self.on:
            self.on = on
            self.draw()

    def draw(self) -> None:
        super().draw()
        look = self.look
        width, height = look.px(self._WIDTH), look.px(self._HEIGHT)
        track = look.color(theme.ACCENT if self.on else theme.BORDER_STRONG)
        ground = look.color(self.ground)
        gap = look.color(theme.SURFACE) if self.ringed else ""
        line = look.color(theme.TEXT) if self.ringed else ""
        shape = Shape(width, height, height / 2, track, ground, line, look.px(_RING), gap, 1)
        self.create_image(0, 0, image=look.shapes.get(shape), anchor="nw")
        knob = look.px(self._KNOB)
        x = width - height / 2 if self.on else height / 2
        color = look.color(theme.ON_ACCENT if self.on else theme.SURFACE)
        self.create_image(x, height / 2, image=look.shapes.pill(knob, knob, color, track))
        text_x = width + look.px(theme.S)
        self.create_text(
            text_x,
            height / 2,
            text=self._text,
            anchor="w",
            fill=look.color(theme.TEXT),
            font=look.tk_font("body"),
        )
        self.configure(width=text_x + self.measure(self._text, "body"), height=height)
