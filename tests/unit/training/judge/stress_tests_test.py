"""How a model does on corrupted photos, and on sources that it never saw."""

import csv
import re
import shutil
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from training.cli import main
from training.data.manifest import Manifest, Member
from training.errors import RunError
from training.judge.leave_sources_out import LeaveOneSourceOut, grouped
from training.judge.tables import ROBUSTNESS
from training.judge.without_sources import LeftOutSource


def test_every_corruption_gets_a_line(
    tiny_published_model: Path,
    tiny_photos: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    out = ["--out", str(tmp_path)]
    assert main(["robustness", str(tiny_published_model), str(tiny_photos), *out]) == 0
    said = capsys.readouterr().out
    on_the_card = ROBUSTNESS.section(tmp_path)
    for name in ("as it is", "screenshot", "recompressed", "downscaled", "cropped", "blurred"):
        assert name in said
        assert f"| {name} |" in on_the_card


@pytest.mark.usefixtures("small_network")
def test_every_source_is_judged_by_a_head_that_never_saw_it(
    tiny_photos: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ("--base-weights", "random", "--input-size", "75", "--views", "0", "--least", "4")
    options += ("--epochs", "5")
    assert main(["leave-sources-out", str(tiny_photos), "--out", str(tmp_path), *options]) == 0
    with (tmp_path / "sources-left-out.csv").open(encoding="utf-8-sig") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["source"] for row in rows] == ["shop0", "shop1", "shop2"]
    assert {row["stages"] for row in rows} == {"1"}
    photos = [path for path in tiny_photos.rglob("*.png") if "other" not in path.parts]
    assert sum(int(row["photos"]) for row in rows) == len(photos)
    said = capsys.readouterr().out
    assert "Mean over 3 sources" in said
    errors = [float(number) for number in re.findall(r"0\.\d{4}", said)[-3:]]
    assert all(0 <= error <= 1 for error in errors)


def test_the_temperature_of_a_source_comes_from_the_others() -> None:
    random = np.random.default_rng(0)
    labels = random.integers(0, 3, 400)

    def source(name: str, scale: float) -> LeftOutSource:
        """Right for 80 of 100 photos, and as sure as ``scale`` says."""
        said = np.where(random.random(400) < 0.8, labels, (labels + 1) % 3)
        logits = (np.eye(3, dtype=np.float32)[said]) * scale
        metrics = SimpleNamespace(calibration_error=0.2, accuracy=0.8)
        return LeftOutSource(name, metrics, 0.02, logits, labels)  # type: ignore[arg-type]

    alike = LeaveOneSourceOut((source("a", 9), source("b", 9), source("c", 9)), stages=1)
    assert alike.calibration_error_of_new_shops < 0.05
    other = LeaveOneSourceOut((source("a", 9), source("b", 9), source("c", 0.5)), stages=1)
    assert other.calibration_error_of_new_shops > 0.1


@pytest.mark.usefixtures("small_network")
def test_groups_of_sources_are_left_out_of_both_stages(
    tiny_photos: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ("--base-weights", "random", "--input-size", "75", "--views", "1", "--least", "4")
    stages = ("--epochs", "2", "--fine-tune-epochs", "2", "--unfreeze-layers", "9", "--bfloat16")
    out = ("--out", str(tmp_path))
    arguments = ["leave-sources-out", str(tiny_photos), *out, *options, *stages, "--groups", "2"]
    assert main(arguments) == 0
    histories = list(tmp_path.glob("groups/*/*/history.json"))
    assert len(histories) == 2
    with (tmp_path / "sources-left-out.csv").open(encoding="utf-8-sig") as stream:
        rows = list(csv.DictReader(stream))
    assert [(row["source"], row["stages"]) for row in rows] == [
        ("shop0", "2"),
        ("shop1", "2"),
        ("shop2", "2"),
    ]
    capsys.readouterr()


def test_sources_of_the_same_product_types_are_not_left_out_together() -> None:
    members = [
        Member(f"c/{kind}/{source}__{number}.jpg", "c", kind, "train", number, "")
        for source, kind in (("a", "pen"), ("b", "pen"), ("c", "ring"), ("d", "ring"))
        for number in range(3)
    ]
    manifest = Manifest(("c",), "", 0, tuple(members), ())
    for group in grouped(manifest, ["a", "b", "c", "d"], 2):
        assert set(group) in ({"a", "c"}, {"a", "d"}, {"b", "c"}, {"b", "d"})
    assert grouped(manifest, ["a", "b"], 0) == [["a"], ["b"]]


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


def test_a_table_of_another_kind_does_not_get_onto_a_card(tmp_path: Path) -> None:
    assert ROBUSTNESS.section(tmp_path) == ""
    (tmp_path / ROBUSTNESS.file_name).write_text("photo,wrong\nas it is,3\n")
    with pytest.raises(RunError, match=r"robustness\.csv is not a table"):
        ROBUSTNESS.section(tmp_path)
