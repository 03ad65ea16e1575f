"""How alike pictures are, by the features that the network saw in them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from app.core.learning.layer import unit_features

Features: TypeAlias = Sequence[npt.NDArray[np.float16]]
"""A vector a picture, all of one length."""

_AT_ONCE = 500  # pictures, so that memory stays small and Python's lock is let go in between
_ROUGH = 128  # numbers that stand for a feature vector where most pictures are ruled out
_SLACK = 0.05  # by so much the rough likeness may be off


def likeness(features: Features, to: npt.NDArray[np.float16]) -> npt.NDArray[np.float32]:
    """Measure how alike N pictures are to one: float32 [N], 1 for the same, less for others."""
    one = unit_features(to[None])[0]
    parts = [
        unit_features(np.array(features[start : start + _AT_ONCE])) @ one
        for start in range(0, len(features), _AT_ONCE)
    ]
    return np.concatenate(parts) if parts else np.zeros(0, np.float32)


def alike(features: Features, at_least: float, same: Callable[[int, int], bool]) -> list[list[int]]:
    """Put pictures together that are alike.

    Args:
        at_least: lowest likeness, in [0, 1].
        same: asked of two pictures that are so like one another, by their numbers, whether they
            are to be together.

    Returns:
        Groups of at least two numbers, in rising order; no number is in two of them.
    """
    rough = _rough(features)
    free = np.ones(len(features), bool)
    groups = []
    for start in range(0, len(rough), _AT_ONCE):
        near = rough[start : start + _AT_ONCE] @ rough[start:].T >= at_least - _SLACK
        for number in np.flatnonzero(near.sum(axis=1) > 1).tolist():
            first = start + number
            if not free[first]:
                continue
            others = np.flatnonzero(near[number, number + 1 :] & free[first + 1 :]) + first + 1
            group = [first, *_close(features, first, others, at_least, same)]
            if len(group) > 1:
                free[group] = False
                groups.append(group)
    return groups


def _close(
    features: Features,
    first: int,
    others: npt.NDArray[np.intp],
    at_least: float,
    same: Callable[[int, int], bool],
) -> list[int]:
    if not len(others):
        return []
    numbers = others.tolist()
    exact = likeness([features[number] for number in numbers], features[first])
    close = (number for number, value in zip(numbers, exact, strict=True) if value >= at_least)
    return [number for number in close if same(first, number)]


def _rough(features: Features) -> npt.NDArray[np.float32]:
    """Shorten vectors to few numbers whose products are about as before: float32 [N, few].

    A random projection (Johnson and Lindenstrauss 1984): the angles between vectors stay.
    """
    if not features:
        return np.zeros((0, _ROUGH), np.float32)
    random = np.random.default_rng(0)
    matrix = random.standard_normal((len(features[0]), _ROUGH)).astype(np.float32)
    parts = [
        unit_features(unit_features(np.array(features[start : start + _AT_ONCE])) @ matrix)
        for start in range(0, len(features), _AT_ONCE)
    ]
    return np.concatenate(parts)
