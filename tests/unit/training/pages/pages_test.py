"""Rendered pages show what their list says, and test pages nothing that training pages show."""

import re
from pathlib import Path

import cv2
import numpy as np
import pytest

from app.core.pictures import images
from training.cli import main
from training.errors import RunError
from training.pages import chromium
from training.pages.dressing import LAYOUTS, dress
from training.pages.layout import Cast, filled, layout_names
from training.pages.render import PageFacts, content_of, read_list

COLOURS = {"cups": (200, 30, 30), "hats": (30, 30, 200), "other": (30, 160, 30)}  # RGB
COUNT = 12


@pytest.fixture(scope="session")
def photos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Photos of one colour each, by class; all of them different."""
    folder = tmp_path_factory.mktemp("photos")
    random = np.random.default_rng(1)
    for name, colour in COLOURS.items():
        for number in range(15):
            picture = np.empty((120, 120, 3), np.uint8)
            picture[:] = colour[::-1]
            x, y = random.integers(10, 90, 2)
            cv2.circle(picture, (int(x), int(y)), int(random.integers(5, 40)), (0, 0, 0), 3)
            file = folder / name / f"kind {number % 5}" / f"{number}.png"
            file.parent.mkdir(parents=True, exist_ok=True)
            cv2.imwrite(str(file), picture)
    return folder


@pytest.fixture(scope="session", params=["train", "test"])
def pages(
    photos: Path, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> tuple[Path, list[PageFacts]]:
    out = tmp_path_factory.mktemp("pages")
    command = ["pages", str(photos), "--out", str(out), "--count", str(COUNT), "--seed", "5"]
    assert main([*command, "--split", request.param]) == 0
    return out, read_list(out)


def test_a_box_holds_the_photo_and_nothing_else(pages: tuple[Path, list[PageFacts]]) -> None:
    out, listed = pages
    selling = [page for page in listed if page.boxes]
    assert len(selling) >= COUNT // 2
    for page in selling:
        pixels = images.load(out / page.file)
        assert page.size == pixels.shape[1::-1]
        x, y, width, height = page.boxes[0]
        inside = pixels[y : y + height, x : x + width].astype(int)
        off = np.abs(inside - COLOURS[page.class_name]).max(axis=2)
        assert np.mean(off < 40) > 0.6, page  # the circle, a badge and what lies over it are not
        assert page.share == pytest.approx(width * height / pixels[:, :, 0].size, abs=1e-3)


def test_some_pages_sell_nothing(pages: tuple[Path, list[PageFacts]]) -> None:
    _, listed = pages
    nothing = [page for page in listed if page.class_name == "other"]
    assert nothing and not any(page.boxes for page in nothing)
    assert any(not page.photo for page in nothing)


def test_no_layout_and_no_photo_is_both_trained_and_tested_on(photos: Path, tmp_path: Path) -> None:
    train, test = ({*layout_names(s), *layout_names(s, empty=True)} for s in ("train", "test"))
    assert not train & test
    assert len(train | test) == len(list(LAYOUTS.glob("*.html"))) >= 26
    assert len(layout_names("train")) >= 12 and len(layout_names("test")) >= 8


@pytest.mark.parametrize("name", sorted(path.stem for path in LAYOUTS.glob("*.html")))
def test_a_layout_is_filled_whole_and_asks_nobody(name: str) -> None:
    random = np.random.default_rng(3)
    photo = Path("/photos/it's <one>.jpg")
    cast = Cast(photo, lambda: photo, lambda: photo, lambda: photo)
    for _ in range(5):
        page = filled(name, dress(random, 1280), cast, random)
        assert "{{" not in page
        assert ('class="product' in page) != ("none-" in name)
        assert "<one>" not in page
        assert not re.search(r"https?:|src=\"(?!file:)", page)


def test_plain_margins_of_a_photo_are_no_content() -> None:
    page = np.full((100, 100, 3), 90, np.uint8)
    page[10:60, 20:80] = 255
    assert content_of(page, (20, 10, 60, 50)) == (20, 10, 60, 50)
    page[30:40, 50:70] = (200, 0, 0)
    assert content_of(page, (20, 10, 60, 50)) == (50, 30, 20, 10)


def test_without_a_browser_one_sentence_says_what_to_install(
    photos: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(chromium.shutil, "which", lambda _: None)
    assert main(["pages", str(photos), "--out", str(tmp_path)]) == 2
    assert "install chromium" in capsys.readouterr().err


def test_pages_are_not_written_among_the_photos(
    photos: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["pages", str(photos), "--out", str(photos / "cups")]) == 2
    assert "inside the photos" in capsys.readouterr().err


def test_a_browser_that_gave_up_is_started_anew_once(monkeypatch: pytest.MonkeyPatch) -> None:
    tries: list[int] = []

    def work(_: object) -> str:
        tries.append(1)
        if len(tries) == 1:
            raise RunError("browser_failed", "It gave up.")
        return "done"

    with chromium.RestartedChromium() as browser:
        assert browser.run(work) == "done"
        with pytest.raises(RunError):
            browser.run(lambda _: (_ for _ in ()).throw(RunError("browser_failed", "Again.")))
