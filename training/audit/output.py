"""What an audit leaves: a table, a page with figures, and lines on the terminal."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from app.core.errors import FileAccessError
from app.core.review.table import spreadsheet_safe
from app.core.storage.files import atomic_text_writer, write_atomically
from app.core.text import counted, percent, printable
from training.audit.audit import Audit
from training.audit.findings import Finding, Urgency, by_kind
from training.audit.page import audit_page, pictures_shown
from training.audit.survey import Survey
from training.data.output_folder import refuse_output_in_data
from training.data.pictures import mapped_ahead, small_copy, thumbnail_of
from training.figures.photos import (
    Sample,
    choose_samples,
    class_distribution,
    palette,
    picture_sizes,
    sample_grid,
    sources,
)

CSV_NAME = "audit.csv"
PAGE_NAME = "audit.html"
_COLUMNS = ("kind", "path", "other_path", "detail")
_SAMPLES = 40
_SAMPLE_SEED = 42
_TYPES_SHOWN = 4
_STYLES = {Urgency.FIX: "bold red", Urgency.CHECK: "yellow", Urgency.KNOW: "cyan"}


def prepare_output(out: Path, data: Path) -> None:
    """Make the output folder, before anything takes time.

    Raises:
        DataError: ``out_in_data``: it lies in the data folder, or in a folder that is linked there.
        FileAccessError: ``cannot_write``.
    """
    refuse_output_in_data(out, data)
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileAccessError(
            "cannot_write",
            f"{out} could not be made ({error.strerror}); give another folder with --out.",
        ) from error


def write_audit(audit: Audit, out: Path) -> None:
    """Write ``audit.csv``, ``audit.html`` and the figures into a folder.

    Raises:
        FileAccessError: ``cannot_write``.
    """
    write_csv(out / CSV_NAME, audit.findings)
    figures = exploration_figures(audit.survey)
    for name, (_, png) in figures.items():
        write_atomically(out / f"{name}.png", png)
    folder = audit.survey.folder
    wanted = pictures_shown(audit.findings)
    encoded = mapped_ahead(lambda path: thumbnail_of(folder / path), wanted)
    thumbnails = {
        path: jpeg for path, jpeg in zip(wanted, encoded, strict=True) if jpeg is not None
    }
    html = audit_page(audit, dict(figures.values()), thumbnails, CSV_NAME)
    write_atomically(out / PAGE_NAME, html)


def write_csv(path: Path, findings: Sequence[Finding]) -> None:
    """One row a finding, safe to open in a spreadsheet; errors as ``atomic_text_writer``."""
    with atomic_text_writer(path, encoding="utf-8-sig") as stream:
        writer = csv.writer(stream, lineterminator="\r\n")
        writer.writerow(_COLUMNS)
        for finding in findings:
            for row in finding.rows:
                cells = (row.kind.value, row.path, row.other, row.detail)
                writer.writerow([spreadsheet_safe(cell) for cell in cells])


def exploration_figures(survey: Survey) -> dict[str, tuple[str, bytes]]:
    """File name without ending -> title and PNG; empty for a folder without readable pictures."""
    pictures = [item.picture for item in survey.inspected]
    if not pictures:
        return {}
    colors = palette(survey.classes, survey.background)
    class_names = [picture.class_name for picture in pictures]
    figures = {
        "samples": ("Drawn at random", _samples(survey, class_names)),
        "classes": (
            "Photos in each class",
            class_distribution(class_names, [p.given_split for p in pictures], colors),
        ),
        "sizes": (
            "Picture sizes",
            picture_sizes([(i.width, i.height) for i in survey.inspected], class_names, colors),
        ),
    }
    by_source = sources([picture.path.name for picture in pictures], class_names, colors)
    if by_source is not None:
        figures["sources"] = ("Photos from each source", by_source)
    return {name: figure for name, figure in figures.items() if figure[1]}


def _samples(survey: Survey, class_names: Sequence[str]) -> bytes:
    chosen = choose_samples(class_names, _SAMPLES, _SAMPLE_SEED)
    pictures = [survey.inspected[index].picture for index in chosen]
    pixels = mapped_ahead(lambda picture: small_copy(survey.folder / picture.path), pictures)
    samples = [
        Sample(found, picture.class_name, picture.kind)
        for picture, found in zip(pictures, pixels, strict=True)
        if found is not None
    ]
    colors = palette(survey.classes, survey.background)
    return sample_grid(samples, colors) if samples else b""


def print_audit(audit: Audit, page: Path, table: Path, console: Console) -> None:
    """Print what was found and where the rest can be read.

    Args:
        page, table: the files that hold everything.
    """
    survey = audit.survey
    read = counted(len(survey.inspected), "photo")
    console.print(_text(f"Audit of {survey.folder}: {read} read", "bold"))
    if audit.model:
        console.print(_text(f"Labels held against the model {audit.model}"))
    console.print(_balance(survey))
    if audit.findings:
        console.print(_findings(audit))
    else:
        console.print(_text("Nothing was found that should be changed.", "green"))
    for remark in audit.remarks:
        console.print(_text(remark))
    console.print(_text(f"The page with pictures: {page}"))
    console.print(_text(f"Every finding: {table}"))


def _balance(survey: Survey) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("class", overflow="fold")
    table.add_column("photos", justify="right", no_wrap=True)
    table.add_column("share", justify="right", no_wrap=True)
    table.add_column("product types", overflow="fold")
    total = max(len(survey.inspected), 1)
    for name, kinds in survey.kinds().items():
        named = [(kind, count) for kind, count in kinds.most_common() if kind]
        largest = ", ".join(f"{kind} {count:,}" for kind, count in named[:_TYPES_SHOWN])
        hidden = len(named) - _TYPES_SHOWN
        types = f"{largest} and {hidden:,} more" if hidden > 0 else largest
        shown = f"{name} (background)" if name == survey.background else name
        count = kinds.total()
        table.add_row(_text(shown), f"{count:,}", percent(count / total), _text(types))
    return table


def _findings(audit: Audit) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("", no_wrap=True)
    table.add_column("finding", overflow="fold")
    table.add_column("count", justify="right", no_wrap=True)
    table.add_column("worst example", overflow="fold")
    for kind, found in by_kind(audit.findings).items():
        urgency, worst = kind.about.urgency, found[0]
        table.add_row(
            _text(urgency.value, _STYLES[urgency]),
            _text(kind.about.title),
            f"{len(found):,}",
            _text(f"{worst.paths[0]}: {worst.detail}"),
        )
    return table


def _text(words: str, style: str = "") -> Text:
    """Never markup, whatever a file's name holds."""
    return Text(printable(words), style=style)
