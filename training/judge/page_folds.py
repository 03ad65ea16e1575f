"""Pages of shops that a network never saw: answers out of fold about rendered pages.

A page belongs to the fold of the source whose photo it shows. The network of that fold was trained
without that source, and without every page of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from training.data.sources import source_of
from training.fit.calibrate import Calibration
from training.fit.pages import PageActivations
from training.judge.out_of_fold_answers import FoldHead, OutOfFold
from training.judge.pages import PageAnswer
from training.network.inception import Floats, class_logits, familiarity
from training.network.outputs import merged_logits
from training.output_layout import OutputLayout
from training.pages.render import PageFacts


@dataclass(frozen=True)
class PagesOutOfFold:
    """Answers about N pages, each by a network that never saw the source of what it shows.

    Attributes:
        pages: of which there are N.
        labels: int64 [N]; C for the background.
        folds: int64 [N], which network answered.
        found: bool [N], whether what is judged is the product's photo.
        logits: float32 [2, N, C] or [2, N, C + 1], merged: of what is cut out, of the whole page.
    """

    pages: tuple[PageFacts, ...]
    labels: npt.NDArray[np.int64]
    folds: npt.NDArray[np.int64]
    found: npt.NDArray[np.bool_]
    logits: Floats

    @property
    def cut(self) -> npt.NDArray[np.bool_]:
        """Whether what is judged is a part of the page, bool [N]."""
        return np.asarray((self.logits[0] != self.logits[1]).any(axis=1))


def folds_of_pages(pages: Sequence[PageFacts], folds: Mapping[str, int]) -> npt.NDArray[np.int64]:
    """Look up the fold of each page, int64 [N]; -1 where its source always trains.

    Pages without a photo are dealt out in turn.
    """
    count = len(set(folds.values()))
    return np.array(
        [
            folds.get(source_of(page.photo), -1) if page.photo else number % count
            for number, page in enumerate(pages)
        ],
        np.int64,
    )


def answer_pages(
    pages: PageActivations,
    folds: Mapping[str, int],
    heads: Mapping[int, FoldHead],
    layout: OutputLayout,
    labels: npt.NDArray[np.int64],
) -> PagesOutOfFold:
    """Let the networks of the folds answer about pages of their sources.

    Args:
        labels: int64 [N], of classes; C for the background.
    """
    numbers = folds_of_pages(pages.pages, folds)
    asked = np.flatnonzero(numbers >= 0)
    outputs = np.zeros((2, len(asked), layout.outputs), np.float32)
    for number, head in heads.items():
        own = numbers[asked] == number
        features = pages.features[:, asked[own]].astype(np.float32)
        outputs[:, own] = features @ head.kernel + head.bias
    return PagesOutOfFold(
        pages=tuple(pages.pages[row] for row in asked),
        labels=labels[asked],
        folds=numbers[asked],
        found=pages.found[asked],
        logits=np.stack([merged_logits(given, layout) for given in outputs]),
    )


def with_pages(answers: OutOfFold, pages: PagesOutOfFold) -> OutOfFold:
    """Add what was cut out of pages to answers about photos, for the thresholds.

    What is no product's photo, though the page sells one, says nothing of products.
    """
    taken = np.flatnonzero(pages.found & pages.cut)
    return OutOfFold(
        paths=(*answers.paths, *(pages.pages[row].photo or pages.pages[row].file for row in taken)),
        labels=np.concatenate([answers.labels, pages.labels[taken]]),
        folds=np.concatenate([answers.folds, pages.folds[taken]]),
        logits=np.concatenate([answers.logits, pages.logits[0, taken]]),
        classes=answers.classes,
        stages=answers.stages,
        on_page=np.concatenate([answers.on_page, np.ones(len(taken), bool)]),
    )


def judge_pages(
    pages: PagesOutOfFold, photos: OutOfFold, calibrations: Mapping[int, Calibration]
) -> list[PageAnswer]:
    """Judge each page as the program would, with the thresholds of the other folds.

    Args:
        photos: answers about the photos alone.
        calibrations: for the photos of each fold.
    """
    of_folds = [calibrations[int(fold)].thresholds for fold in pages.folds]
    bounds = np.array([thresholds.familiar for thresholds in of_folds])
    parts = np.array([thresholds.bound(part=True) for thresholds in of_folds])
    judged_by = np.where(pages.cut, parts, bounds)
    right, accepted = _said(pages.logits[0], pages.labels, judged_by, photos.classes)
    right_whole, accepted_whole = _said(pages.logits[1], pages.labels, bounds, photos.classes)
    alone = {path: row for row, path in enumerate(photos.paths) if not photos.on_page[row]}
    judged = []
    for number, page in enumerate(pages.pages):
        said: tuple[bool | None, bool | None] = None, None
        if page.photo in alone:
            row = slice(alone[page.photo], alone[page.photo] + 1)
            bound = bounds[number : number + 1]
            hit, kept = _said(photos.logits[row], photos.labels[row], bound, photos.classes)
            said = bool(hit[0]), bool(kept[0])
        judged.append(
            PageAnswer(
                page,
                bool(pages.found[number]),
                bool(right[number]),
                bool(accepted[number]),
                bool(right_whole[number]),
                bool(accepted_whole[number]),
                *said,
            )
        )
    return judged


def _said(
    logits: Floats, labels: npt.NDArray[np.int64], bounds: Floats, classes: int
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Whether the class is right, and whether the picture is accepted, bool [N] each."""
    right = class_logits(logits, classes).argmax(axis=1) == labels
    return right, familiarity(logits, classes) >= bounds
