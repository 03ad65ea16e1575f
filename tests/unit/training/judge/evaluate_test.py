"""A model is judged by photos that it has not learnt from, and the figures are the right ones."""

import csv
import json
import shutil
from pathlib import Path

import cv2
import numpy as np
import pytest

from app.core.models.folder import ModelFolder, Thresholds, open_current
from training.cli import main
from training.data.manifest import read_manifest
from training.errors import DataError
from training.judge.evaluate import compute_metrics
from training.judge.metrics import Answers
from training.judge.predict import BACKGROUND, LabelledPhoto
from training.judge.unseen import photos_to_judge_by


@pytest.fixture(scope="session")
def folder(tiny_published_model: Path) -> ModelFolder:
    return open_current(tiny_published_model)[0]


def test_figures_of_known_answers() -> None:
    labelled = [
        LabelledPhoto(Path("bags/a.jpg"), "totes", 0),
        LabelledPhoto(Path("bags/b.jpg"), "totes", 0),
        LabelledPhoto(Path("pens/c.jpg"), "", 1),
        LabelledPhoto(Path("pens/d.jpg"), "", 1),
        LabelledPhoto(Path("other/e.jpg"), "food", BACKGROUND),
    ]
    answers = Answers(
        probabilities=np.array(
            [[0.99, 0.01], [0.4, 0.6], [0.02, 0.98], [0.3, 0.7], [0.9, 0.1]], np.float32
        ),
        familiarity=np.array([5, 4, 3, -1, -2], np.float32),
    )
    metrics = compute_metrics(answers, labelled, ("bags", "pens"), 1.0, Thresholds(0.95, 0.0))
    assert metrics.pictures == 4
    assert metrics.accuracy == 0.75
    assert metrics.confusion == ((1, 1), (0, 2))
    assert metrics.classes["bags"].recall == 0.5
    assert metrics.classes["pens"].precision == pytest.approx(2 / 3)
    assert metrics.kinds == {"bags/totes": (1, 2), "pens/": (2, 2)}
    assert metrics.sure.coverage == 0.5
    assert metrics.sure.precision == 1.0
    assert metrics.background is not None
    assert metrics.background.auroc == 1.0
    assert metrics.background.products_kept == 0.75
    assert metrics.background.background_refused == 1.0
    assert json.loads(json.dumps(metrics.document()))["accuracy"] == 0.75


def test_the_training_folder_gives_the_test_split(
    folder: ModelFolder, tiny_photos: Path, tiny_run: Path
) -> None:
    photos = photos_to_judge_by(folder, tiny_photos)
    manifest = read_manifest(tiny_run / "manifest.json")
    assert [q.path.as_posix() for q in photos.labelled] == [m.path for m in manifest.of("test")]
    everything = photos_to_judge_by(folder, tiny_photos, everything=True)
    assert len(everything.labelled) == len(manifest.members)


def test_photos_are_known_again_under_other_names(
    folder: ModelFolder, tiny_photos: Path, tiny_run: Path, tmp_path: Path
) -> None:
    manifest = read_manifest(tiny_run / "manifest.json")
    for member in manifest.members:
        if member.class_name != "other":
            target = tmp_path / member.class_name / f"renamed {member.sha256[:8]}.png"
            target.parent.mkdir(exist_ok=True)
            shutil.copy(tiny_photos / member.path, target)
    test = {m.sha256[:8] for m in manifest.of("test") if m.class_name != "other"}
    photos = photos_to_judge_by(folder, tmp_path)
    assert {q.path.stem.removeprefix("renamed ") for q in photos.labelled} == test


def test_photos_that_were_all_trained_on_judge_nothing(
    folder: ModelFolder, tiny_photos: Path, tiny_run: Path, tmp_path: Path
) -> None:
    for member in read_manifest(tiny_run / "manifest.json").of("train"):
        target = tmp_path / member.path
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(tiny_photos / member.path, target)
    with pytest.raises(DataError, match="--all"):
        photos_to_judge_by(folder, tmp_path)


def test_a_class_that_the_model_does_not_know_is_named(
    folder: ModelFolder, tiny_photos: Path, tmp_path: Path
) -> None:
    shutil.copytree(tiny_photos, tmp_path / "photos")
    (tmp_path / "photos" / "pens").rename(tmp_path / "photos" / "umbrellas")
    with pytest.raises(DataError, match="umbrellas"):
        photos_to_judge_by(folder, tmp_path / "photos")


@pytest.mark.parametrize("engine", ["litert", "tensorflow"])
def test_the_command_prints_and_writes_the_published_figures(
    folder: ModelFolder,
    tiny_published_model: Path,
    tiny_photos: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    engine: str,
) -> None:
    arguments = ["evaluate", str(tiny_published_model), str(tiny_photos)]
    assert main([*arguments, "--engine", engine, "--out", str(tmp_path)]) == 0
    published = folder.contract.metrics["test"]
    assert f"Accuracy {published['accuracy']:.4f}" in capsys.readouterr().out
    written = json.loads((tmp_path / "metrics.json").read_text())
    assert written["confusion"] == published["confusion"]
    with (tmp_path / "predictions.csv").open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    for name in ("confusion", "reliability", "risk_coverage", "familiarity"):
        assert cv2.imread(str(tmp_path / f"{name}.png")) is not None
    products = [row for row in rows if row["truth"]]
    right = sum(row["truth"] == row["label"] for row in products)
    assert right / len(products) == pytest.approx(published["accuracy"])


def test_a_run_is_judged_before_it_is_published(
    tiny_photos: Path, tiny_run: Path, tiny_published_model: Path, tmp_path: Path
) -> None:
    found = {}
    for name, model in (("run", tiny_run), ("published", tiny_published_model)):
        assert main(["evaluate", str(model), str(tiny_photos), "--out", str(tmp_path / name)]) == 0
        found[name] = json.loads((tmp_path / name / "metrics.json").read_text())
    assert found["run"]["pictures"] == found["published"]["pictures"]
    assert found["run"]["accuracy"] == found["published"]["accuracy"]
