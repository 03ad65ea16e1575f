"""Teach the upper part of a base from another network's answers. No label is needed.

Hinton et al. 2015, "Distilling the Knowledge in a Neural Network", section 2, for the teacher's
probabilities; Romero et al. 2015, "FitNets", section 2.2, for its features; Beyer et al. 2022,
"Knowledge distillation: A good teacher is patient and consistent", section 3: teacher and pupil see
the same views, far from the photos, many times.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from time import monotonic
from typing import Any

import numpy as np
import numpy.typing as npt

from app.core import images
from app.core.errors import PictureError
from app.core.files import file_digest, write_atomically
from app.core.images import Fitting
from training.config import FitConfig
from training.dataset import SPLITS, Picture, read_dataset
from training.distill_views import distill_view
from training.errors import RunError
from training.figures import source_of
from training.network import CutBase, KerasModel, build_base, pooled, run_trunk, to_network_range
from training.pictures import mapped_ahead
from training.progress import Listener, Progress, nobody
from training.space import take_space
from training.splits import make_manifest
from training.teacher import Teacher

WEIGHTS_NAME = "inception_v3_base.weights.h5"
RECORD_NAME = "distilled.json"
CUT_BELOW = "mixed5"
"""What lies up to here is kept as it is."""

FEATURE_HEAD, LOGIT_HEAD = "teacher_features", "teacher_logits"
_AT_ONCE = 32
_TEMPERATURE = 2.0
_FEATURE_WEIGHT = 2.0
_WARM_UP_STEPS, _WARM_UP_PART = 200, 0.1  # whichever is shorter
_WEIGHT_DECAY = 0.02
_LEAST_SPREAD = 1e-6  # of a feature that never changes


@dataclass(frozen=True)
class DistillConfig:
    """What a distillation depends on besides photos and teacher.

    Attributes:
        base_weights, input_size, seed: as in :class:`training.config.FitConfig`.
        views: of every photo; view 0 is the photo as it is.
        epochs: passes over all views of all photos.
        learning_rate: of AdamW, at its highest; it warms up and then follows half a cosine to zero.
        batch_size: views per step.
        left_out_sources: photos of these sources are not shown (the part of the file's name before
            ``__``).
        bfloat16: whether most sums are done in 16 bits; faster where the processor can.
    """

    base_weights: str = FitConfig.base_weights
    input_size: int = FitConfig.input_size
    seed: int = FitConfig.seed
    views: int = 6
    epochs: int = 5
    learning_rate: float = 1e-3
    batch_size: int = 64
    left_out_sources: tuple[str, ...] = ()
    bfloat16: bool = False


@dataclass(frozen=True)
class _Lessons:
    """Per view: what crosses the cut, and the teacher's features and logits; float16."""

    crossing: Any
    features: Any
    logits: Any


def distill(
    config: DistillConfig, data: Path, teacher: Path, out: Path, listener: Listener = nobody
) -> Path:
    """Write ``inception_v3_base.weights.h5`` and ``distilled.json`` into ``out``.

    Only photos of the split that ``fit`` trains on are shown, so that those that choose and judge
    stay unseen. What the layers up to ``mixed5`` and the teacher say is computed once per view and
    kept in ``out`` while it runs; killed, it goes on from there, and from the last whole epoch.

    Returns:
        The file of weights.

    Raises:
        DataError: as :func:`training.dataset.read_dataset`.
        RunError: ``base_weights``, ``teacher``, ``disk_full``.
        SetupError: TensorFlow or ONNX Runtime is not installed.
    """
    network = Teacher(teacher)
    pictures = _photos(config, data, listener)
    fit_config = FitConfig(
        base_weights=config.base_weights, input_size=config.input_size, seed=config.seed
    )
    base, weights = build_base(fit_config)
    if config.bfloat16:
        base = _in_bfloat16(base, config.input_size)
    cut = _cut(base)
    out.mkdir(parents=True, exist_ok=True)
    lessons = _lessons(config, data, pictures, network, cut, out / "lessons", listener)
    losses = _train(config, cut.top, lessons, network, out, listener)
    base.save_weights(out / WEIGHTS_NAME)
    record = {
        "base_weights": asdict(weights),
        "teacher": {"name": teacher.name, "sha256": file_digest(teacher)},
        "photos": len(pictures),
        "config": asdict(config) | {"base_weights": weights.name},
        "loss": losses,
    }
    write_atomically(out / RECORD_NAME, (json.dumps(record, indent=2) + "\n").encode())
    return out / WEIGHTS_NAME


def _photos(config: DistillConfig, data: Path, listener: Listener) -> list[Picture]:
    dataset = read_dataset(data, listener=listener)
    fit_config = FitConfig(seed=config.seed)
    kept = 1 - fit_config.validation_fraction - fit_config.test_fraction
    parts = (kept, fit_config.validation_fraction, fit_config.test_fraction)
    manifest = make_manifest(dataset, dict(zip(SPLITS, parts, strict=True)), config.seed)
    shown = {member.sha256 for member in manifest.of("train")}
    return [
        picture
        for picture in dataset.pictures
        if picture.sha256 in shown and source_of(picture.path.name) not in config.left_out_sources
    ]


def _in_bfloat16(base: KerasModel, side: int) -> KerasModel:
    """The same base, computing in bfloat16; its weights stay float32."""
    import keras

    before = keras.mixed_precision.global_policy()
    keras.mixed_precision.set_global_policy("mixed_bfloat16")
    try:
        quick = keras.applications.InceptionV3(
            weights=None, include_top=False, input_shape=(side, side, 3)
        )
    finally:
        keras.mixed_precision.set_global_policy(before)
    quick.set_weights(base.get_weights())
    return quick


def _cut(base: KerasModel) -> CutBase:
    import keras

    crossing = base.get_layer(CUT_BELOW).output
    return CutBase(trunk=keras.Model(base.input, crossing), top=keras.Model(crossing, base.output))


def _lessons(
    config: DistillConfig,
    data: Path,
    pictures: Sequence[Picture],
    teacher: Teacher,
    cut: CutBase,
    folder: Path,
    listener: Listener,
) -> _Lessons:
    count = config.views * len(pictures)
    shapes = (tuple(cut.top.input.shape[1:]), (teacher.features,), (teacher.logits,))
    stamp = json.dumps([asdict(config), teacher.side, [p.sha256 for p in pictures]])
    _prepare(folder, stamp, shapes, count)
    done: Any = np.memmap(folder / "done.u8", np.uint8, "r+", shape=(count,))
    stores: list[Any] = [
        np.memmap(folder / f"{i}.f16", np.float16, "r+", shape=(count, *shape))
        for i, shape in enumerate(shapes)
    ]
    trunk = _trunk_pass(cut, config.input_size)
    todo = np.flatnonzero(np.asarray(done) == 0)
    start = monotonic()
    finished = 0
    for index, (pupil_sees, teacher_sees) in _seen(config, data, pictures, teacher.side, todo):
        lesson = teacher.answer(teacher_sees)
        for store, values in zip(
            stores, (trunk(pupil_sees), lesson.features, lesson.logits), strict=True
        ):
            store[index] = values
            store.flush()  # the mark below must not reach the disk before the values
        done[index] = 1
        done.flush()
        finished += len(index)
        rate = finished / (monotonic() - start)
        phase = "Asking the teacher"
        listener(Progress(phase, finished, len(todo), pictures_per_second=rate))
    return _Lessons(*stores)


def _prepare(folder: Path, stamp: str, shapes: Sequence[tuple[int, ...]], count: int) -> None:
    note = folder / "stamp.json"
    if note.is_file() and note.read_text(encoding="utf-8") == stamp:
        return
    folder.mkdir(parents=True, exist_ok=True)
    sizes = {f"{i}.f16": 2 * count * int(np.prod(shape)) for i, shape in enumerate(shapes)}
    try:
        for name, size in (sizes | {"done.u8": count}).items():
            take_space(folder / name, size)
    except OSError as error:
        raise RunError(
            "disk_full",
            f"What is computed once needs {sum(sizes.values()) / 1e9:.1f} GB in {folder} and could "
            f"not be stored ({error.strerror or error}); free some space, or use fewer --views.",
        ) from error
    write_atomically(note, stamp.encode())


def _seen(
    config: DistillConfig, data: Path, pictures: Sequence[Picture], side: int, todo: Any
) -> Iterator[tuple[npt.NDArray[np.intp], tuple[images.Pixels, images.Pixels]]]:
    """Batches of view indices, with the same views at the pupil's and at the teacher's size."""

    def read(index: int) -> tuple[images.Pixels, images.Pixels]:
        picture = pictures[index // config.views]
        try:
            photo = images.load(data / picture.path, at_least=2 * side)
        except PictureError as error:
            raise RunError("picture_lost", error.message) from error
        seen = distill_view(photo, index % config.views, picture.sha256, config.seed)
        own, theirs = (
            images.fit(seen, size, size, Fitting.PAD) for size in (config.input_size, side)
        )
        return own, theirs

    views = mapped_ahead(read, (int(index) for index in todo))
    for start in range(0, len(todo), _AT_ONCE):
        index = todo[start : start + _AT_ONCE]
        pairs = [next(views) for _ in index]
        yield index, (np.stack([own for own, _ in pairs]), np.stack([other for _, other in pairs]))


def _trunk_pass(cut: CutBase, side: int) -> Callable[[images.Pixels], npt.NDArray[np.float16]]:
    import tensorflow as tf

    @tf.function(input_signature=[tf.TensorSpec((None, side, side, 3), tf.uint8)])  # type: ignore[untyped-decorator]
    def compute(seen: Any) -> Any:
        return tf.cast(run_trunk(cut.trunk, to_network_range(seen))[0], tf.float16)

    return lambda seen: np.asarray(compute(seen).numpy(), np.float16)


def _train(
    config: DistillConfig,
    top: KerasModel,
    lessons: _Lessons,
    teacher: Teacher,
    out: Path,
    listener: Listener,
) -> list[float]:
    """Train the top; returns the mean loss of each epoch that was run now."""
    import keras
    import tensorflow as tf

    keras.utils.set_random_seed(config.seed)
    count = len(lessons.logits)
    steps = -(-count // config.batch_size)
    centre, spread = (
        function(lessons.features, axis=0, dtype=np.float32) for function in (np.mean, np.std)
    )
    features = pooled(keras.ops.cast(top.output, "float32"))
    to_features = keras.layers.Dense(teacher.features, dtype="float32", name=FEATURE_HEAD)
    to_logits = keras.layers.Dense(teacher.logits, dtype="float32", name=LOGIT_HEAD)
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
        soft = tf.nn.softmax(theirs / _TEMPERATURE)
        missed = tf.reduce_sum(
            soft
            * (tf.nn.log_softmax(theirs / _TEMPERATURE) - tf.nn.log_softmax(own / _TEMPERATURE)),
            axis=-1,
        )
        return _TEMPERATURE**2 * missed

    model.compile(
        optimizer=keras.optimizers.AdamW(schedule, weight_decay=_WEIGHT_DECAY),
        loss=[feature_loss, logit_loss],
        loss_weights=[_FEATURE_WEIGHT, 1.0],
    )

    class Lessons(keras.utils.PyDataset):  # type: ignore[misc]  # keras carries no types
        """Batches in an order of their own in each epoch."""

        epoch = 0

        def __len__(self) -> int:
            return steps

        def __getitem__(self, number: int) -> Any:
            order = np.random.default_rng((config.seed, self.epoch)).permutation(count)
            index = np.sort(order[number * config.batch_size : (number + 1) * config.batch_size])
            return (
                np.asarray(lessons.crossing[index], np.float32),
                (
                    np.asarray(lessons.features[index], np.float32),
                    np.asarray(lessons.logits[index], np.float32),
                ),
            )

    batches = Lessons(workers=1, max_queue_size=8)
    losses: list[float] = []

    class Told(keras.callbacks.Callback):  # type: ignore[misc]
        """Tells the listener, and the batches which epoch it is."""

        def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
            batches.epoch = epoch
            self.epoch, self.start = epoch, monotonic()

        def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
            seen = (batch + 1) * config.batch_size
            listener(
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
        callbacks=[keras.callbacks.BackupAndRestore(out / "state"), Told()],
    )
    return losses
