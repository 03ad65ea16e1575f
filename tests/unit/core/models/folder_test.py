"""A model is used when it is whole and known, and refused in one sentence when it is not."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from app.core.errors import ModelFolderError
from app.core.models.folder import (
    CONTRACT_PATH,
    TWIN_PATH,
    Contract,
    current_version,
    open_current,
    open_model_folder,
    pin,
    saved_model_copy,
    versions,
)
from app.core.models.opening import EngineKind, create_engine

Make = Callable[[Path], Path]
CLASSES = ("accessories", "fashion", "stationary")


def edit(folder: Path, **changes: object) -> None:
    file = folder / CONTRACT_PATH
    file.write_text(json.dumps(json.loads(file.read_text()) | changes))


def refusal(folder: Path) -> ModelFolderError:
    with pytest.raises(ModelFolderError) as refused:
        open_model_folder(folder)
    assert "\n" not in refused.value.message
    assert str(folder) in refused.value.message
    return refused.value


def test_what_is_written_is_read_back(
    tmp_path: Path, make_version: Make, contract: Contract
) -> None:
    folder = open_model_folder(make_version(tmp_path / "1"))
    assert folder.contract.classes == contract.classes
    assert folder.contract.thresholds == contract.thresholds
    assert folder.contract.fitting is contract.fitting
    assert set(folder.contract.files) == {
        "saved_model.pb",
        "variables/variables.index",
        TWIN_PATH.as_posix(),
    }


@pytest.mark.parametrize(
    "name", ["saved_model.pb", "variables/variables.index", TWIN_PATH.as_posix()]
)
def test_a_changed_or_missing_file_is_refused(
    tmp_path: Path, make_version: Make, name: str
) -> None:
    folder = make_version(tmp_path / "1")
    (folder / name).write_bytes(b"tampered")
    assert refusal(folder).code == "model_damaged"
    (folder / name).unlink()
    assert name in refusal(folder).message


def test_the_saved_model_may_be_missing_as_a_whole(tmp_path: Path, make_version: Make) -> None:
    path = make_version(tmp_path / "1")
    assert open_model_folder(path).has_saved_model
    (path / "saved_model.pb").unlink()
    assert "saved_model.pb" in refusal(path).message  # a copy that broke off
    shutil.rmtree(path / "variables")
    folder = open_model_folder(path)
    assert folder.twin and not folder.has_saved_model
    with pytest.raises(ModelFolderError, match="SavedModel") as refused:
        create_engine(folder, EngineKind.TENSORFLOW)
    assert refused.value.code == "no_saved_model"
    with pytest.raises(ModelFolderError, match="SavedModel"), saved_model_copy(folder):
        pass


def test_another_schema_is_refused(tmp_path: Path, make_version: Make) -> None:
    folder = make_version(tmp_path / "1")
    edit(folder, schema=99)
    refused = refusal(folder)
    assert refused.code == "model_schema"
    assert "99" in refused.message


@pytest.mark.parametrize(
    "changes",
    [
        {"classes": []},
        {"classes": [{"name": "one"}]},
        {"height": 0},
        {"width": "wide"},
        {"fitting": "crop"},
        {"probe": {"probabilities": [1.0], "tolerance": 0.1}},
        {"files": {}},
        {"files": {"../../outside": "0"}},
        {"thresholds": None},
        {"types": [{"name": "pen", "class_name": "stationary"}]},
        {"types": [{"name": "", "class_name": name} for name in CLASSES]},
        {"types": [{"name": "pen", "class_name": name} for name in (*CLASSES, CLASSES[0])]},
        {"types": [{"name": "pen", "class_name": name} for name in (*CLASSES, "garden")]},
        {"types": [{"name": "pen"}]},
    ],
)
def test_a_wrong_contract_is_refused(
    tmp_path: Path, make_version: Make, changes: dict[str, object]
) -> None:
    folder = make_version(tmp_path / "1")
    edit(folder, **changes)
    assert refusal(folder).code == "model_damaged"


def test_types_are_read_and_a_folder_of_the_schema_before_has_none(
    tmp_path: Path, make_version: Make
) -> None:
    folder = make_version(tmp_path / "1")
    edit(folder, types=[{"name": "pen", "class_name": name} for name in reversed(CLASSES)])
    contract = open_model_folder(folder).contract
    assert contract.schema == 2
    assert contract.type_classes == (2, 1, 0)
    document = json.loads((folder / CONTRACT_PATH).read_text())
    del document["types"]
    (folder / CONTRACT_PATH).write_text(json.dumps(document | {"schema": 1}))
    assert open_model_folder(folder).contract.types == ()


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '"model"'])
def test_a_contract_that_is_no_json_object_is_refused(
    tmp_path: Path, make_version: Make, text: str
) -> None:
    folder = make_version(tmp_path / "1")
    (folder / CONTRACT_PATH).write_text(text)
    assert refusal(folder).code in {"model_damaged", "model_schema"}


def test_a_missing_folder_and_a_folder_without_a_model(tmp_path: Path) -> None:
    assert refusal(tmp_path / "nowhere").code == "model_missing"
    assert refusal(tmp_path).code == "model_missing"
    with pytest.raises(ModelFolderError, match="no model"):
        open_current(tmp_path)


def test_the_highest_version_is_current_unless_a_pin_says_otherwise(
    tmp_path: Path, make_version: Make
) -> None:
    for number in (1, 2, 10):
        make_version(tmp_path / str(number))
    (tmp_path / "notes").mkdir()
    assert versions(tmp_path) == [1, 2, 10]
    assert current_version(tmp_path) == 10
    pin(tmp_path, 2)
    assert current_version(tmp_path) == 2
    assert open_current(tmp_path)[0].path.name == "2"
    pin(tmp_path, None)
    assert current_version(tmp_path) == 10
    with pytest.raises(ModelFolderError):
        pin(tmp_path, 7)


def test_a_damaged_pin_is_no_pin(tmp_path: Path, make_version: Make) -> None:
    make_version(tmp_path / "1")
    (tmp_path / "pin.json").write_text("{")
    assert current_version(tmp_path) == 1


def test_a_broken_newest_version_leaves_the_one_before_in_use(
    tmp_path: Path, make_version: Make
) -> None:
    make_version(tmp_path / "1")
    broken = make_version(tmp_path / "2")
    (broken / TWIN_PATH).write_bytes(b"")
    folder, refused = open_current(tmp_path)
    assert folder.path.name == "1"
    assert [error.code for error in refused] == ["model_damaged"]


def test_a_version_folder_may_be_named_itself(tmp_path: Path, make_version: Make) -> None:
    folder, refused = open_current(make_version(tmp_path / "3"))
    assert (folder.path.name, refused) == ("3", [])
