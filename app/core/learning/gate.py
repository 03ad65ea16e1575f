"""Whether what was learnt is any better than the published layer, told on the labels themselves.

Every label is answered by a layer that was learnt without it: some parts of the labels in turn
(cross-validation; leave-one-out for few labels). A layer that is no better is not used.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.core.learning.layer import (
    Answers,
    Floats,
    Labels,
    LearntLayer,
    gained,
    learn_and_leave_out,
)

_PARTS, _PARTS_OF_MANY, _MANY = 10, 5, 100
_LEAST = 1e-7


@dataclass(frozen=True)
class Trial:
    """How the published and the learnt layer do on N labels.

    Attributes:
        labels: N.
        published_right, learnt_right: labels that the program would give by itself.
        published_loss, learnt_loss: mean negative log-likelihood of the labels.
    """

    labels: int
    published_right: int
    learnt_right: int
    published_loss: float
    learnt_loss: float

    @property
    def better(self) -> bool:
        """Whether the learnt layer is worth using: more right, or as many with better odds."""
        return (self.learnt_right, -self.learnt_loss) > (self.published_right, -self.published_loss)


def learn_if_better(answers: Answers, labels: Labels) -> tuple[LearntLayer | None, Trial]:
    """Learn from all labels, unless a trial shows that it does not help.

    Args:
        answers: what the published model says of N pictures.
        labels: int64 [N]; C means none of the classes.

    Returns:
        The layer, None where it is no better than the published one; and the trial.
    """
    count = len(labels)
    number = min(count, _PARTS if count <= _MANY else _PARTS_OF_MANY)
    parts = np.arange(count) % number == np.arange(number)[:, None]
    layer, gains = learn_and_leave_out(answers, labels, parts if count > 1 else parts[:0])
    published, learnt = (gained(answers, each) for each in (np.zeros_like(gains), gains))
    trial = Trial(
        count,
        *(_right(*given, labels) for given in (published, learnt)),
        *(_loss(*given, labels) for given in (published, learnt)),
    )
    return (layer if trial.better else None), trial


def _right(probabilities: Floats, margins: Floats, labels: Labels) -> int:
    classes = probabilities.shape[1]
    given = np.where(margins < 0, classes, probabilities.argmax(axis=1))
    return int((given == labels).sum())


def _loss(probabilities: Floats, margins: Floats, labels: Labels) -> float:
    """Mean loss of both questions: is it a product, and of which class."""
    classes = probabilities.shape[1]
    products = labels < classes
    asked = np.where(products, margins, -margins).astype(np.float64)
    loss = np.logaddexp(0, -asked)
    loss[products] -= np.log(
        np.maximum(probabilities[products, labels[products]].astype(np.float64), _LEAST)
    )
    return float(loss.mean()) if len(labels) else 0.0
