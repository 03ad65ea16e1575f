"""A clerk sorts the list into class folders; a kill in the middle costs nothing."""

import signal
import time
from pathlib import Path

from app.core.answers import Row, Verdict
from app.core.models.folder import read_contract
from app.core.review.results import csv_file
from tests.support.desktop import Program, Screen
from tests.support.dialogs import choose_file, open_dialog


def classified(folder: Path, model: Path, count: int) -> Path:
    """``count`` files, and the results of a batch over them: every third is of the second class."""
    folder.mkdir(parents=True)
    names = read_contract(model / "1").class_names
    results = folder.parent / "results.csv"
    with csv_file(results, names) as write:
        for number in range(count):
            path = folder / f"صورة {number}.jpg"
            path.write_text(f"picture {number}")
            chosen = int(number % 3 == 0)
            shares = tuple(
                0.9 if n == chosen else 0.1 / (len(names) - 1) for n in range(len(names))
            )
            write(Row(path, Verdict.SURE, names[chosen], shares, 0.1))
    return results


def contents(folder: Path) -> list[str]:
    return sorted(path.read_text() for path in folder.rglob("*.jpg"))


def open_results(program: Program, results: Path, title: str) -> None:
    program.wait_until_ready()
    choose_file(program, "ctrl+shift+e", "Open results", results)
    program.wait_for_title(title)


def test_copies_get_free_names_and_are_undone(
    screen: Screen, tmp_path: Path, small_published_model: Path
) -> None:
    results = classified(tmp_path / "in", small_published_model, 30)
    whole = contents(tmp_path / "in")
    out = tmp_path / "my shelves"
    first, second, *_ = read_contract(small_published_model / "1").class_names
    (out / second).mkdir(parents=True)
    (out / second / "صورة 0.jpg").write_text("somebody else's")
    with screen.program("--model", small_published_model) as program:
        open_results(program, results, "30 pictures")
        dialog = open_dialog(program, "ctrl+shift+d", "Sort into folders")
        dialog.type(out)
        dialog.wait_for_text("1 name is taken")
        assert len(contents(out)) == 1, "a preview must not touch anything"
        dialog.press("Return")
        dialog.wait_for_text("30 files copied")
        assert len(list((out / first).iterdir())) == 20
        assert (out / second / "صورة 0 (2).jpg").read_text() == "picture 0"
        assert (out / second / "صورة 0.jpg").read_text() == "somebody else's"
        assert contents(tmp_path / "in") == whole

        dialog.press("Tab", "Return")  # Undo is the other button
        program.wait_for_title("30 pictures")
        undo = open_dialog(program, "", "Undo sorting")
        undo.wait_for_text("30 files taken back")
        assert contents(out) == ["somebody else's"]
        assert contents(tmp_path / "in") == whole


def test_killed_in_the_middle_and_undone_after_a_restart(
    screen: Screen, tmp_path: Path, small_published_model: Path
) -> None:
    results = classified(tmp_path / "in", small_published_model, 4000)
    whole = contents(tmp_path / "in")
    out = tmp_path / "out"
    with screen.program("--model", small_published_model) as program:
        open_results(program, results, "4,000 pictures")
        dialog = open_dialog(program, "ctrl+shift+d", "Sort into folders")
        dialog.wait_for_text("stay where they are", "2,666", "1,334")
        dialog.press("Tab", "Tab", "Right")  # from the folder, past its button, to Moved
        dialog.wait_for_text("moved out of their folders")
        dialog.press("shift+Tab", "shift+Tab")
        dialog.type(out)
        dialog.wait_for_text("moved out of their folders", "/out", "2,666", "1,334")
        dialog.press("Return")
        screen.wait_for_file(out)
        time.sleep(0.05)
        program.process.send_signal(signal.SIGKILL)
        program.process.wait(timeout=10)
    # The one it was at may have both names for a moment; none may be without.
    assert {*contents(tmp_path / "in"), *contents(out)} == {*whole}
    assert contents(tmp_path / "in"), "all was done before the kill: make the batch larger"
    assert contents(out)

    with screen.program("--model", small_published_model) as program:
        program.wait_until_ready()
        undo = open_dialog(program, "ctrl+shift+u", "Undo sorting")
        undo.wait_for_text("of 4,000 files moved into out")
        undo.press("Return")
        undo.wait_for_text("taken back", "as it was")
        assert contents(tmp_path / "in") == whole
        assert contents(out) == []
        undo.press("Return")
        undo.wait_until_gone()  # the next one has the same title
        again = open_dialog(program, "ctrl+shift+u", "Undo sorting")
        again.wait_for_text("Nothing was sorted")
