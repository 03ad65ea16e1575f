"""Photograph every view of the real program, in both themes: ``make screenshots``."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from app.core.settings import Settings, save_settings
from tests.desktop import ROOT, Program, Screen, open_screen

FOLDER = ROOT / "docs" / "screenshots"
SAMPLES = ROOT / "assets" / "samples"
WINDOW = (60, 60, 1080, 720)


def start(program: Program) -> None:
    """The empty window, ready."""
    program.wait_until_ready()


def picture(program: Program) -> None:
    """One picture's answer."""
    program.wait_for_title(".jpg: ")


def activation_map(program: Program) -> None:
    """What in the picture made the model say so."""
    program.wait_for_title(".jpg: ")
    program.press("m")


def batch(program: Program) -> None:
    """A folder's answers."""
    program.wait_for_title(" pictures")


VIEWS: dict[str, tuple[str | None, Callable[[Program], None]]] = {
    "start": (None, start),
    "picture": ("notebook.jpg", picture),
    "activation-map": ("hoodie.jpg", activation_map),
    "list": ("", batch),
}
"""View -> what is opened in the folder of samples, and how the view is reached."""


def take(screen: Screen, view: str, appearance: str) -> None:
    """Photograph one view in one theme."""
    opened, prepare = VIEWS[view]
    products = screen.home / "Products"  # no place of this machine is to be seen
    shutil.copytree(SAMPLES, products, dirs_exist_ok=True)
    paths = [] if opened is None else [products / opened]
    shutil.rmtree(screen.home / "data", ignore_errors=True)  # nothing to go on with
    settings = screen.home / "config" / "shelfwise" / "settings.json"
    save_settings(settings, Settings(appearance=appearance, geometry=""))
    with screen.program(*paths) as program:
        program.place(*WINDOW)
        prepare(program)
        screen.xdotool("mousemove", 5, 5)
        time.sleep(1.0)  # thumbnails and previews follow the answers
        screen.screenshot(FOLDER / f"{view}-{appearance}.png", program.window)
        print(f"{view}-{appearance}.png")


def main() -> None:
    """Take them all."""
    with (
        tempfile.TemporaryDirectory() as home,
        open_screen(Path(home), size="1280x860") as screen,
    ):
        for view in VIEWS:
            for appearance in ("light", "dark"):
                take(screen, view, appearance)


if __name__ == "__main__":
    main()
