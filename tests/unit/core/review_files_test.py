"""Two lists are kept on disk, and neither takes the other's place by accident."""

from pathlib import Path

import pytest

from app.core.classifier import Verdict
from app.core.errors import FileAccessError
from app.core.review_files import ReviewFiles
from app.core.review_log import ReviewLog, Row

NAMES = ("bags", "pens")
FULL = Path("/dev/full")


def row(name: str) -> Row:
    return Row(Path("/shop") / name, Verdict.SURE, "bags", (0.9, 0.1), 0.1)


def names(files: ReviewFiles) -> tuple[list[str], bool]:
    saved, was_open = files.look()
    return ([kept.path.name for kept in saved.rows] if saved else []), was_open


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A list that a program left open."""
    files = ReviewFiles(tmp_path / "review.jsonl")
    files.begin([], NAMES, "m", [row("old")])
    files.close()
    return tmp_path / "review.jsonl"


def test_the_list_that_was_open_is_found_and_written_on(file):
    files = ReviewFiles(file)
    assert names(files) == (["old"], True)
    files.bring_back()
    files.go_on()
    files.write(lambda log: log.write_row(row("more")))
    files.close()
    assert names(ReviewFiles(file)) == (["old", "more"], True)


def test_a_new_list_keeps_the_old_one_and_both_can_change_places(file):
    files = ReviewFiles(file)
    files.look()
    files.begin([], NAMES, "m", [row("new")])
    assert names(files) == (["old"], True)
    files.close()
    files.bring_back()
    files.go_on()
    assert names(files)[0] == ["new"]
    files.close()
    assert names(ReviewFiles(file)) == (["old"], True)


def test_a_list_that_was_put_away_is_not_asked_about_but_can_come_back(file):
    ReviewFiles(file).put_away()
    files = ReviewFiles(file)
    assert names(files) == (["old"], False)
    files.bring_back()
    assert names(ReviewFiles(file)) == (["old"], True)


def test_what_was_moved_found_and_asked_again_comes_back(file, tmp_path):
    files = ReviewFiles(file)
    files.go_on()
    files.write(lambda log: log.write_paths([tmp_path / "b"]))
    files.write(lambda log: log.write_found(7))
    files.write(lambda log: log.write_moves({Path("/shop/old"): Path("/shelf/old")}))
    saved, _ = ReviewFiles(file).look()
    assert (saved.paths, saved.found, saved.settled) == ((tmp_path / "b",), 7, 1)
    assert saved.rows[0].path == Path("/shelf/old")
    files.write(lambda log: log.write_model(("a", "b"), "another"))
    files.close()
    saved, _ = ReviewFiles(file).look()
    assert (saved.model, saved.settled, saved.finished) == ("another", 0, False)


@pytest.mark.skipif(not FULL.exists(), reason="only Linux has a disk that is always full")
def test_a_disk_that_is_full_is_a_sentence_once():
    files = ReviewFiles(Path("/nowhere/review.jsonl"))
    files._log = ReviewLog(FULL.open("w"))
    with pytest.raises(FileAccessError, match="cannot be taken up"):
        files.write(lambda log: log.write_row(row("a")))
    files.close()
    files.write(lambda log: log.write_row(row("b")))
