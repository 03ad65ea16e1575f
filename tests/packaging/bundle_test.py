"""The bundle is the whole program: it answers as the source does, and its window opens.

`make bundle` makes it; without one there is nothing to test.
"""

import sys
from importlib.metadata import distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from PIL import Image

from tests.packaging.locks_test import PROJECT
from tests.packaging.wheel_test import answer, run
from tests.support.desktop import ROOT, open_screen

BUNDLE = ROOT / "dist" / "shelfwise"
NAME = "shelfwise.exe" if sys.platform == "win32" else "shelfwise"
MOST_BYTES = 260_000_000
START = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from app.cli import main; main()"

pytestmark = pytest.mark.skipif(not (BUNDLE / NAME).exists(), reason="there is no bundle")


@pytest.fixture
def bundle() -> Path:
    return BUNDLE / NAME


def test_it_answers_as_the_source_does(bundle: Path, tmp_path: Path) -> None:
    assert answer(tmp_path, bundle) == answer(tmp_path, sys.executable, "-c", START)


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp", "bmp", "tiff", "gif", "avif", "heif"])
def test_every_kind_of_picture_is_read(bundle: Path, tmp_path: Path, kind: str) -> None:
    file = tmp_path / f"photo.{kind}"
    with Image.open(ROOT / "assets" / "samples" / "cap.jpg") as sample:
        if kind == "heif":
            pytest.importorskip("pillow_heif").from_pillow(sample).save(file)
        else:
            sample.save(file)
    done = run(tmp_path, bundle, "classify", file.name, "--json", "-", "--quiet")
    assert done.returncode == 0, done.stdout + done.stderr


def test_it_is_small_and_has_no_tensorflow(bundle: Path) -> None:
    files = [file for file in bundle.parent.rglob("*") if file.is_file() and not file.is_symlink()]
    assert sum(file.stat().st_size for file in files) <= MOST_BYTES
    assert not [file for file in files if "tensorflow" in str(file.relative_to(BUNDLE)).lower()]
    assert [file for file in files if file.name == "THIRD-PARTY-NOTICES.txt"]
    assert [file for file in files if file.suffix == ".whl"]  # for a training environment


def test_it_holds_everything_that_the_program_asks_for(bundle: Path) -> None:
    """Modules lie packed in the program itself, which names them, or beside it."""
    program, folder = bundle.read_bytes(), BUNDLE / "_internal"
    for requirement in map(Requirement, PROJECT["dependencies"]):
        if not requirement.marker or requirement.marker.evaluate():
            files = distribution(requirement.name).files or []
            modules = {file.parts[0].removesuffix(".py") for file in files if file.suffix == ".py"}
            modules -= {"..", "__pycache__"}
            assert any(m.encode() in program or (folder / m).exists() for m in modules), requirement


@pytest.mark.skipif(sys.platform != "linux", reason="needs Xvfb")
def test_the_window_opens_with_a_picture(
    bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.support.desktop.PROGRAM", [str(bundle)])
    asked = tmp_path / "bin" / "xrdb"  # what the window asks for the desktop's scale
    asked.parent.mkdir()
    asked.write_text(f'#!/bin/sh\nenv > "{tmp_path}/given"\n')
    asked.chmod(0o755)
    monkeypatch.setenv("PATH", str(asked.parent), prepend=":")
    monkeypatch.delenv("LD_LIBRARY_PATH", raising=False)  # OpenCV's, of the tests
    sample = ROOT / "assets" / "samples" / "t-shirt.jpg"
    with open_screen(tmp_path / "home") as screen, screen.program(sample) as program:
        screen.wait_for_text(program.window, "Fashion")
    assert not (screen.home / ".fonts").exists()
    given = (tmp_path / "given").read_text()  # other programs get the system's libraries
    assert "PATH=" in given and "LD_LIBRARY_PATH" not in given and "_PYI" not in given
