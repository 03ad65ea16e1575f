"""Other ways to put a picture to the model, on the validation photos of the shipped one.

``python -m tests.benchmarks.asking PHOTOS``: for a choice, so no test photo is asked about.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np

from app.core.pictures.images import Pixels
from tests.benchmarks.shipped import shipped
from training.judge.metrics import accuracy
from training.judge.predict import BACKGROUND, LabelledPhoto, labelled_photos, predict, true_labels
from training.network.inception import Floats
from training.views.augment import random_of
from training.views.shop_page import on_shop_page

Part = Callable[[Pixels], Pixels]

_LIKE_THE_EDGE = 12  # of 255, in any channel
_UNEVEN_EDGE = 0.05  # part of an edge that may differ before there is no margin
_KEPT_MARGIN = 0.04  # of the longer side


def whole(photo: Pixels) -> Pixels:
    """As the program does."""
    return photo


def mirrored(photo: Pixels) -> Pixels:
    """Left is right."""
    return np.ascontiguousarray(photo[:, ::-1])


def centre(photo: Pixels) -> Pixels:
    """The middle 80 % of width and height."""
    high, wide = (round(side / 10) for side in photo.shape[:2])
    return np.ascontiguousarray(photo[high : -high or None, wide : -wide or None])


def trimmed(photo: Pixels) -> Pixels:
    """Without uniform margins, but for a narrow one."""
    edge = np.concatenate([photo[0], photo[-1], photo[:, 0], photo[:, -1]]).astype(np.int16)
    margin = np.median(edge, axis=0)
    if (np.abs(edge - margin).max(axis=1) > _LIKE_THE_EDGE).mean() > _UNEVEN_EDGE:
        return photo
    thing = np.abs(photo - margin).max(axis=2) > _LIKE_THE_EDGE
    rows, columns = np.flatnonzero(thing.any(axis=1)), np.flatnonzero(thing.any(axis=0))
    if not rows.size:
        return photo
    kept = round(_KEPT_MARGIN * max(photo.shape[:2]))
    (top, left), (bottom, right) = (
        [max(0, seen[0] - kept) for seen in (rows, columns)],
        [seen[-1] + 1 + kept for seen in (rows, columns)],
    )
    return np.ascontiguousarray(photo[top:bottom, left:right])


WAYS: dict[str, tuple[Part, ...]] = {
    "the whole picture (used)": (whole,),
    "with its mirror image": (whole, mirrored),
    "its middle": (centre,),
    "with its middle": (whole, centre),
    "without uniform margins": (trimmed,),
}
"""What is asked about; the answers' probabilities are averaged."""


def main(photos: Path) -> int:
    """Print how often each way is right, for photos and for drawn shop pages."""
    engine, shape, manifest = shipped()
    labelled = [q for q in labelled_photos(manifest, "validation") if q.label != BACKGROUND]

    def on_page(asked: LabelledPhoto, pixels: Pixels) -> Pixels:
        return on_shop_page(pixels, random_of(f"asking/{asked.path.as_posix()}"))

    @cache
    def answers(part: Part, *, page: bool) -> Floats:
        """Probabilities, float32 [N, C]."""

        def changed(asked: LabelledPhoto, pixels: Pixels) -> Pixels:
            return part(on_page(asked, pixels) if page else pixels)

        return predict(engine, photos, labelled, shape, change=changed).probabilities

    def right(parts: tuple[Part, ...], *, page: bool) -> float:
        mean = np.mean([answers(part, page=page) for part in parts], axis=0)
        return accuracy(true_labels(labelled), mean.argmax(axis=1))

    print("| asked about | photos right | shop pages right |\n|---|---|---|")
    for name, parts in WAYS.items():
        print(f"| {name} | {right(parts, page=False):.4f} | {right(parts, page=True):.4f} |")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
