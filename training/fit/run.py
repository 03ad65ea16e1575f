"""A whole training run: one function of a config, a folder of photos and a run folder."""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np

from app.core.storage.files import write_atomically
from training.config import CONFIG_NAME, FitConfig
from training.data.corrections import CORRECTIONS_NAME, add_corrections, keep_copy
from training.data.dataset import read_dataset
from training.data.manifest import (
    MANIFEST_NAME,
    Manifest,
    make_manifest,
    read_manifest,
    write_manifest,
)
from training.data.output_folder import refuse_output_in_data
from training.data.product_types import (
    TYPES_NAME,
    ProductTypes,
    product_types,
    read_product_types,
    write_product_types,
)
from training.errors import RunError, report_shortages
from training.fit.cache import CACHE_NAME, Activations, cache_stamp, fill_cache
from training.fit.calibrate import (
    CALIBRATION_NAME,
    Calibration,
    calibrate,
    read_calibration,
    write_calibration,
)
from training.fit.cluster import (
    Cluster,
    Strategy,
    join_cluster,
    report_lost_workers,
)
from training.fit.feed import Examples
from training.fit.head import solve_into
from training.fit.run_folder import (
    BASE_NAME,
    STAGE_ONE,
    STAGE_TWO,
    WEIGHTS_NAME,
    agree_with_chief,
    claim,
    own_folder,
    save_weights,
    sole_use,
    write_digests,
)
from training.fit.stage import Stage, train_stage
from training.fit.training_loop import logits_of
from training.fit.weighting import photo_weights
from training.network.inception import (
    CutBase,
    Floats,
    KerasModel,
    build_head,
    class_logits,
    classifier_model,
    fine_tuning_model,
    head_model,
)
from training.network.outputs import merged_logits
from training.network.trainable import open_trainable
from training.progress import ProgressCallback, no_progress


@dataclass(frozen=True)
class FittedRun:
    """What a finished run found out on its validation photos.

    Attributes:
        manifest: who trained and who judges.
        calibration: temperature and thresholds.
        skipped: one sentence for every picture that could not be read; empty for a resumed run.
        is_chief: whether this process has written the run; False for the other workers.
        validation: right answers, and product photos, of the validation split; None for a run that
            was finished before.
    """

    manifest: Manifest
    calibration: Calibration
    skipped: tuple[str, ...]
    is_chief: bool = True
    validation: tuple[int, int] | None = None


def fit(
    config: FitConfig,
    data: Path,
    run: Path,
    *,
    resume: bool = False,
    corrections: Path | None = None,
    on_progress: ProgressCallback = no_progress,
    strategy: Strategy = Strategy.NONE,
    scratch: Path | None = None,
) -> FittedRun:
    """Train on the photos of ``data``; everything is written into ``run``.

    With ``resume`` a run that was stopped, however hard, goes on after its last finished epoch;
    what it had listed and computed is not done again.

    Args:
        corrections: folder of class folders with pictures that people corrected; they train, too,
            as they are when the run is begun.
        strategy: how the work is spread. The batch stays the same, so the result does, too, and a
            run may be resumed with another strategy. With several workers each one calls this; only
            the chief touches ``run``.
        scratch: where a worker that is not the chief keeps what it computes; without it a temporary
            folder, which is removed in the end.

    Raises:
        RunError, DataError, FileAccessError: one sentence each; the run folder stays resumable.
    """
    if config.l2 and strategy is not Strategy.NONE:
        raise RunError("bad_option", "--l2 needs all photos on one machine: leave out --strategy.")
    cluster = join_cluster(strategy, on_progress)
    with (
        report_shortages(run),
        report_lost_workers(cluster),
        own_folder(cluster, run, scratch) as own,
    ):
        refuse_output_in_data(own, data)
        with sole_use(own):
            return _fit(cluster, config, data, own, resume, corrections, on_progress)


def _fit(
    cluster: Cluster,
    config: FitConfig,
    data: Path,
    run: Path,
    resume: bool,
    corrections: Path | None,
    on_progress: ProgressCallback,
) -> FittedRun:
    """Every process of a cluster does this with a folder of its own."""
    if cluster.is_chief:
        claim(run, config, data, resume)
    for name in (CONFIG_NAME, MANIFEST_NAME, TYPES_NAME, CALIBRATION_NAME):
        cluster.copy_from_chief(run / name)
    config = agree_with_chief(run, config)
    if (run / CALIBRATION_NAME).exists():
        manifest = read_manifest(run / MANIFEST_NAME)
        return FittedRun(manifest, read_calibration(run), (), cluster.is_chief)
    skipped = _list_photos(run, config, data, corrections, on_progress, cluster)
    manifest = read_manifest(run / MANIFEST_NAME)
    types = read_product_types(run, manifest)
    with cluster.scope():
        base = open_trainable(config, config.unfreeze_layers)
        head = build_head(types.layout.outputs, base.base.output.shape[-1])
    write_atomically(run / BASE_NAME, json.dumps(asdict(base.origin)).encode())
    training, validation = (
        fill_cache(
            run / CACHE_NAME / split,
            manifest,
            split,
            data,
            config,
            base.cut_for(split),
            cache_stamp(config, manifest, base.origin, cluster),
            on_progress,
            run / CORRECTIONS_NAME,
            cluster,
            crossing=bool(config.unfreeze_layers),
        )
        for split in ("train", "validation")
    )
    _train(
        run, config, base.trained, head, manifest, types, training, validation, on_progress, cluster
    )
    base.take_over()
    logits = merged_logits(_logits(config, base.exact, head, validation, cluster), types.layout)
    if cluster.is_chief:
        save_weights(run / WEIGHTS_NAME, classifier_model(base.base, head))
        write_digests(run)
    labels = np.array([manifest.label(member) for member in manifest.of("validation")], np.int64)
    calibration = calibrate(logits, labels, len(manifest.classes))
    write_calibration(run, calibration)  # last: it says that the run is finished
    del training, validation
    if not config.keep_cache:
        shutil.rmtree(run / CACHE_NAME, ignore_errors=True)
    products = labels < len(manifest.classes)
    answers = class_logits(logits[products], len(manifest.classes)).argmax(axis=1)
    hits = int((answers == labels[products]).sum())
    return FittedRun(manifest, calibration, skipped, cluster.is_chief, (hits, int(products.sum())))


def _list_photos(
    run: Path,
    config: FitConfig,
    data: Path,
    corrections: Path | None,
    on_progress: ProgressCallback,
    cluster: Cluster,
) -> tuple[str, ...]:
    """Write the manifest unless it is there; one sentence for every picture left out."""
    path = run / MANIFEST_NAME
    if path.exists():
        return ()
    skipped: tuple[str, ...] = ()
    if cluster.is_chief:
        dataset = read_dataset(data, background=config.background, on_progress=on_progress)
        manifest = make_manifest(dataset, config.split_fractions, config.seed)
        skipped = dataset.skipped
        if corrections is not None:
            kept = keep_copy(corrections, run)
            manifest, sentences = add_corrections(manifest, dataset.pictures, kept, on_progress)
            skipped += sentences
        write_product_types(run, product_types(manifest, config.types))
        write_manifest(path, manifest)
    elif corrections is not None:
        keep_copy(corrections, run)
    for name in (TYPES_NAME, MANIFEST_NAME):
        cluster.copy_from_chief(run / name)
    return skipped


def _train(
    run: Path,
    config: FitConfig,
    cut: CutBase,
    head: KerasModel,
    manifest: Manifest,
    types: ProductTypes,
    training: Activations,
    validation: Activations,
    on_progress: ProgressCallback,
    cluster: Cluster,
) -> None:
    weights = photo_weights(config, manifest, manifest.of("train"), types)[training.positions]
    shared = config.batch_size, config.seed, types.layout
    learnt, watched = (
        types.labels(manifest.of(split))[activations.positions]
        for split, activations in (("train", training), ("validation", validation))
    )
    examples = replace(Examples.of_features(training), labels=learnt)
    if config.l2:
        solve_into(config, head_model(head), examples, weights)
    else:
        one = Stage("Stage one", 1, run / STAGE_ONE, config.stage_one, *shared)
        train_stage(
            one,
            head_model(head),
            replace(examples, weights=weights),
            replace(Examples.of_features(validation), labels=watched),
            on_progress,
            cluster,
        )
    if config.unfreeze_layers:
        two = Stage("Stage two", 2, run / STAGE_TWO, config.stage_two, *shared)
        train_stage(
            two,
            fine_tuning_model(cut.top, head),
            replace(Examples.of_crossing(training), weights=weights, labels=learnt),
            replace(Examples.of_crossing(validation), labels=watched),
            on_progress,
            cluster,
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
