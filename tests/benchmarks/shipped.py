"""The shipped model, and the photos of its split."""

from __future__ import annotations

from app.core.engines import Engine, create_engine
from app.core.model_folder import open_current
from app.core.places import shipped_models
from training.asking import NetworkInput
from training.compare import PUBLISHED_MANIFEST_PATH
from training.splits import Manifest, read_manifest


def shipped() -> tuple[Engine, NetworkInput, Manifest]:
    """What answers, what it is given, and which photos trained, chose and judge."""
    folder, _ = open_current(shipped_models())
    contract = folder.contract
    shape = NetworkInput(contract.height, contract.width, contract.fitting)
    return create_engine(folder), shape, read_manifest(folder.path / PUBLISHED_MANIFEST_PATH)
