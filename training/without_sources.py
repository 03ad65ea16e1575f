"""A model that never saw some sources, judged by them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from training.asking import questions_about
from training.cache import Activations
from training.calibrate import Calibration, calibrate, softmax
from training.config import FitConfig
from training.evaluate import Metrics, measure
from training.feed import Examples, logits_of
from training.figures import source_of
from training.head import train_head
from training.metrics import Answers
from training.network import (
    KerasModel,
    build_head,
    class_logits,
    familiarity,
    fine_tuning_model,
)
from training.progress import Listener
from training.splits import Manifest, Member
from training.stage import Stage, train_stage
from training.weighting import photo_weights

Indices = npt.NDArray[np.intp]


@dataclass(frozen=True)
class LeftOutSource:
    """What a model that never saw a source says of its product photos."""

    name: str
    metrics: Metrics


def source_of_member(member: Member) -> str:
    """What stands before ``__`` in its file's name."""
    return source_of(Path(member.path).name)


class Measurement:
    """Trains without some sources, and judges by them.

    ``top`` is the part of the base that a second stage trains; it begins anew for every group.
    """

    def __init__(
        self,
        config: FitConfig,
        manifest: Manifest,
        activations: Activations,
        top: KerasModel,
        folder: Path,
        listener: Listener,
    ) -> None:
        self._config, self._manifest, self._top = config, manifest, top
        self._features = Examples.of_features(activations)
        self._crossing = Examples.of_crossing(activations)
        self._folder, self._listener = folder, listener
        self._untrained = top.get_weights()

    def leave_out(
        self, names: Sequence[str], number: int, *, fine_tune: bool
    ) -> list[LeftOutSource]:
        """What a model that saw none of these sources says of each of them.

        Args:
            number: of the group of sources, for the folder of its second stage.
            fine_tune: whether there is a second stage.
        """
        manifest, members = self._manifest, self._manifest.members
        gone = {member.group for member in members if source_of_member(member) in names}
        kept = _rows(members, lambda m: m.group not in gone)
        choosing = np.array([row for row in kept if members[row].split == "validation"], np.intp)
        learning = np.setdiff1d(kept, choosing)
        taught = [members[row] for row in learning]
        layer = build_head(
            len(manifest.classes), self._top.output.shape[-1], background=bool(manifest.background)
        )
        examples = self._features
        learnt, watched = examples.only(learning), examples.only(choosing)
        model = train_head(self._config, manifest, taught, learnt, watched, seed=0, layer=layer)
        if fine_tune:
            examples = self._crossing
            learnt, watched = examples.only(learning), examples.only(choosing)
            model = self._fine_tuned(layer, taught, learnt, watched, number)
        classes = len(manifest.classes)
        calibration = calibrate(logits_of(model, watched), watched.labels, classes)
        return [self._judged(model, examples, calibration, name) for name in names]

    def _fine_tuned(
        self,
        layer: KerasModel,
        taught: Sequence[Member],
        learnt: Examples,
        watched: Examples,
        number: int,
    ) -> KerasModel:
        config = self._config
        self._top.set_weights(self._untrained)
        model = fine_tuning_model(self._top, layer)
        weights = photo_weights(config, self._manifest, taught)
        name, folder = f"Group {number + 1}", self._folder / str(number)
        stage = Stage(name, 2, folder, config.stage_two, config.batch_size, config.seed)
        train_stage(stage, model, replace(learnt, weights=weights), watched, self._listener)
        return model

    def _judged(
        self, model: KerasModel, examples: Examples, calibration: Calibration, name: str
    ) -> LeftOutSource:
        manifest = self._manifest
        members, classes = manifest.members, len(manifest.classes)
        judging = _rows(
            members, lambda m: source_of_member(m) == name and m.class_name != manifest.background
        )
        logits = logits_of(model, examples.only(judging))
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
