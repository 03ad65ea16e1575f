"""Photograph every view of the real program, in both themes: ``make screenshots``."""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from pathlib import Path

from PIL import Image

from app.core.places import shipped_models
from app.core.settings import Settings, save_settings
from tests.support.browser import open_browser
from tests.support.desktop import ROOT, Program, Screen, open_screen
from tests.support.screenshot_views import PAGE, VIEWS, View
from tests.support.shop_pages import photograph_product_page

FOLDER = ROOT / "docs" / "screenshots"
SAMPLES = ROOT / "assets" / "samples"
WINDOW = (60, 60, 1080, 720)
UNDER_A_TALL_DIALOG = (60, 4, 1080, 826)
BESIDE_A_FILE_MANAGER = (180, 110, 1080, 720)
THEMES = ("light", "dark")
_STILL_TRIES, _STILL_SECONDS = 40, 0.7


def take(
    screen: Screen,
    view: View,
    file: Path,
    appearance: str,
    *,
    scale: float = 1.0,
    window: tuple[int, int, int, int] = WINDOW,
) -> None:
    """Photograph one view in one theme."""
    home = screen.home
    products, watched = home / "Products", home / "Screenshots"
    for folder in ("data", "Shelves", "Screenshots", "Products"):
        shutil.rmtree(home / folder, ignore_errors=True)  # nothing to go on with
    _fill(products)
    for number in range(view.copies):
        shutil.copytree(SAMPLES, products / f"Page {number + 2}")
    if file.stem.startswith(PAGE):
        photograph_product_page(products)
    watched.mkdir()
    watches = "watching" in file.name
    settings = Settings(
        appearance=appearance,
        scale=scale,
        shelves_folder=str(home / "Shelves"),
        last_folder=str(home),
        watch_folder=str(watched),
        watching=watches,
    )
    save_settings(home / "config" / "shelfwise" / "settings.json", settings)
    paths = [] if view.opened is None else [products / view.opened]
    shipped = home / "product_classifier"
    if not shipped.is_symlink():
        shipped.symlink_to(shipped_models(), target_is_directory=True)
    model = view.model or shipped
    if view.before is not None:
        with screen.program("--model", model, products) as program:
            view.before(program)
            program.close()
    with screen.program("--model", model, *paths) as program:
        program.wait_until_drawn()
        program.place(*window)
        view.prepare(program)
        screen.xdotool("mousemove", 2, 2)
        if not view.moves:
            _wait_until_still(screen)
        if view.dragged:
            program.drop(
                products / view.dragged,
                before_release=lambda: _photograph_screen(program, file, window[:2]),
            )
        elif view.whole:
            _photograph_screen(program, file, window[:2])
        else:
            screen.screenshot(file, program.window)
    with Image.open(file) as picture:
        picture.convert("RGB").save(file, optimize=True)
    print(file.name, flush=True)


def _fill(products: Path) -> None:
    """The samples, and one file that is no picture."""
    shutil.copytree(SAMPLES, products, dirs_exist_ok=True)
    (products / "half a download.jpg").write_bytes(b"<html>")


def _wait_until_still(screen: Screen) -> None:
    """Thumbnails and previews follow the answers: wait until nothing on the screen changes.

    A blinking cursor changes it, too: what is the same as a moment before is still.
    """
    before = b""
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(_STILL_TRIES):
            time.sleep(_STILL_SECONDS)
            with Image.open(screen.screenshot(Path(folder) / "now.png")) as picture:
                now = picture.tobytes()
            if now == before:
                return
            before = now
    raise AssertionError("the screen does not come to rest")


def _photograph_screen(program: Program, file: Path, placed: tuple[int, int]) -> None:
    """What of the screen the window covers, with what is over it.

    Args:
        placed: where the window's frame was moved to; xdotool counts the frame's thickness twice.
    """
    program.screen.screenshot(file)
    *told, width, height = program.geometry
    left, top = ((place + now) // 2 for place, now in zip(placed, told, strict=True))
    with Image.open(file) as whole:
        whole.crop((left, top, left + width, top + height)).save(file)


def take_results_page(home: Path) -> None:
    """Photograph the page that a list is exported to, as a browser shows it."""
    from app.core.answers import row_from
    from app.core.batch import classify_all
    from app.core.models.classifier import Classifier
    from app.core.models.folder import open_current
    from app.core.pictures.find import find_pictures
    from app.core.pictures.pool import Decoders
    from app.core.review.page import write_page

    _fill(home / "Products")
    folder, _ = open_current(shipped_models())
    classifier = Classifier.open(folder)
    found = find_pictures([home / "Products"])
    page = home / "results.html"
    with Decoders() as decoders:
        rows = [row_from(outcome) for outcome in classify_all(classifier, found, decoders)]
        write_page(page, rows, folder.contract, decoders)
    with open_browser(home / "profile") as browser:
        for appearance in THEMES:
            browser.open(page, width=WINDOW[2], height=WINDOW[3], dark=appearance == "dark")
            file = FOLDER / f"results-page-{appearance}.png"
            browser.photograph(file, whole=False)
            print(file.name, flush=True)


def main() -> None:
    """Take them all, or those that are named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("views", nargs="*", help="names of views; all of them when none is named")
    names = parser.parse_args().views or [*VIEWS, "results-page"]
    with (
        tempfile.TemporaryDirectory() as home,
        open_screen(Path(home), size="1280x860") as screen,
    ):
        for name in names:
            if name == "results-page":
                take_results_page(screen.home)
                continue
            window = BESIDE_A_FILE_MANAGER if VIEWS[name].dragged else WINDOW
            window = UNDER_A_TALL_DIALOG if name in {"settings", "sorting"} else window
            for appearance in THEMES:
                file = FOLDER / f"{name}-{appearance}.png"
                take(screen, VIEWS[name], file, appearance, window=window)


if __name__ == "__main__":
    main()
