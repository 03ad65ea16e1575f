"""What a report says of the photos: how many, where from, how large, and what the audit found."""

from __future__ import annotations

from markupsafe import Markup

from app.core.html.page import number_table, section, tag
from app.core.text import counted
from training.audit.audit import Audit
from training.audit.findings import Finding, Kind, by_kind
from training.audit.page import badge, balance_section
from training.data.dataset import SPLITS
from training.data.manifest import Manifest
from training.figures.drawing import svg
from training.figures.photos import choose_samples, draw_picture_sizes, draw_sources, palette
from training.report.facts import Facts
from training.report.pictures import Album, shots

SAMPLES = 24
_SAMPLE_SEED = 42
_SPLIT_WORDS = {"train": "training", "validation": "validation", "test": "test"}


def data_sections(facts: Facts, album: Album) -> list[Markup | None]:
    """Counts, samples, sources, sizes and findings, as far as they are known."""
    found = facts.audit
    return [
        _splits_section(facts.manifest) if facts.manifest else None,
        balance_section(found.survey) if found else None,
        _photos_section(found, album) if found else None,
        _findings_section(found, facts) if found else None,
    ]


def _splits_section(manifest: Manifest) -> Markup:
    counts = manifest.counts()
    names = list(counts["train"])
    rows = [(name, *(f"{counts[split][name]:,}" for split in SPLITS)) for name in names]
    rows.append(("together", *(f"{sum(counts[split].values()):,}" for split in SPLITS)))
    words = (
        "The model was trained on the training photos; the validation photos chose the best moment "
        "and the thresholds; the test photos were kept back to judge it. Near-duplicates lie on "
        "one side."
    )
    corrected = sum(member.corrected for member in manifest.members)
    if corrected:
        words += f" {counted(corrected, 'training photo')} came from corrections."
    if manifest.left_out:
        words += f" {counted(len(manifest.left_out), 'photo')} took no part."
    return section("photos", "Photos", words, number_table(("", *_SPLIT_WORDS.values()), rows))


def _photos_section(found: Audit, album: Album) -> Markup | None:
    survey = found.survey
    pictures = [item.picture for item in survey.inspected]
    if not pictures:
        return None
    class_names = [picture.class_name for picture in pictures]
    colors = palette(survey.classes, survey.background)
    chosen = [pictures[i] for i in choose_samples(class_names, SAMPLES, _SAMPLE_SEED)]
    captions = (
        (p.path.as_posix(), " · ".join(filter(None, (p.class_name, p.kind)))) for p in chosen
    )
    sizes = draw_picture_sizes(
        [(item.width, item.height) for item in survey.inspected], class_names, colors
    )
    by_source = draw_sources([picture.path.name for picture in pictures], class_names, colors)
    return section(
        "glance",
        "The photos at a glance",
        "Drawn at random, as many of each class.",
        shots(album, captions),
        tag(
            "div",
            tag("h3", "Where they come from"),
            tag(
                "div",
                svg(by_source, "Photos from each source, by class"),
                class_="card chart wide",
            ),
            class_="part",
        )
        if by_source is not None
        else None,
        tag(
            "div",
            tag("h3", "How large they are"),
            tag("div", svg(sizes, "Width and height of the photos"), class_="card chart wide"),
            class_="part",
        ),
    )


def _findings_section(found: Audit, facts: Facts) -> Markup:
    groups = by_kind(found.findings)
    words = (
        "What looking at every photo found. The photos themselves are on the page that "
        f"shelfwise-train audit {facts.data} writes."
        if groups
        else "Every photo was looked at, and nothing was found that should be changed."
    )
    return section(
        "audit",
        "What the audit found",
        words,
        tag(
            "div",
            *(_kind(kind, findings) for kind, findings in groups.items()),
            class_="card findings",
        )
        if groups
        else None,
    )


def _kind(kind: Kind, findings: list[Finding]) -> Markup:
    return tag(
        "details",
        tag(
            "summary",
            badge(kind),
            kind.about.title,
            tag("span", f"{len(findings):,}", class_="number"),
        ),
        tag("p", kind.about.advice),
    )
