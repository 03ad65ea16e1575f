"""A published model folder that holds no network: enough for its contract."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.core.images import Fitting
from app.core.model_folder import (
    TWIN_PATH,
    Contract,
    ModelClass,
    Probe,
    Thresholds,
    write_contract,
)

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
