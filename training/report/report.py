"""The report of a run: one page that says what the model is, how good, and why."""

from __future__ import annotations

from pathlib import Path

from markupsafe import Markup

from app.core.html.page import page, stylesheet, tag, tiles
from app.core.storage.files import write_atomically
from app.core.text import percent
from training.figures.drawing import THEME_STYLE
from training.progress import ProgressCallback, no_progress
from training.publish.twin import MIN_SAME_LABEL
from training.report.confusion import confusion_section
from training.report.data import data_sections
from training.report.facts import Facts, InUse, gather
from training.report.pictures import Album, examples_section, mistakes_section
from training.report.scores import (
    certainty_section,
    comparison_section,
    learning_section,
    scores_section,
    time_section,
)
from training.report.words import duration, how_unsure, lead, share

REPORT_NAME = "report.html"
_CONTENTS = {
    "scores": "How often right",
    "confusion": "What for what",
    "mistakes": "Mistakes",
    "examples": "What it looks at",
    "certainty": "Trust",
    "in-use": "Against the model in use",
    "learning": "Learning",
    "photos": "Photos",
    "audit": "Audit",
    "time": "Time",
}


def write_report(
    run: Path, out: Path, in_use: InUse, on_progress: ProgressCallback = no_progress
) -> None:
    """Write the report of a run into the file ``out``.

    A run that is not finished, photos that are gone, or no model in use are told in the report.

    Raises:
        RunError: ``no_run``: it is not the folder of a run, or of one without photos.
        SetupError: TensorFlow is not installed.
        FileAccessError: ``cannot_write``.
    """
    write_atomically(out, report_page(gather(run, in_use, on_progress)))


def report_page(facts: Facts) -> bytes:
    """The page, UTF-8."""
    album = Album(facts.data)
    title = f"Training report: {facts.run.resolve().name}"
    judged = facts.judged
    sections: list[Markup | None] = []
    if judged is not None:
        judgement = judged.judgement
        sections += [
            scores_section(judgement),
            confusion_section(judgement, album),
            mistakes_section(judgement, album),
            examples_section(judged, album),
            certainty_section(judgement),
            comparison_section(facts, album),
        ]
    sections += [learning_section(facts.stages), *data_sections(facts, album), time_section(facts)]
    return page(
        title,
        _header(title, facts, [section for section in sections if section is not None]),
        *_notices(facts),
        _tiles(facts),
        *sections,
        _footer(facts),
        style=THEME_STYLE + stylesheet("training.report", "report.css"),
    )


def _header(title: str, facts: Facts, sections: list[Markup]) -> Markup:
    links = (
        tag("a", words, href=f"#{name}")
        for name, words in _CONTENTS.items()
        if any(f'id="{name}"' in section for section in sections)
    )
    return tag(
        "header",
        tag("h1", title),
        *(tag("p", sentence, class_="verdict") for sentence in lead(facts)),
        tag("nav", *links, class_="contents", aria_label="Contents"),
    )


def _notices(facts: Facts) -> list[Markup]:
    sentences = list(facts.notices)
    if facts.judged is not None:
        judged = facts.judged
        if (unsure := how_unsure(judged.judgement)) is not None:
            sentences.append(unsure)
        if not judged.calibration.sure_reached:
            sentences.append(
                "On the validation photos no confidence gave answers that were right often enough, "
                "so the model hardly ever calls itself sure."
            )
    return [tag("p", sentence, class_="card notice") for sentence in sentences]


def _tiles(facts: Facts) -> Markup | None:
    values: dict[str, str] = {}
    if facts.judged is not None:
        metrics = facts.judged.judgement.metrics
        low, high = metrics.accuracy_interval
        values |= {
            "right on test photos": share(metrics.accuracy),
            "95\u00a0% interval": f"{100 * low:.0f}–{100 * high:.0f}\u00a0%",
            "test photos of products": f"{metrics.pictures:,}",
            "answered with sure": share(metrics.sure.coverage),
        }
    if facts.manifest is not None:
        values["training photos"] = f"{len(facts.manifest.of('train')):,}"
    if facts.seconds is not None:
        values["training took"] = duration(facts.seconds)
    return tiles(values) if values else None


def _footer(facts: Facts) -> Markup:
    config = facts.config
    return tag(
        "footer",
        f"Run: {facts.run.resolve()}. Photos: {facts.data}. Inception v3, input "
        f"{config.input_size} x {config.input_size} pixels, base weights {config.base_weights}, "
        f"seed {config.seed}, {config.views} augmented views, last {config.unfreeze_layers} layers "
        "trained in stage two. The answers are those of the graph that publish writes; its LiteRT "
        "twin, which the program runs, gives the same label for at least "
        f"{percent(MIN_SAME_LABEL, 1)} of the validation photos.",
    )
