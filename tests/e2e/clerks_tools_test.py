"""What a clerk does all day between drop and shelves: sizes, refused products, menus, files."""

import csv
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from app.core.settings import Settings, save_settings
from tests.support.desktop import PROGRAM, ROOT, Program, Screen
from tests.support.dialogs import choose_file, choose_folder, open_dialog
from tests.support.noting_program import first_on_path, noting_program

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


def test_a_refused_product_is_filed_with_its_nearest_class(screen: Screen, tmp_path: Path) -> None:
    opened = tmp_path / "opened"
    opener = noting_program(tmp_path / "bin" / "xdg-open", opened)
    with screen.program(SAMPLES, through=first_on_path(opener)) as program:
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
        sort.type(tmp_path / "shelves")
        sort.wait_for_text("Copy 10 files")
        sort.press("Return")
        sort.wait_for_text("10 files copied", "place: 1 not one of these")
        sort.click("Show folder")
        screen.wait_for_file(opened)
        assert opened.read_text() == str(tmp_path / "shelves")


def test_the_menu_of_a_picture_takes_it_off_the_list_and_back(
    screen: Screen, tmp_path: Path, small_published_model: Path
) -> None:
    folder = Path(shutil.copytree(SAMPLES, tmp_path / "photos"))
    with screen.program("--model", small_published_model, folder) as program:
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


def test_products_for_two_shops_and_the_folder_they_are_in(screen: Screen, tmp_path: Path) -> None:
    opened = tmp_path / "opened"
    opener = noting_program(tmp_path / "bin" / "xdg-open", opened)

    def rows(file: Path) -> list[dict[str, str]]:
        screen.wait_for_file(file)
        with file.open(encoding="utf-8", newline="") as stream:
            return list(csv.DictReader(stream))

    with screen.program(
        SAMPLES / "dress.jpg", SAMPLES / "cap.jpg", through=first_on_path(opener)
    ) as program:
        program.wait_for_title("2 pictures")
        for shop in ("Shopify", "WooCommerce"):
            file = tmp_path / f"{shop}.csv"
            choose_file(program, "ctrl+e", "Export results", file, f"Products for {shop}")
            screen.wait_for_file(file)
        program.wait_for_text("2 products", "WooCommerce.csv", "Open", "Show folder")
        program.click("Show folder")
        screen.wait_for_file(opened)
        assert opened.read_text() == str(tmp_path)
        choose_file(program, "ctrl+e", "Export results", tmp_path / "lines", "JSON lines")
        screen.wait_for_file(tmp_path / "lines.jsonl")
    dress, cap = sorted(rows(tmp_path / "Shopify.csv"), key=lambda row: row["Handle"] != "dress")
    assert (dress["Title"], dress["Type"], dress["Image Src"]) == ("dress", "Fashion", "dress.jpg")
    assert (cap["Handle"], cap["Tags"], cap["Image Position"]) == ("cap", "Accessories", "1")
    products = {row["SKU"]: row for row in rows(tmp_path / "WooCommerce.csv")}
    assert products["dress"]["Categories"] == "Fashion" and products["cap"]["Images"] == "cap.jpg"
    lines = (tmp_path / "lines.jsonl").read_text(encoding="utf-8").splitlines()
    assert {json.loads(line)["shelf"] for line in lines} == {"Fashion", "Accessories"}


def test_an_error_stays_over_notes_and_a_question_until_it_is_answered(
    screen: Screen, tmp_path: Path
) -> None:
    with screen.program(SAMPLES / "dress.jpg", SAMPLES / "cap.jpg") as program:
        program.wait_for_title("2 pictures")
        program.press("a")
        program.wait_for_title("1 decided")
        assert program.close() == 0
    watched, settings = tmp_path / "in", screen.home / "config" / "shelfwise" / "settings.json"
    watched.mkdir()
    save_settings(settings, Settings(watch_folder=str(watched), watching=True))

    def leave_off_watching() -> None:
        """Do what only a note tells of."""
        program.press("ctrl+shift+w")
        screen.wait_until(lambda: not json.loads(settings.read_text())["watching"], "its end")

    with screen.program(tmp_path / "no such.jpg") as program:
        program.wait_for_text("no such.jpg does not exist", "Watching")
        leave_off_watching()
        text = program.wait_for_text("no such.jpg does not exist")
        assert "not watched" not in text and "Resume" not in text
        _, y = screen.find_words(program.window, "does not") or (0, 0)
        right = program.geometry[2]
        screen.xdotool("mousemove", "--sync", "--window", program.window, right - 42, y, "click", 1)
        text = program.wait_for_text("2 pictures, 1 decided", "Start over")
        assert "no such.jpg" not in text
        choose_folder(program, "ctrl+shift+w", "Watch a folder", watched)  # which a note tells of
        screen.wait_until(lambda: json.loads(settings.read_text())["watching"], "its beginning")
        program.click("Only list them")
        program.wait_for_text("2 pictures, 1 decided", "Start over", "Watching")
        program.click("Resume")
        program.wait_for_title("2 pictures, 1 decided")


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
