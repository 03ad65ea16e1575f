"""What the old last layer and the new one say of the new photos."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from training.config import FitConfig
from training.data.corrections import CORRECTIONS_NAME
from training.data.manifest import Manifest, Member
from training.fit.cache import CACHE_NAME, cache_stamp, fill_cache
from training.fit.refit import NewPhotos, refit
from training.judge.metrics import Answers
from training.network.inception import BaseWeights, Floats, cut_base
from training.progress import Progress, ProgressCallback
from training.refresh.judged import Judged, answers_of, difference, judge_kept
from training.refresh.photos import allowed_outputs, weights_of_new
from training.refresh.start import Start

_FOLDS = 5


@dataclass(frozen=True)
class Learnt:
    """A new last layer, and how it and the old one answer.

    Attributes:
        kernel, bias: of the new one, float32 [F, O] and [O].
        features: float16 [M, F], of the photos that it learnt from, as they are.
        allowed: bool [M, O], which outputs would be right for them.
        asked: the new photos that were asked about.
        new, old: what the layers say of these; of a photo that is learnt from, a layer answers that
            did not learn from it or from its near-duplicates.
    """

    kernel: Floats
    bias: Floats
    features: npt.NDArray[np.float16]
    allowed: npt.NDArray[np.bool_]
    asked: tuple[Member, ...]
    new: Answers
    old: Answers

    def judged(self, start: Start, manifest: Manifest) -> Judged:
        """Hold the new layer against the old one."""
        classes = len(manifest.classes)
        truth = np.array([manifest.label(member) for member in self.asked], np.int64)
        own = np.array([not member.corrected for member in self.asked], bool) & (truth < classes)
        return Judged(
            difference(truth[own], self.new.labels[own], self.old.labels[own], classes),
            *judge_kept(start.sample, self.kernel, self.bias, start.folder.contract),
        )


def learn(
    start: Start, manifest: Manifest, data: Path | None, run: Path, on_progress: ProgressCallback
) -> Learnt:
    """Fit a new last layer to the new photos, and answer for them.

    Args:
        manifest: its ``train`` split is learnt from; its ``test`` split is only asked about.
        data: what the members' paths are relative to.
        run: what the base says of the photos is kept here.

    Raises:
        RunError: as ``cache.fill_cache``.
    """
    members, tests = manifest.of("train"), manifest.of("test")
    features, asked = (
        _features(start, manifest, split, data, run, on_progress) for split in ("train", "test")
    )
    allowed = allowed_outputs(manifest, start.sample.types)
    is_training = np.array([member.split == "train" for member in manifest.members], bool)
    new = NewPhotos(features, allowed[is_training], weights_of_new(manifest, members))
    parts = _parts(members)
    phase = "Learning from the new photos"
    outputs = np.zeros((len(members), allowed.shape[1]), np.float32)
    for number in np.unique(parts).tolist():
        on_progress(Progress(phase, number, int(parts.max()) + 2))
        kernel, bias = refit(start.sample, new.take(np.flatnonzero(parts != number)))
        outputs[parts == number] = features[0, parts == number].astype(np.float32) @ kernel + bias
    on_progress(Progress(phase, int(parts.max()) + 1, int(parts.max()) + 2))
    kernel, bias = refit(start.sample, new)
    of_tests = asked[0].astype(np.float32)
    outputs = np.concatenate([outputs, of_tests @ kernel + bias])
    before = start.sample.logits(np.concatenate([features[0], asked[0]]))
    contract = start.folder.contract
    return Learnt(
        kernel,
        bias,
        features[0],
        new.allowed,
        (*members, *tests),
        answers_of(outputs, start.sample, contract),
        answers_of(before, start.sample, contract),
    )


def _features(
    start: Start,
    manifest: Manifest,
    split: str,
    data: Path | None,
    run: Path,
    on_progress: ProgressCallback,
) -> npt.NDArray[np.float16]:
    """Pooled features, float16 [V, N, F]; several views of what is learnt from."""
    contract = start.folder.contract
    config = FitConfig(
        input_size=contract.height,
        fitting=contract.fitting,
        views=2,
        other_fitting=True,
        hard_views=1,
    )
    origin = BaseWeights(str(contract.version), start.folder.identity)
    if not manifest.of(split):
        width = start.sample.kernel.shape[0]
        return np.zeros((1, 0, width), np.float16)
    return fill_cache(
        run / CACHE_NAME / split,
        manifest,
        split,
        data or run,
        config,
        cut_base(start.base, 0),
        cache_stamp(config, manifest, origin),
        on_progress,
        run / CORRECTIONS_NAME,
        crossing=False,
    ).features


def _parts(members: list[Member]) -> npt.NDArray[np.int64]:
    """Deal photos out to parts, int64 [M]; near-duplicates go to one, and classes are spread."""
    order = sorted({(member.class_name, member.group) for member in members})
    first: dict[int, int] = {}
    for number, (_, group) in enumerate(order):
        first.setdefault(group, number % _FOLDS)
    return np.array([first[member.group] for member in members], np.int64)
