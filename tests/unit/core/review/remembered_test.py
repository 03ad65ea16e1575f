"""A picture is known by its bytes, wherever it lies and whatever it is called."""

from pathlib import Path

import pytest

from app.core.review import remembered
from app.core.review.remembered import RememberedDecisions


def picture(folder: Path, name: str, content: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)
    return path


def test_a_decision_is_known_for_a_copy_elsewhere_and_after_a_restart(tmp_path: Path) -> None:
    first, second = picture(tmp_path, "a.jpg", "coat"), picture(tmp_path, "b.jpg", "belt")
    kept = RememberedDecisions(tmp_path / "decisions.jsonl")
    kept.remember([(first, "fashion"), (second, "other"), (tmp_path / "gone.jpg", "fashion")])
    copy = picture(tmp_path / "new", "x.jpg", "coat")
    same_size = picture(tmp_path / "new", "y.jpg", "cap!")
    for decisions in (kept, RememberedDecisions(tmp_path / "decisions.jsonl")):
        found = decisions.recall([copy, second, same_size, tmp_path / "gone.jpg"])
        assert found == {copy: "fashion", second: "other"}


def test_the_last_decision_counts_and_one_that_was_taken_back_is_forgotten(tmp_path: Path) -> None:
    first, second = picture(tmp_path, "a.jpg", "coat"), picture(tmp_path, "b.jpg", "belt")
    kept = RememberedDecisions(tmp_path / "decisions.jsonl")
    kept.remember([(first, "fashion"), (second, "fashion")])
    kept.remember([(first, "accessories"), (second, None)])
    for decisions in (kept, RememberedDecisions(tmp_path / "decisions.jsonl")):
        assert decisions.recall([first, second]) == {first: "accessories"}


def test_only_files_as_long_as_a_known_one_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = RememberedDecisions(tmp_path / "decisions.jsonl")
    kept.remember([(picture(tmp_path, "a.jpg", "coat"), "fashion")])
    read: list[Path] = []
    monkeypatch.setattr(remembered, "file_digest", lambda path: read.append(path) or "")
    longer, as_long = picture(tmp_path, "b.jpg", "coats"), picture(tmp_path, "c.jpg", "belt")
    kept.recall([longer, as_long])
    assert read == [as_long]


def test_spoilt_lines_are_passed_over_and_a_long_file_is_written_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, path = tmp_path / "decisions.jsonl", picture(tmp_path, "a.jpg", "coat")
    kept = RememberedDecisions(file)
    for label in ("fashion", "other") * 5:
        kept.remember([(path, label)])
    with file.open("a") as stream:
        stream.write('{"sha256": 1}\n{"sha256": "x", "size": 4, "decided": "../up"}\nhalf a li')
    assert RememberedDecisions(file).recall([path]) == {path: "other"}
    monkeypatch.setattr(remembered, "_SPARE_LINES", 5)
    assert RememberedDecisions(file).recall([path]) == {path: "other"}
    assert len(file.read_text().splitlines()) == 2
    assert file.stat().st_mode & 0o077 == 0
