"""Progress on a terminal: one bar for the phase at hand, one line for each finished epoch."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, TaskID, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar
from rich.table import Table

from app.core.text import counted, percent
from training.judge.evaluate import Metrics
from training.judge.metrics import wilson_interval
from training.progress import Progress, ProgressCallback

_FEW = 200  # with as many the interval around 90 % goes from 85 % to 93 %


@contextmanager
def progress_shown() -> Iterator[ProgressCallback]:
    """Draw progress on standard error while the block runs.

    On a terminal there is a bar with pictures per second and the time that is left; elsewhere only
    the lines of finished phases and epochs.
    """
    console = Console(stderr=True)
    bar = Bar(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed}/{task.total}"),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
    phase, task = "", TaskID(0)

    def on_progress(progress: Progress) -> None:
        nonlocal phase, task
        title = progress.phase
        if progress.epochs:
            title += f", epoch {progress.epoch} of at most {progress.epochs}"
        if title != phase:
            if phase:
                bar.remove_task(task)
            phase, task = title, bar.add_task(title, total=progress.total, rate="")
        rate = (
            f"{progress.pictures_per_second:.0f} pictures/s" if progress.pictures_per_second else ""
        )
        bar.update(task, completed=progress.done, rate=rate)
        if progress.metrics is not None:
            console.print(
                _epoch_line(title, progress.metrics, rate), highlight=False, soft_wrap=True
            )
        elif not progress.epochs and progress.done == progress.total:
            console.print(f"{title}: {progress.total} {rate}".rstrip(), highlight=False)

    with bar:
        yield on_progress


def print_metrics(metrics: Metrics) -> None:
    """The figures that decide, on standard output."""
    console = Console()
    low, high = metrics.accuracy_interval
    console.print(
        f"Accuracy {metrics.accuracy:.4f} (95\u00a0% interval {low:.4f} to {high:.4f}) on "
        f"{counted(metrics.pictures, 'product photo')}, macro-F1 {metrics.macro_f1:.4f}, "
        "calibration error "
        f"{metrics.calibration_error:.4f} ({metrics.calibration_error_before:.4f} without the "
        "temperature).",
        highlight=False,
        soft_wrap=True,
    )
    if metrics.pictures < _FEW:
        console.print(how_unsure(metrics.pictures, "test"), highlight=False, soft_wrap=True)
    table = Table("class", "precision", "recall", "F1", "photos")
    for name, item in metrics.classes.items():
        figures = (f"{value:.4f}" for value in (item.precision, item.recall, item.f1))
        table.add_row(name, *figures, str(item.support))
    console.print(table)
    precision = metrics.sure.precision
    right = "" if precision is None else f", {precision:.4f} of them right"
    console.print(f"Sure of {metrics.sure.coverage:.4f}{right}.", highlight=False, soft_wrap=True)
    background = metrics.background
    if background is not None:
        console.print(
            f"Not one of these: {background.background_refused:.4f} of {background.pictures} "
            f"background pictures, {1 - background.products_kept:.4f} of the products; AUROC "
            f"{background.auroc:.4f}, {background.false_positive_rate_at_95:.4f} of the background "
            "passes where 95\u00a0% of the products do.",
            highlight=False,
            soft_wrap=True,
        )


def print_validation(right: int, photos: int) -> None:
    """How a run does on the photos that chose its weights, on standard output."""
    console = Console()
    low, high = wilson_interval(right / max(photos, 1), photos)
    console.print(
        f"Right on {right} of {counted(photos, 'validation photo')}, "
        f"{percent(right / max(photos, 1), 1)} "
        f"(95\u00a0% interval {percent(low, 1)} to {percent(high, 1)}).",
        highlight=False,
        soft_wrap=True,
    )
    if photos < _FEW:
        console.print(how_unsure(photos, "validation"), highlight=False, soft_wrap=True)


def how_unsure(photos: int, split: str) -> str:
    """A sentence for those who would take a figure from a handful of photos at its word."""
    are = "is" if photos == 1 else "are"
    return (
        f"The {split} split is small: {counted(photos, 'photo')} {are} too few for a sure "
        "figure, and the true one may lie anywhere in the interval. More photos in "
        "each class make it narrower."
    )


def _epoch_line(title: str, metrics: dict[str, float], rate: str) -> str:
    return (
        f"{title}: loss {metrics['loss']:.4f}, accuracy {metrics['accuracy']:.4f}, "
        f"validation loss {metrics['val_loss']:.4f}, "
        f"validation accuracy {metrics['val_accuracy']:.4f}, "
        f"learning rate {metrics['learning_rate']:.2g}, {rate}"
    )
