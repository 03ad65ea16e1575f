"""Copies are found wherever they lie, and different articles that look alike are not called so."""

import hashlib
from pathlib import Path

import cv2
import numpy as np

from training.audit.copies import copy_findings
from training.audit.findings import Finding, Kind
from training.data.dataset import Picture, perceptual_hasher
from training.data.likeness import miniature

Placed = tuple[Picture, np.ndarray]


def drawing(seed: int) -> np.ndarray:
    random = np.random.default_rng(seed)
    coarse = random.integers(0, 256, (6, 6, 3)).astype(np.uint8)
    return np.asarray(cv2.resize(coarse, (160, 160), interpolation=cv2.INTER_CUBIC))


def file(path: str, pixels: np.ndarray, *, split: str = "", quality: int = 90) -> Placed:
    """A picture as it comes back from a JPEG file of that quality."""
    data = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    stored = np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR))
    phash, dhash = perceptual_hasher()(stored)
    class_name, *kinds = Path(path).parts[:-1]
    kind = kinds[0] if kinds else ""
    digest = hashlib.sha256(data.tobytes()).hexdigest()
    place = Path(split) / path
    return Picture(place, class_name, kind, split, digest, phash, dhash), miniature(stored)


def found(files: list[Placed], blank: set[int] | None = None) -> dict[Kind, list[Finding]]:
    miniatures = np.array([small for _, small in files], np.uint8)
    findings = copy_findings([picture for picture, _ in files], miniatures, blank or set())
    result: dict[Kind, list[Finding]] = {}
    for finding in findings:
        result.setdefault(finding.kind, []).append(finding)
    return result


def test_the_same_picture_in_two_classes_is_a_conflict_even_when_saved_again() -> None:
    one = drawing(1)
    files = [
        file("pens/a.jpg", one),
        file("bags/b.jpg", cv2.resize(one, (96, 96)), quality=50),
        file("bags/c.jpg", one),
        file("bags/other.jpg", drawing(2)),
    ]
    groups = found(files)
    [conflict] = groups[Kind.CONFLICT]
    assert set(conflict.paths) == {"pens/a.jpg", "bags/b.jpg", "bags/c.jpg"}
    assert conflict.detail == "in bags and pens"
    assert all("pens" in row.detail and "bags" in row.detail for row in conflict.rows)
    assert {p for row in conflict.rows for p in (row.path, row.other)} == set(conflict.paths)
    assert len(conflict.rows) == 2
    # That two of them lie in one class is a finding of its own.
    assert [set(f.paths) for f in groups[Kind.NEAR]] == [{"bags/b.jpg", "bags/c.jpg"}]


def test_the_same_picture_in_two_splits_is_a_leak() -> None:
    one = drawing(1)
    files = [
        file("pens/a.jpg", one, split="train"),
        file("pens/b.jpg", one, split="test", quality=60),
    ]
    groups = found(files)
    assert set(groups) == {Kind.LEAK}
    assert groups[Kind.LEAK][0].detail == "in test/pens and train/pens"


def test_exact_copies_are_told_from_near_duplicates() -> None:
    one = drawing(1)
    files = [
        file("pens/ball/a.jpg", one),
        file("pens/ink/b.jpg", one),
        file("pens/ink/c.jpg", one, quality=70),
    ]
    groups = found(files)
    assert [f.paths for f in groups[Kind.EXACT]] == [("pens/ball/a.jpg", "pens/ink/b.jpg")]
    assert groups[Kind.EXACT][0].detail == "2 copies, filed under ball and ink"
    assert [f.paths for f in groups[Kind.NEAR]] == [("pens/ball/a.jpg", "pens/ink/c.jpg")]


def test_the_same_shape_in_another_colour_is_a_look_alike_only() -> None:
    article = np.full((160, 160, 3), 255, np.uint8)
    cv2.ellipse(article, (80, 80), (60, 25), 20, 0, 360, (40, 40, 200), -1)
    recoloured = article.copy()
    recoloured[(article != 255).any(axis=2)] = (40, 110, 200)
    files = [file("pens/a.jpg", article), file("pens/b.jpg", recoloured)]
    assert set(found(files)) == {Kind.ALIKE}
    across = [file("pens/a.jpg", article), file("bags/b.jpg", recoloured)]
    assert set(found(across)) == {Kind.ALIKE_ACROSS}


def test_blank_pictures_are_alike_only_as_files() -> None:
    white, black = np.full((64, 64, 3), 255, np.uint8), np.zeros((64, 64, 3), np.uint8)
    files = [
        file("pens/a.png", white),
        file("bags/b.png", black),
        file("hats/c.png", white),
    ]
    groups = found(files, blank={0, 1, 2})
    assert set(groups) == {Kind.CONFLICT}
    assert [f.paths for f in groups[Kind.CONFLICT]] == [("pens/a.png", "hats/c.png")]


def test_many_copies_give_one_row_each() -> None:
    picture, small = file("pens/0.jpg", drawing(1))
    files = [
        (
            Picture(
                Path(f"{name}/{i}.jpg"),
                name,
                "",
                "",
                f"{i % 700:064x}",
                picture.phash,
                picture.dhash,
            ),
            small,
        )
        for name in ("pens", "bags")
        for i in range(2000)
    ]
    groups = found(files)
    rows = {kind: sum(len(f.rows) for f in groups[kind]) for kind in groups}
    assert rows == {Kind.CONFLICT: 3999, Kind.EXACT: 2600, Kind.NEAR: 1398}
