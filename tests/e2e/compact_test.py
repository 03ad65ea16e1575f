"""A clerk keeps a small window beside the browser, and loses nothing by it."""

from pathlib import Path

import pytest

from app.core.settings import Settings, save_settings
from tests.support.desktop import ROOT, Program, Screen, wait_for

SAMPLES = ROOT / "assets" / "samples"


def placed(program: Program) -> tuple[int, int, int, int]:
    """Give the large window a size and a place of its own; returns where it is then."""
    program.place(100, 60, 1100, 800)
    wait_for(lambda: program.geometry[2:] == (1100, 800), what="the size")
    return program.geometry


@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_small_and_large_again_with_nothing_lost(screen: Screen, scale: float) -> None:
    settings = screen.home / "config" / "shelfwise" / "settings.json"
    save_settings(settings, Settings(scale=scale))
    with screen.program() as program:
        program.wait_until_ready()
        before = placed(program)
        program.press("ctrl+m")
        small = (round(320 * scale), round(264 * scale))
        screen.wait_until(lambda: program.geometry[2:] == small, "the small window")
        program.wait_for_text("Drop a picture here")
        program.drop(SAMPLES / "cap.jpg")
        program.wait_for_title("cap.jpg: Accessories")
        program.wait_for_text("Accessories", "Fashion", "Stationery", "Not one of these")
        program.press("3")
        program.wait_for_title("cap.jpg: Stationery, corrected")
        program.drop(SAMPLES / "hoodie.jpg", SAMPLES / "dress.jpg")
        program.wait_for_title("dress.jpg: Fashion")
        program.press("ctrl+m")
        program.wait_for_title("3 pictures, 1 decided")
        program.wait_for_geometry(*before)
        kept = screen.home / "data" / "shelfwise" / "corrections"
        assert len(list(kept.glob("stationary/*"))) == 1
        program.press("ctrl+m")
        screen.wait_until(lambda: program.geometry[2:] == small, "the small window")
        assert program.close() == 0
    with screen.program() as program:  # the large one is what is remembered
        program.wait_until_ready()
        screen.wait_until(lambda: program.geometry[2:] == before[2:], "the size")


def test_a_picture_that_cannot_be_read_and_an_address_are_told(
    screen: Screen, tmp_path: Path
) -> None:
    (tmp_path / "letter.jpg").write_text("Dear customer,")
    with screen.program() as program:
        program.wait_until_ready()
        program.place(500, 60, 900, 640)
        program.press("ctrl+m")
        screen.wait_until(lambda: program.geometry[2] == 320, "the small window")
        program.wait_for_text("Drop a picture here")
        program.drop(tmp_path / "letter.jpg")
        program.wait_for_title("letter.jpg: could not be read")
        program.wait_for_text("is not a picture")
        program.drop("https://shop.example/dress")
        program.wait_for_text("web address")
        program.press("Escape")
        screen.wait_until(lambda: program.geometry[2] == 900, "the large window")
        program.wait_for_title("letter.jpg: could not be read")


def test_from_full_screen_it_is_as_small_and_comes_back_as_it_was_before(screen: Screen) -> None:
    with screen.program() as program:
        program.wait_until_ready()
        before = placed(program)
        program.press("F11")
        screen.wait_until(lambda: program.geometry[2:] == (1600, 1000), "the full screen")
        program.press("ctrl+m")
        screen.wait_until(lambda: program.geometry[2:] == (320, 264), "the small window")
        program.press("ctrl+m")
        program.wait_for_geometry(*before)
