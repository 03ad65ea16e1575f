"""The quick search finds the pairs that comparing all with all finds."""

from itertools import combinations

import numpy as np

from training.data.duplicates import DHASH_BITS, PHASH_BITS, Forest, bits_apart, near_pairs


def hashes(count: int, seed: int) -> list[tuple[int, int]]:
    """Random hashes, a third of them a few flipped bits away from another."""
    random = np.random.default_rng(seed)
    found: list[tuple[int, int]] = []
    for number in range(count):
        words = [int.from_bytes(random.bytes(8)) for _ in range(2)]
        if number % 3 == 2:
            words = list(found[int(random.integers(len(found)))])
            for position, most in ((0, 6), (1, 13)):
                for bit in random.choice(64, int(random.integers(most)), replace=False):
                    words[position] ^= 1 << int(bit)
        found.append((words[0], words[1]))
    return found


def test_the_same_pairs_as_comparing_all() -> None:
    found = hashes(900, seed=3)
    expected = [
        (one, other)
        for one, other in combinations(range(len(found)), 2)
        if bits_apart(found[one][0], found[other][0]) <= PHASH_BITS
        and bits_apart(found[one][1], found[other][1]) <= DHASH_BITS
    ]
    quick = {
        (int(one), int(other))
        for left, right in near_pairs([p for p, _ in found], [d for _, d in found])
        for one, other in zip(left, right, strict=True)
    }
    assert len(expected) > 50
    assert sorted(quick) == expected


def test_no_hashes_no_pairs() -> None:
    assert list(near_pairs([], [])) == []


def test_a_forest_keeps_no_link_that_joins_nothing_new() -> None:
    forest = Forest(6)
    everyone = np.array([(i, j) for i in (0, 2, 4) for j in (0, 2, 4) if i < j]).T
    forest.join(*everyone)
    forest.join(np.array([1, 4]), np.array([5, 2]))
    assert [len(links) for links in forest.trees()] == [2, 1]
    assert {n for link in forest.trees()[0] for n in link} == {0, 2, 4}
    assert forest.trees()[1] == [(1, 5)]
