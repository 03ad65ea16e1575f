"""Keywords lie beside photos, and nothing of a person's is overwritten."""

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from app.core.answers import Row, Verdict
from app.core.errors import FileAccessError
from app.core.review.xmp import Written, write_keywords

_SUBJECT = "{http://purl.org/dc/elements/1.1/}subject"
_ITEM = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}li"


def row(path: Path, verdict: Verdict = Verdict.SURE, *types: str) -> Row:
    return Row(path, verdict, "pens", (1.0,), types=types, type_probability=0.9)


def keywords(file: Path) -> list[str | None]:
    subject = ET.fromstring(file.read_bytes()).find(f".//{_SUBJECT}")
    assert subject is not None
    return [item.text for item in subject.iter(_ITEM)]


@pytest.fixture
def rows(tmp_path: Path) -> list[Row]:
    photos = tmp_path / "photos"
    return [
        row(photos / "A" / "1.jpg", Verdict.SURE, "ball pen"),
        row(photos / "A" / "1.png", Verdict.SURE, "ball pen", "pencil"),
        row(photos / "B" / "2.jpg", Verdict.UNSURE),
        row(photos / "B" / "3.jpg", Verdict.NOT_ONE_OF_THESE),
        row(photos / "B" / "4.jpg", Verdict.UNSURE).with_decision("bags & <more>"),
        Row(photos / "B" / "5.jpg", error=("damaged", "It is damaged.")),
    ]


def test_each_photo_with_a_class_has_its_keywords(tmp_path: Path, rows: list[Row]) -> None:
    done = write_keywords(tmp_path / "photos", rows, {"pens": "Pens"})
    assert done == Written(done=3, there=0, left=3)
    assert keywords(tmp_path / "photos" / "A" / "1.jpg.xmp") == ["Pens", "ball pen"]
    assert keywords(tmp_path / "photos" / "A" / "1.png.xmp") == ["Pens"]
    assert keywords(tmp_path / "photos" / "B" / "4.jpg.xmp") == ["bags & <more>"]


def test_one_that_is_there_stays(tmp_path: Path, rows: list[Row]) -> None:
    mine = tmp_path / "out" / "A" / "1.jpg.xmp"
    mine.parent.mkdir(parents=True)
    mine.write_text("mine")
    assert write_keywords(tmp_path / "out", rows) == Written(done=2, there=1, left=3)
    assert mine.read_text() == "mine"
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(FileAccessError):
        write_keywords(tmp_path / "file", rows)
