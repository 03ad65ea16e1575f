"""What a published model says against the labels of photos."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.core.answers import Prediction, Verdict
from app.core.models.folder import Contract
from app.core.text import percent, printable
from training.audit.findings import Finding, Kind, single

SUSPECTED = 0.5  # from here on all other classes together are less likely than the photo's own


@dataclass(frozen=True)
class Answer:
    """What a model said of one photo; a prediction without its large parts.

    Attributes:
        label: name of the most probable class.
        confidence: its probability.
        own: probability of the folder's class; None for background and classes unknown to it.
        familiarity: the model's score behind *not one of these*.
        familiar: whether it is taken for one of the classes.
    """

    label: str
    confidence: float
    own: float | None
    familiarity: float
    familiar: bool


@dataclass(frozen=True)
class Asked:
    """A photo, its folder, and what the model said of it; ``path`` is POSIX, within the data."""

    path: str
    class_name: str
    is_background: bool
    answer: Answer


def answer_of(prediction: Prediction, class_name: str) -> Answer:
    """The part of a prediction that matters for a photo in the folder ``class_name``."""
    return Answer(
        label=prediction.label,
        confidence=prediction.confidence,
        own=prediction.probabilities.get(class_name),
        familiarity=prediction.familiarity,
        familiar=prediction.verdict is not Verdict.NOT_ONE_OF_THESE,
    )


def label_error_findings(asked: Iterable[Asked], contract: Contract) -> list[Finding]:
    """Photos whose folder the model would not have chosen; the worst of each kind first.

    Labels that it holds for less likely than ``SUSPECTED``, products that it takes for none of the
    classes (whatever the probabilities, which then mean little), background that it takes for one.
    """
    found: list[tuple[float, Finding]] = []
    for photo in asked:
        answer, label = photo.answer, contract.display_name(photo.answer.label)
        said = f"{printable(label)} {percent(answer.confidence)}"
        if photo.is_background:
            if answer.familiar:
                detail = f"taken for {said}"
                found.append(
                    (-answer.familiarity, single(Kind.TAKEN_FOR_PRODUCT, photo.path, detail))
                )
        elif answer.own is None:
            continue
        elif not answer.familiar:
            detail = f"unlike any class; at best {said}"
            found.append((answer.familiarity, single(Kind.UNFAMILIAR, photo.path, detail)))
        elif answer.own < SUSPECTED:
            own = printable(contract.display_name(photo.class_name))
            detail = f"{own} {percent(answer.own)}"
            if answer.label != photo.class_name:
                detail = f"{said}, {detail}"
            found.append((answer.own, single(Kind.LABEL_ERROR, photo.path, detail)))
    found.sort(key=lambda item: (item[0], item[1].paths))
    return [finding for _, finding in found]
