"""Pictures that are there more than once: in a class, in two classes, in two splits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, combinations
from typing import TypeAlias

import numpy as np

from app.core.pictures.images import Pixels
from app.core.text import counted, printable
from training.audit.findings import Finding, Kind, Row
from training.data.dataset import Picture
from training.data.duplicates import Forest, Indices, bits_apart, near_pairs
from training.data.likeness import same_picture

_KINDS_OF_PAIRS = (Kind.CONFLICT, Kind.LEAK, Kind.NEAR, Kind.ALIKE_ACROSS, Kind.ALIKE)

_Link: TypeAlias = tuple[int, int]


@dataclass(frozen=True)
class _Node:
    """One file of a class and split, with its exact copies there; ``index`` is the first one's."""

    index: int
    members: tuple[Picture, ...]

    @property
    def first(self) -> Picture:
        return self.members[0]


def copy_findings(
    pictures: Sequence[Picture], miniatures: Pixels, blank: Collection[int]
) -> list[Finding]:
    """Label conflicts, leaks between given splits, exact copies, near-duplicates, look-alikes.

    Near hashes find the candidates; photos of one shop on plain white have them too, so miniatures
    decide by their correlation (Lewis 1995, "Fast Normalized Cross-Correlation") what is the same
    picture, saved again perhaps. Such a pair is a conflict in two classes, a leak in two splits of
    a class, and a near-duplicate otherwise. Pairs that share a picture form a group.

    Args:
        pictures: by path.
        miniatures: uint8 [N, side, side, 3], stretched to a few pixels.
        blank: indices of pictures with nothing to see. Their hashes and miniatures mean nothing, so
            only exact copies of them count.
    """
    nodes = _nodes(pictures)
    forests = {kind: Forest(len(nodes)) for kind in _KINDS_OF_PAIRS}
    files = _numbered(node.first.sha256 for node in nodes)
    classes = _numbered(node.first.class_name for node in nodes)
    splits = _numbered(node.first.given_split for node in nodes)
    rows = np.array([node.index for node in nodes], np.intp)
    for left, right in chain(_same_file(nodes), _near_hashes(nodes, set(blank))):
        conflict = classes[left] != classes[right]
        leak = ~conflict & (splits[left] != splits[right])
        for kind, alike, chosen in (
            (Kind.CONFLICT, Kind.ALIKE_ACROSS, conflict),
            (Kind.LEAK, Kind.ALIKE_ACROSS, leak),
            (Kind.NEAR, Kind.ALIKE, ~conflict & ~leak),
        ):
            new = chosen & forests[kind].apart(left, right)
            one, other = left[new], right[new]
            same = files[one] == files[other]
            same |= same_picture(miniatures, rows[one], rows[other])
            forests[kind].join(one[same], other[same])
            forests[alike].join(one[~same], other[~same])
    across = (Kind.CONFLICT, Kind.LEAK, Kind.ALIKE_ACROSS)
    inside_one = (Kind.NEAR, Kind.ALIKE)
    return [
        *(finding for kind in across for finding in _across(kind, nodes, forests[kind])),
        *_exact(nodes),
        *(finding for kind in inside_one for finding in _inside(kind, nodes, forests[kind])),
    ]


def _nodes(pictures: Sequence[Picture]) -> list[_Node]:
    indices: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for index, picture in enumerate(pictures):
        indices[picture.sha256, picture.class_name, picture.given_split].append(index)
    return [_Node(group[0], tuple(pictures[i] for i in group)) for group in indices.values()]


def _numbered(names: Iterable[str]) -> Indices:
    numbers: dict[str, int] = {}
    return np.array([numbers.setdefault(name, len(numbers)) for name in names], np.intp)


def _same_file(nodes: Sequence[_Node]) -> Iterator[tuple[Indices, Indices]]:
    """Pairs of nodes that hold the same file in different places."""
    holders: dict[str, list[int]] = defaultdict(list)
    for number, node in enumerate(nodes):
        holders[node.first.sha256].append(number)
    pairs = [pair for group in holders.values() for pair in combinations(group, 2)]
    if pairs:
        left, right = np.array(pairs, np.intp).T
        yield left, right


def _near_hashes(
    nodes: Sequence[_Node], blank: Collection[int]
) -> Iterator[tuple[Indices, Indices]]:
    """Pairs of nodes of near hashes, those with nothing to see left out."""
    shown = [number for number, node in enumerate(nodes) if node.index not in blank]
    numbers = np.array(shown, np.intp)
    first = [nodes[number].first for number in shown]
    for left, right in near_pairs([p.phash for p in first], [p.dhash for p in first]):
        yield numbers[left], numbers[right]


def _across(kind: Kind, nodes: Sequence[_Node], forest: Forest) -> list[Finding]:
    """Groups that span classes or splits; the likest pictures first."""
    found = []
    for links in forest.trees():
        members = [picture for n in _members(links) for picture in nodes[n].members]
        places = sorted({_place(picture) for picture in members})
        rows = [_row(kind, nodes[other].first, nodes[one].first) for one, other in links]
        partner: dict[int, int] = {}
        for one, other in links:
            partner.setdefault(one, other)
            partner.setdefault(other, one)
        for number, linked in partner.items():
            rows += [_row(kind, p, nodes[linked].first) for p in nodes[number].members[1:]]
        likeness = min(_bits(nodes[one].first, nodes[other].first) for one, other in links)
        found.append((likeness, _finding(kind, members, f"in {_listed(places)}", rows)))
    found.sort(key=lambda item: (item[0], item[1].paths))
    return [finding for _, finding in found]


def _inside(kind: Kind, nodes: Sequence[_Node], forest: Forest) -> list[Finding]:
    """Groups inside one class and split, exact copies left out; the largest first."""
    found = []
    for links in forest.trees():
        members = [nodes[number].first for number in _members(links)]
        rows = [_row(kind, nodes[other].first, nodes[one].first) for one, other in links]
        found.append(_finding(kind, members, _grouped(members, "photos"), rows))
    return _largest_first(found)


def _exact(nodes: Sequence[_Node]) -> list[Finding]:
    found = []
    for node in nodes:
        if len(node.members) > 1:
            rows = [_row(Kind.EXACT, picture, node.first) for picture in node.members[1:]]
            detail = _grouped(node.members, "copies")
            found.append(_finding(Kind.EXACT, node.members, detail, rows))
    return _largest_first(found)


def _members(links: Sequence[_Link]) -> list[int]:
    return sorted({number for link in links for number in link})


def _row(kind: Kind, picture: Picture, other: Picture) -> Row:
    if picture.sha256 == other.sha256:
        detail = "the same file"
    else:
        what = "looks alike" if kind in (Kind.ALIKE, Kind.ALIKE_ACROSS) else "the same picture"
        detail = f"{what}; {counted(_bits(picture, other), 'bit')} of 128 differ"
    if _place(picture) != _place(other):
        detail = f"{_place(picture)} or {_place(other)}: {detail}"
    return Row(kind, picture.path.as_posix(), other.path.as_posix(), printable(detail))


def _finding(kind: Kind, members: Sequence[Picture], detail: str, rows: Sequence[Row]) -> Finding:
    return Finding(kind, tuple(p.path.as_posix() for p in members), detail, tuple(rows))


def _largest_first(findings: Iterable[Finding]) -> list[Finding]:
    return sorted(findings, key=lambda finding: (-len(finding.paths), finding.paths))


def _grouped(members: Sequence[Picture], what: str) -> str:
    kinds = sorted({picture.kind for picture in members if picture.kind})
    under = f", filed under {_listed(kinds)}" if len(kinds) > 1 else ""
    return f"{len(members):,} {what}{under}"


def _listed(names: Sequence[str]) -> str:
    shown = [printable(name) for name in names]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"


def _place(picture: Picture) -> str:
    return "/".join(filter(None, (picture.given_split, picture.class_name)))


def _bits(one: Picture, other: Picture) -> int:
    return bits_apart(one.phash, other.phash) + bits_apart(one.dhash, other.dhash)
