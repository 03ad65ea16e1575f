"""What a person taught the model in use: the kept labels, and the layer that they come to."""

from __future__ import annotations

from app.core import places
from app.core.learning.gate import Trial, learn_if_better
from app.core.learning.labels import KeptLabels
from app.core.learning.layer import LearntLayer
from app.core.learning.seen import SeenPictures


def kept_labels(identity: str, class_names: tuple[str, ...]) -> KeptLabels:
    """Open the labels that were kept for a model; arguments as of ``KeptLabels``."""
    return KeptLabels(places.learnt_folder(), identity, class_names)


def seen_pictures(identity: str, classes: int) -> SeenPictures:
    """Open what a model said of pictures that it saw; arguments as of ``SeenPictures``."""
    return SeenPictures(places.learnt_folder(), identity, classes)


def learn_from(labels: KeptLabels) -> tuple[LearntLayer | None, Trial | None]:
    """Learn from kept labels; the layer is None where there is none, or none that helps."""
    return learn_if_better(*labels.arrays()) if len(labels) else (None, None)
