"""How a model does on a source that no training photo came from: each source left out in turn.

Photos of one source look alike, so a random split flatters. Here all photos of a source judge a
model that was trained without any of them.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import mean

import numpy as np
import numpy.typing as npt

from app.core.files import write_atomically
from training.apart import keep_apart
from training.asking import questions_about
from training.cache import Activations, fill_cache
from training.calibrate import calibrate, softmax
from training.config import FitConfig
from training.dataset import read_dataset
from training.errors import DataError
from training.evaluate import Metrics, measure
from training.feed import Examples
from training.figures import source_of
from training.fit import cache_stamp, split_fractions
from training.head import head_logits, train_head
from training.metrics import Answers
from training.network import build_base, class_logits, cut_base, familiarity
from training.progress import Listener, Progress, nobody
from training.splits import Manifest, Member, make_manifest

CSV_NAME = "sources-left-out.csv"
_COLUMNS = ("source", "photos", "accuracy", "calibration error", "sure", "right when sure")

Indices = npt.NDArray[np.intp]


@dataclass(frozen=True)
class LeftOutSource:
    """What a model that never saw a source says of its product photos."""

    name: str
    metrics: Metrics


@dataclass(frozen=True)
class SourcesLeftOut:
    """Every source that was left out, by name; ``mean`` and ``worst`` are accuracies."""

    sources: tuple[LeftOutSource, ...]

    @property
    def mean(self) -> float:
        """Every source counts the same, however many photos it has."""
        return mean(source.metrics.accuracy for source in self.sources)

    @property
    def worst(self) -> float:
        """Of the source that does worst."""
        return min(source.metrics.accuracy for source in self.sources)

    @property
    def calibration_error(self) -> float:
        """Mean over the sources."""
        return mean(source.metrics.calibration_error for source in self.sources)


def leave_sources_out(
    config: FitConfig, data: Path, out: Path, least: int, listener: Listener = nobody
) -> SourcesLeftOut:
    """Fit one head for each source with at least ``least`` photos of a class.

    A head is what stage one of ``fit`` makes on the frozen base, with its augmented views, its
    early stopping and its calibration on validation photos; there is no stage two. Photos that are
    near-duplicates of one that is left out are left out, too. What the base says of the photos is
    computed once and kept in ``out``, so that a stopped measurement goes on.

    Raises:
        DataError: ``no_sources``: no photo's name begins with ``SOURCE__``, or none of the sources
            has so many; otherwise as :func:`training.fit.fit`.
        RunError, FileAccessError: as :func:`training.fit.fit`.
    """
    keep_apart(out, data)
    dataset = read_dataset(data, background=config.background, listener=listener)
    manifest = make_manifest(dataset, split_fractions(config), config.seed)
    names = _sources(manifest, least)
    if not names:
        raise DataError(
            "no_sources",
            f"No source in {data} has {least} photos of a class; a photo's source is what stands "
            "before '__' in its name. Name the photos so, or give a smaller --least.",
        )
    # In one split, so that every photo has its augmented views.
    together = replace(
        manifest, members=tuple(replace(member, split="train") for member in manifest.members)
    )
    base, weights = build_base(config)
    cut = cut_base(base, 0)
    stamp = cache_stamp(config, together, weights)
    activations = fill_cache(
        out / "features", together, "train", data, config, cut, stamp, listener, crossing=False
    )
    found = []
    for number, name in enumerate(names):
        found.append(_left_out(config, manifest, activations, name))
        listener(Progress("Leaving sources out", number + 1, len(names)))
    return SourcesLeftOut(tuple(found))


def write_sources_left_out(out: Path, result: SourcesLeftOut) -> None:
    """Write the table as CSV; errors as ``write_atomically``."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(_COLUMNS)
    for source in result.sources:
        metrics = source.metrics
        right = metrics.sure.precision
        writer.writerow(
            [
                source.name,
                metrics.pictures,
                f"{metrics.accuracy:.4f}",
                f"{metrics.calibration_error:.4f}",
                f"{metrics.sure.coverage:.4f}",
                "" if right is None else f"{right:.4f}",
            ]
        )
    write_atomically(out / CSV_NAME, stream.getvalue().encode("utf-8-sig", "surrogateescape"))


def _sources(manifest: Manifest, least: int) -> list[str]:
    counts = Counter(
        (_source(member), member.class_name)
        for member in manifest.members
        if member.class_name != manifest.background
    )
    return sorted({name for (name, _), count in counts.items() if name and count >= least})


def _source(member: Member) -> str:
    return source_of(Path(member.path).name)


def _left_out(
    config: FitConfig, manifest: Manifest, activations: Activations, name: str
) -> LeftOutSource:
    members = manifest.members
    gone = {member.group for member in members if _source(member) == name}
    judging = _rows(members, lambda m: _source(m) == name and m.class_name != manifest.background)
    choosing = _rows(members, lambda m: m.group not in gone and m.split == "validation")
    learning = _rows(members, lambda m: m.group not in gone and m.split != "validation")
    examples, classes = Examples.of_features(activations), len(manifest.classes)
    validation = examples.only(choosing)
    head = train_head(config, manifest, examples.only(learning), validation, seed=0)
    calibration = calibrate(head_logits(head, validation), validation.labels, classes)
    logits = head_logits(head, examples.only(judging))
    answers = Answers(
        softmax(class_logits(logits, classes) / calibration.temperature),
        familiarity(logits, classes),
    )
    questions = questions_about([members[row] for row in judging], manifest)
    metrics = measure(
        answers, questions, manifest.classes, calibration.temperature, calibration.thresholds
    )
    return LeftOutSource(name, metrics)


def _rows(members: Sequence[Member], wanted: Callable[[Member], bool]) -> Indices:
    return np.array([row for row, member in enumerate(members) if wanted(member)], np.intp)
