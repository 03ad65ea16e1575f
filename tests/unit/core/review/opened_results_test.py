"""Results are opened for the model in use, whatever order it names its classes in."""

from pathlib import Path

import pytest

from app.core.answers import Row, Verdict
from app.core.errors import FileAccessError
from app.core.review.opened_results import open_results
from app.core.review.results import csv_file, json_file

ROWS = [
    Row(Path("/shop/a.jpg"), Verdict.SURE, "bags", (0.9, 0.1), 0.1, decided="pens"),
    Row(Path("/shop/b.jpg"), error=("not_a_picture", "b.jpg is not a picture.")),
]


@pytest.mark.parametrize("writer", [csv_file, json_file])
def test_probabilities_follow_the_model_s_order(writer: object, tmp_path: Path) -> None:
    path = tmp_path / "results"
    with writer(path, ("bags", "pens")) as write:  # type: ignore[operator]
        for row in ROWS:
            write(row)
    first, second = open_results(path, ("pens", "bags"))
    assert first.probabilities == pytest.approx((0.1, 0.9))
    assert (first.label, first.decided) == ("bags", "pens")
    assert second.error == ROWS[1].error


def test_results_for_other_classes_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "results.csv"
    with csv_file(path, ("bags", "pens")) as write:
        write(ROWS[0])
    with pytest.raises(FileAccessError) as error:
        open_results(path, ("bags", "shoes"))
    assert error.value.code == "other_classes"
    assert "bags, pens" in error.value.message


def test_results_that_hold_errors_only_open_with_any_model(tmp_path: Path) -> None:
    path = tmp_path / "results.jsonl"
    with json_file(path, ("bags", "pens")) as write:
        write(ROWS[1])
    assert [row.error for row in open_results(path, ("a", "b"))] == [ROWS[1].error]
