"""Two nodes of Ray on this machine, and a catalogue that was classified without them."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import cv2
import numpy as np
import pytest

from app.cli import main

PICTURES = 1500


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What Ray says of its own older parts is no concern of ours."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.filterwarnings("ignore::DeprecationWarning"))


@pytest.fixture(scope="session")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Drawn pictures in folders, and five files that cannot be read."""
    folder = tmp_path_factory.mktemp("catalogue")
    random = np.random.default_rng(3)
    for number in range(PICTURES):
        ground = random.integers(0, 256, (9, 12, 3)).astype(np.uint8)
        picture = cv2.resize(ground, (160, 120), interpolation=cv2.INTER_CUBIC)
        centre = (int(random.integers(30, 130)), int(random.integers(30, 90)))
        color = tuple(int(part) for part in random.integers(0, 256, 3))
        cv2.circle(picture, centre, 20, color, -1)
        file = folder / f"shelf {number % 20}" / f"{number}.{'jpg' if number % 3 else 'png'}"
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(cv2.imencode(file.suffix, picture)[1].tobytes())
    for name in ("letter.jpg", "=1+1.png", "قلم.webp"):
        (folder / "shelf 3" / name).write_text("Dear customer,")
    (folder / "shelf 0" / "nothing.png").touch()
    (folder / "shelf 5" / "cut.jpg").write_bytes(file.read_bytes()[:900])
    return folder


@pytest.fixture(scope="session")
def model(small_models: Path) -> Path:
    """A model that takes no time."""
    return small_models / "product_classifier"


@pytest.fixture(scope="session")
def expected(tmp_path_factory: pytest.TempPathFactory, catalogue: Path, model: Path) -> Path:
    """What the ordinary command writes of it: ``results.csv`` and ``results.jsonl``."""
    folder = tmp_path_factory.mktemp("expected")
    files = ("--csv", str(folder / "results.csv"), "--json", str(folder / "results.jsonl"))
    assert main(["classify", str(catalogue), "--model", str(model), *files, "--quiet"]) == 1
    return folder


def table_rows(file: Path) -> list[dict[str, str]]:
    """The rows of a CSV, but for how long each took."""
    with file.open(encoding="utf-8-sig", newline="") as stream:
        return [row | {"seconds": ""} for row in csv.DictReader(stream)]


def json_rows(*files: Path) -> list[dict[str, Any]]:
    """The objects of files of JSON lines, but for how long each took."""
    rows = [json.loads(line) for file in files for line in file.read_text().splitlines()]
    return [row | {"seconds": None} for row in rows]


def parts(results: Path) -> list[Path]:
    """The parts of a run, in their order."""
    return sorted(results.glob("part-*"))


@pytest.fixture(scope="session")
def nodes() -> Iterator[Any]:
    """A cluster of two nodes, one CPU each."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RAY_USAGE_STATS_ENABLED", "0")
        patch.setenv("RAY_AUTH_MODE", "token")
        patch.setenv("RAY_AUTH_TOKEN", "0" * 64)
        from ray.cluster_utils import Cluster

        store = {"object_store_memory": 100 * 2**20, "num_cpus": 1}
        with TemporaryDirectory(prefix="ray-", dir="/tmp") as folder:  # Ray wants it short
            head = {
                **store,
                "include_dashboard": False,
                "temp_dir": folder,
                "_system_config": {"health_check_period_ms": 300},  # a dead node is seen sooner
            }
            cluster = Cluster(initialize_head=True, head_node_args=head)
            cluster.add_node(**store)
            yield cluster
            cluster.shutdown()
