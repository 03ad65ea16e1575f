"""The learning curve as a picture."""

from __future__ import annotations

from app.core.text import percent
from training.figures.colors import class_colors
from training.figures.drawing import FAINT_INK, GRID, INK, SMALL, new_figure, plain, png
from training.judge.learning_curve import Curve


def draw_curve(curve: Curve) -> bytes:
    """Right answers against training photos a class, PNG: the mean, and a dot for each draw."""
    figure = new_figure(3.9, 7.2)
    axes = figure.add_axes((0.09, 0.15, 0.88, 0.8))
    plain(axes)
    axes.grid(True, axis="y", color=GRID, linewidth=0.8)
    color = class_colors(0).light
    places = range(len(curve.points))
    means = [100 * point.mean for point in curve.points]
    axes.plot(places, means, color=color, linewidth=2, solid_capstyle="round")
    for place, point in zip(places, curve.points, strict=True):
        reached = [100 * value for value in point.accuracies]
        axes.scatter([place] * len(reached), reached, s=22, color=color, alpha=0.45, linewidths=0)
        axes.annotate(
            percent(point.mean, 1),
            (place, max(reached)),
            xytext=(0, 7),
            textcoords="offset points",
            ha="center",
            fontsize=SMALL,
            weight="bold",
            color=INK,
        )
    axes.set_xticks(places, [str(point.photos or "all") for point in curve.points])
    axes.set_xlim(-0.4, len(curve.points) - 0.6)
    low, high = axes.get_ylim()
    axes.set_ylim(max(0, low), min(101, high + 0.12 * (high - low)))
    axes.set_xlabel("training photos a class", fontsize=SMALL, color=FAINT_INK)
    axes.set_ylabel(
        f"right of {curve.test_photos:,} test photos, %", fontsize=SMALL, color=FAINT_INK
    )
    return png(figure)
