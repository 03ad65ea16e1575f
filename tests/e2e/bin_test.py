"""A clerk throws a picture away: it lies in the bin of the system, and is off the list."""

import shutil
from pathlib import Path

from tests.support.desktop import ROOT, Screen
from tests.support.dialogs import open_dialog


def test_a_picture_goes_to_the_bin(screen: Screen, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ("cap.jpg", "dress.jpg"):
        shutil.copy(ROOT / "assets" / "samples" / name, folder)
    with screen.program(folder) as program:
        program.wait_for_title("2 pictures")
        program.wait_for_text("cap.jpg", "dress.jpg")
        program.press("ctrl+a", "shift+Delete")
        question = open_dialog(program, "", "Move to the bin")
        question.wait_for_text("2 files leave the list")
        question.press("Escape")
        question.wait_until_gone()
        assert len(list(folder.iterdir())) == 2

        program.press("Home", "shift+Delete")
        question = open_dialog(program, "", "Move to the bin")
        question.press("Return")
        program.wait_for_title("1 picture")
        program.wait_for_text("1 file moved to the bin")
        [left] = folder.iterdir()
        [thrown] = (screen.home / "data" / "Trash" / "files").iterdir()
        assert {left.name, thrown.name} == {"cap.jpg", "dress.jpg"}
        assert program.close() == 0
