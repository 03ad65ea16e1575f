"""Which file of weights the base starts from, and where it lies."""

from __future__ import annotations

import os
from pathlib import Path

from app.core.places import shipped_base_weights, user_models
from app.core.storage.files import file_digest
from training.config import AUTO, IMAGENET, SHIPPED
from training.errors import RunError

CAME_ALONG = "which came with Shelfwise"


def settled_base_weights(name: str) -> str:
    """Settle what ``auto`` stands for here; any other name stands for itself.

    Nothing is downloaded where weights came with the program.
    """
    if name != AUTO:
        return name
    downloaded = _download().is_file()
    return IMAGENET if downloaded or shipped_base_weights() is None else SHIPPED


def weights_file(name: str) -> Path:
    """Find the file that ``shipped``, or a path, names.

    Raises:
        RunError: ``base_weights``: it is not there.
    """
    path = shipped_base_weights() if name == SHIPPED else Path(name)
    if path is None:
        raise RunError(
            "base_weights",
            "The base weights that belong to Shelfwise are not installed here; unpack "
            f"shelfwise-base-weights.tar.gz of the release into {user_models().parent}, or give "
            "another file with --base-weights PATH.",
        )
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
