"""One stage of training: a network on cached activations, until it no longer gets better."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any

from app.core.storage.files import write_atomically
from training.config import StageConfig
from training.fit.checkpoint import (
    StageState,
    callback_memories,
    remind_callbacks,
    restore_state,
    restore_weights,
    save_state,
    save_weights,
)
from training.fit.cluster import ALONE, Cluster
from training.fit.feed import Examples, Feed
from training.fit.training_loop import measure, train_epochs
from training.network.inception import KerasModel, read_weights, to_array
from training.output_layout import OutputLayout
from training.progress import Progress, ProgressCallback

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
        layout: of the outputs; only products count in the accuracy.
    """

    name: str
    number: int
    folder: Path
    config: StageConfig
    batch_size: int
    seed: int
    layout: OutputLayout


def train_stage(
    stage: Stage,
    model: KerasModel,
    training: Examples,
    validation: Examples,
    on_progress: ProgressCallback,
    cluster: Cluster = ALONE,
) -> StageState:
    """Train until early stopping or the last epoch; the model ends with its best weights.

    Goes on from the stage's folder when it holds a state. The best weights are those with the
    highest validation accuracy of products, the weights at the start included: a stage cannot make
    a model worse. (Not the lowest loss: what a network is too sure of, calibration mends
    afterwards.) With a ``cosine`` they are the last: it is made to end there, and which epoch was a
    photo ahead before is chance. With a
    ``weight_interpolation`` below 1 the stage ends on the way to them.

    In a cluster every process calls it, each with a folder of its own and its share of the
    examples; the chief's folder is the one to go on from.
    """
    import keras

    interpolation = stage.config.weight_interpolation
    began_with = read_weights(model) if interpolation < 1 else []
    with cluster.scope():
        model.compile(keras.optimizers.Adam(stage.config.learning_rate))
        feed = Feed(training, stage.batch_size, (stage.seed, stage.number))
        watched = Feed(validation, stage.batch_size)
        for name in (_STATE_NAME, _BEST_NAME):
            cluster.copy_from_chief(stage.folder / name)
        state = _resume_or_begin(stage, model, watched, cluster)
        if not state.stopped and len(state.history) < stage.config.epochs:
            recorder = _Recorder(stage, state, feed, on_progress)
            train_epochs(
                cluster,
                model,
                feed,
                watched,
                recorder.callbacks(),
                layout=stage.layout,
                epochs=stage.config.epochs,
                initial_epoch=len(state.history),
            )
            state = recorder.state
        restore_weights(stage.folder / _BEST_NAME, model)
        if interpolation < 1:
            pairs = zip(began_with, read_weights(model), strict=True)
            model.set_weights([first + interpolation * (best - first) for first, best in pairs])
    return state


def _resume_or_begin(
    stage: Stage, model: KerasModel, validation: Feed, cluster: Cluster
) -> StageState:
    if (stage.folder / _STATE_NAME).is_file():
        return restore_state(stage.folder / _STATE_NAME, model)
    save_weights(stage.folder / _BEST_NAME, model)
    measured = measure(cluster, model, validation, stage.layout)
    return StageState(
        (),
        best_epoch=0,
        best_accuracy=float(measured["accuracy"]),
        best_loss=float(measured["loss"]),
        stopped=False,
        callbacks=(),
    )


class _Recorder:
    """Keeps the stage's state on disk and reports progress, epoch by epoch."""

    def __init__(
        self, stage: Stage, state: StageState, feed: Feed, on_progress: ProgressCallback
    ) -> None:
        self.state = state
        self._stage, self._feed, self._on_progress = stage, feed, on_progress
        self._pictures = feed.examples.count
        self._epoch, self._began, self._steps = 0, 0.0, 0
        self._remembering: list[Any] = []
        self._own: Any = None

    def callbacks(self) -> list[Any]:
        """Make the callbacks of one call of ``train_epochs``; the recorder's own comes last."""
        import keras

        config = self._stage.config
        self._remembering = []
        if not config.cosine:
            self._remembering = [
                keras.callbacks.EarlyStopping(
                    monitor="val_accuracy", mode="max", patience=config.stop_patience
                ),
                keras.callbacks.ReduceLROnPlateau(
                    monitor="val_loss",
                    factor=config.plateau_factor,
                    patience=config.plateau_patience,
                ),
            ]
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
        measured["learning_rate"] = float(to_array(model.optimizer.learning_rate))
        entry = measured | {"epoch": epoch + 1, "seconds": monotonic() - self._began}
        before = self.state
        best_epoch, best = before.best_epoch, (before.best_accuracy, -before.best_loss)
        reached = measured["val_accuracy"], -measured["val_loss"]
        if reached > best or self._stage.config.cosine:
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
        self._on_progress(
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
