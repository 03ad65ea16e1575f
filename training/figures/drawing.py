"""What all figures share: paper, letters, colours, and how they become PNG or inline SVG.

Drawn through matplotlib's objects, without pyplot: nothing global is changed, so figures may be
drawn from any thread. A PNG has a white ground and dark text, whatever the theme of the page that
shows it. In an SVG every colour is a CSS variable, so that it follows the theme of its page.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterable
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from app.core.text import printable
from training.figures.colors import class_colors

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH_INCHES = 9.0
INK, FAINT_INK, GRID = "#1f2328", "#59636e", "#e4e7eb"
BACKGROUND_COLOR, BACKGROUND_COLOR_DARK = "#767676", "#9aa1a8"  # no hue to take for a class
SMALL, TEXT = 9, 10.5
NAME_LENGTH = 28
_DOTS_PER_INCH = 144  # twice the CSS pixel, for sharp text at report width
_CLASS_HUES = 8  # after them class colours repeat
_COLOR = re.compile(r"#[0-9a-f]{6}\b")
_PROLOGUE = re.compile(r"<\?xml.*?\?>|<!DOCTYPE.*?>|<metadata>.*?</metadata>", re.DOTALL)
_DARK = {
    INK: "#e6e9ec",
    FAINT_INK: "#a1aab4",
    GRID: "#343b42",
    BACKGROUND_COLOR: BACKGROUND_COLOR_DARK,
    **{class_colors(i).light: class_colors(i).dark for i in range(_CLASS_HUES)},
}


def new_figure(height: float, width: float = WIDTH_INCHES) -> Figure:
    """An empty figure, in inches."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), dpi=_DOTS_PER_INCH, facecolor="white")
    FigureCanvasAgg(figure)
    return figure


def plain(axes: Axes) -> None:
    """No frame, no ticks, what is drawn lies over the grid."""
    axes.set_axisbelow(True)
    axes.set_facecolor("none")
    axes.tick_params(length=0, labelsize=SMALL, labelcolor=INK)
    for side in axes.spines.values():
        side.set_visible(False)


def label(name: str, length: int = NAME_LENGTH) -> str:
    """A name as matplotlib shows it: no mathematics, no control characters, not too long."""
    text = printable(name)
    text = text if len(text) <= length else text[: length - 1] + "…"
    return text.replace("$", r"\$")


def png(figure: Figure) -> bytes:
    """The figure on white."""
    return _saved(figure, "png")


def svg(figure: Figure, description: str) -> Markup:
    """The figure as an element of a page whose style holds ``THEME_STYLE``.

    Args:
        description: what it shows, for those who cannot see it.
    """
    text = _saved(figure, "svg").decode("utf-8")
    text = _PROLOGUE.sub("", text).strip()
    text = _COLOR.sub(lambda found: _variable(found.group()), text)
    # Numbers of elements repeat from figure to figure, and nothing refers to them.
    text = re.sub(r'<g id="[^"]*">', "<g>", text)
    opening = f'<svg role="img" aria-label="{escape(printable(description))}"'
    return Markup(text.replace("<svg", opening, 1))


def theme_style(colors: Iterable[tuple[str, str]]) -> str:
    """CSS that gives each variable of ``svg`` its light or its dark colour."""
    pairs = list(colors)
    light = "".join(f"{_name(one)}:{one};" for one, _ in pairs)
    dark = "".join(f"{_name(one)}:{other};" for one, other in pairs)
    return f":root{{{light}}}\n@media (prefers-color-scheme: dark){{:root{{{dark}}}}}\n"


def _variable(color: str) -> str:
    return f"var({_name(color)})" if color in _DARK else color


def _name(color: str) -> str:
    return f"--of-{color[1:]}"


def _saved(figure: Figure, kind: str) -> bytes:
    stream = io.BytesIO()
    with warnings.catch_warnings():
        # A name in a script that the font lacks is drawn as boxes; the page has it in full.
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        figure.savefig(stream, format=kind, transparent=kind == "svg")
    return stream.getvalue()


THEME_STYLE = theme_style(_DARK.items())
