"""Every colour, distance and type size of the window; nothing else in this package names one."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from tkinter import font as tkfont
from typing import Literal, TypeAlias

import customtkinter as ctk

from app.ui.look.shapes import Shapes

Color: TypeAlias = tuple[str, str]
"""For the light and for the dark appearance."""
Mode: TypeAlias = Literal["light", "dark"]
FontRole: TypeAlias = Literal["caption", "body", "strong", "heading", "title", "display"]
Font: TypeAlias = tuple[str, int, str]

# Distances, in pixels at scale 1.
XS, S, M, L, XL, XXL = 4, 8, 12, 16, 24, 32
RADIUS = 8
RADIUS_LARGE = 14
HAIRLINE = 1
CONTROL_HEIGHT = 34
BAR_HEIGHT = 8
PANEL_WIDTH = 300
ROW_HEIGHT = 52
THUMBNAIL = 40
APP_CLASS = "Shelfwise"
MIN_WIDTH, MIN_HEIGHT = 720, 520
COMPACT_WIDTH, COMPACT_HEIGHT = 320, 264
MIN_WIDTH_LARGE, MIN_HEIGHT_LARGE = 900, 600  # at larger scales: it must fit small screens
START_WIDTH, START_HEIGHT = 1040, 700

# Neutral surfaces, from the back to the front.
BACKGROUND: Color = ("#f5f5f7", "#161619")
SURFACE: Color = ("#ffffff", "#1f1f23")
SUNKEN: Color = ("#ededf1", "#121214")
HOVER: Color = ("#ececf1", "#2b2b31")
BORDER: Color = ("#dfdfe6", "#35353d")
BORDER_STRONG: Color = ("#858592", "#777783")
LINE_ON_LIGHT, LINE_ON_DARK = "#1c1c1c", "#ffffff"
"""Lines on pictures, which can be of any colour: one of both is always seen."""
TRACK: Color = ("#e6e6ec", "#33333a")

TEXT: Color = ("#1a1a1f", "#f1f1f4")
TEXT_MUTED: Color = ("#5b5b68", "#aaaab6")
TEXT_DISABLED: Color = ("#9a9aa6", "#6c6c78")

ACCENT: Color = ("#4f46e5", "#8d87ff")
ACCENT_HOVER: Color = ("#4338ca", "#a29dff")
ON_ACCENT: Color = ("#ffffff", "#141225")
ACCENT_TINT: Color = ("#eceafd", "#2a2850")
ACCENT_TEXT: Color = ("#4338ca", "#aaa5ff")

WARNING: Color = ("#8a5200", "#f0b357")
WARNING_TINT: Color = ("#fdf3e1", "#33291a")
DANGER: Color = ("#b3261e", "#ff9d94")
DANGER_TINT: Color = ("#fdeceb", "#3a2220")
GOOD: Color = ("#17694a", "#6fd3a6")

_SIZES: dict[FontRole, tuple[int, str]] = {
    "caption": (12, "normal"),
    "body": (14, "normal"),
    "strong": (14, "bold"),
    "heading": (16, "bold"),
    "title": (22, "bold"),
    "display": (28, "bold"),
}


class Theme:
    """The appearance and scale in force, and who wants to know when they change.

    CustomTkinter's own widgets follow by themselves; everything drawn by plain Tk (canvases,
    menus, ttk) subscribes.
    """

    def __init__(self, mode: Mode, scale: float) -> None:
        self.mode: Mode = mode
        self.scale = scale
        self.shapes = Shapes()
        self._family = self._mono_family = ""
        self._listeners: list[Callable[[], None]] = []
        ctk.set_appearance_mode(mode)
        ctk.set_widget_scaling(scale)
        _style_customtkinter()

    def find_font(self, root: tk.Misc) -> None:
        """Take the font that the system uses; to be called once, before any text is made."""
        self._family = str(tkfont.nametofont("TkDefaultFont", root).actual("family"))
        self._mono_family = str(tkfont.nametofont("TkFixedFont", root).actual("family"))

    def color(self, color: Color) -> str:
        """The colour for the appearance in force."""
        return color[1] if self.mode == "dark" else color[0]

    def px(self, distance: float) -> int:
        """A distance at the scale in force."""
        return round(distance * self.scale)

    def font(self, role: FontRole) -> Font:
        """A font for a CustomTkinter widget, which scales it itself."""
        size, weight = _SIZES[role]
        return (self._family, size, weight)

    def tk_font(self, role: FontRole) -> Font:
        """A font for a plain Tk widget, at the scale in force."""
        size, weight = _SIZES[role]
        return (self._family, -self.px(size), weight)

    def mono_font(self) -> Font:
        """A font whose letters are all of one width, for a plain Tk widget."""
        return (self._mono_family, -self.px(_SIZES["body"][0] - 1), "normal")

    def subscribe(self, listener: Callable[[], None]) -> None:
        """Call ``listener`` after every change of appearance or scale."""
        self._listeners.append(listener)

    def unsubscribe(self, listener: Callable[[], None]) -> None:
        """Stop calling a listener."""
        self._listeners.remove(listener)

    def set_mode(self, mode: Mode) -> None:
        """Change the appearance of everything."""
        if mode != self.mode:
            self.mode = mode
            ctk.set_appearance_mode(mode)
            self._tell()

    def set_scale(self, scale: float) -> None:
        """Change the size of text and widgets."""
        if scale != self.scale:
            self.scale = scale
            ctk.set_widget_scaling(scale)
            self._tell()

    def _tell(self) -> None:
        self.shapes.clear()
        for listener in list(self._listeners):
            listener()


def contrast(first: str, second: str) -> float:
    """Contrast ratio of two ``#rrggbb`` colours, 1 to 21 (WCAG 2.2, "contrast ratio")."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _channels(color: str) -> tuple[int, int, int]:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def _luminance(color: str) -> float:
    shares = (channel / 255 for channel in _channels(color))
    linear = [s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _style_customtkinter() -> None:
    """Make this module's choices the defaults of the CustomTkinter widgets that are used."""
    defaults: dict[str, dict[str, object]] = {
        "CTk": {"fg_color": BACKGROUND},
        "CTkFont": {"size": _SIZES["body"][0]},
        "CTkFrame": {
            "corner_radius": RADIUS_LARGE,
            "border_width": 0,
            "fg_color": SURFACE,
            "top_fg_color": SURFACE,
            "border_color": BORDER,
        },
        "CTkLabel": {"text_color": TEXT},
        "CTkEntry": {
            "corner_radius": RADIUS,
            "border_width": HAIRLINE,
            "fg_color": SURFACE,
            "border_color": BORDER_STRONG,
            "text_color": TEXT,
            "placeholder_text_color": TEXT_MUTED,
        },
    }
    for widget, values in defaults.items():
        ctk.ThemeManager.theme[widget].update(values)
