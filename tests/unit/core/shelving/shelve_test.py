"""Files get onto their shelves and back; none is ever overwritten, deleted or lost."""

import contextlib
import os
from pathlib import Path

import pytest

from app.core.errors import FileAccessError
from app.core.shelving import shelve as shelving
from app.core.shelving.shelve import Item, plan, shelve, unshelve


def write(path: Path, content: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)
    return path


def tree(root: Path) -> dict[str, str]:
    return {
        path.relative_to(root).as_posix(): path.read_text()
        for path in root.rglob("*")
        if path.is_file()
    }


@pytest.fixture
def items(tmp_path: Path) -> list[Item]:
    """Two files of one name, one with an awkward name, and a shelf that has the name already."""
    source, shelves = tmp_path / "in", tmp_path / "out"
    write(shelves / "fashion" / "Photo.jpg", "not ours")
    return [
        Item(write(source / "a" / "photo.jpg", "a"), "fashion"),
        Item(write(source / "b" / "photo.jpg", "b"), "fashion"),
        Item(write(source / "صورة {1}\n.png", "c"), "stationary"),
    ]


IN = {"a/photo.jpg": "a", "b/photo.jpg": "b", "صورة {1}\n.png": "c"}
OUT = {
    "fashion/Photo.jpg": "not ours",
    "fashion/photo (2).jpg": "a",
    "fashion/photo (3).jpg": "b",
    "stationary/صورة {1}\n.png": "c",
}


@pytest.mark.parametrize("move", [False, True])
def test_there_and_back(tmp_path: Path, items: list[Item], move: bool) -> None:
    journal = tmp_path / "journal"
    steps = plan(items, tmp_path / "out")
    report = shelve(steps, journal, move=move)
    assert (report.done, report.failed) == (3, ())
    assert tree(tmp_path / "out") == OUT
    assert tree(tmp_path / "in") == ({} if move else IN)

    assert unshelve(journal).failed == ()
    assert tree(tmp_path / "out") == {"fashion/Photo.jpg": "not ours"}
    assert tree(tmp_path / "in") == IN
    assert not (tmp_path / "out" / "stationary").exists()
    assert unshelve(journal).done == 0


def test_a_plan_touches_nothing(tmp_path: Path, items: list[Item]) -> None:
    before = tree(tmp_path)
    plan(items, tmp_path / "out")
    assert tree(tmp_path) == before


def test_what_is_on_its_shelf_stays(tmp_path: Path) -> None:
    path = write(tmp_path / "out" / "fashion" / "coat.jpg", "coat")
    assert plan([Item(path, "fashion")], tmp_path / "out") == []


@pytest.mark.parametrize("shelf", ["", "..", "../out", "a/b", "/etc", "a\\b", "a\nb", "c:", " . "])
def test_a_shelf_cannot_lead_outside(tmp_path: Path, shelf: str) -> None:
    with pytest.raises(FileAccessError):
        plan([Item(tmp_path / "photo.jpg", shelf)], tmp_path / "out")


@pytest.mark.parametrize("without_links", [False, True])
@pytest.mark.parametrize("move", [False, True])
def test_a_file_that_came_after_the_plan_is_not_overwritten(
    tmp_path: Path,
    items: list[Item],
    monkeypatch: pytest.MonkeyPatch,
    move: bool,
    without_links: bool,
) -> None:
    if without_links:
        monkeypatch.setattr(shelving.os, "link", _no_links)
    steps = plan(items, tmp_path / "out")
    write(tmp_path / "out" / "stationary" / "صورة {1}\n.png", "came later")
    assert shelve(steps, tmp_path / "journal", move=move).done == 3
    assert tree(tmp_path / "out") == OUT | {
        "stationary/صورة {1}\n.png": "came later",
        "stationary/صورة {1}\n (2).png": "c",
    }
    unshelve(tmp_path / "journal")
    assert tree(tmp_path / "in") == IN
    assert tree(tmp_path / "out")["stationary/صورة {1}\n.png"] == "came later"


def test_one_that_vanished_does_not_stop_the_rest(tmp_path: Path, items: list[Item]) -> None:
    steps = plan(items, tmp_path / "out")
    items[1].path.unlink()
    report = shelve(steps, tmp_path / "journal")
    assert report.done == 2
    [error] = report.failed
    assert str(items[1].path) in error.message


@pytest.mark.parametrize("without_links", [False, True])
@pytest.mark.parametrize("move", [False, True])
@pytest.mark.parametrize("crash_at", range(12))
def test_a_crash_at_any_moment_can_be_undone(
    tmp_path: Path,
    items: list[Item],
    monkeypatch: pytest.MonkeyPatch,
    move: bool,
    crash_at: int,
    without_links: bool,
) -> None:
    """Stop dead before the n-th call that changes the disk, as a power cut would."""
    before = tree(tmp_path)
    calls = 0

    class PowerCut(BaseException):
        pass

    def unreliable(function, allowed: bool = True):
        def call(*arguments, **options):
            nonlocal calls
            calls += 1
            if calls > crash_at:
                raise PowerCut
            if not allowed:
                raise OSError(1, "Operation not permitted")
            return function(*arguments, **options)

        return call

    monkeypatch.setattr(shelving.os, "link", unreliable(os.link, allowed=not without_links))
    monkeypatch.setattr(Path, "replace", unreliable(Path.replace))
    monkeypatch.setattr(Path, "unlink", unreliable(Path.unlink))
    with contextlib.suppress(PowerCut):
        shelve(plan(items, tmp_path / "out"), tmp_path / "journal", move=move)
    monkeypatch.undo()
    if (tmp_path / "journal").exists():  # else nothing was begun
        assert unshelve(tmp_path / "journal").failed == ()
    left = {
        name: content
        for name, content in tree(tmp_path).items()
        if name != "journal" and ".shelfwise-" not in name
    }
    assert left == before


def test_what_a_killed_sorting_left_half_written_is_cleared_away(
    tmp_path: Path, items: list[Item]
) -> None:
    """By the next one on that shelf, and by undoing: else the shelf would not be empty."""
    left = write(tmp_path / "out" / "stationary" / ".shelfwise-abcd1234", "half")
    steps = plan(items, tmp_path / "out")
    shelve(steps, tmp_path / "journal")
    assert not left.exists()
    write(left, "half")
    in_place = write(tmp_path / "in" / "a" / ".shelfwise-abcd1234", "half")
    unshelve(tmp_path / "journal")
    assert not left.parent.exists()
    assert not in_place.exists()


def test_a_copy_that_was_edited_is_kept(tmp_path: Path, items: list[Item]) -> None:
    shelve(plan(items, tmp_path / "out"), tmp_path / "journal")
    edited = write(tmp_path / "out" / "fashion" / "photo (2).jpg", "retouched")
    report = unshelve(tmp_path / "journal")
    assert [error.code for error in report.failed] == ["changed"]
    assert edited.read_text() == "retouched"


@pytest.mark.parametrize("without_links", [False, True])
def test_a_place_that_is_taken_by_now_is_left_alone(
    tmp_path: Path, items: list[Item], monkeypatch: pytest.MonkeyPatch, without_links: bool
) -> None:
    if without_links:
        monkeypatch.setattr(shelving.os, "link", _no_links)
    shelve(plan(items, tmp_path / "out"), tmp_path / "journal", move=True)
    write(items[0].path, "new photo")
    report = unshelve(tmp_path / "journal")
    assert [error.code for error in report.failed] == ["taken"]
    assert items[0].path.read_text() == "new photo"
    assert (tmp_path / "out" / "fashion" / "photo (2).jpg").read_text() == "a"


def _no_links(*_arguments: object, **_options: object) -> None:
    raise OSError(1, "Operation not permitted")


@pytest.mark.parametrize("text", ["", "{}", "hello", '{"format": "other"}'])
def test_what_is_no_journal_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(FileAccessError, match="not a journal"):
        unshelve(write(tmp_path / "journal", text))


def test_half_a_line_at_the_end_does_no_harm(tmp_path: Path, items: list[Item]) -> None:
    journal = tmp_path / "journal"
    shelve(plan(items, tmp_path / "out"), journal)
    journal.write_bytes(journal.read_bytes()[:-30])
    assert unshelve(journal).failed == ()
    assert tree(tmp_path / "out") == {"fashion/Photo.jpg": "not ours"}
