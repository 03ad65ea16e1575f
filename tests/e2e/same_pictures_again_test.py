"""A clerk opens the same pictures again, elsewhere and another day: what was decided is there."""

import shutil
from pathlib import Path

from tests.support.desktop import ROOT, Screen
from tests.support.dialogs import open_dialog

SAMPLES = ROOT / "assets" / "samples"


def test_decisions_come_back_and_so_do_the_lists_of_before(screen: Screen, tmp_path: Path) -> None:
    first, second = tmp_path / "Monday", tmp_path / "Tuesday"
    for folder in (first, second):
        shutil.copytree(SAMPLES, folder)
    with screen.program(first) as program:
        program.wait_for_title("11 pictures")
        program.press("a", "3")
        program.wait_for_title("11 pictures, 2 decided")
        assert program.close() == 0
    (second / "dress.jpg").rename(second / "renamed.jpg")
    with screen.program(second) as program:
        program.wait_for_title("11 pictures, 2 decided")
        program.press("space", "a")
        program.wait_for_title("11 pictures, 3 decided")

        program.drop(first)
        program.wait_for_text("Add Monday to this list of 11 pictures?", "New list")
        assert "11 pictures, 3 decided" in program.title, "nothing is added without an answer"

        dialog = open_dialog(program, "ctrl+shift+g", "Open recent")
        dialog.wait_for_text("Monday", "11 pictures")
        dialog.press("Return")
        program.wait_for_title("11 pictures, 2 decided")
        program.wait_for_text("Monday")
        assert program.close() == 0

    with screen.program(first) as program:
        program.wait_for_title("11 pictures, 3 decided")
        text = program.wait_for_text("11 pictures", "Monday")
        assert "Resume" not in text, "what is on screen anyway is not offered"
