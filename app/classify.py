"""``shelfwise classify``: the batch on the command line."""

from __future__ import annotations

import argparse
import contextlib
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

from app.core import places
from app.core.answers import Classified, Failed, Outcome, Prediction, RegionChoice, Verdict
from app.core.batch import classify_all
from app.core.learning.shop import kept_labels, learn_from
from app.core.models.classifier import Classifier
from app.core.models.folder import Contract
from app.core.models.in_use import open_in_use
from app.core.models.opening import EngineKind
from app.core.models.trust import allow_saved_model
from app.core.pictures.find import Skipped, find_pictures
from app.core.pictures.pool import Decoders
from app.core.review.results import csv_file, json_file, json_line
from app.core.review.workbook import xlsx_file
from app.core.settings import load_settings
from app.core.text import percent
from app.outcomes import EMPTY, UNREADABLE, as_a_product, kind_of, summary
from app.output import require_folder_of, shown, standard_output

EXIT_OK, EXIT_SOME_FAILED, EXIT_INTERRUPTED = 0, 1, 130
_TABLE_ROWS = 1000  # beyond this a table helps nobody; --csv and --json have every row


def run(options: argparse.Namespace, decoders: Decoders) -> int:
    """Classify ``options.paths`` and write what was asked for.

    Returns:
        0 all read, 1 some could not be read, 130 interrupted; what was done is written even then.

    Raises:
        ShelfwiseError: no usable model, or an output file that cannot be written.
    """
    notices = Console(stderr=True, quiet=options.quiet, highlight=False, soft_wrap=True)
    for file in (options.csv, options.xlsx, options.json):
        if file is not None:  # "-" for standard output is in a folder that is there
            require_folder_of(Path(file))
    classifier = open_classifier(options, decoders, notices)
    if not options.as_published:
        classifier.learnt, _ = learn_from(kept_labels(*classifier.learner))
    # As text: a hundred thousand paths would take nearly three times as much memory.
    skipped = Skipped()
    found = [
        item if isinstance(item, Failed) else str(item)
        for item in find_pictures(options.paths, recursive=options.recursive, skipped=skipped)
    ]
    pictures = (item if isinstance(item, Failed) else Path(item) for item in found)
    classified: list[Classified] = []
    errors: list[Failed] = []
    counts: Counter[str] = Counter()
    with contextlib.ExitStack() as stack:
        sinks = list(_open_sinks(options, classifier.contract, stack))
        progress = stack.enter_context(progress_bar(notices))
        task = progress.add_task("", total=len(found))
        with contextlib.suppress(KeyboardInterrupt):
            for outcome in classify_all(
                classifier, pictures, decoders, region=RegionChoice(options.region)
            ):
                if options.everything_is_a_product:
                    outcome = as_a_product(outcome)
                counts[_kind(outcome)] += 1
                if isinstance(outcome, Failed):
                    if len(errors) < _TABLE_ROWS:
                        errors.append(outcome)
                elif len(classified) < _TABLE_ROWS:
                    classified.append(outcome)
                for sink in sinks:
                    sink(outcome)
                progress.advance(task)
    if options.json != "-":
        if options.quiet:
            _print_failures(Console(stderr=True, highlight=False), errors)
        else:
            with standard_output():
                _print_table(classified, errors, classifier.contract)
    for line in summary(counts, len(found)):
        notices.print(line)
    if skipped.files and any(isinstance(item, str) for item in found):
        notices.print(skipped.sentence)
    if counts.total() < len(found):
        return EXIT_INTERRUPTED
    return EXIT_SOME_FAILED if counts[UNREADABLE] or counts[EMPTY] else EXIT_OK


def open_classifier(
    options: argparse.Namespace, decoders: Decoders, notices: Console
) -> Classifier:
    """Open the model that a command asks, and give the decoders the limits of the settings.

    Raises:
        ShelfwiseError: no usable model.
    """
    settings = load_settings(places.settings_file())
    decoders.limits = settings.limits
    folder, refused = open_in_use(places.model_location(options.model, settings.model_path))
    for error in refused:
        notices.print(shown(f"{error.message} Version {folder.contract.version} is used."))
    if options.trust_model:
        allow_saved_model(folder)
    return Classifier.open(folder, EngineKind(options.engine))


def _open_sinks(
    options: argparse.Namespace, contract: Contract, stack: contextlib.ExitStack
) -> Iterator[Callable[[Outcome], None]]:
    names, written = contract.class_names, contract.written_names
    if options.csv is not None:
        yield stack.enter_context(csv_file(options.csv, names, written))
    if options.xlsx is not None:
        yield stack.enter_context(xlsx_file(options.xlsx, names, written))
    if options.json == "-":
        # Python's own text layer would turn line ends and the encoding into the platform's.
        lines = sys.stdout.buffer

        def write_line(outcome: Outcome) -> None:
            with standard_output():
                lines.write(json_line(outcome, names, written).encode())
                lines.flush()

        yield write_line
    elif options.json is not None:
        yield stack.enter_context(json_file(Path(options.json), names, written))


class SpeedColumn(TextColumn):
    """Pictures a second."""

    def render(self, task: Task) -> Text:
        """Return what is shown of a task."""
        return Text(f"{task.speed:.1f} pictures/s" if task.speed else "")


def progress_bar(console: Console) -> Progress:
    """Return the bar of a batch; it is drawn on a terminal alone."""
    return Progress(
        BarColumn(),
        MofNCompleteColumn(),
        SpeedColumn(""),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=console.quiet or not console.is_terminal,
    )


def _print_table(classified: list[Classified], errors: list[Failed], contract: Contract) -> None:
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = 200  # a pipe has no width; 80 would fold every path
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("Picture", overflow="fold")
    table.add_column("Class")
    if contract.types:
        table.add_column("Type")
    table.add_column("Verdict")
    for item in contract.classes:
        table.add_column(item.display_name, justify="right")
    for outcome in classified:
        prediction = outcome.prediction
        doubtful = prediction.verdict is not Verdict.SURE
        table.add_row(
            shown(outcome.path),
            Text(_class_words(prediction, contract)),
            *([Text(prediction.type_words)] if contract.types else []),
            Text(prediction.verdict.value, style="yellow" if doubtful else "green"),
            *(percent(prediction.probabilities[name], 1) for name in contract.class_names),
        )
    if classified:
        console.print(table)
    _print_failures(console, errors)


def _print_failures(console: Console, errors: list[Failed]) -> None:
    for failure in errors:
        message = failure.error.message
        if message.startswith(failure.path.name):  # which many folders may have
            message = str(failure.path.parent / message)
        console.print(shown(message, "red"), soft_wrap=True)


def _class_words(prediction: Prediction, contract: Contract) -> str:
    """Name the class that the verdict comes to, with a question mark where it is unsure."""
    name = contract.display_name(prediction.label)
    return {Verdict.SURE: name, Verdict.UNSURE: f"{name}?"}.get(prediction.verdict, "")


def _kind(outcome: Outcome) -> str:
    if isinstance(outcome, Classified):
        return kind_of(outcome.prediction.verdict.value, "")
    return kind_of("", outcome.error.code)
