"""Whatever stands in a model.json, the folder is refused in a sentence and nothing is raised."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.core.errors import ModelFolderError
from app.core.model_folder import CONTRACT_PATH, open_model_folder

Make = Callable[[Path], Path]

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


def test_a_contract_nested_without_end_is_refused(tmp_path: Path, make_version: Make) -> None:
    folder = make_version(tmp_path / "1")
    (folder / CONTRACT_PATH).write_text("[" * 100_000)
    with pytest.raises(ModelFolderError):
        open_model_folder(folder)
