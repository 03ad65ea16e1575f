"""A clerk goes through the pictures in the grid: chooses with a lasso, decides, looks closer."""

import json
from pathlib import Path

from app.core.review.log import read_review
from tests.support.desktop import ROOT, Program, Screen

SAMPLES = ROOT / "assets" / "samples"


def decided(screen: Screen) -> dict[str, str]:
    review = read_review(screen.home / "data" / "shelfwise" / "review.jsonl")
    assert review is not None
    return {row.path.name: row.decided for row in review.rows if row.decided}


def drag(program: Program, start: tuple[int, int], end: tuple[int, int]) -> None:
    xdotool, window = program.screen.xdotool, program.window
    xdotool("mousemove", "--sync", "--window", window, *start, "mousedown", 1)
    for part in (1, 2, 3, 4):
        x, y = (a + (b - a) * part // 4 for a, b in zip(start, end, strict=True))
        xdotool("mousemove", "--sync", "--window", window, x, y)
    xdotool("mouseup", 1)


def test_a_lasso_a_decision_undo_and_a_closer_look(
    screen: Screen, small_published_model: Path
) -> None:
    with screen.program("--model", small_published_model, SAMPLES) as program:
        program.place(20, 20, 1000, 760)
        program.wait_for_title("11 pictures")
        program.press("g")
        program.wait_for_text("jpg")
        drag(program, (24, 330), (480, 420))  # from the edge over the first two or three
        text = program.wait_for_text("chosen")
        chosen = int(text.split(" chosen")[0].split()[-1])
        assert 2 <= chosen <= 4
        program.press("2")
        program.wait_for_title(f"11 pictures, {chosen} decided")
        program.wait_for_text(f"{chosen} pictures decided")
        screen.wait_until(lambda: len(decided(screen)) == chosen, "the decisions in the log")
        assert len(set(decided(screen).values())) == 1
        program.press("ctrl+z")
        screen.wait_until(lambda: not decided(screen), "undo")

        program.press("Home", "Right", "Return")
        name = program.wait_for_title(".jpg: ").split(": ")[0]
        program.wait_for_text("pixels")  # the picture is there
        program.press("plus", "plus")
        program.wait_for_text("shown at")
        program.press("0")  # all of it again, and no decision
        screen.wait_until(
            lambda: "shown at" not in program.wait_for_text("pixels"), "the whole picture"
        )
        assert not decided(screen)

        size = program.geometry[2:]
        program.press("F11")
        screen.wait_until(lambda: program.geometry[2:] == (1600, 1000), "the full screen")
        screen.xdotool("mousemove", "--sync", 800, 700, "click", "--repeat", 3, 4)  # the wheel
        program.wait_for_text("shown at")
        screen.xdotool("click", "--repeat", 5, 5)
        screen.wait_until(
            lambda: "shown at" not in program.wait_for_text("pixels"), "the whole picture"
        )
        program.press("F11")
        screen.wait_until(lambda: program.geometry[2:] == size, "the window as it was")

        program.press("Escape")
        program.wait_for_title("11 pictures")
        program.press("Return")  # the place was kept
        program.wait_for_title(f"{name}: ")
        program.press("Escape")
        program.wait_for_title("11 pictures")
        program.close()
    settings = screen.home / "config" / "shelfwise" / "settings.json"
    assert json.loads(settings.read_text())["view"] == "grid"
