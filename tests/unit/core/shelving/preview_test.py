"""The preview says what will happen, and touches nothing."""

from pathlib import Path

import pytest

from app.core.answers import Row, Verdict
from app.core.shelving.preview import OTHER_FOLDER, UNSURE_FOLDER, Choices, preview


@pytest.fixture
def rows(tmp_path: Path) -> list[Row]:
    def row(name: str, verdict: Verdict, decided: str | None = None) -> Row:
        return Row(tmp_path / name, verdict, "bags", (0.9, 0.1), 0.1, decided=decided)

    return [
        row("sure.jpg", Verdict.SURE),
        row("unsure.jpg", Verdict.UNSURE),
        row("decided.jpg", Verdict.UNSURE, "pens"),
        row("foreign.jpg", Verdict.NOT_ONE_OF_THESE),
        Row(tmp_path / "bad.jpg", error=("x", "x")),
    ]


@pytest.mark.parametrize(
    ("unsure", "other", "counts", "staying"),
    [
        ("with the class", "left", {"bags": 2, "pens": 1}, 2),
        ("own", "left", {"bags": 1, UNSURE_FOLDER: 1, "pens": 1}, 2),
        ("left", "left", {"bags": 1, "pens": 1}, 3),
        ("left", "own", {"bags": 1, "pens": 1, OTHER_FOLDER: 1}, 2),
        ("left", "nearest", {"bags": 2, "pens": 1}, 2),
    ],
)
def test_each_choice(
    rows: list[Row],
    tmp_path: Path,
    unsure: str,
    other: str,
    counts: dict[str, int],
    staying: int,
) -> None:
    found = preview(rows, Choices(tmp_path / "out", unsure=unsure, other=other))
    assert found.counts == counts
    assert found.staying == staying
    assert found.renamed == 0
    assert not (tmp_path / "out").exists()


def test_what_is_unsure_has_a_folder_of_its_own_unless_it_is_chosen(
    rows: list[Row], tmp_path: Path
) -> None:
    assert preview(rows, Choices(tmp_path / "out")).counts[UNSURE_FOLDER] == 1


def test_what_a_person_held_for_none_of_the_classes_goes_with_no_class(tmp_path: Path) -> None:
    row = Row(tmp_path / "a.jpg", Verdict.NOT_ONE_OF_THESE, "bags", (0.9, 0.1), decided="other")
    found = preview([row], Choices(tmp_path / "out", other="nearest"))
    assert found.counts == {OTHER_FOLDER: 1}


def test_names_that_are_taken_are_counted(rows: list[Row], tmp_path: Path) -> None:
    (tmp_path / "out" / "bags").mkdir(parents=True)
    (tmp_path / "out" / "bags" / "SURE.jpg").touch()
    twin = rows[0]._replace(path=tmp_path / "elsewhere" / "unsure.jpg")
    found = preview([*rows, twin], Choices(tmp_path / "out", unsure="with the class"))
    assert found.renamed == 2
    assert len({step.target for step in found.steps}) == len(found.steps) == 4
