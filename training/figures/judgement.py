"""Figures that show how good a model's answers are. Narrow, so that two stand side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from app.core.text import percent
from training.figures.colors import class_colors
from training.figures.drawing import (
    BACKGROUND_COLOR,
    FAINT_INK,
    GRID,
    INK,
    SMALL,
    label,
    new_figure,
    plain,
)
from training.judge.evaluate import Judgement
from training.judge.metrics import calibration_bins

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH, HEIGHT = 4.0, 3.3  # inches; letters can be read where they shrink to a phone's width
FIRST, SECOND = class_colors(0).light, class_colors(1).light
_MARK = class_colors(2).light
_CELLS_SHOWN = 20  # in a larger matrix no number could be read
_HISTOGRAM_BINS = 36


def evaluation_figures(judgement: Judgement) -> dict[str, tuple[str, Figure]]:
    """File name without ending -> what it shows, and the figure."""
    metrics = judgement.metrics
    figures = {
        "confusion": ("How often photos of each class got each answer", draw_confusion(judgement)),
        "reliability": (
            "How often answers are right, by confidence; expected calibration error "
            f"{metrics.calibration_error:.3f}, before temperature scaling "
            f"{metrics.calibration_error_before:.3f}",
            draw_reliability(judgement),
        ),
        "risk_coverage": (
            "How often the most confident answers are wrong; sure of "
            f"{percent(metrics.sure.coverage)}",
            draw_risk_coverage(judgement),
        ),
    }
    background = metrics.background
    if background is not None:
        passing = percent(background.false_positive_rate_at_95)
        figures["familiarity"] = (
            f"Familiarity of products and of other things; AUROC {background.auroc:.3f}, {passing} "
            "of other things pass where 95\u00a0% of the products do",
            draw_familiarity(judgement),
        )
    return figures


def draw_confusion(judgement: Judgement) -> Figure:
    """Counts; the darker a cell, the larger its part of its row."""
    counts = np.array(judgement.metrics.confusion)
    names = [label(item.display_name, 14) for item in judgement.contract.classes]
    side = max(4.8, 1.5 + 0.42 * len(names))
    figure = new_figure(side * 0.86, side)
    axes = figure.add_axes((0.27, 0.07, 0.7, 0.75))
    plain(axes)
    parts = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    for (row, column), part in np.ndenumerate(parts):
        color = FIRST if row == column else SECOND
        axes.barh(row, 0.96, 0.96, column - 0.48, color=color, alpha=0.06 + 0.8 * float(part))
        if len(names) <= _CELLS_SHOWN:
            axes.text(
                column,
                row,
                f"{counts[row, column]:,}",
                ha="center",
                va="center",
                fontsize=SMALL + 2 if len(names) < 8 else SMALL - 2,
                color="white" if part > 0.6 else INK,
            )
    axes.set(xlim=(-0.5, len(names) - 0.5), ylim=(len(names) - 0.5, -0.5))
    slant: dict[str, Any] = {"rotation": 35, "ha": "left"} if len(names) > 4 else {}
    axes.xaxis.tick_top()
    axes.set_xticks(range(len(names)), names, fontsize=SMALL, **slant)
    axes.set_yticks(range(len(names)), names, fontsize=SMALL)
    axes.xaxis.set_label_position("top")
    _name_axes(axes, "answered", "true class")
    axes.xaxis.labelpad = 8
    return figure


def draw_reliability(judgement: Judgement) -> Figure:
    """Part that is right against confidence, as answered and without the temperature."""
    figure, axes = _chart(judgement_room=True)
    axes.plot((0, 1), (0, 1), color=FAINT_INK, linewidth=0.9, linestyle=(0, (4, 4)))
    right = judgement.right[judgement.products]
    confidence = judgement.answers.confidence[judgement.products]
    metrics = judgement.metrics
    for values, error, color, marker, words in (
        (
            judgement.confidence_before,
            metrics.calibration_error_before,
            SECOND,
            "s",
            "before temperature scaling",
        ),
        (confidence, metrics.calibration_error, FIRST, "o", "as the program answers"),
    ):
        bins = calibration_bins(values, right)
        axes.plot(
            [item.confidence for item in bins],
            [item.right for item in bins],
            color=color,
            linewidth=1.6,
            alpha=0.9,
            label=f"{words} (ECE {error:.3f})",
        )
        axes.scatter(
            [item.confidence for item in bins],
            [item.right for item in bins],
            s=[14 + 110 * item.part for item in bins],
            color=color,
            marker=marker,
            alpha=0.9,
            linewidths=0,
        )
    axes.set(xlim=(0, 1.02), ylim=(0, 1.04))
    _percent_ticks(axes, x=True, y=True)
    _name_axes(axes, "how sure the model says it is", "how often it is right")
    legend_above(axes)
    return figure


def draw_risk_coverage(judgement: Judgement) -> Figure:
    """Part of answers that is wrong against the part of products that is answered."""
    figure, axes = _chart(judgement_room=True)
    coverage, risk = judgement.risk_coverage()
    axes.plot(
        coverage, risk, color=FIRST, linewidth=1.8, drawstyle="steps-post", label="all thresholds"
    )
    top = max(0.05, 1.15 * float(risk.max(initial=0.0)))
    sure = judgement.metrics.sure
    if sure.precision is not None:
        point = sure.coverage, 1 - sure.precision
        axes.plot(*zip((point[0], 0), point, strict=True), color=_MARK, linewidth=0.9)
        axes.scatter(
            *point,
            s=64,
            color=_MARK,
            zorder=5,
            linewidths=0,
            label=f"sure: {percent(sure.coverage)}, "
            f"of which {100 * (1 - sure.precision):.2g}\u00a0% wrong",
        )
    axes.set(xlim=(0, 1.02), ylim=(-0.02 * top, top))
    _percent_ticks(axes, x=True, y=False)
    axes.yaxis.set_major_formatter(lambda value, _: f"{100 * value:.3g}\u00a0%")
    _name_axes(axes, "part of the products that is answered", "answers that are wrong")
    legend_above(axes)
    return figure


def draw_familiarity(judgement: Judgement) -> Figure:
    """How familiar products and other things are, and where *not one of these* ends."""
    figure, axes = _chart(judgement_room=True)
    scores = judgement.answers.familiarity
    edges = np.linspace(float(scores.min()), float(scores.max()) + 1e-6, _HISTOGRAM_BINS + 1)
    found = judgement.metrics.background
    auroc = f" (AUROC {found.auroc:.3f})" if found else ""
    passing = f" (FPR at 95\u00a0% TPR {found.false_positive_rate_at_95:.3f})" if found else ""
    for chosen, color, words in (
        (judgement.background, BACKGROUND_COLOR, f"other things{passing}"),
        (judgement.products, FIRST, f"products{auroc}"),
    ):
        parts = np.histogram(scores[chosen], edges)[0] / max(len(chosen), 1)
        axes.stairs(parts, edges, fill=True, color=color, alpha=0.45, label=words)
        axes.stairs(parts, edges, color=color, linewidth=1.2)
    threshold = judgement.contract.thresholds.familiar
    axes.axvline(threshold, color=_MARK, linewidth=1.6, label="not one of these, left of here")
    axes.yaxis.set_major_formatter(lambda value, _: f"{100 * value:.3g}\u00a0%")
    _name_axes(axes, "familiarity", "part of the photos")
    legend_above(axes)
    return figure


def draw_curve(
    series: Sequence[tuple[str, Sequence[float], str, str]],
    limits: tuple[float, float],
    best_epoch: int,
    *,
    share: bool,
) -> Figure:
    """Values over the epochs of a stage.

    Args:
        series: name, one value an epoch, colour and line style of each line.
        limits: of the values, so that figures can be compared.
        best_epoch: the one whose weights are kept, from 1; 0 for none.
        share: whether the values are shares.
    """
    figure, axes = _chart(judgement_room=False)
    epochs = max((len(values) for _, values, _, _ in series), default=0)
    for name, values, color, style in series:
        axes.plot(
            range(1, len(values) + 1),
            values,
            color=color,
            linestyle=style,
            linewidth=1.8,
            marker="o" if len(values) < 25 else "",
            markersize=3,
            label=name,
        )
    if best_epoch:
        axes.axvline(best_epoch, color=_MARK, linewidth=1.2, label="kept")
    axes.set(xlim=(0.7, max(epochs, 2) + 0.3), ylim=limits)
    from matplotlib.ticker import MaxNLocator

    axes.xaxis.set_major_locator(MaxNLocator(nbins=8, integer=True))
    if share:
        axes.yaxis.set_major_formatter(lambda value, _: f"{100 * value:.0f}\u00a0%")
    _name_axes(axes, "epoch", "")
    legend_above(axes, columns=len(series) + bool(best_epoch))
    return figure


def legend_above(axes: Axes, columns: int = 1) -> None:
    """What the lines mean, above the chart."""
    axes.legend(
        loc="lower left",
        bbox_to_anchor=(-0.02, 1.0),
        ncols=columns,
        frameon=False,
        fontsize=SMALL,
        labelcolor=INK,
        borderaxespad=0.2,
        handlelength=1.6,
        columnspacing=1.2,
    )


def _chart(*, judgement_room: bool) -> tuple[Figure, Axes]:
    """A grid, with room above it for a legend of three lines or of one."""
    figure = new_figure(HEIGHT if judgement_room else HEIGHT * 0.8, WIDTH)
    axes = figure.add_axes((0.165, 0.16, 0.8, 0.66 if judgement_room else 0.73))
    plain(axes)
    axes.grid(True, color=GRID, linewidth=0.8)
    return figure, axes


def _name_axes(axes: Axes, x: str, y: str) -> None:
    axes.set_xlabel(x, fontsize=SMALL, color=FAINT_INK)
    axes.set_ylabel(y, fontsize=SMALL, color=FAINT_INK)


def _percent_ticks(axes: Axes, *, x: bool, y: bool) -> None:
    for axis, wanted in ((axes.xaxis, x), (axes.yaxis, y)):
        if wanted:
            axis.set_ticks([0, 0.2, 0.4, 0.6, 0.8, 1.0])
            axis.set_major_formatter(lambda value, _: f"{100 * value:.0f}\u00a0%")
