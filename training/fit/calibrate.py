"""From logits on photos that did not train to honest probabilities and the verdicts' thresholds.

On validation photos, which are like those that trained, thresholds come out too bold for photos of
new shops. Answers about sources left out (``judge.out_of_fold``) give better ones where there are
enough sources.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from app.core.models.folder import Thresholds
from app.core.storage.files import write_atomically
from training.errors import RunError
from training.network.inception import Floats, class_logits, familiarity, softmax

CALIBRATION_NAME = "calibration.json"
VALIDATION = "validation photos"
SOURCES_LEFT_OUT = "photos of sources left out"
_LEAST_SURE = 0.8  # whatever the validation photos say, one in five odds to be wrong is not sure
_PRODUCTS_REFUSED_BLIND = 1.0  # per cent of products, where there is no background
_TEMPERATURES = (0.05, 20.0)
_LOG_TEMPERATURE_STEP = 1e-4


@dataclass(frozen=True)
class Goals:
    """What the thresholds must reach on the photos that they come from.

    Attributes:
        sure_precision: part of the *sure* verdicts that must be right.
        refused: per cent of the products that may be *not one of these*, with a background.
    """

    sure_precision: float
    refused: float


GOALS = {
    VALIDATION: Goals(sure_precision=0.99, refused=5.0),
    # Sources differ: what holds for some has to be a little better to hold for the next ones.
    # At 0.993 fewer than 8 of 100 other things are called sure, too.
    SOURCES_LEFT_OUT: Goals(sure_precision=0.993, refused=4.5),
}


@dataclass(frozen=True)
class Calibration:
    """What photos that did not train say about a model.

    Attributes:
        temperature: what the class logits are divided by.
        thresholds: where the verdicts begin.
        sure_reached: whether any confidence gave verdicts of which enough were right.
        photos: which ones, a key of ``GOALS``.
    """

    temperature: float
    thresholds: Thresholds
    sure_reached: bool
    photos: str = VALIDATION


def calibrate(
    logits: Floats,
    labels: npt.NDArray[np.int64],
    classes: int,
    photos: str = VALIDATION,
    on_page: npt.NDArray[np.bool_] | None = None,
) -> Calibration:
    """Fit temperature and thresholds.

    Products that were cut out of pages are familiar less often than photos of them: of neither may
    more be refused than the goal says, so each has its bound.

    Args:
        logits: float32 [N, C] or [N, C + 1]; the last column of C + 1 is the background's.
        labels: int64 [N]; C means background.
        classes: C.
        photos: which ones they are of, a key of ``GOALS``.
        on_page: bool [N], what was cut out of a page; None: nothing.
    """
    goals = GOALS[photos]
    products = labels < classes
    known, truth = class_logits(logits[products], classes), labels[products]
    temperature = fit_temperature(known, truth)
    probabilities = softmax(known / temperature)
    known_by, cut_out = familiarity(logits, classes), np.zeros(len(labels), bool)
    if on_page is not None:
        cut_out = on_page

    def bound(kind: npt.NDArray[np.bool_]) -> float:
        return familiar_threshold(known_by[products & kind], known_by[~products], goals.refused)

    right = probabilities.argmax(axis=1) == truth
    sure = sure_threshold(probabilities.max(axis=1), right, goals.sure_precision)
    return Calibration(
        temperature=temperature,
        thresholds=Thresholds(
            sure=1.0 if sure is None else sure,
            familiar=bound(~cut_out),
            familiar_part=bound(cut_out) if (products & cut_out).any() else None,
        ),
        sure_reached=sure is not None,
        photos=photos,
    )


def fit_temperature(logits: Floats, labels: npt.NDArray[np.int64]) -> float:
    """Find the temperature of the lowest negative log-likelihood.

    Guo et al. 2017, "On Calibration of Modern Neural Networks", section 4.2, with the targets
    that Platt 1999, "Probabilistic Outputs for Support Vector Machines", section 2.2, gives for N
    photos, (N + 1) / (N + 2) instead of 1: few photos, all answered rightly, must not end in a
    model that is never in doubt.
    """
    from scipy.optimize import minimize_scalar
    from scipy.special import log_softmax

    count, classes = logits.shape
    targets = np.full(logits.shape, 1 / (count + 2) / (classes - 1))
    targets[np.arange(count), labels] = (count + 1) / (count + 2)

    def loss(log_temperature: float) -> float:
        scaled = logits.astype(np.float64) / np.exp(log_temperature)
        return float(-(targets * log_softmax(scaled, axis=1)).sum(axis=1).mean())

    # The likelihood has one peak along the temperature.
    best = minimize_scalar(
        loss,
        bounds=np.log(_TEMPERATURES),
        method="bounded",
        options={"xatol": _LOG_TEMPERATURE_STEP},
    )
    return float(np.exp(best.x))


def sure_threshold(confidence: Floats, right: npt.NDArray[np.bool_], wanted: float) -> float | None:
    """Find the lowest confidence from which the part ``wanted`` of the answers is right.

    Returns:
        At least 0.8; None when even the most confident answers are wrong too often.
    """
    order = np.argsort(-confidence, kind="stable")
    precision = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    # Answers of equal confidence stand or fall together.
    ends_tie = np.append(np.diff(confidence[order]) != 0, True)
    reached = np.flatnonzero((precision >= wanted) & ends_tie)
    if not reached.size:
        return None
    return max(_LEAST_SURE, float(confidence[order][reached[-1]]))


def familiar_threshold(products: Floats, background: Floats, refused: float) -> float:
    """Find the familiarity below which a picture is *not one of these*.

    With background photos ``refused`` per cent of the products do not pass, or fewer when a lower
    threshold keeps out every background photo as well; without any, 1 % do not.
    """
    if not background.size:
        return float(np.percentile(products, _PRODUCTS_REFUSED_BLIND))
    threshold = float(np.percentile(products, refused))
    strangest = float(background.max())
    if strangest >= threshold:
        return threshold
    return (strangest + float(products[products > strangest].min())) / 2


def write_calibration(run: Path, calibration: Calibration) -> None:
    """Write ``calibration.json`` into a run folder."""
    text = json.dumps(asdict(calibration), indent=2) + "\n"
    write_atomically(run / CALIBRATION_NAME, text.encode())


def read_calibration(run: Path) -> Calibration:
    """Read what ``write_calibration`` wrote.

    Raises:
        RunError: ``not_finished``.
    """
    try:
        document = json.loads((run / CALIBRATION_NAME).read_text(encoding="utf-8"))
        return Calibration(
            temperature=document["temperature"],
            thresholds=Thresholds(**document["thresholds"]),
            sure_reached=document["sure_reached"],
            photos=document.get("photos", VALIDATION),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RunError(
            "not_finished",
            f"The run in {run} is not finished; resume it with shelfwise-train fit --resume.",
        ) from error
