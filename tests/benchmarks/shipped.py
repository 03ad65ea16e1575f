"""The shipped model, and the photos of its split."""

from __future__ import annotations

from app.core.models.engines import Engine, create_engine
from app.core.models.folder import open_current
from app.core.places import shipped_models
from training.data.manifest import Manifest, read_manifest
from training.judge.compare import PUBLISHED_MANIFEST_PATH
from training.judge.predict import NetworkInput


def shipped() -> tuple[Engine, NetworkInput, Manifest]:
    """What answers, what it is given, and which photos trained, chose and judge."""
    folder, _ = open_current(shipped_models())
    contract = folder.contract
    shape = NetworkInput(contract.height, contract.width, contract.fitting)
    return create_engine(folder), shape, read_manifest(folder.path / PUBLISHED_MANIFEST_PATH)
