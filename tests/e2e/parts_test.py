"""A clerk drops a screenshot of a shop's page and says which part of it is the product."""

import csv
import json
from pathlib import Path

import pytest
from PIL import Image

from app.core.review.log import read_review
from tests.support.desktop import Program, Screen
from tests.support.dialogs import choose_file
from tests.support.shop_pages import SAMPLES, photograph_product_page


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return photograph_product_page(tmp_path_factory.mktemp("page"))


def drag(program: Program, start: tuple[int, int], end: tuple[int, int]) -> None:
    """Drag over the window with the left button, from and to so many pixels of it."""
    left, top, *_ = program.geometry
    tool = program.screen.xdotool
    tool("mousemove", "--sync", left + start[0], top + start[1], "mousedown", 1)
    for step in range(1, 9):
        x, y = (a + (b - a) * step // 8 for a, b in zip(start, end, strict=True))
        tool("mousemove", "--sync", left + x, top + y)
    tool("mouseup", 1)


def saved_row(screen: Screen, name: str):
    review = read_review(screen.home / "data" / "shelfwise" / "review.jsonl")
    return next((row for row in review.rows if row.path.name == name), None) if review else None


def test_by_keys_and_mouse_and_back(screen: Screen, page: Path, tmp_path: Path) -> None:
    with screen.program(page) as program:
        program.wait_for_title("page.png: Fashion")
        program.place(40, 40, 1080, 720)
        program.wait_for_text("The part in the box: sure")
        program.press("Tab", "Tab", "Return")
        program.wait_for_text("The marked part")
        assert "Fashion" not in program.title
        program.press("Escape")
        program.wait_for_title("page.png: Fashion")
        drag(program, (45, 470), (170, 620))  # the notebook
        program.wait_for_title("page.png: Stationery")
        program.wait_for_text("The marked part: sure")

        file = tmp_path / "results.jsonl"
        choose_file(program, "ctrl+e", "Export results", file)
        screen.wait_for_file(file)
        [row] = [json.loads(line) for line in file.read_text().splitlines()]
        x, y, width, height = row["region"]
        assert row["label"] == "Stationery"
        assert x < 150 and x + width < 330 and y > 640 and y + height < 960

        program.press("1")  # it is an accessory
        kept = screen.home / "data" / "shelfwise" / "corrections" / "accessories"
        screen.wait_until(lambda: list(kept.glob("*.png")), "the correction")
        [crop] = kept.glob("*.png")
        with Image.open(crop) as picture, Image.open(page) as whole:
            assert picture.size == (width, height)
            cut = whole.convert("RGB").crop((x, y, x + width, y + height))
            assert picture.tobytes() == cut.tobytes()
        program.press("Escape")  # it is decided: Esc leaves
        program.wait_for_title("Shelfwise")


def test_the_choice_is_there_after_a_kill(screen: Screen, page: Path) -> None:
    with screen.program(page, SAMPLES / "cap.jpg") as program:
        program.wait_for_title("2 pictures")
        program.place(40, 40, 1080, 720)
        program.press("ctrl+3", "End", "Return")
        program.wait_for_title("page.png: Fashion")
        program.wait_for_text("The part in the box")
        drag(program, (45, 470), (170, 620))
        program.wait_for_title("page.png: Stationery")
        screen.wait_until(lambda: saved_row(screen, "page.png").region, "the row")
        before = saved_row(screen, "page.png")
        assert before.mark is not None
    with screen.program() as program:  # the one before was killed
        program.wait_for_text("Resume")
        program.press("ctrl+g")
        program.wait_for_title("2 pictures")
        program.press("ctrl+3", "End", "Return")
        program.wait_for_title("page.png: Stationery")
        program.wait_for_text("The marked part")
        assert saved_row(screen, "page.png") == before


def test_all_products_of_a_page_become_rows(screen: Screen, page: Path, tmp_path: Path) -> None:
    with screen.program(page) as program:
        program.wait_for_title("page.png: Fashion")
        program.wait_for_text("All products on this page")
        program.press("b")
        program.wait_for_text("rows of their own")
        program.press("Escape")
        program.wait_for_title(" pictures")
        screen.wait_until(lambda: " of " not in program.title, "the answers")
        file = tmp_path / "results.csv"
        choose_file(program, "ctrl+e", "Export results", file)
        screen.wait_for_file(file)
        with file.open(encoding="utf-8-sig", newline="") as stream:
            rows = {Path(row["path"]).name: row["class"] for row in csv.DictReader(stream)}
        assert rows.pop("page.png") == "Fashion"
        assert len(rows) >= 4 and all(name.startswith("page, box ") for name in rows)
        assert {"Accessories", "Stationery"} <= set(rows.values())
