"""Which pictures show the same thing: exact copies and near-duplicates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from training.dataset import Picture
from training.likeness import same_picture

# Both hashes must agree. On catalogue photos pHash alone joins different articles on white from 6
# bits upwards; the gradient hash takes most of those apart again.
PHASH_BITS = 4
DHASH_BITS = 10
_ROWS_AT_ONCE = 256

_Signs: TypeAlias = npt.NDArray[np.float32]


def duplicate_groups(pictures: Sequence[Picture]) -> list[int]:
    """A group number per picture; the same picture, saved again perhaps, has one number.

    Near hashes find the candidates, and miniatures decide where there are any: on plain white many
    different ties or sunglasses have near hashes, and chains of them would end up on one side.

    Numbers count up from 0 in the order in which groups are met.
    """
    parents = list(range(len(pictures)))
    for first, second in _same_pictures(pictures):
        parents[_root(parents, first)] = _root(parents, second)
    numbers: dict[int, int] = {}
    return [
        numbers.setdefault(_root(parents, index), len(numbers)) for index in range(len(pictures))
    ]


def _same_pictures(pictures: Sequence[Picture]) -> list[tuple[int, int]]:
    pairs = near_duplicate_pairs(pictures)
    if not pairs or not all(picture.miniature for picture in pictures):
        return pairs
    miniatures = np.array([np.frombuffer(p.miniature, np.uint8) for p in pictures])
    left, right = np.array(pairs, np.intp).T
    same = same_picture(miniatures, left, right)
    return [
        pair
        for pair, alike in zip(pairs, same, strict=True)
        if alike or pictures[pair[0]].sha256 == pictures[pair[1]].sha256
    ]


def near_duplicate_pairs(pictures: Sequence[Picture]) -> list[tuple[int, int]]:
    """Index pairs (i < j) whose files are equal or whose hashes differ in few bits."""
    phashes = _signs([picture.phash for picture in pictures])
    dhashes = _signs([picture.dhash for picture in pictures])
    digests = np.array([int(picture.sha256[:16], 16) for picture in pictures], np.uint64)
    pairs: list[tuple[int, int]] = []
    for start in range(0, len(pictures), _ROWS_AT_ONCE):
        rows = slice(start, start + _ROWS_AT_ONCE)
        near = _within(phashes[rows], phashes[start:], PHASH_BITS)
        near &= _within(dhashes[rows], dhashes[start:], DHASH_BITS)
        near |= digests[rows, None] == digests[None, start:]
        # Only pairs above the diagonal: each once, and no picture with itself.
        first, second = np.nonzero(np.triu(near, k=1))
        pairs += [(start + int(i), start + int(j)) for i, j in zip(first, second, strict=True)]
    return pairs


def _signs(hashes: list[int]) -> _Signs:
    """64-bit hashes as rows of +1 and -1, float32 [N, 64]."""
    octets = np.array(hashes, ">u8").view(np.uint8).reshape(len(hashes), 8)
    return np.unpackbits(octets, axis=1).astype(np.float32) * 2 - 1


def _within(left: _Signs, right: _Signs, bits: int) -> npt.NDArray[np.bool_]:
    """Whether Hamming distances are at most ``bits``: a product of signs is 64 - 2 x distance."""
    return np.asarray(left @ right.T >= 64 - 2 * bits)


def _root(parents: list[int], index: int) -> int:
    while parents[index] != index:
        parents[index] = parents[parents[index]]
        index = parents[index]
    return index
