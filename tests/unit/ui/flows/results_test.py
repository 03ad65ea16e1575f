"""Results that are opened stay in the list they were opened for."""

import time
from pathlib import Path

import pytest

from app.core.answers import Verdict
from app.ui.flows import portions
from app.ui.flows.results import ResultsFiles, export
from app.ui.state.session import Session
from tests.unit.ui.flows.conftest import drain, row_of

NO = Verdict.NOT_ONE_OF_THESE


@pytest.fixture
def results(lists, model, pump, screen, told, changes) -> ResultsFiles:
    return ResultsFiles(lists, model, pump, screen, told, lambda: changes.append(None))


@pytest.fixture
def file(tmp_path) -> Path:
    path = tmp_path / "results.jsonl"
    export(path, [row_of(Path(f"/old/{n}.jpg"), "bags", 0.85) for n in range(30)], ("bags", "pens"))
    return path


def wait(pump, until) -> None:
    end = time.monotonic() + 10
    while not until() and time.monotonic() < end:
        drain(pump)


def test_they_come_into_the_list_and_are_judged_by_the_threshold_in_force(
    results, lists, pump, screen, told, file
):
    lists.judge(0.9)
    results.open(file)
    wait(pump, lambda: told.sentences)
    assert (screen.page, len(lists.session)) == ("list", 30)
    assert {item.answer.verdict for item in lists.session} == {Verdict.UNSURE}
    assert told.sentences == ["Opened 30 results from results.jsonl."]


def test_they_do_not_spill_into_a_list_that_was_begun_meanwhile(
    results, lists, pump, screen, told, file, monkeypatch
):
    monkeypatch.setattr(portions, "_PORTION", 1)
    soon: list = []
    monkeypatch.setattr(pump, "soon", soon.append)
    results.open(file)
    wait(pump, lambda: soon)
    opened = lists.session
    lists.use(Session())
    while soon:
        soon.pop()()
    assert len(lists.session) == 0
    assert len(opened) == 1
    assert told.sentences == []


def test_a_list_that_was_begun_while_the_file_is_read_gets_none_of_it(
    results, lists, pump, told, file, monkeypatch
):
    tasks: list = []
    monkeypatch.setattr(pump, "run_task", lambda work, then, failed: tasks.append((work, then)))
    results.open(file)
    lists.use(Session())
    [(read, take)] = tasks
    take(read())
    drain(pump)
    assert (len(lists.session), told.sentences) == (0, [])


def test_products_and_keywords_are_written_and_told_in_numbers(
    results, lists, pump, told, tmp_path
):
    rows = [row_of(tmp_path / f"{product}" / f"{n}.jpg") for product in "ab" for n in (1, 2)]
    lists.session.take_rows([*rows, rows[0]._replace(path=tmp_path / "c" / "1.jpg", verdict=NO)])
    results.write_shop(tmp_path / "shop.csv", "shopify")
    wait(pump, lambda: told.sentences)
    assert told.sentences == [
        "2 products written to shop.csv. 1 picture without a known class left out."
    ]
    assert (tmp_path / "shop.csv").read_text().count("Handle") == 1
    results.write_keywords(tmp_path / "keywords")
    wait(pump, lambda: len(told.sentences) > 1)
    assert told.sentences[1] == (
        "Keywords of 4 pictures were written. 1 has no class that is sure or decided."
    )
    assert (tmp_path / "keywords" / "a" / "1.jpg.xmp").exists()
