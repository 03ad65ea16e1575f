"""From a model folder to an engine that answers: tried if it is unknown, and held to its probe."""

from __future__ import annotations

import contextlib
import enum
import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from app.core.errors import ModelFolderError, ShelfwiseError
from app.core.models.engines import (
    Engine,
    LiteRTEngine,
    TensorFlowEngine,
    check_outputs,
    probe_picture,
)
from app.core.models.folder import ModelFolder, require_saved_model, saved_model_copy
from app.core.models.trial import try_twin
from app.core.models.trust import saved_model_allowed, twin_known
from app.core.program_log import log_error


class EngineKind(enum.StrEnum):
    """Which library runs the model."""

    LITERT = "litert"
    TENSORFLOW = "tensorflow"


def create_engine(
    folder: ModelFolder,
    kind: EngineKind = EngineKind.LITERT,
    *,
    eager: bool = False,
    cores: int | None = None,
) -> Engine:
    """Load a model and let it answer the probe, which also warms it up.

    Args:
        eager: get ready for a batch, too (``LiteRTEngine``).
        cores: that the LiteRT engine may take; all of them, if not given.

    Raises:
        ModelFolderError: ``model_damaged``: the file does not load, has other inputs or outputs,
            or answers the probe otherwise than the published SavedModel did; ``not_allowed``:
            TensorFlow may not run this SavedModel; ``no_saved_model``: it is not there.
        SetupError: the engine's library is not installed.
    """
    contract = folder.contract
    try:
        with _native_notes_hidden():
            engine: Engine = (
                _litert(folder, eager, cores) if kind is EngineKind.LITERT else _tensorflow(folder)
            )
            answer = engine.run(probe_picture(contract.height, contract.width)[None])
            check_outputs(answer, 1, len(contract.classes), contract.type_classes)
    except ShelfwiseError:
        raise
    except Exception as error:  # the runtimes raise whatever they like for a broken file
        log_error(error)
        raise ModelFolderError(
            "model_damaged",
            f"The model in {folder.path} cannot be run by {kind.value}; "
            "publish it again or choose another model.",
        ) from error
    expected = np.array(contract.probe.probabilities, np.float32)
    if not np.allclose(answer.probabilities[0], expected, rtol=0, atol=contract.probe.tolerance):
        raise ModelFolderError(
            "model_damaged",
            f"The model in {folder.path} does not answer as its SavedModel did when it was "
            "published; publish it again or choose another model.",
        )
    return engine


def _litert(folder: ModelFolder, eager: bool, cores: int | None) -> LiteRTEngine:
    if not twin_known(folder):
        try_twin(folder)
    return LiteRTEngine(folder.twin, eager=eager, cores=cores)


def _tensorflow(folder: ModelFolder) -> TensorFlowEngine:
    require_saved_model(folder)
    if not saved_model_allowed(folder):
        raise ModelFolderError(
            "not_allowed",
            f"The SavedModel in {folder.path} was not made on this machine, and TensorFlow would "
            "let it read and write files as you can; use the LiteRT engine, or add --trust-model "
            "if you know where it comes from.",
        )
    with saved_model_copy(folder) as place:
        return TensorFlowEngine(place)


@contextlib.contextmanager
def _native_notes_hidden() -> Iterator[None]:
    """Keep LiteRT and TensorFlow from greeting on standard error; there is no other way to ask.

    What goes wrong in it comes as an exception. Without a standard error there is nothing to hide.
    """
    try:
        kept = os.dup(2)
    except OSError:
        yield
        return
    try:
        with Path(os.devnull).open("wb") as nowhere:
            os.dup2(nowhere.fileno(), 2)
            yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
