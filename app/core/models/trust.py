"""What this machine has found out about models, kept in the user's data folder.

An empty file per model: making one cannot fail half-way, and two programs do not disturb each
other.
"""

from __future__ import annotations

import contextlib
from pathlib import Path

from app.core import places
from app.core.errors import FileAccessError
from app.core.models.folder import TWIN_PATH, ModelFolder


def saved_model_allowed(folder: ModelFolder) -> bool:
    """Whether TensorFlow may run the SavedModel, with which it can read and write files.

    True for the models that came with the program, for those that were published on this machine,
    and for those that a person allowed; every other contract is another model.
    """
    return _came_with_the_program(folder.path) or _allowed(folder.identity).exists()


def allow_saved_model(folder: ModelFolder) -> None:
    """Let TensorFlow run this SavedModel from now on.

    Raises:
        FileAccessError: ``cannot_write``.
    """
    try:
        _mark(_allowed(folder.identity))
    except OSError as error:
        raise FileAccessError(
            "cannot_write",
            f"{_allowed(folder.identity)} could not be written ({error.strerror or error}); "
            "free some space or change its permissions.",
        ) from error


def twin_known(folder: ModelFolder) -> bool:
    """Whether the twin came with the program, or did well when it was tried on this machine."""
    return _came_with_the_program(folder.path) or _tried(folder).exists()


def remember_twin(folder: ModelFolder) -> None:
    """Do not try it again; where that cannot be written, it is tried each time."""
    with contextlib.suppress(OSError):
        _mark(_tried(folder))


def _came_with_the_program(path: Path) -> bool:
    """Whether a version folder lies beside the code; who can write there can write code."""
    return path.resolve().is_relative_to(places.shipped_models().resolve())


def _mark(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch()


def _allowed(identity: str) -> Path:
    return places.known_models_folder() / "saved-models" / identity


def _tried(folder: ModelFolder) -> Path:
    """Another version of LiteRT may fall over what this one runs."""
    import ai_edge_litert

    name = f"{folder.contract.files[TWIN_PATH.as_posix()]}-{ai_edge_litert.__version__}"
    return places.known_models_folder() / "twins" / name
