"""Whatever stands in a model.json, the folder is refused in a sentence and nothing is raised."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.core.errors import ModelFolderError
from app.core.models.contract import parse_contract
from app.core.models.folder import (
    CONTRACT_PATH,
    MAX_TWIN_BYTES,
    TWIN_PATH,
    open_model_folder,
)

Make = Callable[[Path], Path]

_PROBE = {"probabilities": [0.5, 0.5], "tolerance": 0.1}


def _kind(name: str, color: str = "#000000") -> dict[str, str]:
    return {"name": name, "display_name": "x", "color_light": color, "color_dark": "#000000"}


_HOSTILE: dict[str, dict[str, Any]] = {
    "threshold is not a number": {"thresholds": {"sure": float("nan"), "familiar": 0.0}},
    "threshold is text": {"thresholds": {"sure": "0.5", "familiar": 0.0}},
    "temperature is endless": {"temperature": float("inf")},
    "height is a fraction": {"height": 75.5},
    "version is a list": {"version": [1]},
    "files is a list": {"files": ["a"]},
    "digest is a number": {"files": {"saved_model.pb": 7}},
    "file outside": {"files": {"../../secret": "0" * 64}},
    "file name holds a zero byte": {"files": {"a\0b": "0" * 64}},
    "class names are numbers": {
        "classes": [
            {"name": n, "display_name": "x", "color_light": "#000000", "color_dark": "#000000"}
            for n in range(2)
        ]
    },
    "a colour is a word": {"classes": [_kind("a", color="red"), _kind("b")], "probe": _PROBE},
    "a class leads out": {"classes": [_kind("../../a"), _kind("b")], "probe": _PROBE},
    "a class has two lines": {"classes": [_kind("a\nb"), _kind("b")], "probe": _PROBE},
    "a class has a book for a name": {"classes": [_kind("a" * 999), _kind("b")], "probe": _PROBE},
    "a class is half a letter": {"classes": [_kind("\ud800"), _kind("b")], "probe": _PROBE},
    "version is endless": {"version": 10**400},
    "version is below zero": {"version": -1},
    "sure is more than certain": {"thresholds": {"sure": 1.5, "familiar": 0.0}},
    "probe allows everything": {"probe": {"probabilities": [0.2, 0.3, 0.5], "tolerance": 1.0}},
    "metrics are a list": {"metrics": ["a"]},
    "metrics of a split are text": {"metrics": {"test": "good"}},
    "the date is a list": {"created": ["2026"]},
    "digest is no digest": {"files": {"saved_model.pb": "abc"}},
    "file on another drive": {"files": {"C:\\secret": "0" * 64}},
    "fitting is a book": {"fitting": "a\n" * 100_000},
    "files without number": {"files": {f"{n}": "0" * 64 for n in range(1_001)}},
    "classes without number": {
        "classes": [
            {"name": f"{n}", "display_name": "x", "color_light": "#000000", "color_dark": "#000000"}
            for n in range(10_001)
        ],
        "probe": {"probabilities": [0.0] * 10_001, "tolerance": 0.1},
    },
}


@pytest.mark.parametrize("changes", _HOSTILE.values(), ids=_HOSTILE.keys())
def test_a_hostile_contract_is_refused(
    tmp_path: Path, make_version: Make, changes: dict[str, Any]
) -> None:
    folder = make_version(tmp_path / "1")
    file = folder / CONTRACT_PATH
    file.write_text(json.dumps(json.loads(file.read_text()) | changes))
    with pytest.raises(ModelFolderError) as refused:
        open_model_folder(folder)
    assert refused.value.code == "model_damaged"
    assert "\n" not in refused.value.message
    assert len(refused.value.message) < 600


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        (_HOSTILE["files without number"], "more than 1000 files"),
        (_HOSTILE["file outside"], "lies outside the folder"),
        (_HOSTILE["file on another drive"], "lies outside the folder"),
        (_HOSTILE["file name holds a zero byte"], "lies outside the folder"),
        (_HOSTILE["digest is no digest"], "is not SHA-256"),
        ({"classes": [_kind("a"), _kind("a")], "probe": _PROBE}, "different names"),
        ({"classes": [_kind("a")], "probe": _PROBE}, "two or more"),
    ],
)
def test_a_contract_is_refused_before_its_files_are_looked_at(
    tmp_path: Path, make_version: Make, changes: dict[str, Any], why: str
) -> None:
    file = make_version(tmp_path / "1") / CONTRACT_PATH
    with pytest.raises((TypeError, ValueError), match=why):
        parse_contract(json.loads(file.read_text()) | changes)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no FIFOs")
def test_a_pipe_or_a_huge_file_in_a_model_is_refused_at_once(
    tmp_path: Path, make_version: Make
) -> None:
    folder = make_version(tmp_path / "1")
    twin = folder / TWIN_PATH
    twin.unlink()
    os.mkfifo(twin)
    with pytest.raises(ModelFolderError, match="cannot be read"):
        open_model_folder(folder)
    twin.unlink()
    twin.touch()
    os.truncate(twin, MAX_TWIN_BYTES + 1)  # a hole, which takes no space
    with pytest.raises(ModelFolderError, match="far too large"):
        open_model_folder(folder)


def test_a_contract_nested_without_end_is_refused(tmp_path: Path, make_version: Make) -> None:
    folder = make_version(tmp_path / "1")
    (folder / CONTRACT_PATH).write_text("[" * 100_000)
    with pytest.raises(ModelFolderError):
        open_model_folder(folder)
