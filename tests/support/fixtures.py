"""A published model folder and a classifier without a network, and children that decode."""

import errno
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from app.core.models.classifier import Classifier
from app.core.models.engines import Outputs
from app.core.models.folder import (
    TWIN_PATH,
    Contract,
    ModelClass,
    ModelFolder,
    Probe,
    Thresholds,
    write_contract,
)
from app.core.pictures.images import Fitting, Pixels
from app.core.pictures.pool import Decoders

CLASSES = (
    ModelClass("accessories", "Accessories", "#8a4b00", "#f0b060"),
    ModelClass("fashion", "Fashion", "#005a8c", "#6cc0f0"),
    ModelClass("stationary", "Stationery", "#00664d", "#50c8a0"),
)


@pytest.fixture
def contract() -> Contract:
    return Contract(
        version=1,
        classes=CLASSES,
        height=64,
        width=64,
        fitting=Fitting.PAD,
        temperature=1.5,
        thresholds=Thresholds(sure=0.8, familiar=0.0),
        probe=Probe((0.2, 0.3, 0.5), 0.02),
        created="2026-01-01T00:00:00+00:00",
        metrics={"test": {"accuracy": 0.97}},
    )


class BrightnessEngine:
    """Takes the strongest colour channel for the class; says so with a fixed confidence."""

    lanes = 2

    def run(self, pictures: Pixels) -> Outputs:
        strongest = pictures.reshape(len(pictures), -1, 3).mean(axis=1).argmax(axis=1)
        probabilities = np.full((len(pictures), 3), 0.05, np.float32)
        probabilities[np.arange(len(pictures)), strongest] = 0.9
        return Outputs(
            probabilities,
            activation_maps=np.zeros((len(pictures), 2, 2, 3), np.float32),
            features=np.zeros((len(pictures), 4), np.float32),
            familiarity=np.ones(len(pictures), np.float32),
        )


@pytest.fixture
def classifier(contract: Contract) -> Classifier:
    return Classifier(ModelFolder(Path("model"), contract), BrightnessEngine())


@pytest.fixture(scope="session")
def decoders() -> Iterator[Decoders]:
    """The real ones."""
    with Decoders() as decoders:
        yield decoders


@pytest.fixture
def make_version(contract: Contract) -> Callable[[Path], Path]:
    """Writes a version folder with stand-in files and a contract that matches them."""

    def make(folder: Path) -> Path:
        (folder / TWIN_PATH).parent.mkdir(parents=True)
        (folder / TWIN_PATH).write_bytes(b"twin")
        (folder / "saved_model.pb").write_bytes(b"graph")
        (folder / "variables").mkdir()
        (folder / "variables" / "variables.index").write_bytes(b"index")
        write_contract(folder, contract)
        return folder

    return make


@pytest.fixture
def other_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shelves are on another disk than the files: no name can be linked from one to the other."""
    link = os.link

    def refuse(source: Path, target: Path, **options: bool) -> None:
        if source.parent != target.parent:
            raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))
        link(source, target, **options)

    monkeypatch.setattr(os, "link", refuse)
