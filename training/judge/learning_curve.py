"""How many photos are enough: accuracy against the number of photos a class, on one test split."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

import numpy as np
import numpy.typing as npt

from app.core.storage.files import write_atomically
from training.config import FitConfig
from training.data.dataset import SPLITS, read_dataset
from training.data.manifest import Manifest, Member, make_manifest
from training.data.output_folder import refuse_output_in_data
from training.data.product_types import product_types
from training.fit.cache import Activations, cache_stamp, fill_cache
from training.fit.feed import Examples
from training.fit.head import train_head
from training.fit.training_loop import logits_of
from training.judge.metrics import accuracy, wilson_interval
from training.network.inception import build_base, class_logits, cut_base
from training.progress import Progress, ProgressCallback, no_progress

CSV_NAME = "learning-curve.csv"
_MIN_VALIDATION = 3  # photos a class

Indices = npt.NDArray[np.intp]


@dataclass(frozen=True)
class Point:
    """Accuracies reached with so many training photos a class.

    Attributes:
        photos: asked for of each class; 0 stands for all there are.
        trained_on: class or background -> how many there were.
        accuracies: on the test photos, one for each seed.
    """

    photos: int
    trained_on: dict[str, int]
    accuracies: tuple[float, ...]

    @property
    def mean(self) -> float:
        """Over the seeds."""
        return mean(self.accuracies)

    @property
    def short(self) -> tuple[str, ...]:
        """Classes that had fewer photos than were asked for."""
        return tuple(name for name, count in self.trained_on.items() if count < self.photos)


@dataclass(frozen=True)
class Curve:
    """The points, fewest photos first, and how many product photos judged them all."""

    points: tuple[Point, ...]
    test_photos: int

    def interval(self, point: Point) -> tuple[float, float]:
        """95 % interval that the number of test photos leaves around a point's mean."""
        return wilson_interval(point.mean, self.test_photos)


def learning_curve(
    config: FitConfig,
    data: Path,
    out: Path,
    sizes: Sequence[int],
    seeds: int,
    on_progress: ProgressCallback = no_progress,
) -> Curve:
    """Fit heads on more and more photos and judge them all by the same test split.

    The features of every photo, as it is, are computed once and kept in ``out``, so that a stopped
    measurement goes on. A head is what stage one of ``fit`` makes, from as many training photos a
    class as asked (fewer where a class has fewer), and as many validation photos as ``fit`` would
    keep back of so small a folder. There are no augmented views and no stage two. Photos of the
    background come along like those of a class; accuracy is that of the product photos among the
    classes, as ``evaluate`` tells it.

    Raises:
        DataError, RunError, FileAccessError: as ``run.fit``.
    """
    refuse_output_in_data(out, data)
    dataset = read_dataset(data, background=config.background, on_progress=on_progress)
    manifest = make_manifest(dataset, config.split_fractions, config.seed)
    base, weights = build_base(config)
    cut = cut_base(base, 0)
    stamp = cache_stamp(config, manifest, weights)
    features = {
        split: fill_cache(
            out / "features" / split, manifest, split, data, config, cut, stamp, on_progress,
            crossing=False,
        )
        for split in SPLITS
    }  # fmt: skip
    largest = max(Counter(features["train"].labels.tolist()).values())
    wanted = [*(size for size in sorted(set(sizes)) if size < largest), 0]
    points = []
    for number, size in enumerate(wanted):
        points.append(_measure(config, manifest, features, size, seeds))
        on_progress(Progress("Fitting heads", number + 1, len(wanted)))
    products = int((features["test"].labels < len(manifest.classes)).sum())
    return Curve(tuple(points), products)


def write_curve(out: Path, curve: Curve) -> None:
    """Write the table as CSV; errors as ``write_atomically``."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(["photos a class", "seed", "accuracy", "trained on"])
    for point in curve.points:
        for seed, reached in enumerate(point.accuracies):
            held = json.dumps(point.trained_on, ensure_ascii=False)
            writer.writerow([point.photos or "all", seed, f"{reached:.6f}", held])
    write_atomically(out / CSV_NAME, stream.getvalue().encode("utf-8-sig", "surrogateescape"))


def _measure(
    config: FitConfig,
    manifest: Manifest,
    features: dict[str, Activations],
    size: int,
    seeds: int,
) -> Point:
    names = [*manifest.classes, *([manifest.background] if manifest.background else [])]
    part = config.validation_fraction / config.split_fractions["train"]
    kept_back = max(_MIN_VALIDATION, round(size * part)) if size else 0
    members = manifest.of("train")
    accuracies, counts = [], Counter[int]()
    for seed in range(seeds):
        chosen = draw(features["train"].labels, size, seed)
        counts = Counter(features["train"].labels[chosen].tolist())
        accuracies.append(
            _accuracy(
                config,
                manifest,
                [members[row] for row in chosen],
                Examples.of_features(features["train"]).only(chosen),
                Examples.of_features(features["validation"]).only(
                    draw(features["validation"].labels, kept_back, seed)
                ),
                Examples.of_features(features["test"]),
                seed,
            )
        )
    trained_on = {name: counts[label] for label, name in enumerate(names)}
    return Point(size, trained_on, tuple(accuracies))


def draw(labels: npt.NDArray[np.int64], size: int, seed: int) -> Indices:
    """Up to ``size`` pictures of every label, all when it is 0; more contain fewer."""
    order = np.random.default_rng([seed, 3]).permutation(len(labels))
    taken = [order[labels[order] == label] for label in np.unique(labels)]
    return np.sort(np.concatenate([rows[:size] if size else rows for rows in taken]))


def _accuracy(
    config: FitConfig,
    manifest: Manifest,
    members: Sequence[Member],
    training: Examples,
    validation: Examples,
    test: Examples,
    seed: int,
) -> float:
    types = product_types(manifest, "")  # the photos are drawn class by class
    head = train_head(config, manifest, members, training, validation, seed, types)
    products = np.flatnonzero(test.labels < len(manifest.classes))
    logits = logits_of(head, test.only(products))
    answers = class_logits(logits, len(manifest.classes)).argmax(axis=1)
    return accuracy(test.labels[products], np.asarray(answers, np.int64))
