"""What the program keeps about a person is readable by that person alone."""

import os
import stat
from pathlib import Path

import pytest

from app.core.answers import Row, Verdict
from app.core.review.corrections import keep_correction
from app.core.review.log import ReviewLog
from app.core.settings import Settings, save_changes
from app.core.shelving.shelve import Item, plan, shelve
from app.core.storage.files import make_private, write_atomically


@pytest.fixture(autouse=True)
def open_to_all(tmp_path: Path):
    """A mask that keeps nobody out."""
    before = os.umask(0)
    yield
    os.umask(before)


def modes(folder: Path) -> set[int]:
    """What others may do with a folder and all in it but locks, which are empty."""
    there = [path for path in (folder, *folder.rglob("*")) if path.suffix != ".lock"]
    return {stat.S_IMODE(path.stat().st_mode) & 0o077 for path in there}


def test_lists_settings_journals_and_corrections_are_private(tmp_path: Path) -> None:
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(b"GIF89a")
    photo.chmod(0o666)
    row = Row(photo, Verdict.SURE, "bags", (0.9, 0.1), 0.1)
    with ReviewLog.begin(tmp_path / "lists" / "review.jsonl", [], ("bags", "pens"), "m") as log:
        log.write_row(row)
    save_changes(tmp_path / "config" / "settings.json", Settings(), {"scale": 1.5})
    keep_correction(tmp_path / "corrections", photo, "bags")
    shelve(plan([Item(photo, "bags")], tmp_path / "shelves"), tmp_path / "journals" / "1.jsonl")
    for name in ("lists", "config", "corrections", "journals"):
        assert modes(tmp_path / name) == {0}, name
    assert modes(tmp_path / "shelves") != {0}  # those are the person's own


def test_what_an_older_version_made_for_everybody_is_made_private(tmp_path: Path) -> None:
    file = tmp_path / "review.jsonl"
    ReviewLog.begin(file, [], ("bags", "pens"), "m").close()
    file.chmod(0o644)
    ReviewLog.go_on(file).close()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_folder_that_may_not_be_written_stays_so(tmp_path: Path) -> None:
    folder = tmp_path / "home"
    folder.mkdir()
    folder.chmod(0o555)
    make_private(folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o500


def test_files_for_others_are_for_others(tmp_path: Path) -> None:
    write_atomically(tmp_path / "results.csv", b"")
    assert stat.S_IMODE((tmp_path / "results.csv").stat().st_mode) == 0o666
