"""A split is fair: spread evenly, the same every time, and no picture's copy on the other side."""

import json
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest

from training.data.dataset import Dataset, Picture
from training.data.manifest import (
    SPLITS,
    Manifest,
    make_manifest,
    manifest_digest,
    read_manifest,
    write_manifest,
)
from training.errors import DataError, RunError

FRACTIONS = {"train": 0.7, "validation": 0.15, "test": 0.15}


def picture(class_name: str, kind: str, number: int, phash: int | None = None) -> Picture:
    """A picture like no other, unless its hash is given."""
    random = np.random.default_rng(
        [number, *f"{class_name}/{kind}".encode(errors="surrogateescape")]
    )
    hashes = [int(value) for value in random.integers(0, 2**63, 2)]
    return Picture(
        path=Path(class_name, kind, f"{number}.jpg"),
        class_name=class_name,
        kind=kind,
        given_split="",
        sha256=random.bytes(32).hex(),
        phash=hashes[0] if phash is None else phash,
        dhash=hashes[1] if phash is None else phash,
    )


def dataset(*pictures: Picture, background: str = "") -> Dataset:
    names = {p.class_name for p in pictures} - {background}
    return Dataset(
        folder=Path("photos"),
        classes=tuple(sorted(names)),
        background=background,
        pictures=pictures,
        skipped=(),
        has_given_splits=any(p.given_split for p in pictures),
    )


def many(class_name: str, kind: str, count: int) -> list[Picture]:
    return [picture(class_name, kind, number) for number in range(count)]


def sides(manifest: Manifest) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    for member in manifest.members:
        found[member.group].add(member.split)
    return found


def test_every_class_and_type_is_spread_by_the_fractions() -> None:
    photos = [
        *many("bags", "totes", 60),
        *many("bags", "clutches", 20),
        *many("pens", "", 100),
    ]
    manifest = make_manifest(dataset(*photos), FRACTIONS, seed=3)
    for name, total in (("bags", 80), ("pens", 100)):
        for split, fraction in FRACTIONS.items():
            assert abs(manifest.counts()[split][name] - fraction * total) <= 1
    for kind, total in (("totes", 60), ("clutches", 20)):
        for split, fraction in FRACTIONS.items():
            held = sum(member.kind == kind for member in manifest.of(split))
            assert abs(held - fraction * total) <= 2


def test_the_same_photos_and_seed_give_the_same_split() -> None:
    photos = dataset(*many("bags", "", 30), *many("pens", "", 30))
    digest = manifest_digest(make_manifest(photos, FRACTIONS, seed=3))
    assert manifest_digest(make_manifest(photos, FRACTIONS, seed=3)) == digest
    assert manifest_digest(make_manifest(photos, FRACTIONS, seed=4)) != digest


def test_near_duplicates_lie_on_one_side() -> None:
    # Each hash is one bit from the next: the ends of a chain belong together too.
    chains = [
        picture("pens", f"kind {chain}", link, phash=start ^ (2**link - 1))
        for chain, start in enumerate(picture("pens", "", n).phash for n in range(12))
        for link in range(8)
    ]
    manifest = make_manifest(dataset(*chains, *many("bags", "", 30)), FRACTIONS, seed=1)
    assert all(len(splits) == 1 for splits in sides(manifest).values())
    assert len({m.group for m in manifest.members if m.class_name == "pens"}) <= 12


def test_equal_files_lie_on_one_side_whatever_their_hashes_say() -> None:
    photos = many("pens", "", 40)
    copies = [
        Picture(
            Path("pens", f"copy {p.path.name}"), "pens", "", "", p.sha256, ~p.phash & 2**63 - 1, 7
        )
        for p in photos
    ]
    manifest = make_manifest(dataset(*photos, *copies, *many("bags", "", 9)), FRACTIONS, seed=1)
    assert all(len(splits) == 1 for splits in sides(manifest).values())


def test_background_kinds_of_the_test_split_are_never_trained_on() -> None:
    background = [p for kind in range(12) for p in many("other", f"kind {kind}", 5 + kind)]
    photos = dataset(*many("bags", "", 20), *many("pens", "", 20), *background, background="other")
    manifest = make_manifest(photos, FRACTIONS, seed=2)
    kinds = {
        split: {m.kind for m in manifest.of(split) if m.class_name == "other"} for split in SPLITS
    }
    assert all(kinds.values())
    assert not kinds["test"] & (kinds["train"] | kinds["validation"])
    assert manifest.classes == ("bags", "pens")
    assert {manifest.label(m) for m in manifest.of("test")} == {0, 1, 2}


def test_a_background_without_kinds_is_split_by_picture() -> None:
    photos = dataset(
        *many("bags", "", 20), *many("pens", "", 20), *many("other", "", 20), background="other"
    )
    counts = make_manifest(photos, FRACTIONS, seed=2).counts()
    assert all(counts[split]["other"] for split in SPLITS)


def test_a_background_copy_of_a_product_never_crosses_the_split() -> None:
    products = [*many("bags", "", 30), *many("pens", "", 30)]
    copies = [
        Picture(Path("other", f"k{i}", "x.jpg"), "other", f"k{i}", "", p.sha256, p.phash, p.dhash)
        for i, p in enumerate(products)
    ]
    manifest = make_manifest(dataset(*products, *copies, background="other"), FRACTIONS, seed=2)
    assert all(len(splits) == 1 for splits in sides(manifest).values())
    assert len(manifest.members) + len(manifest.left_out) == len(products) + len(copies)
    assert manifest.left_out


def test_given_splits_are_kept() -> None:
    photos = [
        Picture(Path(split, name, f"{i}.jpg"), name, "", split, f"{i:064x}", i, i)
        for split in SPLITS
        for name in ("bags", "pens")
        for i in range(3)  # the same files in every split: a leak is the owner's to mend
    ]
    manifest = make_manifest(dataset(*photos), FRACTIONS, seed=1)
    assert all(m.path.startswith(m.split) for m in manifest.members)
    assert len(manifest.members) == len(photos)


def test_validation_is_drawn_from_training_when_only_that_is_missing() -> None:
    photos = [
        Picture(p.path, p.class_name, p.kind, split, p.sha256, p.phash, p.dhash)
        for name in ("bags", "pens")
        for i, p in enumerate(many(name, "", 60))
        for split in ["test" if i < 9 else "train"]
    ]
    counts = make_manifest(dataset(*photos), FRACTIONS, seed=1).counts()
    assert counts["test"]["bags"] == 9
    assert counts["validation"]["bags"] == pytest.approx(51 * 0.15 / 0.85, abs=1)


@pytest.mark.parametrize("count", [1, 2])
def test_a_class_too_small_for_three_splits_is_named(count: int) -> None:
    with pytest.raises(DataError) as refused:
        make_manifest(dataset(*many("bags", "", count), *many("pens", "", 9)), FRACTIONS, seed=1)
    assert refused.value.code == "too_few_pictures"
    assert "'bags'" in refused.value.message
    assert str(count) in refused.value.message


def test_three_photos_are_enough() -> None:
    manifest = make_manifest(dataset(*many("bags", "", 3), *many("pens", "", 9)), FRACTIONS, seed=1)
    assert [manifest.counts()[split]["bags"] for split in SPLITS] == [1, 1, 1]


def test_a_manifest_is_read_back(tmp_path: Path) -> None:
    photos = [*many("袋", "", 9), *many("pens\udcff", "ink", 9)]
    manifest = make_manifest(dataset(*photos), FRACTIONS, seed=1)
    write_manifest(tmp_path / "manifest.json", manifest)
    assert read_manifest(tmp_path / "manifest.json") == manifest


def test_a_missing_manifest_is_named(tmp_path: Path) -> None:
    with pytest.raises(RunError, match=r"manifest\.json"):
        read_manifest(tmp_path / "manifest.json")


@pytest.mark.parametrize(
    ("what", "value"),
    [
        ("path", "/etc/passwd"),
        ("path", "bags/../../x.jpg"),
        ("path", "a\0b"),
        ("path", 3),
        ("class_name", "sofas"),
        ("class_name", ["bags"]),
        ("split", "secret"),
    ],
)
def test_a_manifest_names_photos_of_the_data_folder_only(
    tmp_path: Path, what: str, value: object
) -> None:
    member = {"path": "bags/a.jpg", "class_name": "bags", "kind": "", "split": "train"}
    member |= {"group": 1, "sha256": "0" * 64}
    document = {"schema": 1, "classes": ["bags", "pens"], "background": "", "seed": 1}
    document |= {"members": [member], "left_out": []}
    file = tmp_path / "manifest.json"
    file.write_text(json.dumps(document))
    assert len(read_manifest(file).members) == 1
    file.write_text(json.dumps(document | {"members": [member | {what: value}]}))
    with pytest.raises(RunError):
        read_manifest(file)
    file.write_text(json.dumps(document | {"classes": ["bags", "../up"]}))
    with pytest.raises(RunError):
        read_manifest(file)
