"""A small model that is really trained and really published, for every test that needs one."""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import hypothesis
import numpy as np
import pytest

from app.core.models.folder import open_model_folder
from app.core.models.trust import allow_saved_model, remember_twin
from app.core.storage.locks import Lock
from tests.support.connections import python_connections
from tests.support.small_network import sitecustomize

_LONGEST = {"cluster", "e2e"}
_MADE_SECONDS = 600.0
_ARCHITECTURE = "training.network.inception._architecture"

hypothesis.settings.register_profile("busy machine", deadline=None)
hypothesis.settings.load_profile("busy machine")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # programs start as they do for people
if "PYTEST_XDIST_WORKER" in os.environ:  # as many of which as there are cores
    os.environ.setdefault("TF_NUM_INTRAOP_THREADS", "1")
    os.environ.setdefault("TF_NUM_INTEROP_THREADS", "1")

Draw = Callable[[np.random.Generator], np.ndarray]

TINY_OPTIONS = (
    *("--base-weights", "random", "--input-size", "75", "--views", "1", "--batch-size", "8"),
    *("--epochs", "10", "--fine-tune-epochs", "2", "--learning-rate", "0.03"),
)


def draw_photos(folder: Path, photos: int = 14) -> Path:
    """Three classes that shape and colour tell apart, and a background of noise and stripes."""
    random = np.random.default_rng(5)
    for name, draw in {
        "bags": _disc,
        "pens": _line,
        "t-shirts": _square,
        "other": _noise,
    }.items():
        for number in range(photos):
            kind = folder / name / f"kind {number % 4}"
            kind.mkdir(parents=True, exist_ok=True)
            path = kind / f"shop{number % 3}__{number}.png"
            path.write_bytes(cv2.imencode(".png", draw(random))[1].tobytes())
    return folder


def _canvas(random: np.random.Generator) -> np.ndarray:
    """A light, speckled ground: perceptual hashes must see that the photos differ."""
    speckles = cv2.resize(
        random.integers(170, 256, (8, 9, 3)).astype(np.uint8),
        (90, 80),
        interpolation=cv2.INTER_CUBIC,
    )
    return np.ascontiguousarray(speckles)


def _place(random: np.random.Generator) -> tuple[int, int]:
    x, y = random.integers(25, 55, 2)
    return int(x), int(y)


def _disc(random: np.random.Generator) -> np.ndarray:
    return cv2.circle(
        _canvas(random), _place(random), int(random.integers(14, 24)), (20, 20, 200), -1
    )


def _line(random: np.random.Generator) -> np.ndarray:
    x, y = _place(random)
    return cv2.line(_canvas(random), (x - 20, y), (x + 25, y + 12), (200, 40, 20), 4)


def _square(random: np.random.Generator) -> np.ndarray:
    x, y = _place(random)
    side = int(random.integers(16, 24))
    return cv2.rectangle(
        _canvas(random), (x - side, y - side), (x + side, y + side), (30, 150, 30), -1
    )


def _noise(random: np.random.Generator) -> np.ndarray:
    return random.integers(0, 256, (80, 90, 3)).astype(np.uint8)


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist reads the groups
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep together what shares something dear, where several processes share the tests.

    Whatever needs Ray runs in one process; of the rest, each file stays whole. What takes longest
    comes first, so that no process is left alone with it at the end.
    """
    if not getattr(config.option, "loadgroup", False):
        return
    for item in items:
        in_cluster = item.path.parent.name == "cluster"
        group = "cluster" if in_cluster else item.path.relative_to(config.rootpath).as_posix()
        item.add_marker(pytest.mark.xdist_group(group))
    items.sort(key=lambda item: not _LONGEST.isdisjoint(item.path.parts))


@pytest.fixture(scope="session", autouse=True)
def _own_data_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What is remembered of models is not left in the home of whoever runs the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("data")))
        yield


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """Make a folder once, for all processes that share the tests; they only read it."""
    shared = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    folder, made = shared / "made-once" / name, shared / "made-once" / f"{name}.made"
    lock = Lock.take(made.with_suffix(".lock"), patience=_MADE_SECONDS)
    assert lock, f"another process has been making {name} for {_MADE_SECONDS:.0f} s"
    with lock:
        if not made.exists():
            shutil.rmtree(folder, ignore_errors=True)  # of one that failed
            make(folder)
            made.touch()
    return folder


def trusted(collection: Path) -> Path:
    """Let this process run a model that another one may have published: it does not know it."""
    model = open_model_folder(collection / "1")
    allow_saved_model(model)
    remember_twin(model)
    return collection


@pytest.fixture(scope="session")
def tiny_photos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder: three classes, a background folder, four types in each."""
    return made_once(tmp_path_factory, "photos", draw_photos)


@pytest.fixture(scope="session")
def tiny_options() -> tuple[str, ...]:
    """Options of ``fit`` for a run that takes seconds."""
    return TINY_OPTIONS


@pytest.fixture(scope="session")
def _tiny_fit(
    tmp_path_factory: pytest.TempPathFactory, tiny_photos: Path, tiny_options: tuple[str, ...]
) -> Path:
    def train(folder: Path) -> None:
        from training.cli import main

        with python_connections() as connections:
            assert main(["fit", str(tiny_photos), "--out", str(folder / "run"), *tiny_options]) == 0
        (folder / "connections.json").write_text(json.dumps(connections))

    return made_once(tmp_path_factory, "fit", train)


@pytest.fixture(scope="session")
def tiny_run(tmp_path_factory: pytest.TempPathFactory, _tiny_fit: Path) -> Path:
    """The folder of a finished two-stage run on ``tiny_photos``, of this process alone."""
    return Path(shutil.copytree(_tiny_fit / "run", tmp_path_factory.mktemp("runs") / "tiny"))


@pytest.fixture(scope="session")
def tiny_connections(_tiny_fit: Path) -> list[str]:
    """What that run asked of the network."""
    connections: list[str] = json.loads((_tiny_fit / "connections.json").read_text())
    return connections


@pytest.fixture(scope="session")
def tiny_published_model(tmp_path_factory: pytest.TempPathFactory, tiny_run: Path) -> Path:
    """A ``models/product_classifier`` collection that holds ``tiny_run`` as version 1.

    Tests that change the collection work on a copy.
    """

    def publish(folder: Path) -> None:
        from training.cli import main

        assert main(["publish", str(tiny_run), "--models", str(folder / "product_classifier")]) == 0

    return trusted(made_once(tmp_path_factory, "models", publish) / "product_classifier")


@pytest.fixture
def small_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few layers in the place of Inception v3, here and in every program that a test starts.

    For tests of what is done with a network; ``tiny_run`` and its like train the real one.
    """
    monkeypatch.setattr(_ARCHITECTURE, sitecustomize.small)
    folders = (Path(sitecustomize.__file__).parent, Path(__file__).parents[1])
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(map(str, folders)))


@pytest.fixture(scope="session")
def small_options() -> tuple[str, ...]:
    """Options of ``fit`` for a run of the small network."""
    return (*TINY_OPTIONS, "--unfreeze-layers", "9")


@pytest.fixture(scope="session")
def small_models(
    tmp_path_factory: pytest.TempPathFactory, tiny_photos: Path, small_options: tuple[str, ...]
) -> Path:
    """What ``small_run`` and ``small_published_model`` are copies of; it is only read."""

    def make(folder: Path) -> None:
        from training.cli import main

        run = folder / "run"
        fit = ["fit", str(tiny_photos), "--out", str(run), *small_options]
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(_ARCHITECTURE, sitecustomize.small)
            assert main(fit) == 0
            assert main(["publish", str(run), "--models", str(folder / "product_classifier")]) == 0

    folder = made_once(tmp_path_factory, "small models", make)
    trusted(folder / "product_classifier")
    return folder


@pytest.fixture
def small_run(small_network: None, small_models: Path, tmp_path: Path) -> Path:
    """As ``tiny_run``, of the small network; a copy that a test may change."""
    return Path(shutil.copytree(small_models / "run", tmp_path / "small run"))


@pytest.fixture
def small_published_model(small_network: None, small_models: Path, tmp_path: Path) -> Path:
    """As ``tiny_published_model``, of the small network; a copy that a test may change."""
    made = small_models / "product_classifier"
    return Path(shutil.copytree(made, tmp_path / "product_classifier"))
