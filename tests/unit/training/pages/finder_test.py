"""The search for products is fitted to pages and photos, and written down as it was fitted."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from app.core.pictures.images import Pixels
from app.core.pictures.regions import page_figures
from tests.support.drawn_pages import DrawnPage, on_white, own_window, shop_page, texture
from training.cli import main
from training.pages.finder import Example, as_module, fit_finder, measured
from training.pages.render import LIST_NAME, PageFacts, write_list


def save(path: Path, pixels: Pixels) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(path), pixels[:, :, ::-1])
    return path


def facts(file: str, page: DrawnPage) -> PageFacts:
    box = (
        *(page.box.left, page.box.top),
        *(page.box.right - page.box.left, page.box.bottom - page.box.top),
    )
    height, width = page.pixels.shape[:2]
    said = ("drawn", "bags", "bag", "bag.jpg", (box,), (box,), (width, height), (width, height))
    return PageFacts(file, *said, 1.0, 0.2, "light", "ltr", cut=False)


@pytest.fixture(scope="module")
def examples(tmp_path_factory: pytest.TempPathFactory) -> list[Example]:
    folder = tmp_path_factory.mktemp("pages")
    pages = []
    for number in range(12):
        photo = texture(300 + 10 * number, 320, number)
        page = (
            shop_page(900, 640, photo, mirrored=number % 2 == 0)
            if number % 3
            else own_window(photo)
        )
        save(folder / f"{number}.png", page.pixels)
        pages.append(facts(f"{number}.png", page))
    write_list(folder, pages)
    photos = [save(folder / f"photo {n}.png", on_white(400, 400, n)) for n in range(6)]
    photos += [save(folder / f"photo {n}.png", texture(400, 400, n)) for n in range(6, 12)]
    return measured(folder, pages, photos)


def test_blocks_are_measured_against_the_boxes(examples: list[Example]) -> None:
    pages = [e for e in examples if e.is_page]
    assert len(pages) == 12 and all(e.sells and e.fits.max() > 0.9 for e in pages)
    assert all(e.whole < 0.5 for e in pages)
    photos = [e for e in examples if not e.is_page]
    assert len(photos) == 12 and all(e.whole == 1 and not e.fits.any() for e in photos)


def test_what_is_fitted_is_what_is_written(examples: list[Example]) -> None:
    many = examples * 20  # a leaf holds many rows
    fitted = fit_finder(many)
    written: dict[str, object] = {}
    exec(as_module(fitted), written)
    for example in examples:
        block = fitted["BLOCK"](example.features)
        again = written["BLOCK"](example.features)  # type: ignore[operator]
        np.testing.assert_allclose(again, block, atol=0.02)
        figures = page_figures(example.signs, example.features, block)[None]
        assert (fitted["PAGE"](figures)[0] > 0) == example.is_page
        assert written["PAGE"](figures)[0] == pytest.approx(fitted["PAGE"](figures)[0], abs=0.02)  # type: ignore[operator]
        if example.is_page:
            assert fitted["SIGN"](example.signs[None])[0] > 0
            assert example.fits[block.argmax()] >= 0.5


def test_a_folder_without_pages_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["fit-finder", str(tmp_path), str(tmp_path), "--out", str(tmp_path / "w.py")]) != 0
    assert LIST_NAME in capsys.readouterr().err
    assert not (tmp_path / "w.py").exists()
