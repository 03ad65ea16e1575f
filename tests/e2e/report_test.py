"""Whoever keeps the model reads the report of a run in a browser, at a desk and on a phone."""

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.core.answers import Row, Verdict
from app.core.models.folder import open_model_folder, read_contract, write_contract
from app.core.pictures.pool import Decoders
from app.core.review.page import write_page
from tests.support.browser import Browser, open_browser
from training.cli import main

PHONE, DESK = 390, 1200
SHOWN = "getComputedStyle(document.querySelector('{0}')).display !== 'none'"


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with open_browser(tmp_path_factory.mktemp("profile")) as browser:
        yield browser


@pytest.fixture
def in_use(small_published_model: Path, tmp_path: Path) -> Path:
    """A model in use that is not the run's own, for it was published under other thresholds."""
    version = Path(shutil.copytree(small_published_model / "1", tmp_path / "in use" / "1"))
    contract = read_contract(version)
    thresholds = replace(contract.thresholds, sure=0.123)
    write_contract(version, replace(contract, thresholds=thresholds))
    return version.parent


def assert_sound(browser: Browser, page: Path) -> None:
    """Nothing is loaded, nothing goes wrong, nothing is wider than the window."""
    for width, dark in ((DESK, False), (PHONE, True)):
        browser.open(page, width=width, dark=dark)
        assert browser.widest_overhang() == ""
        ground = browser.value("getComputedStyle(document.body).backgroundColor")
        brightness = sum(map(int, re.findall(r"\d+", ground))) / 3
        assert (brightness < 80) is dark
    assert browser.complaints == []
    assert browser.requests == []


def pictures_seen(browser: Browser, selector: str) -> int:
    """How many pictures inside an element are decoded and on the page."""
    return int(
        browser.value(
            f"[...document.querySelectorAll('{selector} img')]"
            ".filter(i => i.complete && i.naturalWidth > 0 && i.getClientRects().length).length"
        )
    )


def test_the_cells_of_the_report_open_by_mouse_and_by_keyboard(
    browser: Browser,
    small_run: Path,
    in_use: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    page = tmp_path / "report.html"
    options = ["--against", str(in_use), "--out", str(page), "--progress", "json"]
    assert main(["report", str(small_run), *options]) == 0
    events = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert events[0]["event"] == "progress"
    assert events[-1] == {"event": "report", "path": str(page)}
    assert_sound(browser, page)
    text = browser.value("document.body.innerText")
    for words in (
        "This model tells Bags, Pens and T Shirts apart.",
        "These figures are unsure",
        "What the model looks at",
        "version 1, which is in use",
        "Stage one: the new last layer, accuracy",
        "Stage two: the top layers with it, loss",
        "What the audit found",
        "How long it took",
    ):
        assert words in text
    assert pictures_seen(browser, "#examples") > 0
    # The page was opened last in the dark theme, and the letters of the figures follow it.
    letters = "document.querySelector('.chart svg g[style*=\"--of-1f2328\"]')"
    assert browser.value(f"getComputedStyle({letters}).fill") == "rgb(230, 233, 236)"

    cells = browser.value("[...document.querySelectorAll('.matrix a')].map(a => a.hash)")
    first, last = cells[0], cells[-1]
    assert not browser.value(SHOWN.format(first))
    browser.click(f'.matrix a[href="{first}"]')
    browser.wait_for(SHOWN.format(first))
    count = int(browser.value(f"document.querySelector('.matrix a[href=\"{first}\"]').innerText"))
    browser.wait_until(
        lambda: pictures_seen(browser, first) == min(count, 8), "the cell's pictures are shown"
    )

    browser.value(f"document.querySelector('.matrix a[href=\"{last}\"]').focus()")
    browser.press("Enter")
    browser.wait_for(SHOWN.format(last))
    assert last == first or not browser.value(SHOWN.format(first))
    browser.press("Tab")  # the link that closes it is next
    browser.press("Enter")
    browser.wait_for(f"!({SHOWN.format(last)})")
    assert browser.complaints == [] and browser.requests == []


def test_the_page_of_an_audit_is_sound(browser: Browser, tiny_photos: Path, tmp_path: Path) -> None:
    assert main(["audit", str(tiny_photos), "--out", str(tmp_path), "--no-model"]) == 0
    assert_sound(browser, tmp_path / "audit.html")


def test_the_page_of_results_is_sound(
    browser: Browser, tiny_photos: Path, small_published_model: Path, tmp_path: Path
) -> None:
    contract = open_model_folder(small_published_model / "1").contract
    photos = sorted((tiny_photos / "bags").rglob("*.png"))
    rows = [Row(photo, Verdict.SURE, "bags", (0.9, 0.05, 0.05), 0.1) for photo in photos]
    rows.append(Row(tmp_path / ("x" * 120 + ".png"), error=("not_found", "It is not there.")))
    with Decoders() as decoders:
        write_page(tmp_path / "results.html", rows, contract, decoders)
    assert_sound(browser, tmp_path / "results.html")
    assert pictures_seen(browser, "main") > 0
