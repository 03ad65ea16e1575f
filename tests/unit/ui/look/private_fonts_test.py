"""The window draws with customtkinter's fonts and leaves none in the user's home."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.desktop import ROOT

SHAPES = "CustomTkinter_shapes_font"
LOOK = f"""
import app.ui, customtkinter
root = customtkinter.CTk()
print("{SHAPES}" in root.tk.call("font", "families"))
print(customtkinter.DrawEngine.preferred_drawing_method)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="other systems load fonts for one process")
@pytest.mark.parametrize("home", [".", "nowhere"])
def test_fonts_are_there_and_not_in_the_home(tmp_path: Path, home: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOOK],
        cwd=ROOT,
        env=os.environ | {"HOME": str(tmp_path / home)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.stdout.split(), done.stderr) == (["True", "font_shapes"], "")
    assert not list(tmp_path.rglob("*.otf"))
