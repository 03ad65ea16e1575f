"""Figures that show what a folder of photos holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from app.core.pictures.images import Pixels
from app.core.text import percent
from training.data.dataset import SPLITS
from training.data.sources import source_of
from training.figures.colors import class_colors
from training.figures.drawing import (
    BACKGROUND_COLOR,
    FAINT_INK,
    GRID,
    INK,
    SMALL,
    TEXT,
    WIDTH_INCHES,
    label,
    new_figure,
    plain,
    png,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.ticker import MaxNLocator

_SOURCES_SHOWN = 15
_SPLIT_SHADES = dict(zip(SPLITS, (1.0, 0.5, 0.25), strict=True))
_LEGEND_ENTRIES = 12
_LETTERS_ABOVE = 85  # as wide as the bars below, with the longest names on their left
_CAPTION_LENGTH = 17


@dataclass(frozen=True)
class Sample:
    """A picture for the grid: RGB uint8 [any, any, 3], and its labels, which stand below it."""

    pixels: Pixels
    class_name: str
    kind: str


def palette(classes: Sequence[str], background: str) -> dict[str, str]:
    """Class name -> ``#rrggbb`` on white, told apart by colour-blind people; background is grey."""
    colors = {name: class_colors(position).light for position, name in enumerate(classes)}
    return colors | ({background: BACKGROUND_COLOR} if background else {})


def choose_samples(class_names: Sequence[str], count: int, seed: int) -> list[int]:
    """Indices of pictures drawn at random, as many of each class as can be, classes together."""
    random = np.random.default_rng(seed)
    waiting: dict[str, list[int]] = {}
    for index in random.permutation(len(class_names)).tolist():
        waiting.setdefault(class_names[index], []).append(index)
    chosen: list[int] = []
    while len(chosen) < count and any(waiting.values()):
        for name in sorted(waiting):
            if waiting[name] and len(chosen) < count:
                chosen.append(waiting[name].pop())
    return sorted(chosen, key=lambda index: class_names[index])


def sample_grid(samples: Sequence[Sample], colors: Mapping[str, str], columns: int = 8) -> bytes:
    """Pictures with their labels, at least one, in rows."""
    rows = -(-len(samples) // columns)
    room = 0.36  # inches below each picture for two lines
    cell = WIDTH_INCHES / columns
    height = rows * (cell + room)
    figure = new_figure(height)
    for position, sample in enumerate(samples):
        row, column = divmod(position, columns)
        bottom = height - row * (cell + room) - cell
        axes = figure.add_axes(
            (
                (column * cell + 0.05) / WIDTH_INCHES,
                (bottom + 0.02) / height,
                (cell - 0.1) / WIDTH_INCHES,
                (cell - 0.1) / height,
            )
        )
        axes.set_axis_off()
        axes.set_anchor("S")
        axes.imshow(sample.pixels)
        middle = (column + 0.5) * cell / WIDTH_INCHES
        center: dict[str, Any] = {"ha": "center", "va": "top", "fontsize": SMALL - 1}
        figure.text(
            middle,
            (bottom - 0.02) / height,
            label(sample.class_name, _CAPTION_LENGTH),
            color=colors.get(sample.class_name, INK),
            weight="bold",
            **center,
        )
        kind = label(sample.kind, _CAPTION_LENGTH)
        figure.text(middle, (bottom - 0.17) / height, kind, color=FAINT_INK, **center)
    return png(figure)


def class_distribution(
    class_names: Sequence[str], splits: Sequence[str], colors: Mapping[str, str]
) -> bytes:
    """Photos per class, one bar a class; shades show the splits where they are given.

    Args:
        class_names, splits: one of each per photo; a split may be empty.
        colors: also tells the order, and which classes to show though they have no photo.
    """
    counts = Counter(zip(class_names, splits, strict=True))
    totals = Counter(class_names)
    largest = max(totals.values(), default=1)
    figure = new_figure(0.9 + 0.45 * max(len(colors), 1))
    axes = _bar_axes(figure, list(colors))
    for row, (name, color) in enumerate(colors.items()):
        left = 0
        for split in ("", *SPLITS):
            count = counts[name, split]
            axes.barh(row, count, 0.62, left, color=color, alpha=_SPLIT_SHADES.get(split, 1.0))
            if split and count > 0.09 * largest:
                axes.text(
                    left + count / 2,
                    row,
                    split,
                    ha="center",
                    va="center",
                    fontsize=SMALL - 1,
                    color="white" if _SPLIT_SHADES[split] == 1 else INK,
                )
            left += count
        share = f"  {totals[name]:,}  ({percent(totals[name] / max(len(class_names), 1))})"
        axes.text(left, row, share, va="center", fontsize=SMALL, color=INK)
    axes.set_xlim(0, 1.16 * largest)
    axes.set_xlabel("photos", fontsize=SMALL, color=FAINT_INK)
    return png(figure)


def picture_sizes(
    sizes: Sequence[tuple[int, int]], class_names: Sequence[str], colors: Mapping[str, str]
) -> bytes:
    """``draw_picture_sizes`` as PNG."""
    return png(draw_picture_sizes(sizes, class_names, colors))


def draw_picture_sizes(
    sizes: Sequence[tuple[int, int]], class_names: Sequence[str], colors: Mapping[str, str]
) -> Figure:
    """Width against height, in pixels, a dot a photo; both axes are logarithmic."""
    figure = new_figure(5.4)
    axes = figure.add_axes((0.09, 0.11, 0.66, 0.86))
    plain(axes)
    axes.grid(True, color=GRID, linewidth=0.8)
    points = np.array(sizes, np.float64).reshape(-1, 2)
    owners = np.array(class_names, dtype=object)
    # Many photos have the very same size; a little noise shows how many lie on one spot.
    spread = np.exp(np.random.default_rng(0).normal(0, 0.012, points.shape))
    for name, color in reversed(list(colors.items())):  # background below, the first class on top
        chosen = owners == name
        if chosen.any():
            axes.scatter(
                points[chosen, 0] * spread[chosen, 0],
                points[chosen, 1] * spread[chosen, 1],
                s=9,
                color=color,
                alpha=0.35,
                linewidths=0,
                rasterized=True,
            )
    low, high = (0.8 * points.min(), 1.25 * points.max()) if len(points) else (64, 1024)
    axes.set(xscale="log", yscale="log", xlim=(low, high), ylim=(low, high))
    axes.plot((low, high), (low, high), color=FAINT_INK, linewidth=0.8, linestyle=(0, (4, 4)))
    axes.text(
        high / 1.06,
        high / 1.06,
        "square ",
        ha="right",
        va="top",
        fontsize=SMALL,
        color=FAINT_INK,
        rotation=45,
        rotation_mode="anchor",
    )
    ticks = [
        t
        for t in (1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384)
        if low <= t <= high
    ]
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_ticks(ticks, [f"{tick:,}" for tick in ticks])
        axis.set_ticks([], minor=True)
    axes.set_xlabel("width in pixels", fontsize=SMALL, color=FAINT_INK)
    axes.set_ylabel("height in pixels", fontsize=SMALL, color=FAINT_INK)
    _legend(axes, colors)
    return figure


def sources(
    file_names: Sequence[str], class_names: Sequence[str], colors: Mapping[str, str]
) -> bytes | None:
    """``draw_sources`` as PNG."""
    figure = draw_sources(file_names, class_names, colors)
    return None if figure is None else png(figure)


def draw_sources(
    file_names: Sequence[str], class_names: Sequence[str], colors: Mapping[str, str]
) -> Figure | None:
    """Photos per source, the largest first, one colour a class; None when no name tells one.

    A source that gives one class alone lets a model learn the source instead of the class.
    """
    origins = [source_of(name) for name in file_names]
    if not any(origins):
        return None
    shown = [name for name, _ in Counter(filter(None, origins)).most_common(_SOURCES_SHOWN)]
    rest = f"{len(set(filter(None, origins))) - len(shown)} more sources"
    counts: Counter[tuple[str, str]] = Counter()
    for origin, class_name in zip(origins, class_names, strict=True):
        row = origin if origin in shown else rest if origin else "no source in the name"
        counts[row, class_name] += 1
    present = {row for row, _ in counts}
    rows = [row for row in (*shown, rest, "no source in the name") if row in present]
    columns = _legend_columns(colors)
    above = 0.1 + 0.22 * -(-min(len(colors), _LEGEND_ENTRIES) // columns)
    figure = new_figure(0.95 + above + 0.3 * len(rows))
    axes = _bar_axes(figure, rows, room_above=above)
    longest = 0
    for position, origin in enumerate(rows):
        left = 0
        for name, color in colors.items():
            count = counts[origin, name]
            axes.barh(position, count, 0.68, left, color=color)
            left += count
        longest = max(longest, left)
        axes.text(left, position, f"  {left:,}", va="center", fontsize=SMALL, color=INK)
    axes.set_xlim(0, 1.12 * max(longest, 1))
    axes.set_xlabel("photos", fontsize=SMALL, color=FAINT_INK)
    _legend(axes, colors, columns=columns)
    return figure


def _bar_axes(figure: Figure, names: Sequence[str], room_above: float = 0.0) -> Axes:
    """Axes for one horizontal bar a name, the first on top; room is in inches."""
    height = figure.get_size_inches()[1]
    labels = [label(name) for name in names]
    left = 0.03 + 0.0108 * max(map(len, labels), default=0)  # what the widest letters need
    axes = figure.add_axes((left, 0.5 / height, 0.98 - left, 1 - (0.55 + room_above) / height))
    plain(axes)
    axes.xaxis.grid(True, color=GRID, linewidth=0.8)
    axes.set_yticks(range(len(names)), labels, fontsize=TEXT)
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.xaxis.set_major_locator(_whole_numbers())
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    return axes


def _whole_numbers() -> MaxNLocator:
    from matplotlib.ticker import MaxNLocator

    return MaxNLocator(nbins=6, integer=True)


def _legend(axes: Axes, colors: Mapping[str, str], *, columns: int = 0) -> None:
    """What the colours mean: to the right, or above in that many columns."""
    from matplotlib.patches import Patch

    entries = list(colors.items())[:_LEGEND_ENTRIES]
    place: dict[str, Any] = {"loc": "upper left", "bbox_to_anchor": (1.01, 1)}
    if columns:
        place = {"loc": "lower left", "bbox_to_anchor": (0, 1), "ncols": columns}
    axes.legend(
        handles=[Patch(color=color, label=label(name)) for name, color in entries],
        frameon=False,
        fontsize=SMALL,
        borderaxespad=0.2,
        handlelength=1.2,
        **place,
    )


def _legend_columns(names: Iterable[str]) -> int:
    """How many entries fit side by side."""
    return max(1, _LETTERS_ABOVE // (6 + max(len(label(name)) for name in names)))
