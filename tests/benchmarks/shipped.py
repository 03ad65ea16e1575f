"""The shipped model, and the photos of its split."""

from __future__ import annotations

from app.core.models.engines import Engine
from app.core.models.folder import open_current
from app.core.models.opening import create_engine
from app.core.pictures.images import InputSpec
from app.core.places import shipped_models
from training.data.manifest import Manifest, read_manifest
from training.judge.compare import PUBLISHED_MANIFEST_PATH


def shipped() -> tuple[Engine, InputSpec, Manifest]:
    """What answers, what it is given, and which photos trained, chose and judge."""
    folder, _ = open_current(shipped_models())
    contract = folder.contract
    return (
        create_engine(folder),
        contract.input_spec,
        read_manifest(folder.path / PUBLISHED_MANIFEST_PATH),
    )
