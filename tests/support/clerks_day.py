"""A clerk's day with product folders, on the real program: from the drop to the undone sorting."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np

from app.core.review.results import read_results
from app.core.settings import Settings, save_settings
from tests.support.desktop import PATIENCE, Program, Screen
from tests.support.dialogs import choose_file, open_dialog

PHOTOS = 3
"""Of each product."""
_SIDE = 96


def draw(folder: Path, products: int) -> list[Path]:
    """Draw product folders ``SKU00001/1.jpg``; no two photos are the same."""
    photos = []
    for product in range(1, products + 1):
        place = folder / f"SKU{product:05}"
        place.mkdir(parents=True)
        random = np.random.default_rng(product)
        ink = tuple(int(value) for value in random.integers(0, 200, 3))
        corner = tuple(int(value) for value in random.integers(8, 30, 2))
        for photo in range(1, PHOTOS + 1):
            picture = np.full((_SIDE, _SIDE, 3), 255, np.uint8)
            cv2.rectangle(picture, corner, (60 + 8 * photo, 60 + product % 30), ink, -1)
            cv2.circle(picture, (48, 48), 4 * photo, (255, 255, 255 - product % 200), -1)
            cv2.putText(picture, str(product), (4, 92), cv2.FONT_HERSHEY_PLAIN, 1, ink)
            photos.append(place / f"{photo}.jpg")
            cv2.imwrite(str(photos[-1]), picture)
    return photos


def spend(
    screen: Screen,
    place: Path,
    products: int,
    *,
    seconds: float = PATIENCE,
    told: Callable[[str, float], None] = lambda what, took: None,
) -> None:
    """Spend the day; every step is looked at on screen or on disk.

    Args:
        place: an empty folder for photos, shelves and results.
        seconds: patience with each step.
        told: called after each step with the seconds that it took.
    """
    photos = draw(place / "photos", products)
    count = f"{len(photos):,}"
    save_settings(
        screen.home / "config" / "shelfwise" / "settings.json",
        Settings(everything_is_a_product=True, shelves_folder=str(place / "shelves")),
    )
    began = time.monotonic()

    def step(what: str) -> None:
        nonlocal began
        told(what, time.monotonic() - began)
        began = time.monotonic()

    with screen.program(place / "photos") as program:
        program.wait_for_title(f"{count} pictures", seconds=seconds)
        step("opened and judged")
        program.wait_for_text("One row a product")
        program.press("ctrl+p", "g")
        program.press("2")  # the least sure product, and with it all its photos
        program.wait_for_title(f"{count} pictures, {PHOTOS} decided", seconds=seconds)
        program.press("3")
        program.wait_for_title(f"{count} pictures, {2 * PHOTOS} decided", seconds=seconds)
        step("two products decided in the grid")
        _sort(program, place, photos, seconds)
        step("sorted, folders kept")
        table = place / "results.csv"
        choose_file(program, "ctrl+e", "Export results", table)
        screen.wait_until(table.exists, "the table", seconds)
        rows = read_results(table).rows
        assert {row.path for row in rows} == set(photos)
        decided = [row for row in rows if row.decided is not None]
        assert len(decided) == 2 * PHOTOS and len({row.path.parent for row in decided}) == 2
        step("exported")
        again = open_dialog(program, "ctrl+shift+d", "Sort into folders")
        again.wait_for_text(f"{count} already there", seconds=seconds)
        again.press("Escape")
        again.wait_until_gone()
        assert len(_files(place / "shelves")) == len(photos)
        step("sorted again: nothing doubled")
        undo = open_dialog(program, "ctrl+shift+u", "Undo sorting")
        undo.wait_for_text("files copied into shelves", seconds=seconds)
        undo.press("Return")
        undo.wait_for_text(f"{count} files taken back", seconds=seconds)
        assert _files(place / "shelves") == []
        assert all(photo.exists() for photo in photos)
        step("undone")


def _sort(program: Program, place: Path, photos: list[Path], seconds: float) -> None:
    dialog = open_dialog(program, "ctrl+shift+d", "Sort into folders")
    dialog.wait_for_text("SKU00001", seconds=seconds)  # the preview is there
    dialog.press("Return")
    dialog.wait_for_text(f"{len(photos):,} files copied", seconds=seconds)
    sorted_files = _files(place / "shelves")
    inner = {file.relative_to(place / "shelves").parts[1:] for file in sorted_files}
    assert inner == {(photo.parent.name, photo.name) for photo in photos}, "a folder for each"
    shelves: dict[str, set[str]] = {}
    for file in sorted_files:
        shelf, product = file.relative_to(place / "shelves").parts[:2]
        shelves.setdefault(product, set()).add(shelf)
    assert all(len(where) == 1 for where in shelves.values()), "a product is sorted together"
    dialog.press("Escape")
    dialog.wait_until_gone()


def _files(folder: Path) -> list[Path]:
    return [file for file in folder.rglob("*") if file.is_file()]
