"""A catalogue on two nodes gets the answers that one machine gives, whatever happens meanwhile."""

import json
import threading
import time
from pathlib import Path
from typing import Any

from app.cli import main
from app.core.review.parts import read_any_results
from app.core.review.results import read_results
from tests.cluster.conftest import PICTURES, json_rows, parts


def without_seconds(rows: Any) -> list[Any]:

    return [row._replace(seconds=0.0) for row in rows]


def wait_for_parts(results: Path, count: int) -> None:
    end = time.monotonic() + 300
    while len(parts(results)) < count:
        assert time.monotonic() < end, "no parts are written"
        time.sleep(0.02)


def test_row_by_row_as_on_one_machine(
    nodes: Any, catalogue: Path, expected: Path, model: Path, tmp_path: Path
) -> None:
    results, lines = tmp_path / "results", tmp_path / "progress.jsonl"
    options = ("--model", str(model), "--cluster", nodes.address, "--out", str(results))
    options += ("--progress", str(lines))
    assert main(["classify", str(catalogue), *options, "--quiet"]) == 1
    rows = read_any_results(results)
    before = read_results(expected / "results.csv")
    assert rows.class_names == before.class_names
    assert len(rows.rows) == PICTURES + 5
    assert without_seconds(rows.rows) == without_seconds(before.rows)
    told = [json.loads(line) for line in lines.read_text().splitlines()]
    assert told[-1]["found"] == PICTURES + 5
    assert (told[-1]["done"], told[-1]["failed"]) == (PICTURES, 5)
    assert len(told) > len(parts(results)) > 10


def test_the_shipped_model_answers_as_on_one_machine(
    nodes: Any, catalogue: Path, tmp_path: Path
) -> None:
    some, table, results = catalogue / "shelf 3", tmp_path / "results.csv", tmp_path / "results"
    assert main(["classify", str(some), "--csv", str(table), "--quiet"]) == 1
    options = ("--cluster", nodes.address, "--out", str(results))
    assert main(["classify", str(some), *options, "--quiet"]) == 1
    rows, before = read_any_results(results).rows, read_results(table).rows
    assert without_seconds(rows) == without_seconds(before)


def test_a_node_that_dies_in_the_middle_changes_nothing(
    nodes: Any, catalogue: Path, expected: Path, model: Path, tmp_path: Path
) -> None:
    results = tmp_path / "results"
    options = ("--model", str(model), "--cluster", nodes.address, "--out", str(results))
    options += ("--format", "jsonl")
    there_when_it_died = []

    def kill() -> None:
        wait_for_parts(results, 2)
        nodes.remove_node(next(iter(nodes.worker_nodes)), allow_graceful=False)
        there_when_it_died.extend(parts(results))

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        assert main(["classify", str(catalogue), *options, "--quiet"]) == 1
    finally:
        killer.join()
        nodes.add_node(num_cpus=1, object_store_memory=100 * 2**20)
    assert len(there_when_it_died) < len(parts(results)), "nothing was left to do: draw more"
    assert json_rows(*parts(results)) == json_rows(expected / "results.jsonl")
