"""A clerk whose home cannot be written to: everything works, and what cannot be kept is said."""

import os
from pathlib import Path

import pytest

from tests.desktop import ROOT, Screen
from tests.surroundings import held_to_permissions

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


def test_pictures_are_answered_and_reviewed_in_a_home_that_cannot_be_written(
    read_only: Screen,
) -> None:
    with read_only.program(SAMPLES, through=held_to_permissions()) as program:
        program.wait_for_title("11 pictures")
        program.wait_for_text("cannot be taken up again", "Permission denied")
        program.press("a")
        program.wait_for_title("11 pictures, 1 decided")
        program.press("ctrl+z")
        program.wait_for_title("11 pictures")
        assert program.close() == 0
    assert [path.name for path in (read_only.home / "data").rglob("*")] == ["shelfwise"]
