"""From logits on the validation photos to honest probabilities and to the verdicts' thresholds."""

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
SURE_PRECISION = 0.99
_LEAST_SURE = 0.8  # whatever the validation photos say, one in five odds to be wrong is not sure
_PRODUCTS_REFUSED = 5.0  # per cent of validation products below the threshold, with a background
_PRODUCTS_REFUSED_BLIND = 1.0  # and without one
_TEMPERATURES = (0.05, 20.0)
_LOG_TEMPERATURE_STEP = 1e-4


@dataclass(frozen=True)
class Calibration:
    """What the validation photos say about a model.

    Attributes:
        temperature: what the class logits are divided by.
        thresholds: where the verdicts begin.
        sure_reached: whether any confidence gave verdicts of which ``SURE_PRECISION`` were right.
    """

    temperature: float
    thresholds: Thresholds
    sure_reached: bool


def calibrate(logits: Floats, labels: npt.NDArray[np.int64], classes: int) -> Calibration:
    """Fit temperature and thresholds.

    Args:
        logits: float32 [N, C] or [N, C + 1], of validation photos; the last column of C + 1 is
            the background's.
        labels: int64 [N]; C means background.
        classes: C.
    """
    products = labels < classes
    known, truth = class_logits(logits[products], classes), labels[products]
    temperature = fit_temperature(known, truth)
    probabilities = softmax(known / temperature)
    familiar = familiar_threshold(
        familiarity(logits[products], classes), familiarity(logits[~products], classes)
    )
    right = probabilities.argmax(axis=1) == truth
    sure = sure_threshold(probabilities.max(axis=1), right)
    return Calibration(
        temperature=temperature,
        thresholds=Thresholds(sure=1.0 if sure is None else sure, familiar=familiar),
        sure_reached=sure is not None,
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


def sure_threshold(confidence: Floats, right: npt.NDArray[np.bool_]) -> float | None:
    """Find the lowest confidence from which ``SURE_PRECISION`` of the answers are right.

    Returns:
        At least 0.8; None when even the most confident answers are wrong too often.
    """
    order = np.argsort(-confidence, kind="stable")
    precision = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    # Answers of equal confidence stand or fall together.
    ends_tie = np.append(np.diff(confidence[order]) != 0, True)
    reached = np.flatnonzero((precision >= SURE_PRECISION) & ends_tie)
    if not reached.size:
        return None
    return max(_LEAST_SURE, float(confidence[order][reached[-1]]))


def familiar_threshold(products: Floats, background: Floats) -> float:
    """Find the familiarity below which a picture is *not one of these*.

    With background photos 95 % of the products pass, or more when a lower threshold keeps out
    every background photo as well; without any, 99 % of the products pass.
    """
    if not background.size:
        return float(np.percentile(products, _PRODUCTS_REFUSED_BLIND))
    threshold = float(np.percentile(products, _PRODUCTS_REFUSED))
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
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RunError(
            "not_finished",
            f"The run in {run} is not finished; resume it with shelfwise-train fit --resume.",
        ) from error
