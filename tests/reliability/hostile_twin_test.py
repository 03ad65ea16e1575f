"""A twin that is made to do harm is tried in another process, and refused in a sentence."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.core import places
from app.core.errors import ModelFolderError
from app.core.models import opening, trial
from app.core.models.classifier import Classifier
from app.core.models.engines import Outputs, check_outputs, probe_picture
from app.core.models.folder import (
    TWIN_PATH,
    ModelFolder,
    open_current,
    open_model_folder,
    saved_model_copy,
    write_contract,
)
from app.core.models.opening import EngineKind, create_engine
from app.core.models.trust import allow_saved_model, saved_model_allowed
from tests.support.desktop import ROOT

_MUL = 18  # BuiltinOperator of the flatbuffer's schema
Publish = Callable[[bytes], ModelFolder]


@pytest.fixture(autouse=True)
def _nothing_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


@pytest.fixture(scope="module")
def shipped() -> ModelFolder:
    return open_current(places.shipped_models())[0]


@pytest.fixture
def published(tmp_path: Path, shipped: ModelFolder) -> Publish:
    """Writes a folder with the shipped contract around any twin; its SavedModel is a stand-in."""

    def write(twin: bytes) -> ModelFolder:
        folder = tmp_path / "models" / "1"
        (folder / TWIN_PATH).parent.mkdir(parents=True)
        (folder / TWIN_PATH).write_bytes(twin)
        (folder / "saved_model.pb").write_bytes(b"graph")
        (folder / "variables").mkdir()
        (folder / "variables" / "variables.index").write_bytes(b"index")
        write_contract(folder, replace(shipped.contract, files={}))
        return open_model_folder(folder)

    return write


def read(twin: bytearray) -> tuple[Any, Any]:
    """The twin as flatbuffer, and its graph; its arrays are views that can be written to."""
    from ai_edge_litert import schema_py_generated as schema

    model = schema.Model.GetRootAs(twin, 0)
    return model, model.Subgraphs(0)


def crashing(twin: bytes) -> bytes:
    """An operation reads a tensor that is left out: LiteRT does not look before it runs."""
    changed = bytearray(twin)
    model, graph = read(changed)
    operations = (graph.Operators(n) for n in range(graph.OperatorsLength()))
    reader = next(
        operation
        for operation in operations
        if model.OperatorCodes(operation.OpcodeIndex()).BuiltinCode() == _MUL
    )
    reader.InputsAsNumpy()[0] = -1
    return bytes(changed)


def swollen(twin: bytes) -> bytes:
    """A tensor of 12 TB."""
    changed = bytearray(twin)
    _, graph = read(changed)
    shape = graph.Tensors(int(graph.OutputsAsNumpy()[0])).ShapeAsNumpy()
    shape[0] = 1 << 30
    return bytes(changed)


def greedy(twin: bytes) -> bytes:
    """A tensor inside that takes 1.2 GB, which is not too many numbers for a model."""
    changed = bytearray(twin)
    _, graph = read(changed)
    shape = graph.Tensors(int(graph.Operators(3).OutputsAsNumpy()[0])).ShapeAsNumpy()
    shape[0] = 300_000_000 // shape.prod()
    return bytes(changed)


def refusal(folder: ModelFolder, kind: EngineKind = EngineKind.LITERT) -> ModelFolderError:
    with pytest.raises(ModelFolderError) as refused:
        create_engine(folder, kind)
    assert str(folder.path) in refused.value.message
    assert "\n" not in refused.value.message
    return refused.value


def test_a_twin_that_crashes_is_refused_and_this_process_lives(
    published: Publish, shipped: ModelFolder
) -> None:
    folder = published(crashing(shipped.twin))
    assert "its twin crashes" in refusal(folder).message
    assert "its twin crashes" in refusal(folder).message  # what failed is not remembered as good


def test_a_twin_of_huge_tensors_is_refused(published: Publish, shipped: ModelFolder) -> None:
    assert "its twin cannot be run" in refusal(published(swollen(shipped.twin))).message


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits a process's memory")
def test_a_twin_that_takes_too_much_memory_is_refused(
    published: Publish, shipped: ModelFolder
) -> None:
    assert "within 1024 MB" in refusal(published(greedy(shipped.twin))).message


def test_an_unknown_twin_is_tried_once(
    published: Publish, shipped: ModelFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = published(shipped.twin)
    trials = []

    def counted(*arguments: Any, **options: Any) -> Any:
        trials.append(arguments)
        return run(*arguments, **options)

    run = subprocess.run
    monkeypatch.setattr(trial.subprocess, "run", counted)
    for _ in range(2):
        create_engine(folder)
    assert len(trials) == 1
    create_engine(shipped)
    assert len(trials) == 1  # what came with the program is known


def test_what_was_held_against_its_digest_is_what_is_run(
    published: Publish, shipped: ModelFolder
) -> None:
    folder = published(shipped.twin)
    (folder.path / TWIN_PATH).write_bytes(crashing(shipped.twin))
    picture = probe_picture(folder.contract.height, folder.contract.width)[None]
    answer = create_engine(folder).run(picture).probabilities[0]
    intact = create_engine(shipped).run(picture).probabilities[0]
    assert np.allclose(answer, intact, rtol=0, atol=1e-6)


def test_tensorflow_runs_a_foreign_saved_model_only_when_a_person_allows_it(
    published: Publish, shipped: ModelFolder
) -> None:
    folder = published(shipped.twin)
    refused = refusal(folder, EngineKind.TENSORFLOW)
    assert refused.code == "not_allowed"
    assert "--trust-model" in refused.message
    assert saved_model_allowed(shipped)
    allow_saved_model(folder)
    assert saved_model_allowed(folder)
    (folder.path / "saved_model.pb").write_bytes(b"another graph")
    write_contract(folder.path, folder.contract)
    assert not saved_model_allowed(open_model_folder(folder.path))  # another model, same place


def test_tensorflow_sees_listed_files_only(
    published: Publish, shipped: ModelFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = published(shipped.twin)
    (folder.path / "variables" / "unlisted").write_bytes(b"more")
    (folder.path / "saved_model.pbtxt").write_bytes(b"more")
    allow_saved_model(folder)
    seen: set[str] = set()

    def look(place: Path) -> None:
        seen.update(
            path.relative_to(place).as_posix() for path in place.rglob("*") if path.is_file()
        )

    monkeypatch.setattr(opening, "TensorFlowEngine", look)
    with pytest.raises(ModelFolderError):  # nothing was loaded
        create_engine(folder, EngineKind.TENSORFLOW)
    assert seen == {"saved_model.pb", "variables/variables.index"}
    (folder.path / "saved_model.pb").write_bytes(b"changed since")
    with pytest.raises(ModelFolderError, match="not the file that was published"):  # noqa: SIM117
        with saved_model_copy(folder):
            pass


GOOD = {
    "probabilities": np.array([[0.2, 0.3, 0.5]], np.float32),
    "activation_maps": np.zeros((1, 5, 5, 3), np.float32),
    "features": np.zeros((1, 8), np.float32),
    "familiarity": np.zeros(1, np.float32),
}


@pytest.mark.parametrize(
    "name, values",
    [
        ("probabilities", np.array([[0.2, 0.3, 0.6]], np.float32)),
        ("probabilities", np.array([[-0.2, 0.7, 0.5]], np.float32)),
        ("probabilities", np.array([[np.nan, 0.5, 0.5]], np.float32)),
        ("probabilities", np.array([[0.5, 0.5]], np.float32)),
        ("probabilities", np.array([[0.2, 0.3, 0.5]], np.float64)),
        ("activation_maps", np.zeros((1, 5, 5, 2), np.float32)),
        ("activation_maps", np.zeros((1, 0, 5, 3), np.float32)),
        ("activation_maps", np.full((1, 5, 5, 3), np.inf, np.float32)),
        ("features", np.zeros((2, 8), np.float32)),
        ("features", np.full((1, 8), np.nan, np.float32)),
        ("familiarity", np.full(1, np.nan, np.float32)),
        ("familiarity", np.zeros((1, 1), np.float32)),
    ],
)
def test_an_answer_that_is_none_is_noticed(name: str, values: np.ndarray) -> None:
    check_outputs(Outputs(**GOOD), 1, 3)
    with pytest.raises(ValueError, match=r"finite|float|sum"):
        check_outputs(Outputs(**GOOD | {name: values}), 1, 3)


@pytest.mark.parametrize(
    "types",
    [
        [0.2, 0.3, 0.4, 0.2],
        [0.2, 0.3, 0.6, -0.1],
        [0.3, 0.2, 0.4, 0.1],
        [0.2, 0.3, 0.5],
        [0.2, 0.3, 0.4, np.nan],
    ],
)
def test_product_types_that_are_none_are_noticed(types: list[float]) -> None:
    good = np.array([[0.2, 0.3, 0.4, 0.1]], np.float32)
    check_outputs(Outputs(**GOOD, types=good), 1, 3, (0, 1, 2, 2))
    with pytest.raises(ValueError, match=r"finite|float|sum"):
        check_outputs(Outputs(**GOOD, types=np.array([types], np.float32)), 1, 3, (0, 1, 2, 2))


def test_a_model_with_such_an_answer_is_refused_and_such_a_picture_fails(
    shipped: ModelFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    probe = np.array([shipped.contract.probe.probabilities], np.float32)
    answer = Outputs(**GOOD | {"probabilities": probe, "features": np.full((1, 8), np.nan, "f4")})

    class Broken:
        lanes = 1

        def run(self, pictures: np.ndarray) -> Outputs:
            return answer

    monkeypatch.setattr(opening, "LiteRTEngine", lambda twin, *, eager: Broken())
    assert refusal(shipped).code == "model_damaged"
    with pytest.raises(ModelFolderError, match="features is not finite"):
        Classifier(shipped, Broken()).classify(np.zeros((9, 9, 3), np.uint8))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits a process's memory")
def test_a_trial_has_no_more_memory_than_a_model_needs() -> None:
    greedy = (
        "from app.core.models import trial as t; t._limit_resources(); bytearray(2 * t.MAX_MEMORY)"
    )
    done = subprocess.run([sys.executable, "-c", greedy], cwd=ROOT, capture_output=True, text=True)
    assert "MemoryError" in done.stderr
