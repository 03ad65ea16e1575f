"""A pair of colours for each class, told apart by colour-blind people and readable as text."""

from __future__ import annotations

import colorsys
from dataclasses import dataclass

# Okabe and Ito 2008, "Color Universal Design", in an order that keeps neighbours far apart.
_HUES = (
    "#0072b2",  # blue
    "#d55e00",  # vermilion
    "#009e73",  # bluish green
    "#cc79a7",  # reddish purple
    "#e69f00",  # orange
    "#56b4e9",  # sky blue
    "#f0e442",  # yellow
    "#767676",  # grey, for the palette's black, which a dark theme cannot show
)
LIGHT_BACKGROUND = "#ffffff"
DARK_BACKGROUND = "#1e1e1e"
MIN_CONTRAST = 4.5  # WCAG 2.2, success criterion 1.4.3, level AA
_STEP = 0.01


@dataclass(frozen=True)
class ColorPair:
    """``#rrggbb`` for the light and for the dark theme."""

    light: str
    dark: str


def class_colors(position: int) -> ColorPair:
    """Colours of the class at a position of the network's output; they repeat after eight."""
    hue = _HUES[position % len(_HUES)]
    return ColorPair(
        light=_until_readable(hue, LIGHT_BACKGROUND, -_STEP),
        dark=_until_readable(hue, DARK_BACKGROUND, _STEP),
    )


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two ``#rrggbb`` colours, 1 to 21 (WCAG 2.2, "contrast ratio")."""
    brighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def _until_readable(color: str, background: str, step: float) -> str:
    """Change lightness, never hue, until the contrast suffices."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*_channels(color))
    while contrast(color, background) < MIN_CONTRAST:
        lightness += step
        red, green, blue = colorsys.hls_to_rgb(hue, lightness, saturation)
        color = "#" + "".join(f"{round(value * 255):02x}" for value in (red, green, blue))
    return color


def _luminance(color: str) -> float:
    linear = [
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in _channels(color)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _channels(color: str) -> tuple[float, float, float]:
    red, green, blue = (int(color[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return red, green, blue
