"""What a report says in figures: learning curves, scores, certainty, comparison, time."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from app.core.html.page import bar, number_table, section, tag
from app.core.text import counted, percent
from training.figures.colors import class_colors
from training.figures.drawing import svg
from training.figures.judgement import FIRST, SECOND, draw_curve, evaluation_figures
from training.fit.history import Learning
from training.judge.evaluate import Judgement
from training.report.facts import Facts
from training.report.pictures import Album, difference_sections
from training.report.words import compared, duration, share

_CURVES = (
    ("accuracy", "accuracy", True),
    ("loss", "loss", False),
)


def learning_section(stages: Sequence[Learning]) -> Markup | None:
    """Accuracy and loss of both stages side by side, on the same scales."""
    if not stages:
        return None
    cards = [
        _curve_card(stage, title, curve, _limits(stages, curve, is_share), is_share)
        for title, curve, is_share in _CURVES
        for stage in stages
    ]
    words = (
        "An epoch is one pass over all training photos. The lines of training and validation "
        "should run together: where training goes on and validation does not follow, the model "
        "learns the photos by heart."
    )
    if len(stages) > 1 and not stages[1].best_epoch:
        words += (
            " Stage two did not better the validation accuracy, so the weights from before it "
            "were kept."
        )
    return section("learning", "How it learnt", words, tag("div", *cards, class_="charts"))


def scores_section(judgement: Judgement) -> Markup:
    """Figures of each class and of each product type."""
    metrics, contract = judgement.metrics, judgement.contract
    heads = ("", "found", "right when said", "F1", "photos")
    rows = [
        (
            contract.display_name(name),
            *(share(m.recall), share(m.precision), f"{m.f1:.3f}", f"{m.support:,}"),
        )
        for name, m in metrics.classes.items()
    ]
    low, high = metrics.accuracy_interval
    words = (
        f"{share(metrics.accuracy)} of {counted(metrics.pictures, 'test photo')} of products are "
        f"answered rightly (95\u00a0% interval {share(low)} to {share(high)}, macro-F1 "
        f"{metrics.macro_f1:.3f}). Found is the part of a class's photos that get its name "
        "(recall); right when said is the part of the answers of that name that are right "
        "(precision)."
    )
    return section(
        "scores",
        "How often it is right",
        words,
        number_table(heads, rows),
        tag(
            "div",
            tag("h3", "By product type"),
            *(_types(judgement, i) for i in range(len(contract.classes))),
            class_="part",
        ),
    )


def certainty_section(judgement: Judgement) -> Markup:
    """Whether its confidence can be believed, and what its thresholds do."""
    metrics, thresholds = judgement.metrics, judgement.contract.thresholds
    sure = metrics.sure
    words = {
        "reliability": "On the dashed line confidence is honest: of answers given with 80\u00a0%, "
        "80\u00a0% are right. Large dots stand for many photos.",
        "risk_coverage": f"A product is answered with sure from a confidence of "
        f"{share(thresholds.sure)} on: {share(sure.coverage)} of the test products"
        + ("." if sure.precision is None else f", {share(sure.precision)} of them rightly."),
    }
    background = metrics.background
    if background is not None:
        words["familiarity"] = (
            f"Left of the line a picture is not one of these: "
            f"{share(background.background_refused)} of {background.pictures:,} other things, and "
            f"{share(1 - background.products_kept)} of the products."
        )
    titles = {
        "reliability": "Can its confidence be believed?",
        "risk_coverage": "Where does it become sure?",
        "familiarity": "Does it know what is not one of these?",
    }
    cards = [
        tag(
            "div",
            tag("h3", titles[name]),
            svg(figure, description),
            tag("p", words[name], class_="soft"),
            class_="card chart",
        )
        for name, (description, figure) in evaluation_figures(judgement).items()
        if name in titles
    ]
    missing = None
    if background is None:
        missing = (
            "There are no test pictures of other things (a folder other/ beside the classes), so "
            "nothing can be said of how well it knows what is not one of these."
        )
    return section(
        "certainty",
        "How far its answers can be trusted",
        missing,
        tag("div", *cards, class_="charts three"),
    )


def comparison_section(facts: Facts, album: Album) -> Markup | None:
    """Against the model in use."""
    if facts.judged is None:
        return None
    name, title, both = "in-use", "Against the model in use", facts.comparison
    if both is None:
        return section(name, title, facts.no_comparison)
    differences = difference_sections(both, facts.judged.judgement, album)
    return section(name, title, compared(both), *differences)


def time_section(facts: Facts) -> Markup | None:
    """How long training took."""
    if not facts.stages:
        return None
    lines = [
        f"{stage.name}: {counted(stage.epochs, 'epoch')} in {duration(stage.seconds)}."
        for stage in facts.stages
    ]
    if facts.seconds is not None:
        lines.append(
            f"From beginning to end {duration(facts.seconds)}, with reading the photos, the "
            "frozen layers, and any breaks."
        )
    points = tag("ul", *(tag("li", line) for line in lines), class_="card plain")
    return section("time", "How long it took", None, points)


def _curve_card(
    stage: Learning, title: str, curve: str, limits: tuple[float, float], is_share: bool
) -> Markup:
    figure = draw_curve(
        [
            ("training", stage.curves[curve], FIRST, "-"),
            ("validation", stage.curves[f"val_{curve}"], SECOND, "--"),
        ],
        limits,
        stage.best_epoch,
        share=is_share,
    )
    last, last_validation = stage.curves[curve][-1], stage.curves[f"val_{curve}"][-1]
    description = (
        f"{stage.name}, {title} over {counted(stage.epochs, 'epoch')}: at the end "
        f"{last:.3f} in training and {last_validation:.3f} in validation"
    )
    return tag(
        "div", tag("h3", f"{stage.name}, {title}"), svg(figure, description), class_="card chart"
    )


def _limits(stages: Sequence[Learning], curve: str, is_share: bool) -> tuple[float, float]:
    values = [v for s in stages for name in (curve, f"val_{curve}") for v in s.curves[name]]
    if is_share:
        return max(0.0, min(values) - 0.03), 1.01
    return 0.0, 1.05 * max(values)


def _types(judgement: Judgement, position: int) -> Markup | None:
    kind_of = judgement.contract.classes[position]
    prefix = f"{kind_of.name}/"
    kinds = {
        name.removeprefix(prefix): counts
        for name, counts in judgement.metrics.kinds.items()
        if name.startswith(prefix)
    }
    if not any(kinds):
        return None
    colors = class_colors(position)
    worst_first = sorted(kinds.items(), key=lambda item: (item[1][0] / item[1][1], item[0]))
    cells = [
        cell
        for name, (right, photos) in worst_first
        for cell in (
            tag("bdi", name or "no type", class_="name"),
            bar(right / photos, colors.light, colors.dark),
            tag("span", f"{right:,} of {photos:,}", class_="number"),
        )
    ]
    rights, total = (sum(counts[i] for counts in kinds.values()) for i in (0, 1))
    return tag(
        "details",
        tag(
            "summary",
            f"{kind_of.display_name}: {counted(len(kinds), 'type')}, "
            f"{percent(rights / total)} right, the weakest first",
        ),
        tag("div", tag("div", *cells, class_="bars"), class_="card"),
    )
