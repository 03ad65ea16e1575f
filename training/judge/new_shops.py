"""How a model does on shops that it has never seen, from answers out of fold.

Temperature and thresholds are cross-fitted: those for the sources of one fold come from the answers
about the sources of all other folds, so no source has a part in what it is judged by.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from training.fit.calibrate import SOURCES_LEFT_OUT, Calibration, calibrate
from training.judge.metrics import (
    Answers,
    Labels,
    calibration_error,
    calibration_error_by_chance,
)
from training.judge.out_of_fold_answers import OutOfFold
from training.network.inception import Floats, class_logits, familiarity, softmax

CERTAIN = 0.97
"""From this probability of a class on a picture should not be refused without good reason."""
CURVE = (0.5, 1, 2, 3, 4, 5, 6, 8, 10, 15, 20)
"""Per cent of products refused, where the cost in other things accepted is told."""


@dataclass(frozen=True)
class SourceRow:
    """One source, judged by a network that never saw it.

    Attributes:
        fold: number of the network.
        photos: products among its photos.
        accuracy: part of them in the right class, whatever the verdict.
        refused: part of them that are *not one of these*.
        sure: part of them that are *sure*.
        right_when_sure: part of those that are right; None when there are none.
        calibration_error: over equal bins.
    """

    name: str
    fold: int
    photos: int
    accuracy: float
    refused: float
    sure: float
    right_when_sure: float | None
    calibration_error: float


@dataclass(frozen=True)
class NewShops:
    """Figures on sources left out; products alone count, but for ``others``.

    Attributes:
        stages: of training that made the networks.
        folds: how many networks there were.
        rows: sources with enough product photos, by name.
        photos: product photos of those sources.
        recalls: class name -> part of its photos that are answered rightly.
        macro: mean of these.
        worst_tenth: mean accuracy of the tenth of the sources that do worst.
        refused: part of the products that are *not one of these*.
        certain_refused: the same, of those whose class has a probability of 0.97 or more.
        sure: part of the products that are *sure*.
        right_when_sure: part of those that are right.
        calibration_error: of all products together.
        calibration_error_of_sources: mean over the sources.
        calibration_error_by_chance: what that would be if every probability were exactly true.
        others: other things asked about; 0 where there are none.
        others_accepted, others_sure: part of them that get a class, and that are *sure*.
        curve: (per cent of products refused, part of the other things accepted), for a bound of
            refusal that refuses exactly so many.
    """

    stages: int
    folds: int
    rows: tuple[SourceRow, ...]
    photos: int
    recalls: dict[str, float]
    worst_tenth: float
    refused: float
    certain_refused: float
    sure: float
    right_when_sure: float
    calibration_error: float
    calibration_error_of_sources: float
    calibration_error_by_chance: float
    others: int
    others_accepted: float
    others_sure: float
    curve: tuple[tuple[float, float], ...]

    @property
    def macro(self) -> float:
        """Mean of the recalls."""
        return float(np.mean(list(self.recalls.values())))

    @property
    def mean(self) -> float:
        """Mean accuracy; every source counts the same."""
        return float(np.mean([row.accuracy for row in self.rows]))

    @property
    def worst(self) -> float:
        """Accuracy of the source that does worst."""
        return min(row.accuracy for row in self.rows)


@dataclass(frozen=True)
class Verdicts:
    """Cross-fitted answers and verdicts about N photos.

    Attributes:
        answers: with the temperature of the other folds.
        right: bool [N]; never for the background.
        refused, sure: bool [N], by the thresholds of the other folds.
    """

    answers: Answers
    right: npt.NDArray[np.bool_]
    refused: npt.NDArray[np.bool_]
    sure: npt.NDArray[np.bool_]


def calibrate_on(answers: OutOfFold) -> Calibration:
    """Temperature and thresholds from all answers, for the model that is published."""
    return calibrate(
        *(answers.logits, answers.labels, answers.classes, SOURCES_LEFT_OUT, answers.on_page)
    )


def calibrations_of(answers: OutOfFold) -> dict[int, Calibration]:
    """Temperature and thresholds for the photos of each fold, from those of all other folds."""
    return {
        int(number): calibrate_on(answers.only(answers.folds != number))
        for number in np.unique(answers.folds)
    }


def cross_fitted(answers: OutOfFold) -> Verdicts:
    """Judge the photos of each fold with what the answers of all other folds gave."""
    count, classes = len(answers.labels), answers.classes
    probabilities = np.zeros((count, classes), np.float32)
    refused, sure = np.zeros(count, bool), np.zeros(count, bool)
    familiar = familiarity(answers.logits, classes)
    for number, calibration in calibrations_of(answers).items():
        own = answers.folds == number
        known = class_logits(answers.logits[own], classes)
        probabilities[own] = softmax(known / calibration.temperature)
        bounds = [calibration.thresholds.bound(part=part) for part in (False, True)]
        refused[own] = familiar[own] < np.where(answers.on_page[own], bounds[1], bounds[0])
        sure[own] = probabilities[own].max(axis=1) >= calibration.thresholds.sure
    given = Answers(probabilities, familiar)
    return Verdicts(given, given.labels == answers.labels, refused, sure & ~refused)


def judge_new_shops(answers: OutOfFold, classes: Sequence[str], least: int) -> NewShops:
    """Put answers out of fold into figures.

    Args:
        classes: names in output order.
        least: product photos that a source must have to be judged; photos of smaller sources have
            a part in the thresholds alone.
    """
    verdicts = cross_fitted(answers)
    sources = answers.sources
    names, photos = np.unique(sources[answers.products], return_counts=True)
    judging = names[photos >= least]
    asked = answers.products & np.isin(sources, judging)
    rows = tuple(_row(str(name), answers, verdicts, asked & (sources == name)) for name in judging)
    accuracies = sorted(row.accuracy for row in rows)
    worst = accuracies[: max(1, round(len(accuracies) / 10))]
    confidence = verdicts.answers.confidence
    certain = asked & (confidence >= CERTAIN)
    others = (answers.labels == answers.classes) & ~answers.on_page
    chances = [
        calibration_error_by_chance(confidence[asked & (sources == row.name)]) for row in rows
    ]
    return NewShops(
        stages=answers.stages,
        folds=len(np.unique(answers.folds)),
        rows=rows,
        photos=int(asked.sum()),
        recalls=_recalls(answers.labels, verdicts.right, asked, classes),
        worst_tenth=float(np.mean(worst)),
        refused=_part(verdicts.refused, asked),
        certain_refused=_part(verdicts.refused, certain),
        sure=_part(verdicts.sure, asked),
        right_when_sure=_part(verdicts.right, asked & verdicts.sure),
        calibration_error=calibration_error(confidence[asked], verdicts.right[asked]),
        calibration_error_of_sources=float(np.mean([row.calibration_error for row in rows])),
        calibration_error_by_chance=float(np.mean(chances)),
        others=int(others.sum()),
        others_accepted=_part(~verdicts.refused, others),
        others_sure=_part(verdicts.sure, others),
        curve=_curve(verdicts.answers.familiarity, asked, others),
    )


def _row(
    name: str, answers: OutOfFold, verdicts: Verdicts, own: npt.NDArray[np.bool_]
) -> SourceRow:
    sure = own & verdicts.sure
    return SourceRow(
        name=name,
        fold=int(answers.folds[own][0]),
        photos=int(own.sum()),
        accuracy=_part(verdicts.right, own),
        refused=_part(verdicts.refused, own),
        sure=_part(verdicts.sure, own),
        right_when_sure=_part(verdicts.right, sure) if sure.any() else None,
        calibration_error=calibration_error(verdicts.answers.confidence[own], verdicts.right[own]),
    )


def _recalls(
    labels: Labels,
    right: npt.NDArray[np.bool_],
    asked: npt.NDArray[np.bool_],
    classes: Sequence[str],
) -> dict[str, float]:
    return {
        name: _part(right, asked & (labels == label))
        for label, name in enumerate(classes)
        if (asked & (labels == label)).any()
    }


def _curve(
    familiar: Floats, asked: npt.NDArray[np.bool_], others: npt.NDArray[np.bool_]
) -> tuple[tuple[float, float], ...]:
    if not others.any():
        return ()
    bounds = np.percentile(familiar[asked], CURVE)
    return tuple(
        (float(part), float((familiar[others] >= bound).mean()))
        for part, bound in zip(CURVE, bounds, strict=True)
    )


def _part(values: npt.NDArray[np.bool_], among: npt.NDArray[np.bool_]) -> float:
    return float(values[among].mean()) if among.any() else 0.0
