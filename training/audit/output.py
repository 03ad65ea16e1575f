"""The files that an audit leaves: a table, a page, and the figures that it shows."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from app.core.errors import FileAccessError
from app.core.review.results import spreadsheet_safe
from app.core.storage.files import atomic_text_writer, write_atomically
from training.audit.audit import Audit
from training.audit.findings import Finding
from training.audit.page import audit_page, pictures_shown
from training.audit.survey import Survey
from training.data.apart import refuse_output_in_data
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
