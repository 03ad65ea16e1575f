"""Which pictures show the same thing: exact copies and near-duplicates."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence

import numpy as np

from app.core.pictures.images import Pixels
from training.data.dataset import Picture
from training.data.likeness import MINIATURE_SIDE, same_picture
from training.data.nearby import Forest, Indices, near_pairs


def duplicate_groups(pictures: Sequence[Picture]) -> list[int]:
    """A group number per picture; the same picture, saved again perhaps, has one number.

    Near hashes find the candidates, and miniatures decide where there are any: on plain white many
    different ties or sunglasses have near hashes, and chains of them would end up on one side.

    Numbers count up from 0 in the order in which groups are met.
    """
    forest = Forest(len(pictures))
    _join_equal(forest, (picture.sha256 for picture in pictures))
    compared = np.arange(len(pictures))
    miniatures = None
    if all(picture.miniature for picture in pictures):
        miniatures = _miniatures(pictures)
        compared = _worth_comparing(forest, pictures, miniatures)
    phashes = [pictures[index].phash for index in compared.tolist()]
    dhashes = [pictures[index].dhash for index in compared.tolist()]
    for one, other in near_pairs(phashes, dhashes):
        left, right = compared[one], compared[other]
        apart = forest.apart(left, right)
        left, right = left[apart], right[apart]
        if miniatures is not None:
            same = same_picture(miniatures, left, right)
            left, right = left[same], right[same]
        forest.join(left, right)
    numbers: dict[int, int] = {}
    return [numbers.setdefault(root, len(numbers)) for root in forest.roots()]


def _miniatures(pictures: Sequence[Picture]) -> Pixels:
    side = MINIATURE_SIDE
    joined = b"".join(picture.miniature for picture in pictures)
    return np.frombuffer(joined, np.uint8).reshape(-1, side, side, 3)


def _worth_comparing(forest: Forest, pictures: Sequence[Picture], miniatures: Pixels) -> Indices:
    """One picture for each look. Thousands of placeholders would else be thousands squared pairs.

    A picture of one colour resembles nothing: its hashes and its miniature say nothing.
    """
    flat = miniatures.reshape(len(pictures), -1, 3)
    shows = (flat.max(axis=1) != flat.min(axis=1)).any(axis=1)
    shown = np.flatnonzero(shows).tolist()
    looks = [(pictures[i].phash, pictures[i].dhash, pictures[i].miniature) for i in shown]
    first = _join_equal(forest, looks, shown)
    return np.array(first, np.intp)


def _join_equal(
    forest: Forest, keys: Iterable[Hashable], indices: Sequence[int] | None = None
) -> list[int]:
    """Join what has equal keys; the first index of each key."""
    first: dict[Hashable, int] = {}
    pairs = []
    for number, key in enumerate(keys):
        index = number if indices is None else indices[number]
        holder = first.setdefault(key, index)
        if holder != index:
            pairs.append((holder, index))
    if pairs:
        left, right = np.array(pairs, np.intp).T
        forest.join(left, right)
    return list(first.values())
