"""Two lists are kept on disk, and neither takes the other's place by accident."""

import os
from pathlib import Path

import pytest

from app.core.answers import Row, Verdict
from app.core.errors import FileAccessError
from app.core.review.files import MOST_LISTS, ReviewFiles
from app.core.review.log import read_review
from tests.support.surroundings import full_disk

NAMES = ("bags", "pens")


def row(name: str) -> Row:
    return Row(Path("/shop") / name, Verdict.SURE, "bags", (0.9, 0.1), 0.1)


def names(files: ReviewFiles) -> tuple[list[str], bool]:
    saved, was_open = files.look()
    return ([kept.path.name for kept in saved.rows] if saved else []), was_open


def names_at_next_start(file: Path) -> tuple[list[str], bool]:
    files = ReviewFiles(file)
    found = names(files)
    files.leave()
    return found


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A list that a program left open."""
    files = ReviewFiles(tmp_path / "review.jsonl")
    files.begin([], NAMES, "m", [row("old")])
    files.leave()
    return tmp_path / "review.jsonl"


def test_the_list_that_was_open_is_found_and_written_on(file):
    files = ReviewFiles(file)
    assert names(files) == (["old"], True)
    files.bring_back()
    files.go_on()
    files.write(lambda log: log.write_row(row("more")))
    files.leave()
    assert names_at_next_start(file) == (["old", "more"], True)


def test_a_new_list_keeps_the_old_one_and_both_can_change_places(file):
    files = ReviewFiles(file)
    files.look()
    files.begin([], NAMES, "m", [row("new")])
    assert names(files) == (["old"], True)
    files.close()
    files.bring_back()
    files.go_on()
    assert names(files)[0] == ["new"]
    files.leave()
    assert names_at_next_start(file) == (["old"], True)


def test_a_list_that_was_put_away_is_not_asked_about_but_can_come_back(file):
    files = ReviewFiles(file)
    files.archive()
    files.leave()
    files = ReviewFiles(file)
    assert names(files) == (["old"], False)
    files.bring_back()
    files.leave()
    assert names_at_next_start(file) == (["old"], True)


@pytest.mark.parametrize("renames", [1, 2])
def test_a_crash_while_two_lists_change_places_loses_neither(file, monkeypatch, renames):
    files = ReviewFiles(file)
    files.begin([], NAMES, "m", [row("new")])
    done = []

    class PowerCut(BaseException):
        pass

    def rename(path: Path, target: Path) -> Path:
        if len(done) == renames:
            raise PowerCut
        done.append(target)
        return replace(path, target)

    replace = Path.replace
    monkeypatch.setattr(Path, "replace", rename)
    with pytest.raises(PowerCut):
        files.swap()
    monkeypatch.undo()
    files.leave()
    files = ReviewFiles(file)
    first = names(files)[0]
    files.swap()
    assert {*first, *names(files)[0]} == {"old", "new"}


def test_a_list_that_could_not_be_begun_takes_no_other_list_s_place(file, monkeypatch):
    files = ReviewFiles(file)
    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(Path, "replace", _killed_before_the_second_rename())
        files.begin([], NAMES, "m", [row("new")])
    files.leave()
    files = ReviewFiles(file)
    assert names(files)[0] == ["old"]
    files.begin([], NAMES, "m", [row("newer")])
    files.swap()
    assert names(files)[0] == ["old"]


def _killed_before_the_second_rename():
    renamed, replace = [], Path.replace

    def rename(path: Path, target: Path) -> Path:
        if renamed:
            raise KeyboardInterrupt
        renamed.append(target)
        return replace(path, target)

    return rename


def test_what_a_killed_program_left_is_cleared_away_at_the_next_start(file):
    (file.parent / ".shelfwise-abcd1234").write_text("half a list")
    assert names_at_next_start(file) == (["old"], True)
    assert not list(file.parent.glob(".shelfwise-*"))


def test_the_lists_belong_to_one_program_at_a_time(file):
    first, second = ReviewFiles(file), ReviewFiles(file)
    first.go_on()
    for use in (second.look, second.go_on, second.archive, second.swap):
        with pytest.raises(FileAccessError, match="open in another window"):
            use()
    first.write(lambda log: log.write_row(row("more")))
    first.leave()
    assert names(second) == (["old", "more"], True)


def test_what_was_moved_found_and_asked_again_comes_back(file, tmp_path):
    files = ReviewFiles(file)
    files.go_on()
    files.write(lambda log: log.write_paths([tmp_path / "b"]))
    files.write(lambda log: log.write_found(7))
    files.write(lambda log: log.write_moves({Path("/shop/old"): Path("/shelf/old")}))
    saved = read_review(file)
    assert (saved.paths, saved.found, saved.settled) == ((tmp_path / "b",), 7, 1)
    assert saved.rows[0].path == Path("/shelf/old")
    files.write(lambda log: log.write_model(("a", "b"), "another"))
    files.leave()
    saved = read_review(file)
    assert (saved.model, saved.settled, saved.finished) == ("another", 0, False)


def test_a_disk_that_is_full_is_a_sentence_once(file):
    files = ReviewFiles(file)
    files.go_on()
    before = file.read_bytes()
    with full_disk(len(before) + 30), pytest.raises(FileAccessError, match="cannot be taken up"):
        files.write(lambda log: log.write_row(row("a")))
    assert file.read_bytes() == before
    files.close()
    files.write(lambda log: log.write_row(row("b")))
    assert file.read_bytes() == before


def test_the_last_twenty_lists_stay_and_any_of_them_comes_back(tmp_path: Path) -> None:
    files = ReviewFiles(tmp_path / "review.jsonl")
    for number in range(MOST_LISTS + 3):
        files.begin([Path(f"/shop/{number}")], NAMES, "m", [row(f"{number}a"), row(f"{number}b")])
        os.utime(tmp_path / "review.jsonl", (number, number))
    recent = files.recent()
    assert [each.paths for each in recent] == [(Path(f"/shop/{n}"),) for n in range(21, 2, -1)]
    assert {each.pictures for each in recent} == {2}

    saved = files.take_out(recent[10].file)
    assert saved is not None and [kept.path.name for kept in saved.rows] == ["11a", "11b"]
    files.go_on()
    files.write(lambda log: log.write_row(row("more")))
    assert names(files)[0] == ["22a", "22b"], "what was on screen is the one before"
    assert Path("/shop/11") not in {each.paths[0] for each in files.recent()}
    assert len(files.recent()) == MOST_LISTS - 1
    before = next(each for each in files.recent() if each.paths == (Path("/shop/22"),))
    files.take_out(before.file)
    files.leave()
    assert names_at_next_start(tmp_path / "review.jsonl")[0] == ["22a", "22b"]
    assert files.take_out(tmp_path / "gone.jsonl") is None
    files.leave()


def test_a_file_that_is_no_list_is_not_offered(tmp_path: Path) -> None:
    files = ReviewFiles(tmp_path / "review.jsonl")
    (tmp_path / "review-earlier").mkdir()
    (tmp_path / "review-earlier" / "a.jsonl").write_text("letter\n")
    (tmp_path / "review-earlier" / "b.jsonl").write_text('{"paths": [1]}\n{"row": {}}\n')
    assert files.recent() == []
    files.leave()
