"""Progress on a terminal: one bar for the phase at hand, one line for each finished epoch."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, TaskID, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from training.progress import Listener, Progress


@contextmanager
def progress_shown() -> Iterator[Listener]:
    """A listener that draws on standard error while the block runs.

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

    def listener(progress: Progress) -> None:
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
            console.print(_epoch_line(title, progress.metrics, rate), highlight=False)
        elif not progress.epochs and progress.done == progress.total:
            console.print(f"{title}: {progress.total} {rate}".rstrip(), highlight=False)

    with bar:
        yield listener


def _epoch_line(title: str, metrics: dict[str, float], rate: str) -> str:
    return (
        f"{title}: loss {metrics['loss']:.4f}, accuracy {metrics['accuracy']:.4f}, "
        f"validation loss {metrics['val_loss']:.4f}, "
        f"validation accuracy {metrics['val_accuracy']:.4f}, "
        f"learning rate {metrics['learning_rate']:.2g}, {rate}"
    )
