"""The kind of file that is chosen in the dialog gives the ending."""

import pytest

from app.ui.dialogs.results import with_ending

TABLE, LINES, PAGE = "Table for spreadsheets", "JSON lines", "Page with thumbnails"
WORKBOOK = "Excel workbook"


@pytest.mark.parametrize(
    ("name", "kind", "file"),
    [
        ("results.csv", TABLE, "results.csv"),
        ("results.csv", LINES, "results.jsonl"),
        ("results.csv", WORKBOOK, "results.xlsx"),
        ("results.xlsx", TABLE, "results.xlsx"),
        ("results.csv", PAGE, "results.html"),
        ("results", TABLE, "results.csv"),
        ("results", PAGE, "results.html"),
        ("results.json", LINES, "results.json"),
        ("shop 2.0", LINES, "shop 2.0.jsonl"),
        ("again.jsonl", TABLE, "again.jsonl"),
        ("page.html", TABLE, "page.html"),
        ("page.html", "", "page.html"),
        ("results.CSV", PAGE, "results.html"),
    ],
)
def test_the_kind_gives_the_ending(name: str, kind: str, file: str) -> None:
    assert with_ending(f"/shop/{name}", kind).as_posix() == f"/shop/{file}"
