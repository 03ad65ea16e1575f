"""Teach the upper part of a base from another network's answers. No label is needed.

Hinton et al. 2015, "Distilling the Knowledge in a Neural Network", section 2, for the teacher's
probabilities; Romero et al. 2015, "FitNets", section 2.2, for its features; Beyer et al. 2022,
"Knowledge distillation: A good teacher is patient and consistent", section 3: teacher and pupil see
the same product, in views far from the photos, many times.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from time import monotonic
from typing import Any

import numpy as np

from app.core.storage.files import file_digest
from training.config import FitConfig, activation_settings
from training.data.dataset import Picture, read_dataset, read_pool
from training.data.manifest import make_manifest
from training.data.output_folder import refuse_output_in_data
from training.data.sources import source_of
from training.distillation.config import DistillConfig
from training.distillation.teacher import Teacher
from training.distillation.teacher_targets import TeacherTargets, compute_teacher_targets
from training.errors import DataError
from training.fit.run_folder import save_weights
from training.network.inception import (
    CutBase,
    KerasModel,
    build_base,
    in_bfloat16,
    in_float16,
    pooled,
)
from training.network.provenance import write_record
from training.progress import Progress, ProgressCallback, no_progress

WEIGHTS_NAME = "inception_v3_base.weights.h5"
CUT_BELOW = "mixed5"
"""What lies up to here is kept as it is."""

FEATURE_HEAD, LOGIT_HEAD = "teacher_features", "teacher_logits"
_TEMPERATURE = 2.0
_FEATURE_WEIGHT = 2.0
_WARM_UP_STEPS, _WARM_UP_PART = 200, 0.1  # whichever is shorter
_WEIGHT_DECAY = 0.02
_LEAST_SPREAD = 1e-6  # of a feature that never changes


def distill(
    config: DistillConfig,
    data: Path,
    teacher: Path,
    out: Path,
    on_progress: ProgressCallback = no_progress,
    *,
    pool: Sequence[Path] = (),
) -> Path:
    """Write ``inception_v3_base.weights.h5``, in 16 bits, and ``distilled.json`` into ``out``.

    Of ``data`` only photos of the split that ``fit`` trains on are shown, so that those that choose
    and judge stay unseen; the pictures of ``pool``, which need no label, beside them. What the
    layers up to ``mixed5`` and the teacher say is computed once per view and stays in
    ``out/teacher_targets``; killed, it goes on from there, and from the last whole epoch.

    Args:
        pool: folders of pictures, in any folders below; what looks like a photo of ``data`` is
            left out.

    Returns:
        The file of weights.

    Raises:
        DataError: ``out_in_data``, ``unknown_source``, or as ``dataset.read_dataset``.
        RunError: ``base_weights``, ``teacher``, ``disk_full``, ``picture_lost``.
        SetupError: TensorFlow or ONNX Runtime is not installed.
    """
    refuse_output_in_data(out, data)
    network = Teacher(teacher)
    fit_config = FitConfig(
        base_weights=config.base_weights, input_size=config.input_size, seed=config.seed
    )
    pictures = shown_photos(fit_config, config.left_out_sources, data, pool, on_progress)
    base, weights = build_base(fit_config)
    if config.bfloat16:
        base = in_bfloat16(base)
    cut = cut_for_distilling(base)
    origin = {
        "base_weights": asdict(weights),
        "teacher": {"name": teacher.name, "sha256": file_digest(teacher)},
        "photos": len(pictures),
    }
    stamp = _digest(
        [
            origin,
            activation_settings(config),
            [picture.sha256 for picture in pictures],
        ]
    )
    targets = compute_teacher_targets(
        config, data, pictures, network, cut.trunk, out / "teacher_targets", stamp, on_progress
    )
    # A state of another schedule must not be gone on with.
    state = out / "state" / _digest([stamp, config.epochs, config.learning_rate, config.batch_size])
    losses = _train(config, cut.top, targets, state, on_progress)
    save_weights(out / WEIGHTS_NAME, in_float16(base))
    record = origin | {
        "config": asdict(config) | {"base_weights": weights.name},
        "loss": losses,
    }
    write_record(out, record)
    return out / WEIGHTS_NAME


def _digest(parts: list[Any]) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def shown_photos(
    config: FitConfig,
    left_out_sources: Sequence[str],
    data: Path,
    pool: Sequence[Path],
    on_progress: ProgressCallback,
) -> list[Picture]:
    """Choose what is shown: photos that may train, and a pool's pictures that are none of them.

    Raises:
        DataError: as ``distill``, ``dataset.read_dataset`` and ``dataset.read_pool``.
    """
    dataset = read_dataset(data, background=config.background, on_progress=on_progress)
    manifest = make_manifest(dataset, config.split_fractions, config.seed)
    shown = {member.sha256 for member in manifest.of("train")}
    sources = {source_of(picture.path) for picture in dataset.pictures}
    if unknown := sorted(set(left_out_sources) - sources):
        raise DataError(
            "unknown_source",
            f"No photo in {data} has a name that begins with {unknown[0]}__; "
            "give --leave-out what stands before '__'.",
        )
    known = {picture.sha256 for picture in dataset.pictures}
    looks = {(picture.phash, picture.dhash) for picture in dataset.pictures}
    return [
        *(
            picture
            for picture in dataset.pictures
            if picture.sha256 in shown and source_of(picture.path) not in left_out_sources
        ),
        *(
            picture
            for picture in read_pool(pool, on_progress)
            if picture.sha256 not in known and (picture.phash, picture.dhash) not in looks
        ),
    ]


def cut_for_distilling(base: KerasModel) -> CutBase:
    """Cut a base above ``CUT_BELOW``: the trunk is kept, the top learns from the teacher."""
    import keras

    crossing = base.get_layer(CUT_BELOW).output
    return CutBase(trunk=keras.Model(base.input, crossing), top=keras.Model(crossing, base.output))


def _train(
    config: DistillConfig,
    top: KerasModel,
    targets: TeacherTargets,
    state: Path,
    on_progress: ProgressCallback,
) -> list[float]:
    """Train the top; returns the mean loss of each epoch that was run now."""
    import keras
    import tensorflow as tf

    keras.utils.set_random_seed(config.seed)
    count = len(targets.logits)
    steps = -(-count // config.batch_size)
    centre, spread = (
        function(targets.features, axis=0, dtype=np.float32) for function in (np.mean, np.std)
    )
    features = pooled(top.output)
    to_features = keras.layers.Dense(targets.features.shape[1], dtype="float32", name=FEATURE_HEAD)
    to_logits = keras.layers.Dense(targets.logits.shape[1], dtype="float32", name=LOGIT_HEAD)
    model = keras.Model(top.input, [to_features(features), to_logits(features)])
    warm_up = min(_WARM_UP_STEPS, round(_WARM_UP_PART * config.epochs * steps))
    schedule = keras.optimizers.schedules.CosineDecay(
        0.0,
        config.epochs * steps - warm_up,
        warmup_target=config.learning_rate,
        warmup_steps=warm_up,
    )

    def feature_loss(theirs: Any, own: Any) -> Any:
        return tf.reduce_mean(tf.square((theirs - centre) / spread - own), axis=-1)

    def logit_loss(theirs: Any, own: Any) -> Any:
        soft, said = (tf.nn.log_softmax(logits / _TEMPERATURE) for logits in (theirs, own))
        return _TEMPERATURE**2 * tf.reduce_sum(tf.exp(soft) * (soft - said), axis=-1)

    model.compile(
        optimizer=keras.optimizers.AdamW(schedule, weight_decay=_WEIGHT_DECAY),
        loss=[feature_loss, logit_loss],
        loss_weights=[_FEATURE_WEIGHT, 1.0],
    )

    class Batches(keras.utils.PyDataset):  # type: ignore[misc]  # keras carries no types
        """In an order of its own for each epoch."""

        order = np.arange(count)

        def begin(self, epoch: int) -> None:
            self.order = np.random.default_rng((config.seed, epoch)).permutation(count)

        def __len__(self) -> int:
            return steps

        def __getitem__(self, number: int) -> Any:
            first = number * config.batch_size
            index = np.sort(self.order[first : first + config.batch_size])
            return (
                np.asarray(targets.crossing[index], np.float32),
                (
                    np.asarray(targets.features[index], np.float32),
                    np.asarray(targets.logits[index], np.float32),
                ),
            )

    batches = Batches(workers=1, max_queue_size=8)
    losses: list[float] = []

    class Told(keras.callbacks.Callback):  # type: ignore[misc]
        """Reports progress, and tells the batches which epoch it is."""

        def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
            batches.begin(epoch)
            self.epoch, self.start = epoch, monotonic()

        def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
            seen = (batch + 1) * config.batch_size
            on_progress(
                Progress(
                    "Distilling",
                    min(seen, count),
                    count,
                    epoch=self.epoch + 1,
                    epochs=config.epochs,
                    pictures_per_second=seen / (monotonic() - self.start),
                )
            )

        def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
            losses.append(float((logs or {})["loss"]))

    model.fit(
        batches,
        epochs=config.epochs,
        verbose=0,
        shuffle=False,
        callbacks=[keras.callbacks.BackupAndRestore(state), Told()],
    )
    return losses
