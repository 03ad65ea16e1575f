"""Where the program keeps and finds things on this machine."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

from platformdirs import (
    user_cache_path,
    user_config_path,
    user_data_path,
    user_log_path,
    user_pictures_path,
    user_runtime_path,
)

_NAME = "shelfwise"
MODEL_NAME = "product_classifier"
BASE_WEIGHTS_NAME = "inception_v3_base.weights.h5"
_BASE_WEIGHTS = Path("models/inception_v3_base")
DATA_VARIABLE = "SHELFWISE_DATA"
CONTENT_VARIABLE = "SHELFWISE_CONTENT"
"""Names the folder of what came with a bundle to the training that the bundle starts."""

PIN_NAME = "pin.json"
"""In a collection: which version is in use, where it is not the newest."""


def data_folder() -> Path:
    """The user's own data: published models, corrections, journals."""
    return _kept(user_data_path, "data")


def settings_file() -> Path:
    """The settings; see ``core.settings``."""
    return _kept(user_config_path, "config") / "settings.json"


def log_file() -> Path:
    """Where errors of the program go."""
    return _kept(user_log_path, "log") / "shelfwise.log"


def pictures_folder() -> Path:
    """Where the user keeps pictures; it need not exist."""
    return Path(user_pictures_path())


def received_folder() -> Path:
    """Pictures that came without a lasting file of their own: pasted, or dragged from a browser."""
    return _kept(user_cache_path, "cache") / "received"


def thumbnails_file() -> Path:
    """Small pictures that were made once; see ``pictures.thumbnail_store``."""
    return _kept(user_cache_path, "cache") / "thumbnails.sqlite"


def runtime_folder() -> Path:
    """What the running program needs while it runs; see ``core.one_window``."""
    with warnings.catch_warnings():  # of platformdirs, where there is none and a usual one serves
        warnings.simplefilter("ignore")
        return Path(user_runtime_path(_NAME, appauthor=False))  # never a stick: without sockets


def journals_folder() -> Path:
    """The journals of shelvings."""
    return data_folder() / "journals"


def corrections_folder() -> Path:
    """The user's labels; see ``review.corrections``."""
    return data_folder() / "corrections"


def review_file() -> Path:
    """The batch that was open last; see ``review.log``."""
    return data_folder() / "review.jsonl"


def decisions_file() -> Path:
    """What was decided about pictures, by their content; see ``review.remembered``."""
    return data_folder() / "decisions.jsonl"


def known_models_folder() -> Path:
    """What was found out about models; see ``models.trust``."""
    return data_folder() / "known-models"


def learnt_folder() -> Path:
    """What people taught each model; see ``learning.labels``."""
    return data_folder() / "learnt"


def model_history_file() -> Path:
    """Which model was in use when; see ``models.history``."""
    return data_folder() / "models-in-use.jsonl"


def assets_folder() -> Path:
    """Icons and samples, inside the package, beside the code or inside a bundle."""
    return content_folder() / "assets"


def user_models() -> Path:
    """The collection that a refreshed model is published to."""
    return data_folder() / "models" / MODEL_NAME


def shipped_models() -> Path:
    """The collection inside the package, beside the code or inside a bundle."""
    return content_folder() / "models" / MODEL_NAME


def shipped_base_weights() -> Path | None:
    """Find the weights that training starts from; None where they are not installed.

    A wheel leaves them out; see ``base_weights``.
    """
    files = (content_folder() / _BASE_WEIGHTS / BASE_WEIGHTS_NAME, own_base_weights())
    return next((file for file in files if file.is_file()), None)


def own_base_weights() -> Path:
    """Where base weights are kept that a person got as a file of their own."""
    return data_folder() / _BASE_WEIGHTS / BASE_WEIGHTS_NAME


def base_weights_record() -> Path:
    """Where it is written what the base weights are, also where they are not installed."""
    return content_folder() / _BASE_WEIGHTS / "distilled.json"


def model_location(explicit: Path | None, configured: Path | None) -> Path:
    """Where the model is looked for; ``models.in_use`` finds the one in use there.

    Args:
        explicit: ``--model``.
        configured: the settings' model folder.

    Returns:
        The first that is set, else the person's own collection, which those that came with the
        program count as part of.
    """
    return explicit or configured or user_models()


def runs_folder() -> Path:
    """The trainings that were begun in the window; see ``refresh_run``."""
    return data_folder() / "runs"


def training_environment() -> Path:
    """The virtual environment that a bundle makes for training; see ``installing``."""
    return data_folder() / "training-environment"


def carried_wheels() -> Path:
    """The folder of the wheel that a bundle carries; see ``installing``."""
    return root() / "wheel"


def program_folders() -> list[Path]:
    """Where a bundle lies, and the folder that it was unpacked into; none for any other."""
    if not getattr(sys, "frozen", False):
        return []
    return list(Path(sys.executable).resolve().parents[:2])


def portable_folder() -> Path | None:
    """Find the folder that keeps everything: ``SHELFWISE_DATA``, or ``data`` beside a bundle.

    Who wants the program and all that it keeps on one stick makes that folder. What a bundle
    starts is told by the variable.
    """
    if named := os.environ.get(DATA_VARIABLE):
        return Path(named).absolute()
    if not getattr(sys, "frozen", False):
        return None
    folder = Path(sys.executable).resolve().with_name("data")
    return folder if folder.is_dir() else None


def content_folder() -> Path:
    """Find what comes with the program; a wheel carries it inside its package."""
    if named := os.environ.get(CONTENT_VARIABLE):
        return Path(named)
    packed = _package() / "shipped"
    return packed if packed.is_dir() else root()


def _kept(user_path: Callable[..., Any], name: str) -> Path:
    portable = portable_folder()
    return portable / name if portable else Path(user_path(_NAME, appauthor=False))


def root() -> Path:
    """Find the folder that holds the program's packages: a checkout, an environment or a bundle."""
    return _package().parent


def _package() -> Path:
    return Path(__file__).resolve().parents[1]
