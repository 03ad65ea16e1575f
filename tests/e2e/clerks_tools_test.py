"""What a clerk does all day between drop and shelves: sizes, refused products, menus, files."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support.desktop import PROGRAM, ROOT, Program, Screen
from tests.support.dialogs import choose_folder, open_dialog

SAMPLES = ROOT / "assets" / "samples"


def choose_from_menu(program: Program, menu: str, command: str, title: str) -> None:
    """Choose a command without a shortcut, which opens a dialog."""
    screen = program.screen
    program.click(menu)
    place = screen.wait_until(lambda: screen.find_words("root", command), command)
    screen.xdotool("mousemove", "--sync", *place, "click", 1)
    screen.wait_for_window(title)


def test_another_size_on_every_page_shows_that_page_only(screen: Screen) -> None:
    with screen.program(SAMPLES) as program:
        program.wait_for_title("11 pictures")
        program.place(20, 40, 1100, 800)
        height = program.geometry[3]
        program.press("ctrl+i")
        program.wait_for_title("About")
        program.press("ctrl+plus")
        program.wait_for_text("How often is it right")
        program.press("Escape")
        program.wait_for_title("11 pictures")
        program.press("F1")
        program.wait_for_title("Keyboard shortcuts")
        program.press("Escape", "ctrl+plus")
        text = program.wait_for_text("Least sure first", "notebook.jpg")
        assert "How often is it right" not in text and "Keyboard shortcuts" not in text
        program.press("ctrl+0")
        program.wait_for_text("Least sure first", "Export results")
        assert program.geometry[3] == height, "sizes that come and go leave the window as it was"


def test_a_refused_product_is_filed_with_its_nearest_class(screen: Screen) -> None:
    with screen.program(SAMPLES) as program:
        program.wait_for_title("11 pictures")
        program.wait_for_text(
            "9 sure, 1 to check, 1 not one of these", "Sort into folders", "Stationery?"
        )
        program.press("Home", "Down", "t")  # the plant, which is the second of the least sure
        program.wait_for_title("11 pictures, 1 decided")
        program.wait_for_text("9 sure, 1 to check", "1 decided")
        program.press("ctrl+z")
        program.wait_for_text("1 not one of these")
        sort = open_dialog(program, "ctrl+shift+d", "Sort into folders")
        sort.wait_for_text("With the nearest class", "left in place")
        sort.press("Escape")
        sort.wait_until_gone()


def test_the_menu_of_a_picture_takes_it_off_the_list_and_back(
    screen: Screen, tmp_path: Path, tiny_published_model: Path
) -> None:
    folder = Path(shutil.copytree(SAMPLES, tmp_path / "photos"))
    with screen.program("--model", tiny_published_model, folder) as program:
        program.wait_for_title("11 pictures")
        program.press("Home", "shift+F10")
        words = (
            "Show in folder",
            "Copy path",
            "Judge again",
            "Remove from list",
            "Move to the bin",
        )
        screen.wait_for_text("root", *words)
        place = screen.find_words("root", "Remove from list")
        assert place is not None
        screen.xdotool("mousemove", "--sync", *place, "click", 1)
        program.wait_for_title("10 pictures")
        program.wait_for_text("1 picture removed from the list; the file stays")
        assert len(list(folder.iterdir())) == 11
        program.click("Undo")
        program.wait_for_title("11 pictures")


def test_keywords_go_beside_the_photos_and_dialogs_begin_there(
    screen: Screen, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(SAMPLES, tmp_path / "photos"))
    with screen.program() as program:
        program.wait_until_ready()
        program.drop(folder / "dress.jpg", folder / "cap.jpg")
        program.wait_for_title("2 pictures")
        dialog = open_dialog(program, "ctrl+o", "Open pictures")
        dialog.wait_for_text("sunglasses.jpg")  # where the last drop came from
        dialog.press("Escape")
        dialog.wait_until_gone()
        choose_from_menu(program, "File", "Export keywords (XMP)...", "Folder for the XMP files")
        choose_folder(program, "", "Folder for the XMP files", folder)
        screen.wait_for_file(folder / "dress.jpg.xmp")
        assert "<rdf:li>Fashion</rdf:li>" in (folder / "dress.jpg.xmp").read_text(encoding="utf-8")
        assert program.close() == 0


@pytest.mark.parametrize("words", [[], ["clasify"]])
def test_without_a_screen_there_is_one_sentence(tmp_path: Path, words: list[str]) -> None:
    environment = {name: value for name, value in os.environ.items() if "DISPLAY" not in name}
    done = subprocess.run(
        [*PROGRAM, *words],
        env=environment | {"HOME": str(tmp_path)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 2
    [sentence] = done.stderr.splitlines()
    assert "no display" in sentence and "classify" in sentence
