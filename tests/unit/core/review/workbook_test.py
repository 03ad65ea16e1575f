"""A workbook holds what a table does, as text and numbers that no spreadsheet takes otherwise."""

import errno
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

from app.core.answers import Row, Verdict
from app.core.errors import FileAccessError
from app.core.review import workbook
from app.core.review.results import csv_file, read_results
from app.core.review.workbook import xlsx_file

NAMES = ("fashion", "=1+1")
_NS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def row(path: str, **more: object) -> Row:
    given = {"verdict": Verdict.SURE, "label": "fashion", "probabilities": (0.75, 0.25)}
    return Row(Path(path), **(given | more))  # type: ignore[arg-type]


def sheet(path: Path) -> ElementTree.Element:
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        return ElementTree.fromstring(archive.read("xl/worksheets/sheet1.xml"))


def cells(path: Path) -> Iterator[list[str | float]]:
    """Text as str, numbers as float, line by line; empty cells are left out."""
    for line in sheet(path).iter(f"{_NS}row"):
        yield [
            "".join(cell.itertext())
            if cell.get("t") == "inlineStr"
            else float("".join(cell.itertext()))
            for cell in line.iter(f"{_NS}c")
        ]


def test_text_is_text_and_numbers_are_numbers(tmp_path: Path) -> None:
    path = tmp_path / "results.xlsx"
    with xlsx_file(path, NAMES, {"fashion": "Fashion"}) as write:
        write(row("/shop/a.jpg", seconds=0.5))
        write(row("/shop/0815", decided="fashion", region=(1, 2, 3, 4)))
    names, first, second = cells(path)
    assert names[:6] == ["path", "shelf", "verdict", "class", "Fashion", "=1+1"]
    assert first == ["/shop/a.jpg", "Fashion", "sure", "Fashion", 0.75, 0.25, 0.5]
    assert second[-2:] == ["Fashion", "1 2 3 4"]
    assert sheet(path).find(f"{_NS}autoFilter").get("ref") == "A1:N3"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "name", ["=HYPERLINK(1)", "{=1}", "+1", "-1", "@a", "http://a.example", "0815", "1e5", "\t=1"]
)
def test_no_cell_becomes_a_formula_a_link_or_a_number(tmp_path: Path, name: str) -> None:
    path = tmp_path / "results.xlsx"
    with xlsx_file(path, NAMES) as write:
        write(row(name, error=("damaged", name), verdict=None, label=None, probabilities=()))
    assert not list(sheet(path).iter(f"{_NS}f"))
    assert not list(sheet(path).iter(f"{_NS}hyperlink"))
    assert list(cells(path))[1] == [str(Path(name)), "damaged", name]


def test_odd_names_are_written(tmp_path: Path) -> None:
    path = tmp_path / "results.xlsx"
    with xlsx_file(path, NAMES) as write:
        for name in ("\udcff.jpg", "\x01\x1f.jpg", "л" * 40_000, "𝄞.jpg", "]]>&<"):
            write(row(name))
    lines = list(cells(path))
    assert len(lines) == 6
    assert len(str(lines[3][0])) == 32_767


def test_a_failure_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "results.xlsx"
    path.write_text("before")
    with pytest.raises(KeyboardInterrupt), xlsx_file(path, NAMES) as write:
        write(row("a.jpg"))
        raise KeyboardInterrupt
    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path]


def test_a_full_disk_is_told_in_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(FileAccessError, match="could not be written"):  # noqa: SIM117
        with xlsx_file(tmp_path / "results.xlsx", NAMES) as write:
            write(row("a.jpg"))
            monkeypatch.setattr(zipfile.ZipFile, "write", full)
    assert not list(tmp_path.iterdir())


def test_more_rows_than_a_sheet_has_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "MAX_ROWS", 3)
    path = tmp_path / "results.xlsx"
    with (
        pytest.raises(FileAccessError, match="holds 2 pictures at most"),
        xlsx_file(path, NAMES) as write,
    ):
        for number in range(3):
            write(row(f"{number}.jpg"))
    assert not path.exists()


def test_a_workbook_is_not_read_and_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "results.csv"
    with xlsx_file(path, NAMES) as write:
        write(row("a.jpg"))
    with pytest.raises(FileAccessError, match="save it as CSV"):
        read_results(path)
    with csv_file(path, NAMES) as write:
        write(row("PK\3\4.jpg"))
    assert len(read_results(path).rows) == 1
