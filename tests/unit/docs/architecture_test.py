"""The page about the architecture shows the code as it is."""

import re
from pathlib import Path

import pytest

from docs.make_architecture import PAGE, ROOT, diagram, updated

TEXT = PAGE.read_text(encoding="utf-8")
RELIABILITY = ROOT / "docs" / "reliability.md"
_FILE = re.compile(r"`((?:app|training|tests)/[\w/.]+)`")
_WAY = re.compile(r"^### (.+)$", re.MULTILINE)


def test_tree_and_layers_are_those_of_the_code() -> None:
    assert updated(TEXT) == TEXT, "run python docs/make_architecture.py"


def test_every_file_that_is_named_exists() -> None:
    named = _FILE.findall(TEXT)
    assert len(named) > 30
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_every_test_that_a_promise_names_exists() -> None:
    named = set(re.findall(r"`(?:[\w/]+/)?(\w+_(?:test|soak))`", RELIABILITY.read_text("utf-8")))
    known = {file.stem for file in (ROOT / "tests").rglob("*.py")}
    assert len(named) > 20
    assert named - known == set()


def test_a_dropped_path_has_its_verdict_within_twelve_hops() -> None:
    _, *parts = _WAY.split(TEXT)
    ways = dict(zip(parts[::2], parts[1::2], strict=True))
    assert len(ways) == 4
    hops = re.findall(r"^(\d+)\. ", ways["A dropped path to its verdict"], re.MULTILINE)
    assert hops == [str(number) for number in range(1, len(hops) + 1)]
    assert len(hops) <= 12


def test_layers_are_drawn_from_the_top() -> None:
    contract = {"name": "x", "containers": ["training"], "layers": ["cli", "fit : (judge)", "data"]}
    text = diagram(contract)
    assert 'subgraph all["training"]' in text
    assert 'layer1["fit   judge"]' in text
    assert text.index("layer0 --> layer1") < text.index("layer1 --> layer2")


def test_a_page_without_a_place_for_them_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no place for the tree"):
        updated("# Architecture")


def test_every_decision_is_in_the_index() -> None:
    folder = ROOT / "docs" / "adr"
    index = (folder / "README.md").read_text(encoding="utf-8")
    for file in folder.glob("[0-9]*.md"):
        title = file.read_text(encoding="utf-8").partition("\n")[0].partition(". ")[2]
        assert f"[{title}]({file.name})" in index, file.name
