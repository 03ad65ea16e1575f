"""A clerk drags product pictures from another program onto the window."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app.core.review.results import read_results
from app.core.text import confidence
from tests.support.desktop import ROOT, Program, Screen

SAMPLES = ROOT / "assets" / "samples"


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A picture in a place with spaces, braces and Arabic letters in its name."""
    path = tmp_path / "صور المتجر {2026}" / "my {best} photo صورة [1] $HOME 50%.png"
    path.parent.mkdir()
    with Image.open(SAMPLES / "t-shirt.jpg") as sample:
        sample.save(path)
    return path


def expected(path: Path) -> dict:
    """What the command line says of the same file."""
    done = subprocess.run(
        [sys.executable, "-m", "app", "classify", str(path), "--json", "-", "--quiet"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    return json.loads(done.stdout)


def export(screen: Screen, program: Program, file: Path) -> None:
    """Ctrl+E, type a name into the dialog, Enter."""
    program.press("ctrl+e")
    dialog = screen.wait_for_window("Export results")
    screen.xdotool("windowfocus", "--sync", dialog)
    screen.xdotool("key", "--clearmodifiers", "ctrl+slash")  # Tk's "select all" on X11
    screen.xdotool("type", "--clearmodifiers", str(file))
    screen.xdotool("key", "Return")
    screen.wait_for_file(file)


def words(answer: dict) -> str:
    """What the title bar says of an answer."""
    if answer["verdict"] == "not one of these":
        return "not one of these"
    return f"{answer['label']} {confidence(max(answer['probabilities'].values()))}"


def difference(first: Path, second: Path) -> float:
    """Mean difference of two screenshots, in grey levels."""
    arrays = [np.asarray(Image.open(file).convert("RGB"), dtype=float) for file in (first, second)]
    return float(np.abs(arrays[0] - arrays[1]).mean())


def test_one_picture(screen: Screen, photo: Path, tmp_path: Path) -> None:
    answer = expected(photo)
    with screen.program() as program:
        program.wait_for_title("Shelfwise")
        program.wait_until_ready()
        program.place(400, 100, 900, 640)
        before = screen.screenshot(tmp_path / "before.png", program.window)
        hover = tmp_path / "hover.png"
        program.drop(photo, before_release=lambda: screen.screenshot(hover, program.window))
        assert difference(before, hover) > 2, "nothing shows that the picture can be dropped"

        program.wait_for_title(photo.name, words(answer))
        after = screen.screenshot(tmp_path / "after.png", program.window)
        assert difference(before, after) > 2
        program.press("m")
        screen.wait_until(
            lambda: difference(after, screen.screenshot(tmp_path / "map.png", program.window)) > 1,
            what="the activation map",
        )
        file = tmp_path / "result.csv"
        export(screen, program, file)
        [row] = read_results(file).rows
        assert row.path == photo
        assert row.label == answer["label"]
        assert row.verdict == answer["verdict"]
        assert row.probabilities == pytest.approx(list(answer["probabilities"].values()), abs=1e-4)
        assert not program.has_loaded("tensorflow")
        assert program.close() == 0


def test_files_and_a_folder_together(screen: Screen, photo: Path, tmp_path: Path) -> None:
    (tmp_path / "letter.jpg").write_text("Dear customer,")
    with screen.program() as program:
        program.wait_until_ready()
        program.place(400, 100, 900, 640)
        program.drop(photo, SAMPLES, tmp_path / "letter.jpg")
        program.wait_for_title("13 pictures", "1 could not be read")
        file = tmp_path / "results.jsonl"
        export(screen, program, file)
        rows = read_results(file).rows
        assert len(rows) == 13
        assert {row.path.name for row in rows} >= {photo.name, "letter.jpg", "hoodie.jpg"}
        assert [row.path.name for row in rows if row.error] == ["letter.jpg"]


def test_a_web_address_gets_a_sentence(screen: Screen) -> None:
    with screen.program() as program:
        program.wait_until_ready()
        program.place(400, 100, 900, 640)
        program.drop("https://example.com/photo.jpg")
        program.wait_for_title("offline")
