"""A model that never saw some sources, judged by them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from training.config import FitConfig
from training.data.manifest import Manifest, Member
from training.data.sources import source_of
from training.fit.cache import Activations
from training.fit.calibrate import Calibration, calibrate
from training.fit.feed import Examples
from training.fit.head import train_head
from training.fit.stage import Stage, train_stage
from training.fit.training_loop import logits_of
from training.fit.weighting import photo_weights
from training.judge.evaluate import Metrics, compute_metrics
from training.judge.metrics import Answers, Labels, calibration_error_by_chance
from training.judge.predict import labelled_photos_of, true_labels
from training.network.inception import (
    Floats,
    KerasModel,
    build_head,
    class_logits,
    familiarity,
    fine_tuning_model,
    read_weights,
    softmax,
)
from training.progress import ProgressCallback

Indices = npt.NDArray[np.intp]


@dataclass(frozen=True)
class LeftOutSource:
    """What a model that never saw a source says of its product photos.

    Attributes:
        metrics: with the temperature of the validation photos.
        calibration_error_by_chance: what it would be if the probabilities were exactly true.
        logits: float32 [N, C], of the classes, before any temperature.
        labels: int64 [N].
    """

    name: str
    metrics: Metrics
    calibration_error_by_chance: float
    logits: Floats
    labels: Labels


class Measurement:
    """Trains without some sources, and judges by them."""

    def __init__(
        self,
        config: FitConfig,
        manifest: Manifest,
        activations: Mapping[str, Activations],
        top: KerasModel,
        folder: Path | None,
        on_progress: ProgressCallback,
    ) -> None:
        """Args:
        activations: of every split.
        top: the part of the base that a second stage trains; it begins anew for every group.
        folder: of the second stages' states; None leaves the second stage out.
        """
        self._config, self._manifest, self._top = config, manifest, top
        self._folder, self._on_progress = folder, on_progress
        self._members = {split: manifest.of(split) for split in activations}
        self._features = {
            split: Examples.of_features(values) for split, values in activations.items()
        }
        self._asked = self._features
        if folder is not None:
            self._asked = {
                split: Examples.of_crossing(values) for split, values in activations.items()
            }
        self._untrained = read_weights(top)

    def leave_out(self, names: Sequence[str], number: int) -> list[LeftOutSource]:
        """What a model that saw none of these sources says of each of them.

        Args:
            number: of the group of sources, for the folder of its second stage.
        """
        manifest = self._manifest
        gone = {member.group for member in manifest.members if source_of(member.path) in names}
        learning, choosing = (
            self._rows(split, lambda member: member.group not in gone)
            for split in ("train", "validation")
        )
        taught = [self._members["train"][row] for row in learning]
        layer = build_head(
            len(manifest.classes), self._top.output.shape[-1], background=bool(manifest.background)
        )
        model = train_head(
            self._config,
            manifest,
            taught,
            self._features["train"].only(learning),
            self._features["validation"].only(choosing),
            seed=0,
            layer=layer,
        )
        watched = self._asked["validation"].only(choosing)
        if self._folder is not None:
            weights = photo_weights(self._config, manifest, taught)
            learnt = replace(self._asked["train"].only(learning), weights=weights)
            model = self._fine_tuned(layer, learnt, watched, self._folder / str(number), number)
        classes = len(manifest.classes)
        calibration = calibrate(logits_of(model, watched), watched.labels, classes)
        return [self._judged(model, calibration, name) for name in names]

    def _fine_tuned(
        self, layer: KerasModel, learnt: Examples, watched: Examples, folder: Path, number: int
    ) -> KerasModel:
        config = self._config
        self._top.set_weights(self._untrained)
        model = fine_tuning_model(self._top, layer)
        name = f"Group {number + 1}"
        shared = config.batch_size, config.seed, len(self._manifest.classes)
        stage = Stage(name, 2, folder, config.stage_two, *shared)
        train_stage(stage, model, learnt, watched, self._on_progress)
        return model

    def _judged(self, model: KerasModel, calibration: Calibration, name: str) -> LeftOutSource:
        manifest = self._manifest
        classes = len(manifest.classes)
        logits, judging = [], []
        for split, members in self._members.items():
            rows = self._rows(
                split,
                lambda member: (
                    source_of(member.path) == name and member.class_name != manifest.background
                ),
            )
            if rows.size:
                logits.append(logits_of(model, self._asked[split].only(rows)))
                judging += [members[row] for row in rows]
        said = np.concatenate(logits)
        known = class_logits(said, classes)
        answers = Answers(softmax(known / calibration.temperature), familiarity(said, classes))
        labelled = labelled_photos_of(judging, manifest)
        metrics = compute_metrics(
            answers,
            labelled,
            manifest.classes,
            calibration.temperature,
            calibration.thresholds,
        )
        chance = calibration_error_by_chance(answers.confidence)
        return LeftOutSource(name, metrics, chance, known, true_labels(labelled))

    def _rows(self, split: str, wanted: Callable[[Member], bool]) -> Indices:
        members = self._members[split]
        return np.array([row for row, member in enumerate(members) if wanted(member)], np.intp)
