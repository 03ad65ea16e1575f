"""Decisions can be undone and survive the program, whenever it ends."""

import json
from pathlib import Path

import numpy as np
import pytest

from app.core.answers import ALL_OF_IT, Classified, Failed, Prediction, Region, Row, Verdict
from app.core.errors import PictureError
from app.core.review.log import ReviewLog, read_review
from app.core.review.review import Review

NAMES = ("accessories", "fashion")


def outcome(name: str, verdict: Verdict = Verdict.SURE, fashion: float = 0.75) -> Classified:
    probabilities = {"accessories": 1 - fashion, "fashion": fashion}
    label = max(probabilities, key=probabilities.__getitem__)
    maps = np.zeros((1, 1, 2), np.float32)
    return Classified(Path(name), Prediction(verdict, label, probabilities, 1.0, maps), 0.1)


@pytest.fixture
def review() -> Review:
    review = Review()
    review.add(outcome("coat.jpg"))
    review.add(outcome("ring.jpg", fashion=0.25))
    review.add(outcome("cat.jpg", Verdict.NOT_ONE_OF_THESE))
    review.add(Failed(Path("bad.jpg"), PictureError("damaged", "bad.jpg is damaged.")))
    return review


def decided(review: Review, *names: str) -> list[str | None]:
    return [review[Path(f"{name}.jpg")].decided for name in names]


def test_the_persons_label_counts_before_the_models(review: Review) -> None:
    coat, ring, cat, _ = review.rows
    assert [row.final for row in review.rows] == ["fashion", "accessories", "other", None]
    review.decide([coat], "accessories")
    review.decide([ring, cat], "fashion")
    assert [row.final for row in review.rows] == ["accessories", "fashion", "fashion", None]
    assert review.totals() == {"accessories": 1, "fashion": 2}
    assert decided(review, "bad") == [None]


def test_accepting_is_no_correction(review: Review) -> None:
    coat, _, cat, _ = review.rows
    [coat] = review.decide([coat], "fashion")
    [cat] = review.decide([cat], "other")
    assert not coat.corrected
    assert not cat.corrected
    [cat] = review.decide([cat], "fashion")
    assert cat.corrected


def test_undo_and_redo_step_through_all_decisions(review: Review) -> None:
    coat, ring, cat, _ = review.rows
    review.decide([coat, ring], "accessories")
    review.decide([coat, cat], "other")
    names = ("coat", "ring", "cat")
    states = [decided(review, *names)]
    while review.undo():
        states.append(decided(review, *names))
    assert states == [
        ["other", "accessories", "other"],
        ["accessories", "accessories", None],
        [None, None, None],
    ]
    while review.redo():
        pass
    assert decided(review, *names) == states[0]


def test_a_decision_is_undone_where_the_file_is_now(review: Review) -> None:
    coat, *_ = review.rows
    review.decide([coat], "accessories")
    review.relocate({Path("coat.jpg"): Path("/shelves/coat.jpg")})
    [undone] = review.undo()
    assert (undone.path, undone.decided) == (Path("/shelves/coat.jpg"), None)


def test_a_row_that_was_handed_on_stays_what_it_was(review: Review) -> None:
    coat, *_ = review.rows
    [handed_on] = review.decide([coat], "accessories")
    review.undo()
    review.relocate({Path("coat.jpg"): Path("/shelves/coat.jpg")})
    assert (handed_on.path, handed_on.decided) == (Path("coat.jpg"), "accessories")


def test_a_new_decision_ends_redo(review: Review) -> None:
    coat, ring, *_ = review.rows
    review.decide([coat], "accessories")
    review.undo()
    review.decide([ring], "fashion")
    assert not review.can_redo


def test_a_decision_that_changes_nothing_is_none(review: Review) -> None:
    review.decide(review.rows[:1], "accessories")
    assert review.decide(review.rows[:1], "accessories") == ()
    assert review.decide(review.rows[3:], "accessories") == ()


def test_a_review_comes_back_from_its_log(tmp_path: Path, review: Review) -> None:
    file = tmp_path / "review.jsonl"
    with ReviewLog.begin(file, [tmp_path / "shop"], NAMES, "model 1") as log:
        logged = Review(log)
        for item in [outcome("صورة.jpg"), outcome("b.jpg"), outcome("c.jpg")]:
            logged.add(item)
        logged.decide(logged.rows[:2], "accessories")
        logged.undo()
        logged.decide(logged.rows[2:], "other")
    saved = read_review(file)
    assert saved is not None
    assert (saved.paths, saved.class_names, saved.model) == (
        (tmp_path / "shop",),
        NAMES,
        "model 1",
    )
    assert saved.rows == tuple(logged.rows)
    assert not saved.finished

    with ReviewLog.go_on(file) as log:
        resumed = Review(log)
        resumed.restore(saved.rows)
        assert Path("b.jpg") in resumed
        resumed.add(outcome("d.jpg"))
        log.finish()
    again = read_review(file)
    assert again is not None
    assert [row.path.name for row in again.rows] == ["صورة.jpg", "b.jpg", "c.jpg", "d.jpg"]
    assert again.finished


def test_any_truncation_loses_at_most_the_last_line(tmp_path: Path) -> None:
    file = tmp_path / "review.jsonl"
    with ReviewLog.begin(file, [], NAMES, "m") as log:
        logged = Review(log)
        for number in range(3):
            logged.add(outcome(f"{number}.jpg"))
    content = file.read_bytes()
    head = content.index(b"\n") + 1
    for length in range(head, len(content), 7):
        file.write_bytes(content[:length])
        saved = read_review(file)
        assert saved is not None
        assert len(saved.rows) == content[:length].count(b"\n") - 1 + (
            content[length : length + 1] == b"\n"
        )
        with ReviewLog.go_on(file) as log:
            Review(log).add(outcome("last.jpg"))
        saved = read_review(file)
        assert saved is not None
        assert saved.rows[-1].path.name == "last.jpg"


@pytest.mark.parametrize("text", ["", "{", '{"format": "other"}', "[1]"])
def test_what_is_no_log_is_ignored(tmp_path: Path, text: str) -> None:
    file = tmp_path / "review.jsonl"
    file.write_text(text)
    assert read_review(file) is None
    assert read_review(tmp_path / "none") is None


def _row(**changed: object) -> str:
    whole = {"path": "/a.jpg", "verdict": "sure", "label": "bags", "probabilities": [0.9, 0.1]}
    return json.dumps({"row": whole | {"seconds": 0.1, "error": None, "decided": None} | changed})


@pytest.mark.parametrize(
    "spoilt",
    [
        '{"row": {"path": "/a.jpg"}}',
        '{"row": {"path": 3, "verdict": "sure"}}',
        '{"row": 7}',
        '{"path": "/b.jpg", "decided": "../../.config/autostart"}',
        '{"path": "/b.jpg", "decided": "/etc"}',
        '{"path": "/b.jpg", "decided": "no class"}',
        '{"from": "/b.jpg", "to": "a\\u0000b"}',
        '{"from": "/b.jpg", "to": "\\ud800"}',
        '{"paths": [3, "a\\u0000b"]}',
        '{"model": "m", "classes": [3]}',
        '{"model": "m", "classes": ["../up", "bags"]}',
        _row(decided="../../.config/autostart"),
        _row(decided=["a"]),
        _row(label="pens and more"),
        _row(probabilities=[0.9]),
        _row(probabilities=[0.9, float("inf")]),
        _row(probabilities=[0.9, -5]),
        _row(probabilities=[0.9, float("nan")]),
        _row(probabilities=[0.9, int("9" * 400)]),
        _row(seconds=int("9" * 400)),
        _row(seconds=[]),
        _row(path="a\0b"),
        _row(error=[["a"], "b"]),
        _row(error=7),
        _row(mark=[1, 2, 3]),
        _row(mark=[1, 2, 0, 4, 5, 6]),
        _row(mark="1 2 3 4 5 6"),
        "[" * 100_000 + "]" * 100_000,
        '{"path": "/nowhere", "decided": "bags"}',
        '{"found": "many", "finished": "yes"}',
        "\0\0\0\0",
    ],
)
def test_a_line_that_a_disk_spoilt_costs_only_itself(tmp_path: Path, spoilt: str) -> None:
    file = tmp_path / "review.jsonl"
    good = [Row(Path(f"/{name}.jpg"), Verdict.SURE, "bags", (0.9, 0.1), 0.1) for name in "bc"]
    ReviewLog.begin(file, [], ("bags", "pens"), "m", good[:1]).close()
    with file.open("a") as stream:
        stream.write(spoilt + "\n")
    with ReviewLog.go_on(file) as log:
        log.write_rows(good[1:])
    saved = read_review(file)
    assert saved is not None and list(saved.rows) == good


def test_what_a_person_marked_comes_back(tmp_path: Path) -> None:
    """Before the answer and after it, and where the model changes."""
    file, page = tmp_path / "review.jsonl", (1920, 1080)
    answered = Row(
        Path("/a.png"), Verdict.SURE, "bags", (0.9, 0.1), 0.1, None, "pens", (10, 20, 30, 40)
    )
    rows = [
        answered._replace(mark=Region(5, 10, 15, 20, picture=(960, 540))),
        Row(Path("/b.png"), mark=Region(1, 2, 3, 4, page)),
        answered._replace(path=Path("/c.png"), region=None, mark=ALL_OF_IT),
        answered._replace(path=Path("/d.png")),
    ]
    with ReviewLog.begin(file, [], ("bags", "pens"), "m", rows) as log:
        saved = read_review(file)
        assert saved is not None and list(saved.rows) == rows
        log.write_model(("bags", "pens"), "m2")
    saved = read_review(file)
    assert saved is not None
    assert [row.mark for row in saved.rows] == [row.mark for row in rows]
    assert [row.region for row in saved.rows] == [None] * 4


def test_a_first_line_that_a_disk_spoilt_costs_no_decision(tmp_path: Path) -> None:
    file = tmp_path / "review.jsonl"
    row = Row(Path("/a.jpg"), Verdict.SURE, "bags", (0.9, 0.1), 0.1)
    with ReviewLog.begin(file, [], ("bags", "pens"), "m", [row, row]) as log:
        log.write_decisions([row.with_decision("pens")])
    first, rest = file.read_bytes().split(b"\n", 1)
    file.write_bytes(b"\0" * len(first) + b"\n" + rest)
    saved = read_review(file)
    assert saved is not None
    [found] = saved.rows
    assert (found.path, found.decided) == (row.path, "pens")


def test_decisions_made_here_are_told_from_those_that_came_with_the_rows(tmp_path: Path) -> None:
    file = tmp_path / "review.jsonl"
    opened = [
        Row(Path(f"/{name}.jpg"), Verdict.SURE, "bags", (0.9, 0.1), 0.1, decided="pens")
        for name in "abc"
    ]
    with ReviewLog.begin(file, [], ("bags", "pens"), "m", opened) as log:
        log.write_decisions([opened[0], opened[1]])
        log.write_moves({opened[0].path: Path("/shelves/pens/a.jpg")})
    saved = read_review(file)
    assert saved is not None
    assert saved.decided_here == {Path("/shelves/pens/a.jpg"), Path("/b.jpg")}


def test_a_decision_outlives_a_model_that_does_not_know_its_class(tmp_path: Path) -> None:
    file = tmp_path / "review.jsonl"
    row = Row(Path("/a.jpg"), Verdict.SURE, "bags", (0.9, 0.1), 0.1, decided="pens")
    with ReviewLog.begin(file, [], ("bags", "pens"), "1", [row]) as log:
        log.write_model(("bags", "cups"), "2")
        log.write_row(Row(row.path, Verdict.SURE, "cups", (0.1, 0.9), 0.1, decided="pens"))
    saved = read_review(file)
    assert saved is not None
    assert [(found.label, found.decided) for found in saved.rows] == [("cups", "pens")]


def test_a_log_remembers_that_the_model_refused_what_is_a_product_by_a_switch(tmp_path):
    row = Row(Path("/shop/a.jpg"), Verdict.NOT_ONE_OF_THESE, "bags", (0.9, 0.1))
    file = tmp_path / "review.jsonl"
    with ReviewLog.begin(file, [], ("bags", "pens"), "1") as log:
        review = Review(log)
        review.take(row.judged(0.5, everything=True))
    saved = read_review(file)
    assert saved is not None
    assert saved.rows == (row,)
    assert saved.rows[0].judged(0.5, everything=True).verdict is Verdict.UNSURE
