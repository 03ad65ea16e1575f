"""The photo of a question after a disturbance, always the same one."""

from __future__ import annotations

from app.core.pictures.images import Pixels
from training.judge.predict import Question
from training.views.augment import random_of
from training.views.corruptions import DISTURBANCES

AS_IT_IS = "as it is"
CONDITIONS = (AS_IT_IS, *DISTURBANCES)
"""Names of what ``disturbed`` does."""


def disturbed(name: str, question: Question, photo: Pixels) -> Pixels:
    """RGB uint8 of whatever size; ``name`` is one of ``CONDITIONS``."""
    if name == AS_IT_IS:
        return photo
    return DISTURBANCES[name](photo, random_of(f"disturbed/{name}/{question.path.as_posix()}"))
