"""How a model does on photos that have suffered, and on sources that it never saw."""

import csv
import shutil
from pathlib import Path

import pytest

from training.cli import main


def test_every_disturbance_gets_a_line(
    tiny_published_model: Path, tiny_photos: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["robustness", str(tiny_published_model), str(tiny_photos)]) == 0
    said = capsys.readouterr().out
    for name in ("as it is", "screenshot", "recompressed", "downscaled", "cropped", "blurred"):
        assert name in said


def test_every_source_is_judged_by_a_head_that_never_saw_it(
    tiny_photos: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ("--base-weights", "random", "--input-size", "75", "--views", "0", "--least", "4")
    assert main(["leave-sources-out", str(tiny_photos), "--out", str(tmp_path), *options]) == 0
    with (tmp_path / "sources-left-out.csv").open(encoding="utf-8-sig") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["source"] for row in rows] == ["shop0", "shop1", "shop2"]
    photos = [path for path in tiny_photos.rglob("*.png") if "other" not in path.parts]
    assert sum(int(row["photos"]) for row in rows) == len(photos)
    assert "Mean over 3 sources" in capsys.readouterr().out


def test_photos_without_sources_are_told(
    tiny_photos: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(tiny_photos, tmp_path / "photos")
    for path in (tmp_path / "photos").rglob("*.png"):
        path.rename(path.with_name(path.name.replace("__", "-")))
    arguments = ["leave-sources-out", str(tmp_path / "photos"), "--out", str(tmp_path / "out")]
    assert main([*arguments, "--base-weights", "random", "--input-size", "75"]) == 2
    assert "before '__'" in capsys.readouterr().err
