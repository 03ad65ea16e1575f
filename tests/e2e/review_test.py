"""A clerk reviews with the keyboard alone: decides, undoes, redoes; nothing gets lost."""

from pathlib import Path

from app.core.answers import Row
from app.core.review.log import read_review
from app.core.storage.files import file_digest
from tests.support.desktop import ROOT, Program, Screen

SAMPLES = ROOT / "assets" / "samples"


def rows_of(screen: Screen) -> dict[str, Row]:
    review = read_review(screen.home / "data" / "shelfwise" / "review.jsonl")
    assert review is not None
    return {row.path.name: row for row in review.rows}


def decisions(screen: Screen) -> dict[str, str]:
    return {name: row.decided for name, row in rows_of(screen).items() if row.decided}


def wait_for_decisions(screen: Screen, wanted: dict[str, str]) -> None:
    """Wait until the log says so: it is written a moment after the window shows it."""
    screen.wait_until(lambda: decisions(screen) == wanted, f"{wanted} in the log")


def kept(screen: Screen) -> list[tuple[str, str]]:
    """Label and digest of every correction on disk."""
    folder = screen.home / "data" / "shelfwise" / "corrections"
    return sorted((file.parent.name, file.stem) for file in folder.glob("*/*"))


def wait_for_kept(screen: Screen, *corrections: tuple[str, str]) -> None:
    screen.wait_until(lambda: kept(screen) == sorted(corrections), f"{corrections} on disk")


def open_row(program: Program) -> str:
    """Open the selected row; the name of its picture."""
    program.press("Return")
    return program.wait_for_title(".jpg: ").split(": ")[0]


def other_class(screen: Screen, row: Row) -> tuple[str, str]:
    """Key and name of a class that the model did not say."""
    review = read_review(screen.home / "data" / "shelfwise" / "review.jsonl")
    assert review is not None
    names = review.class_names
    return next((str(n), name) for n, name in enumerate(names, 1) if name != row.suggested)


def test_decide_undo_and_redo_in_list_and_picture(
    screen: Screen, small_published_model: Path
) -> None:
    with screen.program("--model", small_published_model, SAMPLES) as program:
        program.wait_for_title("11 pictures")
        first = open_row(program)
        program.press("Escape")
        program.wait_for_title("11 pictures")
        program.press("a")
        program.wait_for_title("11 pictures, 1 decided")
        accepted = rows_of(screen)[first]
        wait_for_decisions(screen, {first: accepted.suggested})

        second = open_row(program)  # it went on by itself
        assert second != first
        key, label = other_class(screen, rows_of(screen)[second])
        program.press(key)
        screen.wait_until(lambda: not program.title.startswith(second), "the next picture")
        program.press("Left")
        program.wait_for_title(f"{second}: ", "corrected")
        program.wait_for_text("You corrected this", "The model said")
        part = "" if rows_of(screen)[second].region is None else "-part"  # that was judged
        correction = (label, file_digest(SAMPLES / second) + part)
        wait_for_kept(screen, correction)
        program.wait_for_text("1 correction is kept")

        program.press("ctrl+z")
        screen.wait_until(lambda: "corrected" not in program.title, "undo")
        wait_for_kept(screen)
        wait_for_decisions(screen, {first: accepted.suggested})
        program.press("ctrl+shift+z")
        program.wait_for_title(f"{second}: ", "corrected")
        wait_for_kept(screen, correction)
        program.press("Escape")
        program.wait_for_title("11 pictures, 2 decided")

        program.press("Home", "ctrl+a", "n")  # everything in one go, and one step back
        program.wait_for_title("11 pictures, 11 decided")
        wait_for_decisions(screen, dict.fromkeys(rows_of(screen), "other"))
        program.press("ctrl+z")
        program.wait_for_title("11 pictures, 2 decided")
        wait_for_decisions(screen, {first: accepted.suggested, second: label})
        wait_for_kept(screen, correction)


def test_flags_stay_when_view_order_and_filter_change(
    screen: Screen, small_published_model: Path
) -> None:
    with screen.program("--model", small_published_model, SAMPLES) as program:
        program.wait_for_title("11 pictures")
        program.press("a", "n", "space", "1")
        program.wait_for_title("11 pictures, 3 decided")
        screen.wait_until(lambda: len(decisions(screen)) == 3, "the decisions in the log")
        decided = decisions(screen)
        program.press("alt+2")  # undecided
        program.wait_for_text("8 of 11 shown")
        program.press("ctrl+3")  # by name
        assert open_row(program) not in decided
        program.press("Escape", "alt+3")  # decided
        program.wait_for_text("3 of 11 shown")
        assert open_row(program) in decided
        program.press("Escape", "alt+0", "ctrl+f")
        screen.xdotool("type", "TOTE")
        screen.wait_until(
            lambda: "cap.jpg" not in program.wait_for_text("tote bag.jpg"), "a filter"
        )
        program.press("Return", "question")
        program.wait_for_title("Keyboard shortcuts")
        program.wait_for_text("Undo decision")
        program.press("Next", "Next")
        program.wait_for_text("Accept the answer", "Not one of these")
        program.press("Escape")
        program.wait_for_title("11 pictures, 3 decided")
        wait_for_decisions(screen, decided)


def test_a_correction_that_cannot_be_kept_gets_a_sentence(
    screen: Screen, small_published_model: Path
) -> None:
    data = screen.home / "data" / "shelfwise"
    data.mkdir(parents=True)
    (data / "corrections").write_text("a file where the folder should be")
    with screen.program("--model", small_published_model, SAMPLES) as program:
        program.wait_for_title("11 pictures")
        name = open_row(program)
        key, _ = other_class(screen, rows_of(screen)[name])
        program.press("Escape", key)
        program.wait_for_text("could not be kept")
        program.wait_for_title("1 decided")
