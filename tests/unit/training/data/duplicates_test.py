"""A picture is known again when it has been saved anew, and is not taken for another."""

from dataclasses import replace
from pathlib import Path
from time import process_time

import cv2
import numpy as np

from training.data.dataset import read_dataset
from training.data.duplicates import duplicate_groups, near_pairs


def scene(seed: int) -> np.ndarray:
    random = np.random.default_rng(seed)
    coarse = random.integers(0, 256, (6, 7, 3)).astype(np.uint8)
    return cv2.resize(coarse, (280, 240), interpolation=cv2.INTER_CUBIC)


def save(path: Path, pixels: np.ndarray, quality: int = 90) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    options = [cv2.IMWRITE_JPEG_QUALITY, quality]
    path.write_bytes(cv2.imencode(path.suffix, pixels, options)[1].tobytes())


def test_copies_are_grouped_and_strangers_are_not(tmp_path: Path) -> None:
    for seed in range(12):
        save(tmp_path / "bags" / f"{seed}.jpg", scene(seed))
    save(tmp_path / "pens" / "again.jpg", scene(0), quality=60)
    save(tmp_path / "pens" / "smaller.png", cv2.resize(scene(1), (140, 120)))
    save(tmp_path / "pens" / "brighter.jpg", cv2.convertScaleAbs(scene(2), alpha=1.0, beta=12))

    pictures = read_dataset(tmp_path).pictures
    group = dict(zip([p.path.name for p in pictures], duplicate_groups(pictures), strict=True))

    assert group["again.jpg"] == group["0.jpg"]
    assert group["smaller.png"] == group["1.jpg"]
    assert group["brighter.jpg"] == group["2.jpg"]
    assert len({group[f"{seed}.jpg"] for seed in range(12)}) == 12


def test_no_pictures_have_no_groups() -> None:
    """As of a folder of corrections that were all taken back."""
    assert duplicate_groups([]) == []


def test_articles_that_only_look_alike_are_strangers(tmp_path: Path) -> None:
    """Ties on white: one outline, so near hashes, in other colours."""
    colours = [(40, 40, 190), (40, 150, 40), (190, 40, 40), (40, 150, 150), (150, 40, 150)]
    for number, colour in enumerate(colours):
        tie = np.full((320, 240, 3), 255, np.uint8)
        outline = np.array([[110, 20], [130, 20], [150, 270], [120, 300], [90, 270]])
        cv2.fillPoly(tie, [outline], colour)
        save(tmp_path / "ties" / f"{number}.jpg", tie)
    save(tmp_path / "pens" / "one.jpg", scene(0))
    pictures = read_dataset(tmp_path).pictures
    near = list(near_pairs([p.phash for p in pictures], [p.dhash for p in pictures]))
    assert sum(len(left) for left, _ in near) > 3, "their hashes must be near for this to tell"
    assert len(set(duplicate_groups(pictures))) == 6


def test_thousands_of_placeholders_are_grouped_at_once(tmp_path: Path) -> None:
    """One drawing saved 4,000 times with another comment, and 4,000 of one colour: compared each
    with each they would be 30 million pairs."""
    save(tmp_path / "bags" / "one.png", scene(0))
    save(tmp_path / "pens" / "two.png", np.full((40, 40, 3), 250, np.uint8))
    drawing, blank = read_dataset(tmp_path).pictures
    copies = [replace(drawing, sha256=f"{number:064x}") for number in range(4000)]
    blanks = [replace(blank, sha256=f"{number:064x}") for number in range(4000, 8000)]
    began = process_time()
    groups = duplicate_groups([*copies, *blanks])
    assert process_time() - began < 5
    assert len(set(groups[:4000])) == 1
    assert len(set(groups)) == 4001, "of one colour is not of one picture"
