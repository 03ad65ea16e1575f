"""The network of a run and what it learns from: frozen activations, both stages, its answers."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np

from app.core.storage.files import write_atomically
from training.config import FitConfig
from training.data.corrections import CORRECTIONS_NAME
from training.fit.begin import Begun, Process
from training.fit.cache import CACHE_NAME, Activations, cache_stamp, fill_cache
from training.fit.cluster import Cluster
from training.fit.feed import Examples
from training.fit.head import solve_into
from training.fit.pages import PAGES_CACHE, PageActivations, page_activations, page_rows
from training.fit.run_folder import BASE_NAME, STAGE_ONE, STAGE_TWO
from training.fit.stage import Stage, train_stage
from training.fit.training_loop import logits_of
from training.fit.weighting import photo_weights
from training.network.inception import (
    CutBase,
    Floats,
    KerasModel,
    build_head,
    classifier_model,
    fine_tuning_model,
    head_model,
)
from training.network.outputs import merged_logits
from training.network.trainable import TrainableBase, open_trainable


@dataclass(frozen=True)
class Learner:
    """A network that is being trained.

    Attributes:
        training, validation: what the frozen layers say of the photos of a split.
        pages: the same of rendered pages; None where none train.
    """

    base: TrainableBase
    head: KerasModel
    training: Activations
    validation: Activations
    pages: PageActivations | None = None

    @property
    def network(self) -> KerasModel:
        """The whole of it: pictures in [-1, 1] -> logits."""
        return classifier_model(self.base.base, self.head)


def prepare(process: Process, begun: Begun) -> Learner:
    """Open the base, make a new head, and run the frozen layers over the photos once."""
    cluster, run, config = process.cluster, process.run, begun.config
    with cluster.scope():
        base = open_trainable(config, config.unfreeze_layers)
        head = build_head(begun.types.layout.outputs, base.base.output.shape[-1])
    write_atomically(run / BASE_NAME, json.dumps(asdict(base.origin)).encode())
    stamp = cache_stamp(config, begun.manifest, base.origin, cluster)
    training, validation = (
        fill_cache(
            run / CACHE_NAME / split,
            begun.manifest,
            split,
            process.data,
            config,
            base.cut_for(split),
            stamp,
            process.on_progress,
            run / CORRECTIONS_NAME,
            cluster,
            crossing=bool(config.unfreeze_layers),
        )
        for split in ("train", "validation")
    )
    pages = None
    if config.pages:
        pages = page_activations(
            run / CACHE_NAME / PAGES_CACHE,
            Path(config.pages),
            begun.manifest,
            ["train"],
            config,
            base,
            stamp,
            process.on_progress,
        )
    return Learner(base, head, training, validation, pages)


def train(process: Process, begun: Begun, learner: Learner) -> Floats:
    """Train both stages, and answer for the validation photos.

    Returns:
        float32 [N, C] or [N, C + 1], the classes' logits; the background's last.
    """
    _train_stages(process, begun, learner)
    learner.base.take_over()
    logits = _logits(
        begun.config, learner.base.exact, learner.head, learner.validation, process.cluster
    )
    return merged_logits(logits, begun.types.layout)


def _train_stages(process: Process, begun: Begun, learner: Learner) -> None:
    run, config, manifest, types = process.run, begun.config, begun.manifest, begun.types
    training, validation, head = learner.training, learner.validation, learner.head
    weights = photo_weights(config, manifest, manifest.of("train"), types)[training.positions]
    shared = config.batch_size, config.seed, types.layout
    learnt, watched = (
        types.labels(manifest.of(split))[activations.positions]
        for split, activations in (("train", training), ("validation", validation))
    )
    examples = replace(Examples.of_features(training), labels=learnt)
    if config.l2:
        more = None
        if learner.pages is not None:
            chosen = np.arange(len(learner.pages.pages))
            more = page_rows(config, manifest, types, learner.pages, chosen, len(weights))
        solve_into(config, head_model(head), examples, weights, more)
    else:
        one = Stage("Stage one", 1, run / STAGE_ONE, config.stage_one, *shared)
        train_stage(
            one,
            head_model(head),
            replace(examples, weights=weights),
            replace(Examples.of_features(validation), labels=watched),
            process.on_progress,
            process.cluster,
        )
    if config.unfreeze_layers:
        two = Stage("Stage two", 2, run / STAGE_TWO, config.stage_two, *shared)
        train_stage(
            two,
            fine_tuning_model(learner.base.trained.top, head),
            replace(Examples.of_crossing(training), weights=weights, labels=learnt),
            replace(Examples.of_crossing(validation), labels=watched),
            process.on_progress,
            process.cluster,
        )


def _logits(
    config: FitConfig, cut: CutBase, head: KerasModel, activations: Activations, cluster: Cluster
) -> Floats:
    """Logits of every picture of the split as it is, float32 [N, outputs]."""
    if config.unfreeze_layers:
        model, examples = fine_tuning_model(cut.top, head), Examples.of_crossing(activations)
    else:
        model, examples = head_model(head), Examples.of_features(activations)
    return logits_of(model, examples, cluster)
