"""The audit as a page to read: what was found, with thumbnails, and what to do about it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

from markupsafe import Markup

from app.core.html.page import bar, page, plate, shot, tag, tiles
from app.core.text import counted, percent
from training.audit.audit import Audit
from training.audit.findings import Finding, Kind, Urgency, by_kind
from training.audit.survey import Survey
from training.figures.colors import class_colors
from training.figures.drawing import BACKGROUND_COLOR, BACKGROUND_COLOR_DARK

FINDINGS_SHOWN = 24  # of each kind; a page of everything would not open on a phone
PICTURES_SHOWN = 8  # of each group
_URGENCY_WORDS = {Urgency.FIX: "Fix", Urgency.CHECK: "Check", Urgency.KNOW: "Know"}
_BACKGROUND_COLORS = (BACKGROUND_COLOR, BACKGROUND_COLOR_DARK)
_NOT_PICTURES = frozenset(
    {
        Kind.TOO_FEW_CLASSES,
        Kind.EMPTY_CLASS,
        Kind.SPLIT_LACKS_CLASS,
        Kind.UNREADABLE,
        Kind.FEW_PHOTOS,
        Kind.UNBALANCED,
    }
)
_LABEL_ERRORS = frozenset({Kind.LABEL_ERROR, Kind.TAKEN_FOR_PRODUCT, Kind.UNFAMILIAR})


def pictures_shown(findings: Sequence[Finding]) -> list[str]:
    """Paths of the pictures that the page wants thumbnails of, each once."""
    return list(
        dict.fromkeys(
            path
            for kind, found in by_kind(findings).items()
            if kind not in _NOT_PICTURES
            for finding in found[:FINDINGS_SHOWN]
            for path in finding.paths[:PICTURES_SHOWN]
        )
    )


def audit_page(
    audit: Audit, figures: Mapping[str, bytes], thumbnails: Mapping[str, bytes], csv_name: str
) -> bytes:
    """The page, UTF-8.

    Args:
        figures: title -> PNG, in the order to show them.
        thumbnails: path of a picture -> JPEG; a picture without one gets an empty frame.
        csv_name: name of the file beside the page that lists every finding.
    """
    name = audit.survey.folder.resolve().name or str(audit.survey.folder)
    groups = by_kind(audit.findings)
    return page(
        f"Audit of {name}",
        tag("header", tag("h1", f"Audit of {name}"), tag("p", _verdict(groups), class_="lead")),
        _tiles(audit, groups),
        _index(groups) if groups else None,
        *(tag("p", remark, class_="lead") for remark in audit.remarks),
        balance_section(audit.survey),
        *(
            _section(kind, found, thumbnails, csv_name, audit.label_errors_note)
            for kind, found in groups.items()
        ),
        _figures_section(figures),
        tag(
            "footer",
            f"Photos: {audit.survey.folder.resolve()}. Every finding is a row of {csv_name} beside "
            "this page. Nothing in the folder of photos was changed.",
            f" Labels were held against the model {audit.model}. {audit.label_errors_note}"
            if audit.model
            else None,
        ),
    )


def _verdict(groups: Mapping[Kind, Sequence[Finding]]) -> str:
    counts = {
        urgency: sum(len(found) for kind, found in groups.items() if kind.about.urgency is urgency)
        for urgency in Urgency
    }
    if counts[Urgency.FIX]:
        to_fix = counted(counts[Urgency.FIX], "thing")
        first = f"{to_fix} should be put right before training."
    else:
        first = "Nothing stands in the way of training."
    if not counts[Urgency.CHECK]:
        return first
    things = counted(counts[Urgency.CHECK], "more thing" if counts[Urgency.FIX] else "thing")
    return f"{first} {things} may be {'a mistake' if counts[Urgency.CHECK] == 1 else 'mistakes'}."


def _tiles(audit: Audit, groups: Mapping[Kind, Sequence[Finding]]) -> Markup:
    survey = audit.survey
    background = sum(i.picture.class_name == survey.background for i in survey.inspected)
    values = {
        "photos read": len(survey.inspected),
        "of them background": background if survey.background else None,
        "could not be read": len(survey.unreadable) or None,
        "classes": len(survey.classes),
        "findings": sum(map(len, groups.values())),
    }
    return tiles({name: f"{value:,}" for name, value in values.items() if value is not None})


def _index(groups: Mapping[Kind, Sequence[Finding]]) -> Markup:
    rows = [
        tag(
            "li",
            tag(
                "a",
                badge(kind),
                tag("span", kind.about.title, class_="name"),
                tag("span", f"{len(found):,}", class_="number"),
                href=f"#{kind.value}",
            ),
        )
        for kind, found in groups.items()
    ]
    return tag("ul", *rows, class_="card index", style="padding-left:0;padding-right:0")


def badge(kind: Kind) -> Markup:
    """How urgent a kind of finding is."""
    urgency = kind.about.urgency
    return tag("span", _URGENCY_WORDS[urgency], class_=f"badge {urgency.value}")


def balance_section(survey: Survey) -> Markup:
    """How many photos each class and each product type has."""
    counts = survey.kinds()
    largest = max((kinds.total() for kinds in counts.values()), default=0)
    rows: list[Markup] = []
    types: list[Markup] = []
    for position, (name, kinds) in enumerate(counts.items()):
        colors = class_colors(position)
        shades = (colors.light, colors.dark)
        if name == survey.background:
            shades = _BACKGROUND_COLORS
        share = kinds.total() / max(len(survey.inspected), 1)
        rows += _bar_row(name, kinds.total(), largest, shades, f", {percent(share)}")
        if any(kinds):
            types.append(_types(name, kinds, shades))
    return tag(
        "section",
        tag("h2", "Balance"),
        tag(
            "div",
            tag("div", *rows, class_="bars"),
            tag("div", *types, class_="types") if types else None,
            class_="card",
        ),
        id="balance",
    )


def _types(name: str, kinds: Counter[str], shades: tuple[str, str]) -> Markup:
    ordered = sorted(kinds.items(), key=lambda item: (-item[1], item[0]))
    half = math.ceil(len(ordered) / 2)
    columns = [
        tag(
            "div",
            *(
                cell
                for kind, count in part
                for cell in _bar_row(kind or "no type", count, ordered[0][1], shades, "")
            ),
            class_="bars",
        )
        for part in (ordered[:half], ordered[half:])
        if part
    ]
    title = f"{name}: {counted(len(ordered), 'product type')}"
    return tag("details", tag("summary", title), tag("div", *columns, class_="columns"))


def _bar_row(
    name: str, count: int, largest: int, shades: tuple[str, str], after: str
) -> tuple[Markup, Markup, Markup]:
    return (
        tag("bdi", name, class_="name"),
        bar(count / largest if largest else 0.0, *shades),
        tag("span", f"{count:,}{after}", class_="number"),
    )


def _section(
    kind: Kind,
    found: Sequence[Finding],
    thumbnails: Mapping[str, bytes],
    csv_name: str,
    label_errors_note: str,
) -> Markup:
    about, shown = kind.about, found[:FINDINGS_SHOWN]
    if kind in _NOT_PICTURES:
        body = tag("ul", *(_line(finding) for finding in shown), class_="card plain")
    elif any(len(finding.paths) > 1 for finding in shown):
        body = tag("div", *(_group(finding, thumbnails) for finding in shown), class_="groups")
    else:
        shots = (
            shot(thumbnails.get(finding.paths[0]), finding.detail, finding.paths[0])
            for finding in shown
        )
        body = tag("div", *shots, class_="shots")
    hidden = len(found) - len(shown)
    return tag(
        "section",
        tag(
            "details",
            tag(
                "summary",
                badge(kind),
                tag("h2", about.title),
                tag("span", f"{len(found):,}", class_="number"),
            ),
            # Browsers open the details around the place that a link leads to.
            tag("p", about.advice, class_="lead", id=kind.value),
            tag("p", label_errors_note, class_="lead")
            if label_errors_note and kind in _LABEL_ERRORS
            else None,
            body,
            tag("p", f"{hidden:,} more in {csv_name}.", class_="more") if hidden else None,
            open=about.urgency is not Urgency.KNOW,
        ),
    )


def _line(finding: Finding) -> Markup:
    place = finding.paths[0]
    where = tag("bdi", place) if place != "." else None
    return tag("li", where, tag("span", (" – " if where else "") + finding.detail, class_="soft"))


def _group(finding: Finding, thumbnails: Mapping[str, bytes]) -> Markup:
    shown = finding.paths[:PICTURES_SHOWN]
    hidden = len(finding.paths) - len(shown)
    shots = (
        shot(thumbnails.get(path), PurePosixPath(path).parent.as_posix(), PurePosixPath(path).name)
        for path in shown
    )
    return tag(
        "article",
        tag("p", finding.detail),
        tag("div", *shots, class_="shots"),
        tag("p", f"and {hidden:,} more", class_="more") if hidden else None,
        class_="card group" + (" wide" if len(shown) > 2 else ""),
    )


def _figures_section(figures: Mapping[str, bytes]) -> Markup | None:
    if not figures:
        return None
    plates = (tag("div", tag("h3", title), plate(png, title)) for title, png in figures.items())
    return tag(
        "section",
        tag("h2", "The photos at a glance"),
        tag("div", *plates, class_="plates"),
        id="figures",
    )
