"""Files that turn into something else, and folders that lead elsewhere, cost only themselves."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.core import shelving
from app.core.files import whole_json_lines
from app.core.settings import Settings, load_settings

_DEEP = "[" * 100_000

_READ = """
import sys
from pathlib import Path
from app.core import images
from app.core.errors import PictureError
try:
    images.read_bytes(Path(sys.argv[1]))
except PictureError as error:
    print(error.code)
"""

_COPY = """
import sys
from pathlib import Path
from app.core.files import temporary_copy
try:
    with temporary_copy(Path(sys.argv[1]), Path(sys.argv[2]), durably=False):
        print("copied")
except OSError as error:
    print(error.strerror)
"""


def run(code: str, *arguments: Path) -> str:
    """In a process of its own, so that a hang is a failure and not the end of all tests."""
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    ).stdout.strip()


def test_a_fifo_does_not_hang_the_reader(tmp_path: Path) -> None:
    fifo = tmp_path / "photo.jpg"
    os.mkfifo(fifo)
    assert run(_READ, fifo) == "not_a_file"


def test_a_fifo_does_not_hang_a_shelving(tmp_path: Path) -> None:
    fifo = tmp_path / "photo.jpg"
    os.mkfifo(fifo)
    assert run(_COPY, fifo, tmp_path) == "not a regular file"
    assert [entry.name for entry in tmp_path.iterdir()] == ["photo.jpg"]


@pytest.mark.parametrize("move", [False, True])
def test_a_shelf_that_links_elsewhere_gets_nothing(tmp_path: Path, move: bool) -> None:
    photo, shelves, elsewhere = tmp_path / "photo.jpg", tmp_path / "out", tmp_path / "elsewhere"
    photo.write_text("mine")
    shelves.mkdir()
    elsewhere.mkdir()
    (shelves / "fashion").symlink_to(elsewhere, target_is_directory=True)
    steps = shelving.plan([shelving.Item(photo, "fashion")], shelves)
    report = shelving.shelve(steps, tmp_path / "journal", move=move)
    assert [error.code for error in report.failed] == ["bad_shelf"]
    assert photo.read_text() == "mine"
    assert list(elsewhere.iterdir()) == []


def test_settings_nested_without_end_are_set_aside(tmp_path: Path) -> None:
    file = tmp_path / "settings.json"
    file.write_text(_DEEP)
    assert load_settings(file) == Settings()
    assert [entry.read_text() for entry in tmp_path.iterdir()] == [_DEEP]


def test_a_log_line_nested_without_end_ends_the_log() -> None:
    assert list(whole_json_lines([json.dumps({"a": 1}), _DEEP])) == [{"a": 1}]
