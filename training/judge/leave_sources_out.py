"""How a model does on a source that no training photo came from: each source left out in turn.

Photos of one source look alike, so a random split flatters. Here all photos of a source judge a
model that was trained without any of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

import numpy as np

from training.config import FitConfig
from training.data.dataset import SPLITS, read_dataset
from training.data.manifest import Manifest, make_manifest
from training.data.output_folder import refuse_output_in_data
from training.data.sources import source_of
from training.errors import DataError
from training.fit.cache import CACHE_NAME, cache_stamp, fill_cache
from training.fit.calibrate import fit_temperature
from training.judge.metrics import calibration_error
from training.judge.tables import LEAVE_ONE_SOURCE_OUT
from training.judge.without_sources import LeftOutSource, Measurement
from training.network.inception import softmax
from training.network.trainable import open_trainable
from training.progress import Progress, ProgressCallback, no_progress

_DRAWN_OF_EACH = 500


@dataclass(frozen=True)
class LeaveOneSourceOut:
    """Every source that was left out, by name; ``mean`` and ``worst`` are accuracies.

    ``stages`` of training, 1 or 2, made the networks that were judged.
    """

    sources: tuple[LeftOutSource, ...]
    stages: int

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

    @property
    def calibration_error_by_chance(self) -> float:
        """What that mean would be if every probability were exactly true: sources are small."""
        return mean(source.calibration_error_by_chance for source in self.sources)

    @property
    def calibration_error_of_new_shops(self) -> float:
        """The mean, if the temperature of each source came from the other sources left out."""
        return mean(
            _calibration_error_with(
                source, [other for other in self.sources if other is not source]
            )
            for source in self.sources
        )


def leave_sources_out(
    config: FitConfig,
    data: Path,
    out: Path,
    least: int,
    on_progress: ProgressCallback = no_progress,
    *,
    groups: int = 0,
) -> LeaveOneSourceOut:
    """Judge by each source with at least ``least`` photos of a class what never saw it.

    What is judged is what ``fit`` makes, with its augmented views, its early stopping and its
    calibration on validation photos: of stage one alone, once for each source; or, with ``groups``,
    of both stages, for so many groups of sources that are left out together, as a second stage
    takes long. The training and validation photos of the other sources train and choose; all photos
    of the source judge. Photos that are near-duplicates of one that is left out are left out, too.

    What the frozen layers say of the photos is computed once and kept in ``out``, so that a stopped
    measurement goes on; a second stage goes on from its last epoch. With ``groups`` the run folder
    of a ``fit`` that kept its cache may be ``out``: what it has computed is not computed again.

    Raises:
        DataError: ``no_sources``: no photo's name begins with ``SOURCE__``, or none of the sources
            has so many; otherwise as ``run.fit``.
        RunError, FileAccessError: as ``run.fit``.
    """
    refuse_output_in_data(out, data)
    dataset = read_dataset(data, background=config.background, on_progress=on_progress)
    manifest = make_manifest(dataset, config.split_fractions, config.seed)
    names = _sources(manifest, least)
    if not names:
        raise DataError(
            "no_sources",
            f"No source in {data} has {least} photos of a class; a photo's source is what stands "
            "before '__' in its name. Name the photos so, or give a smaller --least.",
        )
    base = open_trainable(config, config.unfreeze_layers if groups else 0)
    stamp = cache_stamp(config, manifest, base.origin)
    activations = {
        split: fill_cache(
            out / (CACHE_NAME if groups else "features") / split,
            manifest,
            split,
            data,
            config,
            base.cut_for(split),
            stamp,
            on_progress,
            crossing=bool(groups),
        )
        for split in SPLITS
    }
    measurement = Measurement(
        config,
        manifest,
        activations,
        base.trained.top,
        out / "groups" / stamp if groups else None,
        on_progress,
    )
    found: list[LeftOutSource] = []
    for number, group in enumerate(grouped(manifest, names, groups)):
        found += measurement.leave_out(group, number)
        on_progress(Progress("Leaving sources out", len(found), len(names)))
    return LeaveOneSourceOut(
        tuple(sorted(found, key=lambda source: source.name)),
        stages=2 if groups else 1,
    )


def _calibration_error_with(source: LeftOutSource, others: Sequence[LeftOutSource]) -> float:
    """With a temperature from others, each of which counts the same."""
    random = np.random.default_rng(0)
    drawn = [(other, random.integers(0, len(other.labels), _DRAWN_OF_EACH)) for other in others]
    temperature = fit_temperature(
        np.concatenate([other.logits[rows] for other, rows in drawn]),
        np.concatenate([other.labels[rows] for other, rows in drawn]),
    )
    probabilities = softmax(source.logits / temperature)
    return calibration_error(
        probabilities.max(axis=1), probabilities.argmax(axis=1) == source.labels
    )


def write_leave_one_source_out(out: Path, result: LeaveOneSourceOut) -> None:
    """Write the table as CSV; errors as ``write_atomically``."""
    LEAVE_ONE_SOURCE_OUT.write(out, [_row(source, result.stages) for source in result.sources])


def _row(source: LeftOutSource, stages: int) -> list[str]:
    metrics = source.metrics
    right = metrics.sure.precision
    return [
        source.name,
        str(stages),
        str(metrics.pictures),
        f"{metrics.accuracy:.4f}",
        f"{metrics.calibration_error:.4f}",
        f"{metrics.sure.coverage:.4f}",
        "" if right is None else f"{right:.4f}",
    ]


def _sources(manifest: Manifest, least: int) -> list[str]:
    counts = Counter(
        (source_of(member.path), member.class_name)
        for member in manifest.members
        if member.class_name != manifest.background
    )
    return sorted({name for (name, _), count in counts.items() if name and count >= least})


def grouped(manifest: Manifest, names: Sequence[str], groups: int) -> list[list[str]]:
    """Every source alone, or so many groups of sources that have few product types in common.

    So that a source is judged as if it were left out alone: the photos of its product types that
    other sources have should stay.
    """
    if not groups:
        return [[name] for name in names]
    kinds: dict[str, Counter[tuple[str, str]]] = {}
    for member in manifest.members:
        if member.class_name != manifest.background:
            kind = (member.class_name, member.kind)
            kinds.setdefault(source_of(member.path), Counter())[kind] += 1
    photos = sum(kinds.values(), Counter())

    def lost(group: Sequence[str]) -> float:
        """Sum over the sources: the part of other sources' photos of its types that goes, too."""
        together = sum((kinds[name] for name in group), Counter())
        parts = [
            count * (together[kind] - count) / (photos[kind] - count) / kinds[name].total()
            for name in group
            for kind, count in kinds[name].items()
            if photos[kind] > count
        ]
        return sum(parts)

    found: list[list[str]] = [[] for _ in range(min(groups, len(names)))]
    for name in sorted(names, key=lambda name: -kinds[name].total()):
        cost = {
            number: (round(lost([*group, name]) - lost(group), 2), len(group))
            for number, group in enumerate(found)
        }
        found[min(cost, key=lambda number: cost[number])].append(name)
    return found
