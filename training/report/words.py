"""What a report says first, in sentences for somebody who is no engineer."""

from __future__ import annotations

import math

from app.core.text import counted, percent
from training.judge.compare import Comparison, SideBySide
from training.judge.evaluate import Judgement, Metrics
from training.report.facts import Facts

GOOD, USEFUL = 0.9, 0.75  # of the interval's lower end: what one can rely on
_FEW_PHOTOS, _FEW_IN_CLASS = 200, 20  # test photos of products
_LUCK = 0.05  # above it a difference proves nothing
_SECONDS_A_MINUTE, _MINUTES_AN_HOUR = 60, 60


def share(part: float) -> str:
    """A share with the digit that matters: ``95.6 %``."""
    return percent(part, 1)


def lead(facts: Facts) -> tuple[str, str]:
    """What this model is, and whether it is good enough."""
    judgement = facts.judged.judgement if facts.judged else None
    if judgement is None:
        return _not_judged(facts), "How good it is cannot be told yet."
    metrics = judgement.metrics
    low, high = metrics.accuracy_interval
    first = (
        f"This model tells {_listed(judgement)} apart. Of "
        f"{counted(metrics.pictures, 'product photo')} that it had never seen it got "
        f"{share(metrics.accuracy)} right; on more photos like these, expect between {share(low)} "
        f"and {share(high)}."
    )
    comparison = facts.comparison.comparison if facts.comparison else None
    return first, _good_enough(metrics, comparison)


def how_unsure(judgement: Judgement) -> str | None:
    """A warning where there are few test photos; None where there are enough."""
    metrics = judgement.metrics
    low, high = metrics.accuracy_interval
    few = [
        f"{judgement.contract.display_name(name)} ({counted(found.support, 'photo')})"
        for name, found in metrics.classes.items()
        if found.support < _FEW_IN_CLASS
    ]
    if metrics.pictures >= _FEW_PHOTOS and not few:
        return None
    words = (
        f"These figures are unsure: there are only {counted(metrics.pictures, 'test photo')} of "
        f"products, so one photo more or less right moves the figure by "
        f"{100 / metrics.pictures:.1f} points, and the true share may well be "
        f"{share(low)} or {share(high)}."
        if metrics.pictures < _FEW_PHOTOS
        else "The figures of some classes are unsure."
    )
    if few:
        words += f" Least of all trust the figures of classes with few photos: {', '.join(few)}."
    return words + " More photos make them surer."


def compared(both: SideBySide) -> str:
    """Which of two models did better, and whether that may be luck."""
    comparison = both.comparison
    whose = (
        "that neither model was trained on"
        if comparison.unseen
        else f"all of which version {comparison.version} was trained on, which flatters it"
    )
    start = (
        f"On {counted(comparison.pictures, 'test photo')} {whose}, this model is right on "
        f"{share(comparison.new_accuracy)} and version {comparison.version}, which is in use, "
        f"on {share(comparison.current_accuracy)}"
    )
    if comparison.new_accuracy == comparison.current_accuracy:
        return f"{start}: they are equal, and publishing the new one would put it into use."
    end = (
        "the new one is better, and publishing it would put it into use."
        if comparison.no_worse
        else "the new one is worse, and publish refuses it unless it is told --force."
    )
    gained, lost = (int(chosen.sum()) for chosen in both.differences)
    if luck(gained, lost) > _LUCK:
        end += " So small a difference may be luck: it would need more test photos to tell."
    return f"{start}: {end}"


def luck(gained: int, lost: int) -> float:
    """How probable so uneven a count, or a more uneven one, is of two equally good models.

    The exact test of McNemar 1947, "Note on the Sampling Error of the Difference between
    Correlated Proportions", two-sided.

    Args:
        gained, lost: photos that only the new model, and only the other, is right about.
    """
    count = gained + lost
    tail = sum(math.comb(count, fewer) for fewer in range(min(gained, lost) + 1))
    return float(min(1.0, 2 * tail / 2**count))


def duration(seconds: float) -> str:
    """``2 h 5 min``, ``3 min 20 s``, ``12 s``."""
    minutes, rest = divmod(round(seconds), _SECONDS_A_MINUTE)
    hours, minutes = divmod(minutes, _MINUTES_AN_HOUR)
    if hours:
        return f"{hours:,} h {minutes} min"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def _good_enough(metrics: Metrics, comparison: Comparison | None) -> str:
    if comparison is not None and not comparison.no_worse:
        return (
            "It is not good enough to take over: the model in use, version "
            f"{comparison.version}, is right more often about the same photos."
        )
    low, _ = metrics.accuracy_interval
    if low >= GOOD:
        words = "It is good enough to use"
        if metrics.sure.precision is not None:
            words += (
                f": it calls itself sure of {share(metrics.sure.coverage)} of the products, and "
                f"{share(metrics.sure.precision)} of those are right; look at the rest yourself"
            )
        return words + "."
    if low >= USEFUL:
        return (
            "It is good enough to suggest a class that somebody checks, and not to sort alone; "
            "more photos, of more kinds, are what helps most."
        )
    return "It is not good enough to rely on yet; more photos, of more kinds, are what helps most."


def _not_judged(facts: Facts) -> str:
    names = facts.manifest.classes if facts.manifest else ()
    if not names:
        return "This run has only just begun: its photos have not been listed yet."
    return f"This run trains a model to tell {_and(names)} apart."


def _listed(judgement: Judgement) -> str:
    return _and([item.display_name for item in judgement.contract.classes])


def _and(names: tuple[str, ...] | list[str]) -> str:
    return " and ".join([*([", ".join(names[:-1])] if names[:-1] else []), *names[-1:]])
