"""Parts are written, looked back at, opened and shelved; all three kinds say the same."""

from collections import Counter
from pathlib import Path

import pyarrow
import pyarrow.parquet
import pytest

from app.cli import main
from app.cluster.formats import FORMATS, look_at
from app.cluster.plan import PathsDigest
from app.core.answers import Row, Verdict
from app.core.errors import FileAccessError
from app.core.review import opened_results
from app.core.review.opened_results import open_results
from app.core.review.parts import part_name, read_any_results
from app.core.review.results import csv_file, read_results

NAMES = ("bags", "pens", "shelf")  # one is called like a column
WRITTEN = {"pens": "Pens & pencils"}
SHOWN = {"Pens & pencils": "pens"}
ODD = Path(b"/shop/\xe9 \xd9\x82.jpg".decode("utf-8", "surrogateescape"))
ROWS = [
    Row(Path("/shop/=1+1.jpg"), Verdict.SURE, "pens", (0.1, 0.85, 0.05), 0.1234),
    Row(ODD, Verdict.UNSURE, "bags", (0.5, 0.3, 0.2), 0.2, region=(1, 2, 30, 40)),
    Row(
        Path("/t.jpg"),
        Verdict.SURE,
        "pens",
        (0.0, 1.0, 0.0),
        types=("a", "b"),
        type_probability=0.5,
    ),
    Row(
        Path("/shop/c.jpg"), Verdict.NOT_ONE_OF_THESE, "bags", (1.0, 0.0, 0.0), 0.0, decided="pens"
    ),
    Row(Path("/shop/d.jpg"), error=("empty", "d.jpg is empty.")),
    Row(Path("/shop/none"), error=("no_pictures", "There are no pictures.")),
]


def write_parts(folder: Path, ending: str, *parts: list[Row]) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "_run.json").write_text("{}")
    for number, rows in enumerate(parts):
        content = FORMATS[ending].write(rows, NAMES, WRITTEN)  # type: ignore[arg-type]
        (folder / part_name(number, ending)).write_bytes(content)
    return folder


@pytest.mark.parametrize("ending", FORMATS)
def test_a_part_is_looked_back_at(ending: str) -> None:
    content = FORMATS[ending].write(ROWS, NAMES, WRITTEN)  # type: ignore[arg-type]
    look = look_at(ending, content)
    assert look.digest == PathsDigest(str(row.path) for row in ROWS).hexadecimal
    assert look.counts == Counter(
        ["sure", "sure", "unsure", "not one of these", "unreadable", "empty folder"]
    )
    cut = [content[:end] for end in (*range(0, len(content), 37), *range(-20, 0))]
    zeros = [content[:end] + bytes(len(content) - end) for end in range(0, len(content), 37)]
    for wrong in (*cut, *zeros, b"nothing"):
        try:
            assert look_at(ending, wrong).digest != look.digest
        except (ValueError, KeyError):
            continue


def test_a_damaged_page_of_parquet_is_told_like_any_other_damage() -> None:
    content = FORMATS["parquet"].write(ROWS, NAMES, WRITTEN)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"decompress|[Cc]orrupt|deserialize"):
        look_at("parquet", content[:16] + bytes(64) + content[80:])


@pytest.mark.parametrize("ending", FORMATS)
@pytest.mark.parametrize("name", ["path", "verdict", "error_code", "seconds", "decided"])
def test_a_class_may_be_called_like_a_column(tmp_path: Path, ending: str, name: str) -> None:
    names = ("bags", name, "zoo")
    rows = [row._replace(label=row.label and name, decided=row.label and name) for row in ROWS]
    content = FORMATS[ending].write(rows, names, {})  # type: ignore[arg-type]
    look = look_at(ending, content)
    assert look.digest == PathsDigest(str(row.path) for row in rows).hexadecimal
    assert look.counts["unreadable"] == look.counts["empty folder"] == 1
    (tmp_path / part_name(0, ending)).write_bytes(content)
    results = read_any_results(tmp_path)
    assert (results.class_names, list(results.rows)) == (names, rows)
    if ending == "parquet":
        columns = pyarrow.parquet.read_schema(tmp_path / part_name(0, ending)).names
        assert len(set(columns)) == len(columns)


@pytest.mark.parametrize("ending", FORMATS)
def test_a_folder_of_parts_opens_as_one_table_does(tmp_path: Path, ending: str) -> None:
    table = tmp_path / "results.csv"
    with csv_file(table, NAMES, WRITTEN) as write:
        for row in ROWS:
            write(row)
    folder = write_parts(tmp_path / "parts", ending, ROWS[:2], ROWS[2:])
    assert read_any_results(folder, SHOWN) == read_results(table, SHOWN)
    assert open_results(folder, NAMES, SHOWN) == ROWS
    single = folder / part_name(0, ending)
    assert open_results(single, NAMES, SHOWN) == ROWS[:2]


def test_numbers_are_numbers_in_parquet(tmp_path: Path) -> None:
    folder = write_parts(tmp_path / "parts", "parquet", ROWS)
    table = pyarrow.parquet.ParquetFile(folder / part_name(0, "parquet")).read()
    assert table.column_names == [
        *("path", "shelf", "verdict", "class", "bags", "Pens & pencils", "shelf (class)"),
        *("seconds", "error_code", "error_message", "decided", "region"),
        *("type", "type_probability", "other_type"),
    ]
    assert [str(kind) for kind in table.schema.types[4:8]] == ["double"] * 4
    assert table.column(5).to_pylist() == [0.85, 0.3, 1.0, 0.0, None, None]


def test_the_window_opens_so_many_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opened_results, "MOST_ROWS", 4)
    for ending in FORMATS:
        folder = write_parts(tmp_path / ending, ending, ROWS[:2], ROWS[2:])
        with pytest.raises(FileAccessError, match=r"more than 4 pictures.*shelfwise shelve"):
            open_results(folder, NAMES, SHOWN)
    assert len(open_results(write_parts(tmp_path / "few", "csv", ROWS[:4]), NAMES, SHOWN)) == 4


def test_folders_that_are_none_are_a_sentence(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    mixed = write_parts(tmp_path / "mixed", "csv", ROWS)
    write_parts(mixed, "jsonl", ROWS)
    others = write_parts(tmp_path / "others", "parquet", ROWS)
    table = pyarrow.table({"path": ["/a.jpg"], "price": [1.0]})
    pyarrow.parquet.write_table(table, others / part_name(1, "parquet"))
    broken = write_parts(tmp_path / "broken", "parquet", ROWS)
    (broken / part_name(1, "parquet")).write_bytes(b"PAR1")
    for folder, reason in {
        empty: "has no parts",
        mixed: "of several kinds",
        others: "its columns are not those",
        broken: "part-000001.parquet",
    }.items():
        with pytest.raises(FileAccessError, match=reason) as caught:
            read_any_results(folder, SHOWN)
        assert caught.value.code == "bad_results"


def test_values_of_a_parquet_file_are_checked(tmp_path: Path) -> None:
    wrong = ROWS[0]._replace(probabilities=(0.1, 7.0, 0.05))
    folder = write_parts(tmp_path / "parts", "parquet", [wrong])
    with pytest.raises(FileAccessError, match="not a number from 0 to 1"):
        read_any_results(folder, SHOWN)


def test_parts_without_their_plan_are_not_mixed_with_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_parts(tmp_path / "parts", "csv", ROWS)
    (folder / "_run.json").unlink()
    before = (folder / part_name(0, "csv")).read_bytes()
    assert main(["classify", str(tmp_path), "--cluster", "local", "--out", str(folder)]) == 2
    assert "parts of another run" in capsys.readouterr().err
    assert (folder / part_name(0, "csv")).read_bytes() == before


def test_what_lies_at_addresses_is_not_shelved(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    row = ROWS[0]._replace(path="s3://shop/a.jpg")  # type: ignore[arg-type]
    folder = write_parts(tmp_path / "parts", "parquet", [row])
    assert main(["shelve", str(folder), "--into", str(tmp_path / "shelves")]) == 2
    assert "lie at s3:// addresses" in capsys.readouterr().err


def test_a_folder_of_parts_is_shelved(tmp_path: Path) -> None:
    names = ("accessories", "fashion", "stationary")
    shop = tmp_path / "shop"
    shop.mkdir()
    rows = [
        Row(shop / f"{number}.jpg", Verdict.SURE, names[number % 3], (0.9, 0.05, 0.05), 0.1)
        for number in range(6)
    ]
    for row in rows:
        row.path.write_text(row.path.name)
    folder = tmp_path / "parts"
    folder.mkdir()
    for number in range(2):
        content = FORMATS["parquet"].write(rows[number * 3 : number * 3 + 3], names, {})  # type: ignore[arg-type]
        (folder / part_name(number, "parquet")).write_bytes(content)
    assert main(["shelve", str(folder), "--into", str(tmp_path / "shelves")]) == 0
    assert sorted(file.name for file in (tmp_path / "shelves").rglob("*.jpg")) == [
        f"{number}.jpg" for number in range(6)
    ]
