"""A clerk drags a product's photo straight out of the browser onto the window."""

import shutil
import time
from pathlib import Path

import cv2
import numpy as np
import pytest

from tests.support.desktop import ROOT, Program, Screen
from tests.support.dialogs import choose_file
from tests.support.web_page import browser_window

SAMPLES = ROOT / "assets" / "samples"
_IMAGE = '<img src="{}" style="width:440px;height:500px;display:block">'


def drag(program: Program, browser: str) -> None:
    """Drag what is in the middle of the page onto the window, at the pace of a hand."""
    tool = program.screen.xdotool
    left, top, width, height = program.geometry
    start, end = (200, 250), (left + width // 2, top + height // 2)
    tool("windowraise", browser, "mousemove", "--sync", *start, "mousedown", 1)
    for step in range(1, 15):
        x, y = (a + (b - a) * step // 14 for a, b in zip(start, end, strict=True))
        tool("mousemove", "--sync", x, y)
        time.sleep(0.1)
    tool("mousemove", "--sync", end[0] + 8, end[1] + 5)
    time.sleep(0.5)
    tool("mouseup", 1)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    folder = tmp_path / "shop"
    folder.mkdir()
    shutil.copy(SAMPLES / "dress.jpg", folder / "Summer dress.jpg")
    return folder


def test_the_picture_itself_is_judged_kept_and_exported(
    screen: Screen, shop: Path, tmp_path: Path
) -> None:
    with (
        browser_window(screen, shop, _IMAGE.format("Summer%20dress.jpg?w=1")) as browser,
        screen.program() as program,
    ):
        program.wait_until_ready()
        program.place(520, 60, 900, 640)
        screen.wait_for_text(browser, "")
        drag(program, browser)
        program.wait_for_title("Summer dress.jpg: Fashion")
        [kept] = (screen.home / "cache" / "shelfwise" / "received").glob("*")
        assert kept.read_bytes() == (shop / "Summer dress.jpg").read_bytes()
        file = tmp_path / "results.csv"
        choose_file(program, "ctrl+e", "Export results", file)
        screen.wait_for_file(file)
        assert str(kept) in file.read_text(encoding="utf-8-sig")


def test_a_link_and_a_piece_of_the_page_get_a_sentence(screen: Screen, shop: Path) -> None:
    link = '<a href="http://127.0.0.1:9/dress" style="font-size:120px">A long dress</a>'
    with browser_window(screen, shop, link) as browser, screen.program() as program:
        program.wait_until_ready()
        program.place(520, 60, 900, 640)
        drag(program, browser)
        program.wait_for_title("web address", "offline")
        program.wait_for_text("Copy image", "paste")


def test_a_picture_that_chromium_does_not_hand_over_gets_a_sentence(
    screen: Screen, shop: Path
) -> None:
    """What has more than 1 MB never comes, whoever asks for it."""
    random = np.random.default_rng(0)
    large = shop / "large.png"
    cv2.imwrite(str(large), random.integers(0, 255, (700, 700, 3), np.uint8))
    assert large.stat().st_size > 1_100_000
    with (
        browser_window(screen, shop, _IMAGE.format(large.name)) as browser,
        screen.program() as program,
    ):
        program.wait_until_ready()
        program.place(520, 60, 900, 640)
        drag(program, browser)
        program.wait_for_title("did not hand the picture over")
        program.wait_for_text("Copy image", "paste")
        program.press("ctrl+comma")  # it goes on working
        screen.wait_for_window("Settings")


def test_a_photo_larger_than_tk_takes_at_a_time_is_judged(screen: Screen, shop: Path) -> None:
    random = np.random.default_rng(0)
    photo = cv2.resize(cv2.imread(str(SAMPLES / "dress.jpg")), (530, 530))
    noise = random.integers(-9, 10, photo.shape)
    large = shop / "Large dress.png"
    cv2.imwrite(str(large), np.clip(photo + noise, 0, 255).astype(np.uint8))
    assert 410_000 < large.stat().st_size < 1_000_000
    with (
        browser_window(screen, shop, _IMAGE.format("Large%20dress.png")) as browser,
        screen.program() as program,
    ):
        program.wait_until_ready()
        program.place(520, 60, 900, 640)
        drag(program, browser)
        program.wait_for_title("Large dress.png: ")
        [kept] = (screen.home / "cache" / "shelfwise" / "received").glob("*")
        assert kept.read_bytes() == large.read_bytes()
