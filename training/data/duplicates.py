"""Near-duplicates: near perceptual hashes find the candidates, miniatures decide."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from app.core.pictures.images import Pixels
from training.data.dataset import Picture
from training.data.likeness import MINIATURE_SIDE, same_picture

# Both hashes must agree. On catalogue photos pHash alone joins different articles on white from 6
# bits upwards; the gradient hash takes most of those apart again.
PHASH_BITS = 4
DHASH_BITS = 10

_Hashes: TypeAlias = npt.NDArray[np.uint64]
Indices: TypeAlias = npt.NDArray[np.intp]

_BITS = 64
_BANDS = PHASH_BITS + 1
_ONES = np.array([number.bit_count() for number in range(1 << 16)], np.uint8)


def duplicate_groups(pictures: Sequence[Picture]) -> list[int]:
    """Number the groups of pictures; the same picture, saved again perhaps, has one number.

    Near hashes find the candidates, and miniatures decide where there are any: on plain white many
    different ties or sunglasses have near hashes, and chains of them would end up on one side.

    Numbers count up from 0 in the order in which groups are met.
    """
    forest = Forest(len(pictures))
    _join_equal(forest, (picture.sha256 for picture in pictures))
    compared = np.arange(len(pictures))
    miniatures = None
    if pictures and all(picture.miniature for picture in pictures):
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


def near_pairs(phashes: Sequence[int], dhashes: Sequence[int]) -> Iterator[tuple[Indices, Indices]]:
    """Find hashes that differ in few bits: indices i and j, i < j elementwise, in portions.

    "Few" are ``PHASH_BITS`` and ``DHASH_BITS``. A pHash is cut into one band more than
    bits may differ, so near hashes have some band in common, and only hashes that share a band are
    compared (multi-index hashing: Norouzi et al. 2012, "Fast Search in Hamming Space with
    Multi-Index Hashing"). Every pair comes once, at most N in a portion. N hashes that lie apart
    cost O(N log N + 5 N^2 / 2^13) simple steps; only hashes that all share a band cost O(N^2).
    """
    p, d = np.array(phashes, np.uint64), np.array(dhashes, np.uint64)
    for left, right in _sharing_a_band(p):
        near = _differing(p[left], p[right]) <= PHASH_BITS
        left, right = left[near], right[near]
        near = _differing(d[left], d[right]) <= DHASH_BITS
        left, right = left[near], right[near]
        if left.size:
            yield np.minimum(left, right), np.maximum(left, right)


class Forest:
    """Joins things by pairs and keeps only the pairs that joined something: under N of them."""

    def __init__(self, size: int) -> None:
        """Begin with ``size`` things, each on its own."""
        self.links: list[tuple[int, int]] = []
        self._parents = np.arange(size)

    def apart(self, left: Indices, right: Indices) -> npt.NDArray[np.bool_]:
        """Tell for each pair whether it is not joined yet, be it by other pairs."""
        return np.asarray(self._parents[left] != self._parents[right])

    def join(self, left: Indices, right: Indices) -> None:
        """Take in pairs; those between things that are joined already cost next to nothing."""
        apart = self.apart(left, right)
        for one, other in zip(left[apart].tolist(), right[apart].tolist(), strict=True):
            root, root_of_other = self._root(one), self._root(other)
            if root != root_of_other:
                self._parents[max(root, root_of_other)] = min(root, root_of_other)
                self.links.append((one, other))
        if apart.any():
            self._flatten()

    def roots(self) -> list[int]:
        """Name for each thing one that it is joined with, the same for all of a group."""
        return [int(root) for root in self._parents]

    def trees(self) -> list[list[tuple[int, int]]]:
        """List the links of each group of two or more, groups by their first member."""
        found: dict[int, list[tuple[int, int]]] = {}
        for link in self.links:
            found.setdefault(int(self._parents[link[0]]), []).append(link)
        return [links for _, links in sorted(found.items())]

    def _root(self, index: int) -> int:
        while self._parents[index] != index:
            index = int(self._parents[index])
        return index

    def _flatten(self) -> None:
        while True:
            nearer = self._parents[self._parents]
            if np.array_equal(nearer, self._parents):
                return
            self._parents = nearer


def bits_apart(one: int, other: int) -> int:
    """Count the bits in which two hashes differ."""
    return (one ^ other).bit_count()


def _sharing_a_band(hashes: _Hashes) -> Iterator[tuple[Indices, Indices]]:
    """Candidate pairs, at most N at a time, each in the first band that it shares."""
    edges = [_BITS * band // _BANDS for band in range(_BANDS + 1)]
    seen = np.zeros((0, len(hashes)), np.uint64)
    for low, high in pairwise(edges):
        keys = (hashes >> np.uint64(low)) & np.uint64((1 << (high - low)) - 1)
        order = np.argsort(keys, kind="stable")
        ordered = keys[order]
        # Equal keys lie in runs. Step by step each one is held against the next, the next but
        # one, ... until its run ends, always for all runs at once.
        starts = np.arange(len(ordered))
        step = 0
        while True:
            step += 1
            starts = starts[starts + step < len(ordered)]
            starts = starts[ordered[starts] == ordered[starts + step]]
            if not starts.size:
                break
            left, right = order[starts], order[starts + step]
            new = (seen[:, left] != seen[:, right]).all(axis=0)
            yield left[new], right[new]
        seen = np.vstack([seen, keys])


def _differing(left: _Hashes, right: _Hashes) -> npt.NDArray[np.int64]:
    words = np.ascontiguousarray(left ^ right).view(np.uint16).reshape(-1, 4)
    return np.asarray(_ONES[words].sum(axis=1), np.int64)
