"""The state of a stage after each epoch, so that a killed run goes on as if nothing had happened.

Keras' BackupAndRestore keeps weights and optimiser but lets early stopping and the learning-rate
schedule forget what they have seen; here they are kept too.
"""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from app.core.storage.files import write_atomically
from training.errors import RunError
from training.network.inception import KerasModel, read_weights, to_array

Arrays: TypeAlias = list[npt.NDArray[Any]]

_REMEMBERED = ("wait", "best", "best_epoch", "stopped_epoch", "cooldown_counter")


@dataclass(frozen=True)
class StageState:
    """What a stage knows after an epoch.

    Attributes:
        history: one dict per finished epoch: epoch (the first is 1), loss, accuracy, val_loss,
            val_accuracy, learning_rate, seconds.
        best_epoch: the one whose weights are kept: with the highest validation accuracy, of equals
            with the lowest validation loss, or the last of a cosine; 0 is the state before the
            first.
        best_accuracy, best_loss: what it reached on the validation photos.
        stopped: whether early stopping has ended the stage.
        callbacks: what each Keras callback remembers.
    """

    history: tuple[dict[str, float], ...]
    best_epoch: int
    best_accuracy: float
    best_loss: float
    stopped: bool
    callbacks: tuple[dict[str, Any], ...]


def save_state(path: Path, state: StageState, model: KerasModel) -> None:
    """Write state, weights and optimiser variables in one atomic step."""
    document = json.dumps(
        {
            "history": state.history,
            "best_epoch": state.best_epoch,
            "best_accuracy": state.best_accuracy,
            "best_loss": state.best_loss,
            "stopped": state.stopped,
            "callbacks": state.callbacks,
        }
    )
    arrays = {f"weight_{i}": values for i, values in enumerate(read_weights(model))}
    for i, variable in enumerate(model.optimizer.variables):
        arrays[f"optimizer_{i}"] = to_array(variable)
    _save_arrays(path, arrays | {"state": np.frombuffer(document.encode(), np.uint8)})


def restore_state(path: Path, model: KerasModel) -> StageState:
    """Bring a compiled model and its optimiser back to a saved state.

    Raises:
        RunError: ``damaged_checkpoint``.
    """
    arrays = _load_arrays(path)
    try:
        document = json.loads(arrays["state"].tobytes())
        model.set_weights([arrays[f"weight_{i}"] for i in range(len(model.weights))])
        model.optimizer.build(model.trainable_variables)
        for i, variable in enumerate(model.optimizer.variables):
            variable.assign(arrays[f"optimizer_{i}"])
        return _state(document)
    except Exception as error:  # whatever stands in the file, and whatever Keras makes of it
        raise _damaged(path) from error


def save_weights(path: Path, model: KerasModel) -> None:
    """Write a model's weights in one atomic step."""
    _save_arrays(path, {f"weight_{i}": values for i, values in enumerate(read_weights(model))})


def restore_weights(path: Path, model: KerasModel) -> None:
    """Give a model of the same shape the weights of ``save_weights``.

    Raises:
        RunError: ``damaged_checkpoint``.
    """
    arrays = _load_arrays(path)
    try:
        model.set_weights([arrays[f"weight_{i}"] for i in range(len(model.weights))])
    except Exception as error:
        raise _damaged(path) from error


def callback_memories(callbacks: Sequence[Any]) -> tuple[dict[str, Any], ...]:
    """What callbacks have seen so far, as JSON can hold it."""
    return tuple(
        {
            name: None if value is None else float(value)
            for name, value in vars(callback).items()
            if name in _REMEMBERED
        }
        for callback in callbacks
    )


def remind_callbacks(callbacks: Sequence[Any], memories: Sequence[dict[str, Any]]) -> None:
    """Give callbacks back what they had seen; after their own ``on_train_begin``."""
    for callback, memory in zip(callbacks, memories, strict=True):
        for name, value in memory.items():
            setattr(callback, name, value)


def _state(document: dict[str, Any]) -> StageState:
    """What a stage knew; raises whatever it likes for anything else."""
    return StageState(
        history=tuple(
            {name: _number(value) for name, value in entry.items()} for entry in document["history"]
        ),
        best_epoch=int(document["best_epoch"]),
        best_accuracy=float(document["best_accuracy"]),
        best_loss=float(document["best_loss"]),
        stopped=bool(document["stopped"]),
        callbacks=tuple(
            {name: None if value is None else _number(value) for name, value in memory.items()}
            for memory in document["callbacks"]
        ),
    )


def _number(value: Any) -> Any:
    if type(value) not in (int, float):
        raise TypeError("a number is none")
    return value


def _save_arrays(path: Path, arrays: dict[str, npt.NDArray[Any]]) -> None:
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)  # type: ignore[arg-type]  # numpy's stub takes the names for options
    write_atomically(path, buffer.getvalue())


def _load_arrays(path: Path) -> dict[str, npt.NDArray[Any]]:
    try:
        with np.load(path, allow_pickle=False) as archive:
            return dict(archive)
    except Exception as error:  # zipfile, zlib and NumPy each have errors of their own
        raise _damaged(path) from error


def _damaged(path: Path) -> RunError:
    return RunError(
        "damaged_checkpoint",
        f"The checkpoint {path} cannot be read or belongs to another network; "
        "start a new run in another folder.",
    )
