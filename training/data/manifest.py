"""Which pictures train, which choose, and which judge."""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from app.core.names import path_from
from app.core.storage.files import write_atomically
from training.data.dataset import SPLITS, Dataset, Picture
from training.data.duplicates import duplicate_groups
from training.errors import DataError, RunError

MANIFEST_NAME = "manifest.json"
_SCHEMA = 1
_MIN_GROUPS = 3  # one picture for each of training, validation and test


@dataclass(frozen=True)
class Member:
    """A picture with its place in the split.

    Attributes:
        path: relative to the data folder, POSIX.
        class_name: folder name of its class, or of the background folder.
        kind: product type, empty when it has none.
        split: ``train``, ``validation`` or ``test``.
        group: pictures of the same number are near-duplicates of one another.
        sha256: of the file.
        corrected: whether it is a person's correction; then ``path`` is relative to the run's
            folder of corrections.
    """

    path: str
    class_name: str
    kind: str
    split: str
    group: int
    sha256: str
    corrected: bool = False


@dataclass(frozen=True)
class LeftOut:
    """A picture that takes no part, and why."""

    path: str
    reason: str


@dataclass(frozen=True)
class Manifest:
    """The split of one data folder; the same photos and seed give the same manifest.

    Attributes:
        classes: in the order of the network's output.
        background: name of the background folder, empty when there are no such pictures.
        seed: what the split was drawn with.
        members: every picture that takes part, by path.
        left_out: readable pictures that do not.
    """

    classes: tuple[str, ...]
    background: str
    seed: int
    members: tuple[Member, ...]
    left_out: tuple[LeftOut, ...]

    def of(self, split: str) -> list[Member]:
        """The members of one split, by path."""
        return [member for member in self.members if member.split == split]

    def label(self, member: Member) -> int:
        """Index of the member's class; the background comes after the last class."""
        if member.class_name == self.background:
            return len(self.classes)
        return self.classes.index(member.class_name)

    def counts(self) -> dict[str, dict[str, int]]:
        """Split -> class -> pictures."""
        names = [*self.classes, *([self.background] if self.background else [])]
        found = Counter((member.split, member.class_name) for member in self.members)
        return {split: {name: found[split, name] for name in names} for split in SPLITS}


def make_manifest(dataset: Dataset, fractions: Mapping[str, float], seed: int) -> Manifest:
    """Split a data folder.

    Classes are split by near-duplicate groups, class by class and product type by product type.
    The background is split by kind when it has at least three, so that the test split asks for
    kinds never trained on: that is what the program meets in use. Given splits are kept as they
    are; when only ``validation`` is missing it is drawn from ``train``.

    Args:
        fractions: of ``train``, ``validation`` and ``test``; they sum to 1.

    Raises:
        DataError: ``too_few_pictures``: a class cannot have a picture in every split.
    """
    pictures = dataset.pictures
    groups = duplicate_groups(pictures)
    left_out: dict[int, str] = {}
    if dataset.has_given_splits:
        splits = [picture.given_split for picture in pictures]
        if "validation" not in splits:
            _draw_validation(dataset, splits, groups, fractions, seed)
    else:
        splits = _draw(dataset, groups, fractions, seed, left_out)
    members = tuple(
        Member(
            path=picture.path.as_posix(),
            class_name=picture.class_name,
            kind=picture.kind,
            split=splits[index],
            group=groups[index],
            sha256=picture.sha256,
        )
        for index, picture in enumerate(pictures)
        if index not in left_out
    )
    manifest = Manifest(
        classes=dataset.classes,
        background=dataset.background,
        seed=seed,
        members=members,
        left_out=tuple(
            LeftOut(pictures[index].path.as_posix(), reason)
            for index, reason in sorted(left_out.items())
        ),
    )
    _check_counts(dataset, manifest)
    return manifest


def manifest_bytes(manifest: Manifest) -> bytes:
    """The manifest as JSON, one picture a line; the same manifest gives the same bytes."""
    head = {
        "schema": _SCHEMA,
        "classes": manifest.classes,
        "background": manifest.background,
        "seed": manifest.seed,
        "left_out": [asdict(item) for item in manifest.left_out],
    }
    lines = ",\n".join(json.dumps(_document(member)) for member in manifest.members)
    return f'{json.dumps(head)[:-1]}, "members": [\n{lines}\n]}}\n'.encode()


def _document(member: Member) -> dict[str, object]:
    """Without ``corrected`` where it is not: manifests without corrections stay as they were."""
    document = asdict(member)
    if not member.corrected:
        del document["corrected"]
    return document


def manifest_digest(manifest: Manifest) -> str:
    """SHA-256 of ``manifest_bytes``, hexadecimal: the digest of the training data."""
    return hashlib.sha256(manifest_bytes(manifest)).hexdigest()


def write_manifest(path: Path, manifest: Manifest) -> None:
    """Write a manifest file; errors as ``write_atomically``."""
    write_atomically(path, manifest_bytes(manifest))


def read_manifest(path: Path) -> Manifest:
    """Read a manifest file.

    Raises:
        RunError: ``no_manifest``: it is missing or cannot be read.
    """
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        if document["schema"] != _SCHEMA:
            raise ValueError(f"schema {document['schema']}")
        return _checked(
            Manifest(
                classes=tuple(document["classes"]),
                background=document["background"],
                seed=document["seed"],
                members=tuple(Member(**item) for item in document["members"]),
                left_out=tuple(LeftOut(**item) for item in document["left_out"]),
            )
        )
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise RunError(
            "no_manifest", f"{path} is missing or is not the manifest of a split ({error})."
        ) from error


def _checked(manifest: Manifest) -> Manifest:
    """A run may come from others: it names classes of its own, and photos of the data folder."""
    known = {*manifest.classes, *([manifest.background] if manifest.background else [])}
    if any(path_from(name).parts != (name,) or "\\" in name or name == ".." for name in known):
        raise ValueError("a class is no folder name")
    for member in manifest.members:
        if member.class_name not in known or member.split not in SPLITS:
            raise ValueError(f"{member.path!r} is of no class, or of no split")
    for text in (item.path for items in (manifest.members, manifest.left_out) for item in items):
        path = path_from(text)
        if path.is_absolute() or ".." in path.parts:
            raise ValueError(f"{text!r} does not lie in the data folder")
    return manifest


def _draw(
    dataset: Dataset,
    groups: list[int],
    fractions: Mapping[str, float],
    seed: int,
    left_out: dict[int, str],
) -> list[str]:
    pictures = dataset.pictures
    background = [i for i, p in enumerate(pictures) if p.class_name == dataset.background]
    products = [i for i, p in enumerate(pictures) if p.class_name != dataset.background]
    by_group = _split_by_group(pictures, products, groups, fractions, seed)
    splits = [by_group.get(groups[index], "") for index in range(len(pictures))]
    kinds = {pictures[index].kind for index in background}
    if len(kinds) < _MIN_GROUPS:
        rest = [index for index in background if groups[index] not in by_group]
        by_group |= _split_by_group(pictures, rest, groups, fractions, seed)
        return [by_group[groups[index]] for index in range(len(pictures))]
    by_kind = _split_by_kind(pictures, background, groups, set(by_group), fractions, seed)
    for index in background:
        wanted = by_kind[pictures[index].kind]
        if splits[index] not in ("", wanted):
            left_out[index] = "It is a near-duplicate of a product photo of another split."
        splits[index] = wanted
    return splits


def _draw_validation(
    dataset: Dataset,
    splits: list[str],
    groups: list[int],
    fractions: Mapping[str, float],
    seed: int,
) -> None:
    training = [index for index, split in enumerate(splits) if split == "train"]
    left = fractions["train"] + fractions["validation"]
    parts = {split: fractions[split] / left for split in ("train", "validation")}
    drawn = _split_by_group(dataset.pictures, training, groups, parts, seed)
    for index in training:
        splits[index] = drawn[groups[index]]


def _split_by_group(
    pictures: Sequence[Picture],
    chosen: Sequence[int],
    groups: Sequence[int],
    fractions: Mapping[str, float],
    seed: int,
) -> dict[int, str]:
    """Group -> split. A group that spans classes or types counts where its first picture lies."""
    members: dict[int, list[int]] = defaultdict(list)
    for index in chosen:
        members[groups[index]].append(index)
    strata: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for group, indices in members.items():
        first = pictures[indices[0]]
        strata[first.class_name][first.kind].append(group)
    random = np.random.default_rng([seed, 1])
    result: dict[int, str] = {}
    for _, kinds in sorted(strata.items()):
        in_order: list[tuple[int, int]] = []
        for _, kind_groups in sorted(kinds.items()):
            shuffled = [kind_groups[i] for i in random.permutation(len(kind_groups))]
            in_order += [(group, len(members[group])) for group in shuffled]
        result |= _fill(in_order, fractions)
    return result


def _split_by_kind(
    pictures: Sequence[Picture],
    chosen: Sequence[int],
    groups: Sequence[int],
    taken: set[int],
    fractions: Mapping[str, float],
    seed: int,
) -> dict[str, str]:
    """Kind -> split; kinds that share a near-duplicate go together."""
    sizes = Counter(pictures[index].kind for index in chosen)
    unit = {kind: kind for kind in sizes}
    first_kind: dict[int, str] = {}
    for index in chosen:
        if groups[index] in taken:
            continue
        kind = unit[pictures[index].kind]
        other = unit[first_kind.setdefault(groups[index], pictures[index].kind)]
        if kind != other:
            unit = {name: other if held == kind else held for name, held in unit.items()}
    units: Counter[str] = Counter()
    for kind, size in sizes.items():
        units[unit[kind]] += size
    names = sorted(units)
    shuffled = [names[i] for i in np.random.default_rng([seed, 2]).permutation(len(names))]
    # Large units first, so that what is left over evens the parts out.
    shuffled.sort(key=lambda name: units[name] < max(units.values()) // 4)
    numbered = _fill([(i, units[name]) for i, name in enumerate(shuffled)], fractions)
    split_of = {name: numbered[i] for i, name in enumerate(shuffled)}
    return {kind: split_of[unit[kind]] for kind in sizes}


def _fill(items: Iterable[tuple[int, int]], fractions: Mapping[str, float]) -> dict[int, str]:
    """Give each (number, size) in turn to the split that is furthest behind its fraction.

    Runs of items that lie together, such as a product type, are thereby spread over the splits in
    the same parts as the whole.
    """
    counts = dict.fromkeys(fractions, 0)
    seen = 0
    result: dict[int, str] = {}
    for number, size in items:
        seen += size
        split = max(fractions, key=lambda name: fractions[name] * seen - counts[name])
        counts[split] += size
        result[number] = split
    return _leave_none_empty(result, fractions)


def _leave_none_empty(result: dict[int, str], fractions: Mapping[str, float]) -> dict[int, str]:
    for split in fractions:
        held = Counter(result.values())
        largest = max(held, key=lambda name: held[name], default="")
        if not held[split] and held[largest] > 1:
            last = [number for number, name in result.items() if name == largest][-1]
            result[last] = split
    return result


def _check_counts(dataset: Dataset, manifest: Manifest) -> None:
    counts = manifest.counts()
    for name in manifest.classes:
        if all(counts[split][name] for split in SPLITS):
            continue
        total = sum(picture.class_name == name for picture in dataset.pictures)
        raise DataError(
            "too_few_pictures",
            f"The class {name!r} has {total} readable "
            f"{'photo' if total == 1 else 'photos'}; at least {_MIN_GROUPS} are needed that are "
            "not copies of one another: one each for training, validation and test.",
        )
