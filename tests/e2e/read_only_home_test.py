"""A clerk whose home cannot be written to: everything works, and what cannot be kept is said.

The pictures have names that a screen cannot show as they are.
"""

import os
import shutil
from pathlib import Path

import pytest

from tests.support.desktop import ROOT, Screen
from tests.support.surroundings import held_to_permissions

SAMPLES = ROOT / "assets" / "samples"


@pytest.fixture
def read_only(screen: Screen):
    """A home that is there, and that nothing can be put into."""
    kept = screen.home / "data" / "shelfwise"
    kept.mkdir(parents=True)
    folders = [Path(folder) for folder, _, _ in os.walk(screen.home)]
    for folder in folders:
        folder.chmod(0o555)
    yield screen
    for folder in folders:
        folder.chmod(0o755)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    folder = tmp_path / os.fsdecode(b"sh\xf6p\n")
    folder.mkdir()
    for name in (b"caf\xe9\xff.jpg", b"two\nlines.jpg", b"\x1b[31m\r.jpg"):
        shutil.copy(SAMPLES / "cap.jpg", folder / os.fsdecode(name))
    return folder


def test_pictures_are_answered_and_reviewed_in_a_home_that_cannot_be_written(
    read_only: Screen, shop: Path
) -> None:
    with read_only.program(shop, through=held_to_permissions()) as program:
        program.wait_for_title("3 pictures")
        program.wait_for_text("cannot be taken up again", "Permission denied", "lines.jpg")
        program.press("a")
        program.wait_for_title("3 pictures, 1 decided")
        program.press("ctrl+z")
        program.wait_for_title("3 pictures")
        program.press("Home", "Return")
        program.wait_for_title("\\x1b[31m\\r.jpg: ")
        program.press("Right")
        program.wait_for_title("caf\\udce9\\udcff.jpg: ")
        assert program.close() == 0
    assert [path.name for path in (read_only.home / "data").rglob("*")] == ["shelfwise"]
