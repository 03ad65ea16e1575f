"""The search for products is fitted to pages and photos, and written down as it was fitted."""

from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from app.core.pictures.images import Pixels
from app.core.pictures.page_signs import SIGNS
from app.core.pictures.regions import page_figures
from app.core.pictures.trees import file_of, read_trees
from tests.support.drawn_pages import DrawnPage, on_white, own_window, shop_page, texture
from training.cli import main
from training.pages.finder import Example, fit_finder, measured
from training.pages.first_of_page import FirstOfPage
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
    assert len(pages) == 24 and all(e.sells and e.fits.max() > 0.9 for e in pages)
    assert all(e.whole < 0.5 for e in pages)
    photos = [e for e in examples if not e.is_page]
    assert len(photos) == 12 and all(e.whole == 1 and not e.fits.any() for e in photos)


def test_what_is_fitted_is_what_is_written(examples: list[Example], tmp_path: Path) -> None:
    many = examples * 20  # a leaf holds many rows
    fitted = fit_finder(many)
    file = tmp_path / "trees.npz"
    file.write_bytes(file_of(fitted))
    written = read_trees(file)
    for example in examples:
        block, choice = fitted["block"](example.features), fitted["choice"](example.features)
        for name, scores in (("block", block), ("choice", choice)):
            assert (written[name](example.features) == scores).all()
        best = int(choice.argmax())
        figures = page_figures(example.signs, example.features, block, best)[None]
        assert (fitted["page"](figures)[0] > 0) == example.is_page
        assert written["page"](figures)[0] == fitted["page"](figures)[0]
        if example.is_page:
            assert fitted["sign"](example.signs[None])[0] > 0
            assert example.fits[best] >= 0.5


def text_page(number: int) -> Pixels:
    page = np.full((640, 900, 3), 250, np.uint8)
    for row in range(8 + number):
        words = "Lorem ipsum dolor sit amet consectetur"[row % 5 :]
        cv2.putText(page, words, (60, 60 + 34 * row), 0, 0.8, (30, 30, 30), 2)
    return page


def test_on_a_page_without_photos_nothing_is_a_product(
    tmp_path: Path, examples: list[Example]
) -> None:
    pages = []
    for number in range(6):
        save(tmp_path / f"{number}.png", text_page(number))
        said = (f"{number}.png", "none-table", "other", "text", "", (), (), (900, 640), (900, 640))
        pages.append(PageFacts(*said, 1.0, 0.0, "light", "ltr", cut=False))
    bare = measured(tmp_path, pages, [])
    assert len(bare) == 12 and all(e.bare and not e.sells for e in bare)  # once more as JPEG
    fitted = fit_finder([*examples, *bare] * 20)
    for example in bare:
        if len(example.features):
            scores = fitted["block"](example.features)
            assert scores.max() < 0.2
            best = int(fitted["choice"](example.features).argmax())
            figures = page_figures(example.signs, example.features, scores, best)
            assert fitted["page"](figures[None])[0] <= 0


def test_small_pages_are_measured_as_jpeg_as_well(examples: list[Example]) -> None:
    pages = [e for e in examples if e.is_page]
    sharp, soft = pages[::2], pages[1::2]
    flat = SIGNS.index("flat")
    assert all(e.fits.max() > 0.8 for e in soft)
    assert any(a.signs[flat] != b.signs[flat] for a, b in zip(sharp, soft, strict=True))


def test_the_loss_asks_for_one_good_block_of_each_page() -> None:
    loss = FirstOfPage([np.array([0.0, 1.0, 0.5]), np.array([1.0, 0.0])])

    def minus_logarithm(sums: npt.NDArray[np.float64]) -> float:
        parts = [np.exp(part) / np.exp(part).sum() for part in (sums[:3], sums[3:])]
        return float(-np.log(parts[0][1] + 0.5 * parts[0][2]) - np.log(parts[1][0]))

    sums = np.array([0.3, -0.2, 0.9, 1.1, 2.0])
    slope, curve = np.empty(5, np.float32), np.empty(5, np.float32)
    loss.gradient_hessian(None, sums, gradient_out=slope, hessian_out=curve)
    step = 1e-5
    seen = [
        (minus_logarithm(sums + step * one) - minus_logarithm(sums - step * one)) / (2 * step)
        for one in np.eye(5)
    ]
    np.testing.assert_allclose(slope / slope[4], np.array(seen) / seen[4], rtol=1e-4)
    assert slope[4] > 0 and (curve > 0).all()


def test_a_folder_without_pages_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["fit-finder", str(tmp_path), str(tmp_path), "--out", str(tmp_path / "w.py")]) != 0
    assert LIST_NAME in capsys.readouterr().err
    assert not (tmp_path / "w.py").exists()
