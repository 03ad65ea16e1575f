"""Which file of weights the base starts from, and where it lies."""

from __future__ import annotations

import os
from pathlib import Path

from app.core.base_weights import ready_base_weights
from app.core.errors import ShelfwiseError
from app.core.storage.files import file_digest
from training.config import AUTO, IMAGENET, SHIPPED
from training.errors import RunError

CAME_ALONG = "which came with Shelfwise"


def settled_base_weights(name: str) -> str:
    """Settle what ``auto`` stands for here; any other name stands for itself.

    Nothing is downloaded unless ``imagenet`` is asked for.
    """
    if name != AUTO:
        return name
    return IMAGENET if _download().is_file() else SHIPPED


def weights_file(name: str) -> Path:
    """Find the file that ``shipped``, or a path, names.

    Raises:
        RunError: ``base_weights``: it is not there.
    """
    if name == SHIPPED:
        try:
            return ready_base_weights()
        except ShelfwiseError as error:
            others = " Or name others: --base-weights PATH, or imagenet, which is downloaded."
            raise RunError("base_weights", f"{error.message}{others}") from error
    path = Path(name)
    if not path.is_file():
        raise RunError(
            "base_weights", f"There is no weights file {path}; check --base-weights PATH."
        )
    return path


def _download() -> Path:
    """Where Keras keeps what it has downloaded."""
    home = Path(os.environ.get("KERAS_HOME", Path.home() / ".keras"))
    return home / "models" / "inception_v3_weights_tf_dim_ordering_tf_kernels_notop.h5"


def downloaded_digest() -> str:
    """Compute the SHA-256 of what Keras has downloaded; empty where there is none."""
    path = _download()
    return file_digest(path) if path.is_file() else ""
