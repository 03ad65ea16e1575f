"""Below which familiarity a part that was cut out of a page is *not one of these*.

Every bound refuses some of what sells and some of what does not. The best refuses most of the one
at the least of the other: the mean of the part of pages that sell and have the right verdict, and
of the part of pages without a product that are refused, is highest there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from training.errors import RunError
from training.judge.pages import PageAnswer


@dataclass(frozen=True)
class BoundOfParts:
    """A bound, and what it makes of the pages that it comes from.

    Attributes:
        familiar: lowest familiarity of a part that is taken for one of the classes.
        verdict: part of the pages that sell whose verdict is right.
        refused: part of the pages without a product that are *not one of these*.
    """

    familiar: float
    verdict: float
    refused: float


def bound_of_parts(answers: Sequence[PageAnswer]) -> BoundOfParts:
    """Find the best bound for parts of these pages.

    Raises:
        RunError: ``no_pages``: none that sells was cut, or none that does not.
    """
    selling = [answer for answer in answers if answer.page.boxes]
    nothing = [answer for answer in answers if not answer.page.boxes]
    kinds = (selling, nothing)
    if not all(any(a.part_familiarity is not None for a in kind) for kind in kinds):
        raise RunError(
            "no_pages",
            "A bound needs pages with a product and pages without, of both some that are cut; "
            "make more with shelfwise-train pages.",
        )
    known = [np.array([_familiarity(answer) for answer in kind]) for kind in kinds]
    right = np.array([answer.right for answer in selling])
    bounds = np.unique(np.concatenate([k[np.isfinite(k)] for k in known]))
    between = (bounds[:-1] + bounds[1:]) / 2

    def rates(bound: float) -> tuple[float, float]:
        return float((right & (known[0] >= bound)).mean()), float((known[1] < bound).mean())

    best = max((float(bound) for bound in between), key=lambda bound: sum(rates(bound)))
    return BoundOfParts(best, *rates(best))


def _familiarity(answer: PageAnswer) -> float:
    """Of a part; no bound changes what is said of a page that is left whole."""
    if answer.part_familiarity is None:
        return float("inf") if answer.accepted else float("-inf")
    return answer.part_familiarity
