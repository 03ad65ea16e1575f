"""Labels on disk: kept at once, read back, replaced, forgotten; strange lines are passed over."""

import json
from pathlib import Path

import numpy as np
import pytest

from app.core.answers import Evidence
from app.core.errors import FileAccessError
from app.core.learning import labels
from app.core.learning.labels import KeptLabels, Label

NAMES = ("bags", "pens")


def answer(seed: int, label: str = "bags") -> Label:
    features = np.random.default_rng(seed).random(8).astype(np.float16)
    return Label(Evidence(features, (-0.25, -1.5), 2.5), label)


def opened(folder: Path) -> KeptLabels:
    return KeptLabels(folder, "a" * 64, NAMES)


def test_labels_outlive_the_program(tmp_path: Path) -> None:
    kept = opened(tmp_path)
    kept.add([answer(1), answer(2, "pens")])
    kept.add([answer(3, "other")])
    again = opened(tmp_path)
    assert again.counts() == {"bags": 1, "pens": 1, "other": 1}
    answers, labels = again.arrays()
    assert labels.tolist() == [0, 1, 2]
    assert np.array_equal(answers.features[0], answer(1).evidence.features)
    assert answers.log_probabilities[0].tolist() == [-0.25, -1.5]
    assert answers.margin.tolist() == [2.5] * 3


def test_the_last_label_of_a_picture_counts(tmp_path: Path) -> None:
    kept = opened(tmp_path)
    kept.add([answer(1), answer(2), answer(1, "pens")])
    assert kept.counts() == opened(tmp_path).counts() == {"bags": 1, "pens": 1, "other": 0}
    kept.remove([answer(1).evidence, answer(9).evidence])
    assert kept.counts() == opened(tmp_path).counts() == {"bags": 1, "pens": 0, "other": 0}


def test_another_model_has_labels_of_its_own(tmp_path: Path) -> None:
    opened(tmp_path).add([answer(1)])
    assert len(KeptLabels(tmp_path, "b" * 64, NAMES)) == 0


def test_forgetting_leaves_nothing(tmp_path: Path) -> None:
    kept = opened(tmp_path)
    kept.add([answer(1)])
    kept.forget()
    assert len(kept) == len(opened(tmp_path)) == 0
    assert not list(tmp_path.iterdir())


def test_very_many_labels_leave_those_that_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(labels, "MAX_LABELS", 10)
    monkeypatch.setattr(labels, "_LARGE_BYTES", 4_000)
    kept = opened(tmp_path)
    kept.add([answer(number) for number in range(95)])
    assert len(kept) == 10
    for number in range(100, 160):
        kept.add([answer(number, "pens")])
    [file] = tmp_path.iterdir()
    assert file.stat().st_size < 6_000
    answers, numbers = opened(tmp_path).arrays()
    assert numbers.tolist() == [1] * 10
    assert np.array_equal(answers.features[-1], answer(159).evidence.features)


@pytest.mark.parametrize(
    "change",
    [
        {"label": "no such class"},
        {"label": ["bags"]},
        {"log_probabilities": [0.1]},
        {"log_probabilities": [float("nan"), 0]},
        {"margin": 10**400},
        {"features": "not base 64"},
        {"features": ""},
        {"features": None},
    ],
)
def test_a_line_that_is_none_of_ours_costs_that_line(tmp_path: Path, change: dict) -> None:
    kept = opened(tmp_path)
    kept.add([answer(1), answer(2)])
    [file] = tmp_path.iterdir()
    head, first, second = file.read_text().splitlines()
    spoilt = json.dumps(json.loads(first) | change)
    file.write_text("\n".join([head, spoilt, second, '{"half a li']))
    again = opened(tmp_path)
    assert len(again) == 1
    again.add([answer(3)])
    assert len(opened(tmp_path)) == 2


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    kept = KeptLabels(tmp_path / "file", "a" * 64, NAMES)
    with pytest.raises(FileAccessError, match="could not be kept"):
        kept.add([answer(1)])
    assert len(kept) == 0
