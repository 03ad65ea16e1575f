"""What came in goes to its shelf where that is sure, and comes back by its journal."""

from pathlib import Path
from threading import Event

import pytest

from app.core.answers import OTHER, Row, Verdict
from app.core.shelving import incoming
from app.core.shelving.incoming import Sorted, sort_sure
from app.core.shelving.shelve import take_back

NAMES = {"bags": "Bags", "pens": "Pens"}


def row(path: Path, verdict: Verdict = Verdict.SURE, decided: str | None = None) -> Row:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(path.name)
    return Row(path, verdict, "bags", (0.9, 0.1), 0.1, decided=decided)


@pytest.fixture(autouse=True)
def _journals(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(incoming, "journals_folder", lambda: tmp_path / "journals")


def sort(rows: list[Row], tmp_path: Path) -> Sorted | None:
    return sort_sure(rows, tmp_path / "in", tmp_path / "out", NAMES, [], Event())


def test_what_is_sure_or_decided_goes_and_the_rest_stays(tmp_path: Path) -> None:
    inbox, out = tmp_path / "in", tmp_path / "out"
    rows = [
        row(inbox / "sure.jpg"),
        row(inbox / "SKU1" / "01.jpg"),
        row(inbox / "unsure.jpg", Verdict.UNSURE),
        row(inbox / "decided.jpg", Verdict.UNSURE, "pens"),
        row(inbox / "other.jpg", Verdict.NOT_ONE_OF_THESE),
        row(inbox / "none.jpg", Verdict.SURE, OTHER),
    ]
    done = sort(rows, tmp_path)
    assert done is not None
    assert done.moved == {
        inbox / "sure.jpg": out / "Bags" / "sure.jpg",
        inbox / "SKU1" / "01.jpg": out / "Bags" / "SKU1" / "01.jpg",
        inbox / "decided.jpg": out / "Pens" / "decided.jpg",
    }
    assert sorted(path.name for path in inbox.glob("*.jpg")) == [
        "none.jpg",
        "other.jpg",
        "unsure.jpg",
    ]

    report, back = take_back(done.journal)
    assert (report.done, report.failed) == (3, ())
    assert back == {present: former for former, present in done.moved.items()}
    assert all(each.path.read_text() == each.path.name for each in rows)


def test_nothing_sure_writes_no_journal(tmp_path: Path) -> None:
    assert sort([row(tmp_path / "in" / "unsure.jpg", Verdict.UNSURE)], tmp_path) is None
    assert not (tmp_path / "journals").exists()
