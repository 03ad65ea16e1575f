"""More photos are drawn around fewer, all are judged by the same ones, and a person can read it."""

import csv
from pathlib import Path

import numpy as np
import pytest

from training.cli import main
from training.commands.learning_curve import FIGURE_NAME
from training.judge.learning_curve import CSV_NAME, Curve, Point, draw

LABELS = np.array([0] * 30 + [1] * 4 + [2] * 12)


def test_a_draw_takes_as_many_of_each_class_as_there_are() -> None:
    few, more = (draw(LABELS, size, seed=1) for size in (3, 10))
    assert np.bincount(LABELS[few]).tolist() == [3, 3, 3]
    assert np.bincount(LABELS[more]).tolist() == [10, 4, 10]
    assert set(few) <= set(more)
    assert draw(LABELS, 0, seed=1).tolist() == list(range(len(LABELS)))
    assert draw(LABELS, 3, seed=2).tolist() != few.tolist()


def test_a_class_with_fewer_photos_is_told() -> None:
    point = Point(10, {"bags": 10, "pens": 4, "other": 10}, (0.5, 0.7))
    assert point.short == ("pens",)
    assert point.mean == pytest.approx(0.6)
    low, high = Curve((point,), 100).interval(point)
    assert low < 0.6 < high


@pytest.mark.usefixtures("small_network")
def test_the_command_prints_a_table_and_leaves_a_figure(
    tmp_path: Path, tiny_photos: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["learning-curve", str(tiny_photos), "--out", str(tmp_path)]
    arguments += ["--base-weights", "random", "--input-size", "75", "--photos", "9,400"]
    assert main([*arguments, "--draws", "1"]) == 0
    said = capsys.readouterr().out
    assert "all (8 to 10)" in said
    assert "At 9, fewer than asked for: other 8." in said
    assert "Stage one only" in said
    with (tmp_path / CSV_NAME).open(encoding="utf-8-sig") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["photos a class"] for row in rows] == ["9", "all"]
    assert all(0 <= float(row["accuracy"]) <= 1 for row in rows)
    assert (tmp_path / FIGURE_NAME).read_bytes().startswith(b"\x89PNG")
