"""A clerk cuts a product out of what is on the screen."""

import subprocess
from pathlib import Path

import pytest
from PIL import Image

from app.core.settings import Settings, save_settings
from tests.support.desktop import ROOT, Program, Screen

SAMPLES = ROOT / "assets" / "samples"


@pytest.fixture
def shown(screen: Screen, tmp_path: Path) -> Path:
    """A screenful: a notebook at 200, 300 on grey, behind all windows."""
    file = tmp_path / "screenful.png"
    screenful = Image.new("RGB", (1600, 1000), (120, 120, 130))
    with Image.open(SAMPLES / "notebook.jpg") as notebook:
        screenful.paste(notebook.convert("RGB").resize((400, 400)), (200, 300))
    screenful.save(file)
    command = ["display", "-window", "root", str(file)]
    subprocess.run(command, env=screen.environment, timeout=60)  # complains of no display manager
    return file


def is_dim(screen: Screen, folder: Path) -> bool:
    with Image.open(screen.screenshot(folder / "now.png")) as now:
        return max(now.convert("RGB").getpixel((1500, 950))) < 100


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_what_is_dragged_around_is_judged_and_esc_goes_back(
    screen: Screen, shown: Path, tmp_path: Path, scale: float
) -> None:
    save_settings(screen.home / "config" / "shelfwise" / "settings.json", Settings(scale=scale))
    tool = screen.xdotool
    with screen.program() as program:
        program.wait_until_ready()
        program.place(60, 60, 1000, 700)  # over the notebook
        before = wait_for_place(screen, program)
        program.press("ctrl+shift+s")
        screen.wait_until(lambda: is_dim(screen, tmp_path), "the dimmed screen")
        tool("key", "Escape")
        screen.wait_until(lambda: not is_dim(screen, tmp_path), "the screen as it was")
        program.wait_for_title("Shelfwise")
        assert program.geometry == before

        program.press("ctrl+shift+s")
        screen.wait_until(lambda: is_dim(screen, tmp_path), "the dimmed screen")
        tool("mousemove", "--sync", 200, 300, "mousedown", 1)
        for step in (100, 250, 400):
            tool("mousemove", "--sync", 200 + step, 300 + step)
        tool("mouseup", 1)
        program.wait_for_title("Snip 2", "Stationery")
        [kept] = (screen.home / "cache" / "shelfwise" / "received").glob("*.png")
        with Image.open(kept) as part, Image.open(shown) as whole:
            assert part.tobytes() == whole.crop((200, 300, 600, 700)).tobytes()
        assert program.geometry == before


def wait_for_place(screen: Screen, program: Program) -> tuple[int, int, int, int]:
    screen.wait_until(lambda: program.geometry[2] == 1000, "the size")
    return program.geometry
