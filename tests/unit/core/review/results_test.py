"""What is written can be read by programs, spreadsheets and people, whatever the names."""

import csv
import json
import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.answers import Classified, Failed, Prediction, Row, Verdict
from app.core.errors import FileAccessError, PictureError
from app.core.review.results import (
    csv_file,
    json_file,
    json_line,
    read_results,
)
from app.core.review.table import from_spreadsheet, spreadsheet_safe

NAMES = ("accessories", "fashion")


def classified(path: str) -> Classified:
    prediction = Prediction(
        Verdict.UNSURE,
        "fashion",
        {"accessories": 0.25, "fashion": 0.75},
        familiarity=1.0,
        activation_maps=np.zeros((1, 1, 2), np.float32),
    )
    return Classified(Path(path), prediction, seconds=0.12345)


FAILED = Failed(Path("a.jpg"), PictureError("damaged", "a.jpg is damaged."))


def test_json_says_the_product_type_of_a_model_that_knows_some() -> None:
    plain = classified("photo.jpg")
    typed = replace(plain.prediction, types={"shoe": 0.5, "shirt": 0.25})
    written = json.loads(json_line(replace(plain, prediction=typed), NAMES))
    assert (written["type"], written["type_probability"]) == ("shoe", 0.5)
    assert "type" not in json.loads(json_line(plain, NAMES))


def test_json_is_the_documented_object() -> None:
    assert json.loads(json_line(classified("photo.jpg"), NAMES)) == {
        "path": "photo.jpg",
        "shelf": "unsure",
        "verdict": "unsure",
        "label": "fashion",
        "probabilities": {"accessories": 0.25, "fashion": 0.75},
        "region": [],
        "seconds": 0.1235,
    }
    assert json.loads(json_line(FAILED, NAMES)) == {
        "path": "a.jpg",
        "shelf": None,
        "error": {"code": "damaged", "message": "a.jpg is damaged."},
    }


SHOP = ("fashion", "stationary")
WRITTEN = {"fashion": "Fashion", "stationary": "Stationery"}
READ = {shown: name for name, shown in WRITTEN.items()}


@pytest.mark.parametrize(
    ("verdict", "decided", "shelf"),
    [
        (Verdict.SURE, None, "Stationery"),
        (Verdict.UNSURE, None, "unsure"),
        (Verdict.NOT_ONE_OF_THESE, None, "other"),
        (Verdict.UNSURE, "stationary", "Stationery"),
        (Verdict.SURE, "other", "other"),
        (Verdict.NOT_ONE_OF_THESE, "fashion", "Fashion"),
        (None, None, ""),
        (None, "fashion", "Fashion"),
    ],
)
@pytest.mark.parametrize("writer", [csv_file, json_file])
def test_every_line_begins_with_where_the_file_belongs(
    tmp_path: Path, writer, verdict: Verdict | None, decided: str | None, shelf: str
) -> None:
    if verdict is None:
        row = Row(Path("a.jpg"), error=("damaged", "a.jpg is damaged."), decided=decided)
    else:
        row = Row(Path("a.jpg"), verdict, "stationary", (0.1, 0.9), 0.5, decided=decided)
    file = tmp_path / "results"
    with writer(file, SHOP, WRITTEN) as write:
        write(Row(Path("first.jpg"), Verdict.SURE, "fashion", (0.9, 0.1), 0.5))
        write(row)
    text = file.read_text(encoding="utf-8-sig")
    if writer is csv_file:
        head, _, cells = csv.reader(text.splitlines())
        assert head[:6] == ["path", "shelf", "verdict", "class", "Fashion", "Stationery"]
        assert cells[:2] == ["a.jpg", shelf]
    else:
        assert list(json.loads(text.splitlines()[1]).items())[:2] == [
            ("path", "a.jpg"),
            ("shelf", shelf or None),
        ]
    assert "stationary" not in text
    results = read_results(file, READ)
    assert results.class_names == SHOP
    assert results.rows[1] == row


def test_json_of_earlier_versions_is_read(tmp_path: Path) -> None:
    file = tmp_path / "results.jsonl"
    file.write_text(
        '{"path": "a.jpg", "verdict": "sure", "label": "stationary", "probabilities": '
        '{"fashion": 0.1, "stationary": 0.9}, "seconds": 0.5, "decided": "fashion"}\n'
    )
    [row] = read_results(file, READ).rows
    assert row == Row(Path("a.jpg"), Verdict.SURE, "stationary", (0.1, 0.9), 0.5, decided="fashion")


@pytest.mark.parametrize("name", ["صورة {1}.jpg", "two\nlines.jpg", os.fsdecode(b"\xff\xfe.jpg")])
def test_json_is_one_line_that_encodes(name: str) -> None:
    line = json_line(classified(name), NAMES)
    assert line.count("\n") == 1
    assert json.loads(line.encode())["path"] == name


def test_csv_opens_in_excel_and_runs_no_formula(tmp_path: Path) -> None:
    file = tmp_path / "results.csv"
    with csv_file(file, NAMES) as write:
        write(classified("=cmd|' /C calc'!A0.jpg"))
        write(classified('دفتر, "new".jpg'))
        write(FAILED)
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    with file.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert rows[0]["path"].startswith("'=")
    assert from_spreadsheet(rows[0]["path"]) == "=cmd|' /C calc'!A0.jpg"
    assert rows[1]["path"] == 'دفتر, "new".jpg'
    assert (rows[1]["class"], rows[1]["fashion"]) == ("fashion", "0.750000")
    assert (rows[2]["error_code"], rows[2]["class"]) == ("damaged", "")


@given(st.text())
def test_spreadsheet_cells_come_back_as_they_were(text: str) -> None:
    safe = spreadsheet_safe(text)
    assert from_spreadsheet(safe) == text
    assert not safe.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


def test_a_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    file = tmp_path / "results.csv"
    file.write_text("kept")
    with pytest.raises(RuntimeError), csv_file(file, NAMES) as write:
        write(FAILED)
        raise RuntimeError
    assert file.read_text() == "kept"
    assert list(tmp_path.iterdir()) == [file]


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with (
        pytest.raises(FileAccessError, match="could not be written"),
        csv_file(tmp_path / "file" / "results.csv", NAMES),
    ):
        pass


@pytest.mark.parametrize("writer", [csv_file, json_file])
def test_results_can_be_opened_again(tmp_path: Path, writer) -> None:
    names = [
        "=1+1.jpg",
        'دفتر {1}, "a".jpg',
        os.fsdecode(b"\xff.jpg"),
        "two\nlines\u2028.jpg",
        "'q.jpg",
    ]
    rows = [
        Row(Path(name), Verdict.UNSURE, "fashion", (0.25, 0.75), 0.5, decided=decided)
        for name, decided in zip(
            names, [None, "accessories", "other", None, "fashion"], strict=True
        )
    ]
    rows.append(Row(Path("bad.jpg"), error=("damaged", "bad.jpg is damaged.")))
    file = tmp_path / "results"
    with writer(file, NAMES) as write:
        for row in rows:
            write(row)
    results = read_results(file)
    assert results.class_names == NAMES
    assert list(results.rows) == rows


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "{",
        "{}",
        "a,b\n1,2",
        "path,verdict,label,seconds,error_code,error_message,decided",
        "path,verdict,label,a,seconds,error_code,error_message,decided\nx,sure,../up,1,1,,,",
    ],
)
def test_what_is_no_results_file_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "letter.csv"
    file.write_text(text)
    with pytest.raises(FileAccessError, match=r"letter\.csv is not a results file"):
        read_results(file)
    with pytest.raises(FileAccessError, match="could not be read"):
        read_results(tmp_path)


@pytest.mark.parametrize("decided", ["../../.config/autostart", "/etc", "sofas", ["fashion"], 3])
def test_a_decision_is_a_class_or_the_file_is_refused(tmp_path: Path, decided: object) -> None:
    file = tmp_path / "results.jsonl"
    row = Row(Path("a.jpg"), Verdict.SURE, "fashion", (0.25, 0.75), 0.5)
    document = json.loads(json_line(row, NAMES))
    file.write_text(json.dumps(document | {"decided": decided}))
    with pytest.raises(FileAccessError, match=r"results\.jsonl"):
        read_results(file)


def test_what_was_judged_of_a_picture_is_written_and_read_back(tmp_path: Path) -> None:
    rows = [
        Row(Path("page.png"), Verdict.SURE, "fashion", (0.1, 0.9), 0.5, region=(12, 0, 400, 380)),
        Row(Path("photo.png"), Verdict.SURE, "fashion", (0.1, 0.9), 0.5),
    ]
    for file, opened in (("r.csv", csv_file), ("r.jsonl", json_file)):
        with opened(tmp_path / file, NAMES) as write:
            for row in rows:
                write(row)
    with (tmp_path / "r.csv").open(encoding="utf-8-sig", newline="") as stream:
        assert [row["region"] for row in csv.DictReader(stream)] == ["12 0 400 380", ""]
    regions = [row.region for row in read_results(tmp_path / "r.jsonl").rows]
    assert regions == [(12, 0, 400, 380), None]


@pytest.mark.parametrize("region", [[1, 2, 3], [0, 0, 0, 5], [-1, 0, 5, 5], ["a"], [0.5, 0, 1, 1]])
def test_a_region_is_a_part_of_a_picture_or_the_file_is_refused(
    tmp_path: Path, region: list[object]
) -> None:
    row = Row(Path("a.jpg"), Verdict.SURE, "fashion", (0.1, 0.9), 0.5)
    document = json.loads(json_line(row, NAMES)) | {"region": region}
    (tmp_path / "r.jsonl").write_text(json.dumps(document) + "\n")
    with pytest.raises(FileAccessError):
        read_results(tmp_path / "r.jsonl")
