"""Controls drawn on a canvas each: smooth, quick to make, and usable with the keyboard alone."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Sequence
from typing import Any, Literal

from app.ui.look import theme
from app.ui.look.shapes import Shape
from app.ui.look.theme import Color, Theme

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

    def destroy(self) -> None:
        """Leave the theme, then go."""
        self.look.unsubscribe(self.draw)
        super().destroy()

    def set_enabled(self, enabled: bool) -> None:
        """Let it be pressed, or not."""
        if enabled != self.enabled:
            self.enabled = enabled
            self.configure(takefocus=enabled)
            self.draw()

    def set_ground(self, ground: Color) -> None:
        """Set the colour that the control stands on."""
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
        self._square = square
        self._given_width = 0
        if fill_width:
            self.bind("<Configure>", self._resized)
        self.draw()

    def set_text(self, text: str) -> None:
        """Set the text."""
        if text != self.text:
            self.text = text
            self.draw()

    def draw(self) -> None:
        """Draw it as it is now, in the theme's colours and scale."""
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
        """Return the colours of fill, outline and text."""
        lit = self.hovered and self.enabled
        if self.kind == "primary":
            if not self.enabled:
                return theme.TRACK, theme.TRACK, theme.TEXT_DISABLED
            fill = theme.ACCENT_HOVER if lit else theme.ACCENT
            return fill, fill, theme.ON_ACCENT
        ink = theme.TEXT if self.enabled else theme.TEXT_DISABLED
        if self.kind == "plain":
            fill = theme.HOVER if lit else self.ground
            return fill, fill, ink
        return (theme.HOVER if lit else theme.SURFACE), theme.BORDER_STRONG, ink

    def _resized(self, event: Any) -> None:
        if event.width != self._given_width:
            self._given_width = event.width
            self.draw()


class Choice(Control):
    """A few words of which one is in force; Left and Right choose, too.

    Args:
        chosen: called with the index when a person chooses.
    """

    def __init__(
        self,
        parent: Any,
        look: Theme,
        words: Sequence[str],
        chosen: Callable[[int], None],
        ground: Color = theme.BACKGROUND,
    ) -> None:
        super().__init__(parent, look, ground)
        self._words = words
        self._chosen = chosen
        self._index = 0
        self._pointed = -1
        self._edges: list[int] = []
        self.bind("<Motion>", lambda event: self._point(event.x), add="+")
        self.bind("<Leave>", lambda _: self._point(-1), add="+")
        self.bind("<Button-1>", lambda event: self._point(event.x), add="+")
        self.bind("<Left>", lambda _: self._step(-1))
        self.bind("<Right>", lambda _: self._step(1))
        self.on_press = lambda: self._choose(self._pointed)
        self.draw()

    def show(self, index: int) -> None:
        """Mark the one in force."""
        if index != self._index:
            self._index = index
            self.draw()

    def draw(self) -> None:
        """Draw it as it is now, in the theme's colours and scale."""
        super().draw()
        look = self.look
        height, inset = look.px(theme.CONTROL_HEIGHT), look.px(3)
        widths = [self.measure(word, "body") + 2 * look.px(theme.M) for word in self._words]
        self._edges = [inset + sum(widths[:n]) for n in range(len(widths) + 1)]
        width = self._edges[-1] + inset
        self.configure(width=width, height=height)
        radius, track = look.px(theme.RADIUS), look.color(theme.TRACK)
        line = look.color(theme.ACCENT) if self.ringed else ""
        frame = Shape(width, height, radius, track, look.color(self.ground), line, look.px(_RING))
        self.create_image(0, 0, image=look.shapes.get(frame), anchor="nw")
        raised = Shape(
            widths[self._index],
            height - 2 * inset,
            radius - inset,
            look.color(theme.SURFACE),
            track,
            look.color(theme.BORDER_STRONG),
            look.px(theme.HAIRLINE) or 1,
        )
        self.create_image(
            self._edges[self._index], inset, image=look.shapes.get(raised), anchor="nw"
        )
        for number, word in enumerate(self._words):
            strong = number in (self._index, self._pointed)
            self.create_text(
                (self._edges[number] + self._edges[number + 1]) // 2,
                height // 2,
                text=word,
                fill=look.color(theme.TEXT if strong else theme.TEXT_MUTED),
                font=look.tk_font("body"),
            )

    def _point(self, x: int) -> None:
        inside = [n for n in range(len(self._words)) if self._edges[n] <= x < self._edges[n + 1]]
        pointed = inside[0] if inside else -1
        if pointed != self._pointed:
            self._pointed = pointed
            self.draw()

    def _choose(self, index: int) -> None:
        if 0 <= index < len(self._words):
            self._chosen(index)

    def _step(self, by: int) -> str:
        self._choose(self._index + by)
        return "break"


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
        """Draw it as it is now, in the theme's colours and scale."""
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
