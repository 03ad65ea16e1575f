"""A labelled photo after a corruption: the same photo always gives the same pixels."""

from __future__ import annotations

from app.core.pictures.images import Pixels
from training.judge.predict import LabelledPhoto
from training.views.augment import random_of
from training.views.corruptions import CORRUPTIONS

AS_IT_IS = "as it is"
CONDITIONS = (AS_IT_IS, *CORRUPTIONS)
"""Names of what ``corrupted`` does."""


def corrupted(name: str, photo: LabelledPhoto, pixels: Pixels) -> Pixels:
    """Corrupt a photo as ``name``, one of ``CONDITIONS``, says; RGB uint8 of whatever size."""
    if name == AS_IT_IS:
        return pixels
    # The key is that of earlier versions: figures stay comparable with those on old cards.
    return CORRUPTIONS[name](pixels, random_of(f"disturbed/{name}/{photo.path.as_posix()}"))
