"""What can be undone is found again after a restart, a crash, and an undo."""

from pathlib import Path

from app.core.shelving.journal import moved_files, new_journal_path, past_shelvings
from app.core.shelving.shelve import Step, shelve, unshelve


def shelved(tmp_path: Path, count: int, *, move: bool) -> Path:
    """The journal of a shelving of ``count`` files."""
    source = tmp_path / "in"
    source.mkdir(exist_ok=True)
    steps = []
    for number in range(count):
        (source / f"{number}.jpg").write_text(f"picture {number}")
        steps.append(Step(source / f"{number}.jpg", tmp_path / "out" / "bags" / f"{number}.jpg"))
    journal = new_journal_path(tmp_path / "journals")
    shelve(steps, journal, move=move)
    return journal


def test_the_newest_comes_first_and_says_what_it_was(tmp_path: Path) -> None:
    first = shelved(tmp_path, 3, move=False)
    (tmp_path / "journals" / "notes.jsonl").write_text("not a journal")
    second = new_journal_path(tmp_path / "journals")  # the clock is put back then
    second = second.with_name(second.name.replace(second.name[:15], "20190101-235959"))
    second.write_bytes(first.read_bytes())
    found = past_shelvings(tmp_path / "journals")
    assert [item.journal for item in found] == [second, first]
    assert (found[1].mode, found[1].meant, found[1].there) == ("copy", 3, 3)
    assert found[1].into == tmp_path / "out"
    assert f"{found[0].when:%Y-%m-%d %H:%M}" == "2019-01-01 23:59"


def test_what_a_crash_left_undone_does_not_count(tmp_path: Path) -> None:
    journal = shelved(tmp_path, 3, move=True)
    text = journal.read_text().splitlines(keepends=True)
    journal.write_text("".join(text[:-1]) + text[-1][:9])  # the last line is half written
    (tmp_path / "out" / "bags" / "2.jpg").rename(tmp_path / "in" / "2.jpg")
    [item] = past_shelvings(tmp_path / "journals")
    assert (item.meant, item.there) == (3, 2)
    assert set(moved_files(journal)) == {tmp_path / "in" / "0.jpg", tmp_path / "in" / "1.jpg"}
    assert not unshelve(journal).failed
    assert past_shelvings(tmp_path / "journals") == []
    assert len(list((tmp_path / "in").iterdir())) == 3


def test_an_undone_shelving_is_not_offered_though_its_places_are_taken_again(
    tmp_path: Path,
) -> None:
    journal = shelved(tmp_path, 2, move=False)
    unshelve(journal)
    again = shelved(tmp_path, 2, move=False)
    assert [item.journal for item in past_shelvings(tmp_path / "journals")] == [again]
    assert not unshelve(journal).done or (tmp_path / "in" / "0.jpg").exists()


def test_a_copy_moves_nothing(tmp_path: Path) -> None:
    assert moved_files(shelved(tmp_path, 2, move=False)) == {}
