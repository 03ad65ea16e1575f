"""A table that people give back is read, or a sentence says which line is wrong."""

import codecs
import csv
import io
import json
import os
from pathlib import Path

import pytest

from app.core.answers import Row, Verdict
from app.core.errors import FileAccessError
from app.core.review.opened_results import open_results
from app.core.review.results import as_json, csv_file, json_file, read_results

NAMES = ("accessories", "fashion", "stationary")
DISPLAY = {"Accessories": "accessories", "Fashion": "fashion", "Stationery": "stationary"}
HEAD = "path,verdict,label,accessories,fashion,stationary,seconds,error_code,error_message,decided"
LATER = ("region", "type", "type_probability", "other_type")
LINE = "/photos/Schöne Tasche.jpg,sure,fashion,0.010000,0.980000,0.010000,0.0400,,,"
BAG = Row(Path("/photos/Schöne Tasche.jpg"), Verdict.SURE, "fashion", (0.01, 0.98, 0.01), 0.04)


def saved(tmp_path: Path, content: bytes | str) -> Path:
    file = tmp_path / "results.csv"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return file


def german(text: str) -> str:
    return text.replace(",", ";").replace("0.", "0,")


@pytest.mark.parametrize(
    "content",
    [
        f"{HEAD}\n{LINE}\n",
        f"\ufeff{HEAD}\r\n{LINE}\r\n\r\n",
        f"\n\n{HEAD}\n\n{LINE}\n,,,,\n",
        f"{german(HEAD)}\r\n{german(LINE)}\r\n".encode("cp1252"),
        f"\ufeff{HEAD.replace(',', ';')}\r\n{LINE.replace(',', ';')}\r\n",
        f"{HEAD}\r\n{LINE}\r\n".encode("cp1252"),
        codecs.BOM_UTF16_LE + f"{HEAD}\r\n{LINE}\r\n".replace(",", "\t").encode("utf-16-le"),
        codecs.BOM_UTF16_BE + f"{HEAD}\r\n{LINE}\r\n".replace(",", "\t").encode("utf-16-be"),
        f"sep=,\r\n{HEAD}\r\n{LINE}\r\n",
        f'"sep=;"\r\n{german(HEAD)}\r\n{german(LINE)}\r\n',
        f"sep=;;;;\r\n{german(HEAD)}\r\n{german(LINE)}\r\n",
        f"{HEAD},note\n{LINE},check\n",
        f"{HEAD},price\n{LINE},0.5\n",
        f"{HEAD.title()}\n{LINE.replace('sure', 'Sure').replace(',fashion', ',Fashion')}\n",
        f"{HEAD}\n{LINE.rstrip(',')}\n",
        HEAD + "\n" + LINE.replace("0.980000", "98 %").replace("0.010000", '"1,0%"') + "\n",
        HEAD + "\n" + LINE.replace("0.980000", "9.8E-01") + "\n",
        "decided,stationary,label,note,fashion,path,accessories,verdict\n"
        ",0.01,fashion,check,0.98,/photos/Schöne Tasche.jpg,0.01,sure\n",
    ],
)
def test_what_a_spreadsheet_saved_is_read(tmp_path: Path, content: bytes | str) -> None:
    file = saved(tmp_path, content)
    [row] = open_results(file, NAMES)
    assert (row.path, row.verdict, row.label) == (BAG.path, BAG.verdict, BAG.label)
    assert row.probabilities == pytest.approx(BAG.probabilities)
    [row] = read_results(file).rows
    assert (row.label.casefold(), row.decided) == ("fashion", None)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Stationery", "stationary"),
        ("stationery ", "stationary"),
        ("FASHION", "fashion"),
        ("other", "other"),
        ("Not one of these", "other"),
        ("", None),
    ],
)
def test_a_label_may_be_typed_as_it_is_shown(
    tmp_path: Path, written: str, meant: str | None
) -> None:
    file = saved(tmp_path, f"{HEAD}\n{LINE}{written}\n")
    assert [row.decided for row in open_results(file, NAMES, DISPLAY)] == [meant]


def test_a_number_of_ones_own_beside_the_classes_is_none_of_them(tmp_path: Path) -> None:
    text = (
        HEAD.replace(",seconds", ",price,seconds") + "\n" + LINE.replace(",0.0400", ",0.5,0.0400")
    )
    assert read_results(saved(tmp_path, text), DISPLAY).class_names == NAMES


def test_a_model_in_use_takes_no_class_away_from_a_table_for_another(tmp_path: Path) -> None:
    text = f"{HEAD}\n{LINE}\n" + LINE.replace("fashion", "stationary")
    two = {"Accessories": "accessories", "Fashion": "fashion"}
    assert read_results(saved(tmp_path, text), two).class_names == NAMES


def test_the_code_page_is_the_one_in_which_the_files_are_there(tmp_path: Path) -> None:
    photo = tmp_path / "сумка.jpg"
    photo.write_bytes(b"")
    line = LINE.replace("/photos/Schöne Tasche.jpg", str(photo))
    file = saved(tmp_path, f"{HEAD}\n{line}\n".encode("cp1251"))
    assert [row.path for row in read_results(file).rows] == [photo]


def test_names_that_are_no_unicode_outlive_a_lost_mark(tmp_path: Path) -> None:
    odd = Path(os.fsdecode(b"/photos/\xff.jpg"))
    rows = [Row(odd, Verdict.SURE, "a", (1.0, 0.0))]
    rows += [Row(Path(f"/photos/صورة {n}.jpg"), Verdict.SURE, "a", (1.0, 0.0)) for n in range(3)]
    with csv_file(tmp_path / "results.csv", ("a", "b")) as write:
        for row in rows:
            write(row)
    file = saved(tmp_path, (tmp_path / "results.csv").read_bytes()[3:])
    assert list(read_results(file).rows) == rows


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (LINE.replace("0.980000", "1.5"), "'1.5' is not a number from 0 to 1"),
        (LINE.replace("0.980000", "nan"), "'nan'"),
        (LINE.replace("0.980000", "-5"), "'-5'"),
        (LINE.replace("0.980000", "1e999"), "'1e999'"),
        (LINE.replace("0.980000", "9" * 400), "is not a number from 0 to 1"),
        (LINE.replace("0.980000", "many"), "'many'"),
        (LINE.replace("0.0400", "9" * 400), "is not a number"),
        (LINE.replace(",sure,", ",certain,"), "the verdict 'certain' is none of sure, unsure"),
        (LINE.replace(",fashion,", ",sofas,"), "the label 'sofas' is no class"),
        (LINE + "../../up", "the decision '../../up' is no class"),
        (LINE.replace("Tasche", "Tas\0che"), "no file can have this path"),
        (LINE.replace("Tasche", "T" * 300), "no file can have so long a name"),
        (LINE.replace("Tasche", "Tasche, rot"), "is not the code of an error"),
        (LINE + ",,more", "more cells than the first line"),
        (LINE + "x" * 200_000, "field larger than field limit"),
    ],
)
def test_a_sentence_says_which_line_is_wrong(tmp_path: Path, line: str, says: str) -> None:
    file = saved(tmp_path, f"{HEAD}\n{LINE}\n\n{LINE}\n{LINE}\n{line}\n{LINE}\n")
    with pytest.raises(FileAccessError) as raised:
        read_results(file, DISPLAY)
    assert raised.value.code == "bad_results"
    assert says in raised.value.message and "line 6" in raised.value.message
    assert len(raised.value.message) < 600


@pytest.mark.parametrize(
    "head",
    [
        "path,verdict,label," + ",".join(f"c{n}" for n in range(1_000_000)),
        HEAD.replace("accessories", "fashion"),
        HEAD.replace("accessories", ".."),
        HEAD.replace("accessories", "a/b"),
        HEAD.replace("accessories", "x" * 300),
        HEAD.replace("verdict", "opinion"),
    ],
)
def test_columns_that_cannot_be_are_refused(tmp_path: Path, head: str) -> None:
    with pytest.raises(FileAccessError) as raised:
        read_results(saved(tmp_path, f"{head}\n{LINE}\n"))
    assert raised.value.code == "bad_results" and len(raised.value.message) < 600


def document(**changes: object) -> str:
    probabilities = dict(zip(NAMES, (0.1, 0.8, 0.1), strict=True))
    whole = {"path": "/1.jpg", "verdict": "sure", "label": "fashion", "seconds": 0.1}
    return json.dumps(whole | {"probabilities": probabilities} | changes)


@pytest.mark.parametrize(
    "line",
    [
        document(probabilities={"accessories": 1e999, "fashion": 0.8, "stationary": 0.1}),
        document(probabilities={"accessories": float("nan"), "fashion": 0.8, "stationary": -5}),
        document(probabilities={"x" * 300_000: 1.0}),
        document(probabilities=["a"]),
        document(probabilities={f"c{n}": 0 for n in range(20_000)}),
        document(decided=["a"]),
        document(decided={}),
        document(label=["fashion"]),
        document(verdict=["sure"]),
        document(path=["/1.jpg"]),
        document(path="a\0b.jpg"),
        document(path="\ud800.jpg"),
        document(path="x" * 100_000),
        document(seconds=[1]),
        document(error="damaged"),
        document(error={"code": ["a"], "message": "b"}),
        document(error={"code": "a", "message": {}}),
        document().replace('"seconds": 0.1', '"seconds": ' + "9" * 400),
        document().replace('"seconds": 0.1', '"seconds": ' + "9" * 5_000),
        "[" * 100_000 + "]" * 100_000,
        '{"path": ' * 100_000,
        '"path"',
        document(note="x" * 5_000_000),
    ],
)
def test_a_line_of_json_may_hold_anything(tmp_path: Path, line: str) -> None:
    file = saved(tmp_path, f"{document()}\n{document()}\n{line}\n")
    with pytest.raises(FileAccessError) as raised:
        read_results(file)
    assert "line 3" in raised.value.message and len(raised.value.message) < 600
    with pytest.raises(FileAccessError):
        read_results(saved(tmp_path, line))


def test_a_message_is_cut_off_where_nobody_would_read_on(tmp_path: Path) -> None:
    long = {"code": "damaged", "message": "x" * 1_100_000}
    [row] = read_results(saved(tmp_path, json.dumps({"path": "/1.jpg", "error": long}))).rows
    assert row.error is not None and len(row.error[1]) < 1_100


def test_too_large_a_file_is_not_read(tmp_path: Path) -> None:
    file = saved(tmp_path, HEAD)
    with file.open("r+b") as stream:
        stream.truncate(2**40)  # takes no room
    with pytest.raises(FileAccessError, match="too large for a results file"):
        read_results(file)


def test_what_is_written_opens_in_columns(tmp_path: Path) -> None:
    """Excel takes a comma for a separator, whatever its country, when the file says that it is."""
    with csv_file(tmp_path / "results.csv", NAMES) as write:
        write(BAG)
    data = (tmp_path / "results.csv").read_bytes()
    assert data.startswith(codecs.BOM_UTF8)
    [head, _] = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    assert head == [*["path", "shelf", "verdict", "class"], *HEAD.split(",")[3:], *LATER]


@pytest.mark.parametrize("name", [*HEAD.split(","), *LATER, "shelf", "Path", "path (class)"])
def test_a_class_may_be_called_like_a_column(tmp_path: Path, name: str) -> None:
    row = Row(Path("a.jpg"), Verdict.SURE, name, (0.1, 0.9), 0.5, decided=name)
    file = tmp_path / "results.csv"
    with csv_file(file, ("bags", name)) as write:
        write(row)
    results = read_results(file)
    assert (results.class_names, results.rows) == (("bags", name), (row,))
    [head] = csv.reader(file.read_text(encoding="utf-8-sig").splitlines()[:1])
    assert len({column.casefold() for column in head}) == len(head)


@pytest.mark.parametrize("name", ["shelf", "class", "label", "type", "region", "product"])
def test_a_table_of_before_may_have_two_columns_of_a_name(tmp_path: Path, name: str) -> None:
    row = Row(Path("a.jpg"), Verdict.SURE, name, (0.1, 0.9), 0.5, decided=name)
    earlier = (
        f"path,verdict,label,bags,{name},seconds,decided\na.jpg,sure,{name},0.1,0.9,0.5,{name}"
    )
    assert list(read_results(saved(tmp_path, earlier)).rows) == [row]


@pytest.mark.parametrize("place", [",seconds", ",error_code"])
def test_what_is_told_beside_the_answer_is_no_class(tmp_path: Path, place: str) -> None:
    """A region is written in numbers, which no probability is."""
    head = HEAD.replace(place, f",region,product,type{place}")
    cells = LINE.split(",")
    at = 6 if place == ",seconds" else 7
    line = ",".join([*cells[:at], "0 0 800 600", "2", "pens", *cells[at:]])
    assert read_results(saved(tmp_path, f"{head}\n{line}\n"), DISPLAY).class_names == NAMES
    assert read_results(saved(tmp_path, f"{head}\n{line}\n")).class_names == NAMES


def test_a_region_comes_back(tmp_path: Path) -> None:
    row = BAG._replace(region=(0, 0, 800, 600))
    with csv_file(tmp_path / "results.csv", NAMES) as write:
        write(row)
        write(BAG)
    assert read_results(tmp_path / "results.csv").rows == (row, BAG)


@pytest.mark.parametrize("region", ["0 0 800", "0 0 0 5", "a b c d", "-1 0 5 5"])
def test_a_region_that_cannot_be_is_refused(tmp_path: Path, region: str) -> None:
    text = f"{HEAD},region\n{LINE},{region}\n"
    with pytest.raises(FileAccessError, match="line 2"):
        read_results(saved(tmp_path, text))


@pytest.mark.parametrize("key", ["stationary", "Stationery"])
def test_the_wrong_spelling_of_before_is_understood(tmp_path: Path, key: str) -> None:
    """Also by a model that was trained on the folders that Shelfwise sorts into."""
    shown = {"Accessories": "accessories", "Fashion": "fashion", "Stationery": key}
    file = saved(tmp_path, f"{HEAD}\n{LINE.replace(',fashion', ',stationary')}stationary\n")
    [row] = open_results(file, tuple(shown.values()), shown)
    assert (row.label, row.decided) == (key, key)


@pytest.mark.parametrize("types", [(), ("notebook",), ("notebook", "planner")])
def test_product_types_come_back(tmp_path: Path, types: tuple[str, ...]) -> None:
    row = BAG._replace(types=types, type_probability=0.6 if types else 0.0)
    names = ("type", "type_probability", "other_type")
    for classes in (NAMES, names):
        label = classes[1]
        with csv_file(tmp_path / "results.csv", classes) as write:
            write(row._replace(label=label))
        [back] = read_results(tmp_path / "results.csv").rows
        assert (back.label, back.types, back.type_probability) == (
            label,
            types,
            row.type_probability,
        )
    with json_file(tmp_path / "results.jsonl", NAMES) as write:
        write(row)
    assert read_results(tmp_path / "results.jsonl").rows == (row,)


def test_a_type_moved_among_the_classes_is_none_of_them(tmp_path: Path) -> None:
    text = (
        HEAD.replace(",seconds", ",type,type_probability,seconds")
        + "\n"
        + LINE.replace(",0.0400", ",bag,0.9,0.0400")
    )
    results = read_results(saved(tmp_path, text))
    assert results.class_names == NAMES
    assert (results.rows[0].types, results.rows[0].type_probability) == (("bag",), 0.9)


def test_the_type_of_another_class_than_a_person_said_is_left_out(tmp_path: Path) -> None:
    row = BAG._replace(types=("dress",), type_probability=0.9)
    assert as_json(row, NAMES)["type"] == "dress"
    assert "type" not in as_json(row.with_decision("accessories"), NAMES)
