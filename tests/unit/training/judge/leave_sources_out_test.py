"""Networks without some sources, from the command to a finished run's thresholds."""

import csv
import json
import shutil
from pathlib import Path

import pytest

from training.cli import main
from training.judge.out_of_fold_answers import read_out_of_fold

OPTIONS = ("--base-weights", "random", "--input-size", "75", "--least", "4", "--folds", "2")


@pytest.mark.usefixtures("small_network")
def test_every_source_is_judged_and_a_run_gets_its_thresholds(
    tiny_photos: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = ("--out", str(tmp_path), "--views", "1", "--other-fitting", "--types", "folders")
    layers = ("--l2", "5", "--unfreeze-layers", "0", "--base-weights", "random")
    arguments = [str(tiny_photos), *run, *layers, "--input-size", "75"]
    assert main(["fit", *arguments, "--keep-cache"]) == 0
    before = json.loads((tmp_path / "calibration.json").read_text())
    assert before["photos"] == "validation photos"
    assert main(["leave-sources-out", *arguments, "--least", "4", "--folds", "2"]) == 0
    said = capsys.readouterr().out
    assert "3 sources in 2 folds" in said
    with (tmp_path / "sources-left-out.csv").open(encoding="utf-8-sig") as stream:
        rows = list(csv.DictReader(stream))
    assert {row["source"] for row in rows} == {"shop0", "shop1", "shop2"}
    photos = [path for path in tiny_photos.rglob("*.png") if "other" not in path.parts]
    assert sum(int(row["photos"]) for row in rows) == len(photos)
    after = json.loads((tmp_path / "calibration.json").read_text())
    assert after["photos"] == "photos of sources left out"
    kept = read_out_of_fold(tmp_path)
    assert kept is not None
    answers, heads = kept
    assert set(heads) == {0, 1}
    for fold in (0, 1):
        asked = set(answers.sources[answers.folds == fold])
        others = set(answers.sources[answers.folds != fold])
        assert asked.isdisjoint(others)


@pytest.mark.usefixtures("small_network")
def test_both_stages_are_trained_where_layers_are_unfrozen(
    tiny_photos: Path, tmp_path: Path
) -> None:
    stages = ("--epochs", "1", "--fine-tune-epochs", "1", "--unfreeze-layers", "9", "--views", "0")
    arguments = [str(tiny_photos), "--out", str(tmp_path), *OPTIONS, *stages]
    assert main(["leave-sources-out", *arguments]) == 0
    assert len(list(tmp_path.glob("folds/*/stage-two-*/history.json"))) == 2
    kept = read_out_of_fold(tmp_path)
    assert kept is not None
    assert kept[0].stages == 2


@pytest.mark.usefixtures("small_network")
def test_photos_without_sources_are_told(
    tiny_photos: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(tiny_photos, tmp_path / "photos")
    for path in (tmp_path / "photos").rglob("*.png"):
        path.rename(path.with_name(path.name.replace("__", "-")))
    arguments = ["leave-sources-out", str(tmp_path / "photos"), "--out", str(tmp_path / "out")]
    assert main([*arguments, "--base-weights", "random", "--input-size", "75"]) == 2
    assert "before '__'" in capsys.readouterr().err
