"""One stage of training: a network on cached activations, until it no longer gets better."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any

import numpy as np
import numpy.typing as npt

from app.core.files import write_atomically
from training.cache import Activations, Halves
from training.checkpoint import (
    StageState,
    callback_memories,
    remind_callbacks,
    restore_state,
    restore_weights,
    save_state,
    save_weights,
)
from training.config import StageConfig
from training.network import KerasModel, cut_name
from training.progress import Listener, Progress

HISTORY_NAME = "history.json"
TENSORBOARD_NAME = "tensorboard"
_STATE_NAME = "state.npz"
_BEST_NAME = "best.npz"


@dataclass(frozen=True)
class Stage:
    """What tells one stage from the other.

    Attributes:
        name: for people: ``Stage one``.
        number: 1 or 2; part of the seed.
        folder: the stage's own folder inside the run folder.
        config: epochs, learning rate and patience.
        batch_size: pictures per step.
        seed: of the order of pictures and views.
    """

    name: str
    number: int
    folder: Path
    config: StageConfig
    batch_size: int
    seed: int


@dataclass(frozen=True)
class Examples:
    """A network's inputs and labels: V views of N pictures.

    Attributes:
        inputs: input name -> float16 [V, N, ...]; the name "" stands for a network's only input.
        labels: int64 [N].
    """

    inputs: dict[str, Halves]
    labels: npt.NDArray[np.int64]

    @classmethod
    def of_features(cls, activations: Activations) -> Examples:
        """For the head alone."""
        return cls({"": activations.features}, activations.labels)

    @classmethod
    def of_crossing(cls, activations: Activations) -> Examples:
        """For the layers above the cut."""
        named = {cut_name(i): values for i, values in enumerate(activations.crossing)}
        return cls(named, activations.labels)

    @property
    def views(self) -> int:
        """V."""
        return int(next(iter(self.inputs.values())).shape[0])

    def take(self, views: npt.NDArray[np.intp], indices: npt.NDArray[np.intp]) -> Any:
        """Network input for pictures ``indices`` in their ``views``: float32."""
        taken = {
            name: values[views, indices].astype(np.float32) for name, values in self.inputs.items()
        }
        return taken.get("", taken)


class _Feed:
    """Batches of an epoch. Order and views follow from seed, stage and epoch alone, so a resumed
    run sees what an undisturbed one would have seen."""

    def __init__(self, examples: Examples, stage: Stage, *, training: bool) -> None:
        self.epoch = 0
        self._examples, self._stage, self._training = examples, stage, training
        self._count = len(examples.labels)

    def batches(self) -> Iterator[tuple[Any, npt.NDArray[np.int64]]]:
        """(inputs, labels) of the epoch in ``self.epoch``."""
        order, views = np.arange(self._count), np.zeros(self._count, np.intp)
        if self._training:
            random = np.random.default_rng([self._stage.seed, self._stage.number, self.epoch])
            order = random.permutation(self._count)
            views = random.integers(0, self._examples.views, self._count)
        for start in range(0, self._count, self._stage.batch_size):
            indices = order[start : start + self._stage.batch_size]
            yield self._examples.take(views[indices], indices), self._examples.labels[indices]

    def dataset(self) -> Any:
        """A ``tf.data.Dataset`` that asks :meth:`batches` anew for every epoch."""
        import tensorflow as tf

        specs = {
            name: tf.TensorSpec((None, *values.shape[2:]), tf.float32)
            for name, values in self._examples.inputs.items()
        }
        signature = (specs.get("", specs), tf.TensorSpec((None,), tf.int64))
        steps = -(-self._count // self._stage.batch_size)
        dataset = tf.data.Dataset.from_generator(self.batches, output_signature=signature)
        return dataset.apply(tf.data.experimental.assert_cardinality(steps)).prefetch(2)


def train_stage(
    stage: Stage,
    model: KerasModel,
    training: Examples,
    validation: Examples,
    class_weights: dict[int, float] | None,
    listener: Listener,
) -> StageState:
    """Train until early stopping or the last epoch; the model ends with its best weights.

    Goes on from the stage's folder when it holds a state. The best weights are those with the
    highest validation accuracy, the weights at the start included: a stage cannot make a model
    worse. (Not the lowest loss: what a network is too sure of, calibration mends afterwards.)
    """
    import keras

    model.compile(
        optimizer=keras.optimizers.Adam(stage.config.learning_rate),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=[keras.metrics.SparseCategoricalAccuracy(name="accuracy")],
    )
    feed = _Feed(training, stage, training=True)
    watched = _Feed(validation, stage, training=False).dataset()
    state = _resume_or_begin(stage, model, watched)
    if not state.stopped and len(state.history) < stage.config.epochs:
        recorder = _Recorder(stage, state, feed, len(training.labels), listener)
        model.fit(
            feed.dataset(),
            validation_data=watched,
            epochs=stage.config.epochs,
            initial_epoch=len(state.history),
            class_weight=class_weights,
            callbacks=recorder.callbacks(),
            shuffle=False,  # the feed has its own order
            verbose=0,
        )
        state = recorder.state
    restore_weights(stage.folder / _BEST_NAME, model)
    return state


def _resume_or_begin(stage: Stage, model: KerasModel, validation: Any) -> StageState:
    if (stage.folder / _STATE_NAME).is_file():
        return restore_state(stage.folder / _STATE_NAME, model)
    save_weights(stage.folder / _BEST_NAME, model)
    measured = model.evaluate(validation, verbose=0, return_dict=True)
    return StageState(
        (),
        best_epoch=0,
        best_accuracy=float(measured["accuracy"]),
        best_loss=float(measured["loss"]),
        stopped=False,
        callbacks=(),
    )


class _Recorder:
    """Keeps the stage's state on disk and tells the listener, epoch by epoch."""

    def __init__(
        self, stage: Stage, state: StageState, feed: _Feed, pictures: int, listener: Listener
    ) -> None:
        self.state = state
        self._stage, self._feed, self._pictures, self._listener = stage, feed, pictures, listener
        self._epoch, self._began, self._steps = 0, 0.0, 0
        self._remembering: list[Any] = []
        self._own: Any = None

    def callbacks(self) -> list[Any]:
        """Fresh callback objects for one call of ``fit``; the recorder's own comes last."""
        import keras

        config = self._stage.config
        self._remembering = [
            keras.callbacks.EarlyStopping(
                monitor="val_accuracy", mode="max", patience=config.stop_patience
            )
        ]
        if not config.cosine:
            plateau = keras.callbacks.ReduceLROnPlateau(
                monitor="val_loss", factor=config.plateau_factor, patience=config.plateau_patience
            )
            self._remembering.append(plateau)
        board = keras.callbacks.TensorBoard(
            self._stage.folder / TENSORBOARD_NAME, write_graph=False
        )
        self._own = keras.callbacks.LambdaCallback(
            on_train_begin=self._on_train_begin,
            on_epoch_begin=self._on_epoch_begin,
            on_epoch_end=self._on_epoch_end,
            on_train_batch_begin=self._on_batch_begin,
            on_train_batch_end=self._on_batch_end,
        )
        return [*self._remembering, board, self._own]

    def _on_train_begin(self, logs: dict[str, float] | None = None) -> None:
        if self.state.callbacks:
            remind_callbacks(self._remembering, self.state.callbacks)

    def _on_epoch_begin(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        self._feed.epoch = epoch
        self._epoch, self._began, self._steps = epoch + 1, monotonic(), 0

    def _on_batch_begin(self, batch: int, logs: dict[str, float] | None = None) -> None:
        config = self._stage.config
        if config.cosine:
            done = (
                self._epoch - 1 + batch * self._stage.batch_size / self._pictures
            ) / config.epochs
            self._own.model.optimizer.learning_rate = (
                config.learning_rate * (1 + math.cos(math.pi * done)) / 2
            )

    def _on_batch_end(self, batch: int, logs: dict[str, float] | None = None) -> None:
        self._steps += 1
        self._tell(min(self._steps * self._stage.batch_size, self._pictures), None)

    def _on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        model = self._own.model
        measured = {name: float(value) for name, value in (logs or {}).items()}
        measured["learning_rate"] = float(model.optimizer.learning_rate)
        entry = measured | {"epoch": epoch + 1, "seconds": monotonic() - self._began}
        before = self.state
        best_epoch, best = before.best_epoch, (before.best_accuracy, -before.best_loss)
        reached = measured["val_accuracy"], -measured["val_loss"]
        if reached > best:
            best_epoch, best = epoch + 1, reached
            save_weights(self._stage.folder / _BEST_NAME, model)
        self.state = StageState(
            history=(*self.state.history, entry),
            best_epoch=best_epoch,
            best_accuracy=best[0],
            best_loss=-best[1],
            stopped=bool(model.stop_training),
            callbacks=callback_memories(self._remembering),
        )
        save_state(self._stage.folder / _STATE_NAME, self.state, model)
        write_history(self._stage.folder, self.state)
        self._tell(self._pictures, measured)

    def _tell(self, done: int, metrics: dict[str, float] | None) -> None:
        self._listener(
            Progress(
                phase=self._stage.name,
                done=done,
                total=self._pictures,
                epoch=self._epoch,
                epochs=self._stage.config.epochs,
                pictures_per_second=done / max(monotonic() - self._began, 1e-9),
                metrics=metrics,
            )
        )


def write_history(folder: Path, state: StageState) -> None:
    """Write ``history.json`` for whoever draws the curves."""
    document = {"best_epoch": state.best_epoch, "epochs": state.history}
    write_atomically(folder / HISTORY_NAME, (json.dumps(document, indent=1) + "\n").encode())
