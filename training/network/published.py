"""The network of a published model, to go on from."""

from __future__ import annotations

from typing import Any

import numpy as np

from app.core.models.folder import ModelFolder, saved_model_copy
from training.errors import RunError
from training.network import inception
from training.network.inception import Floats, KerasModel
from training.network.tensorflow_setup import import_tensorflow

_VARIABLES = "variables/variables"
_VALUE = "/.ATTRIBUTES/VARIABLE_VALUE"


def open_published(folder: ModelFolder) -> tuple[KerasModel, Floats, Floats]:
    """Open the base of a published model, and its last layer: kernel [F, O] and bias [O].

    The variables are read as numbers; the graph is neither loaded nor run.

    Raises:
        ModelFolderError: ``no_saved_model``: the folder came without its SavedModel, or
            ``model_damaged``.
        RunError: ``start``: the network is another one than this program builds.
        SetupError: TensorFlow is not installed.
    """
    import_tensorflow()
    import tensorflow

    base = inception._architecture(folder.contract.height, None)
    with saved_model_copy(folder) as copy:
        reader = tensorflow.train.load_checkpoint(str(copy / _VARIABLES))
        try:
            for name, variables in (
                ("trainable_weights", base.trainable_variables),
                ("other_weights", base.non_trainable_variables),
            ):
                for number, variable in enumerate(variables):
                    variable.assign(_tensor(reader, f"{name}/{number}"))
            return base, _tensor(reader, "kernel"), _tensor(reader, "bias")
        except (ValueError, RuntimeError, tensorflow.errors.OpError) as error:
            raise RunError(
                "start",
                f"The network of {folder.path} is not one that this program builds; train from "
                "scratch instead.",
            ) from error


def _tensor(reader: Any, name: str) -> Floats:
    return np.asarray(reader.get_tensor(f"{name}{_VALUE}"), np.float32)
