"""Sources are dealt out whole, and no source has a part in what it is judged by."""

from pathlib import Path

import numpy as np
import pytest

from training.data.manifest import Manifest, Member
from training.fit.calibrate import calibrate
from training.judge.new_shops import cross_fitted, judge_new_shops
from training.judge.out_of_fold import folds_of
from training.judge.out_of_fold_answers import (
    FoldHead,
    OutOfFold,
    read_out_of_fold,
    write_out_of_fold,
)


def member(source: str, number: int) -> Member:
    return Member(f"pens/{source}__{number}.jpg", "pens", "", "train", number, "")


def test_large_sources_are_dealt_out_evenly_and_small_ones_always_train() -> None:
    sizes = {"a": 40, "b": 30, "c": 20, "d": 10, "tiny": 2}
    members = [member(name, number) for name, count in sizes.items() for number in range(count)]
    manifest = Manifest(("pens", "bags"), "", 0, tuple(members), ())
    folds = folds_of(manifest, least=10, count=2)
    assert set(folds) == {"a", "b", "c", "d"}
    photos = [sum(sizes[name] for name in folds if folds[name] == fold) for fold in range(2)]
    assert photos == [50, 50]


def answers(per_source: int = 200, sources: int = 6, seed: int = 0) -> OutOfFold:
    """Answers right for nine in ten, of sources in three folds, half as sure as they could be."""
    random = np.random.default_rng(seed)
    names = np.repeat([f"shop{n}" for n in range(sources)], per_source)
    labels = random.integers(0, 3, len(names))
    logits = random.normal(0, 0.5, (len(names), 3)).astype(np.float32)
    said = np.where(random.random(len(names)) < 0.9, labels, (labels + 1) % 2)
    logits[np.arange(len(names)), said] += 4
    return OutOfFold(
        paths=tuple(f"c/{name}__{n}.jpg" for n, name in enumerate(names)),
        labels=labels,
        folds=np.repeat(np.arange(sources) % 3, per_source),
        logits=logits,
        classes=2,
        stages=1,
    )


def test_a_fold_is_judged_by_the_thresholds_of_the_others() -> None:
    given = answers()
    verdicts = cross_fitted(given)
    own = given.folds == 1
    elsewhere = calibrate(given.logits[~own], given.labels[~own], 2, "photos of sources left out")
    confidence = verdicts.answers.confidence[own]
    assert (verdicts.sure[own] <= (confidence >= elsewhere.thresholds.sure)).all()
    changed = np.array(given.labels)
    changed[own] = (changed[own] + 1) % 3
    again = cross_fitted(OutOfFold(**{**vars(given), "labels": changed}))
    assert np.array_equal(again.answers.probabilities[own], verdicts.answers.probabilities[own])
    assert np.array_equal(again.refused[own], verdicts.refused[own])
    assert not np.array_equal(
        again.answers.probabilities[~own], verdicts.answers.probabilities[~own]
    )


def test_figures_are_of_the_products_of_large_sources() -> None:
    given = answers()
    found = judge_new_shops(given, ("bags", "pens"), least=100)
    assert [row.name for row in found.rows] == [f"shop{n}" for n in range(6)]
    assert found.photos == int((given.labels < 2).sum())
    right = given.logits[:, :2].argmax(axis=1) == given.labels
    recalls = [right[given.labels == label].mean() for label in range(2)]
    assert found.macro == pytest.approx(np.mean(recalls))
    assert found.worst_tenth == found.worst == min(row.accuracy for row in found.rows)
    assert found.refused == pytest.approx(0.045, abs=0.02)
    assert found.others == int((given.labels == 2).sum())
    accepted = [part for _, part in found.curve]
    assert accepted == sorted(accepted, reverse=True)


def test_answers_are_kept_with_the_last_layers(tmp_path: Path) -> None:
    assert read_out_of_fold(tmp_path) is None
    given = answers(per_source=3)
    heads = {n: FoldHead(np.full((4, 3), n, "f4"), np.zeros(3, "f4")) for n in range(3)}
    write_out_of_fold(tmp_path, given, heads)
    kept = read_out_of_fold(tmp_path)
    assert kept is not None
    assert kept[0].paths == given.paths
    assert np.array_equal(kept[0].logits, given.logits)
    assert kept[1][2].kernel[0, 0] == 2
