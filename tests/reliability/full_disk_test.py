"""The disk is full at every write: one sentence, nothing half written, and what was there stays."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from app.core import program_log
from app.core.answers import Row, Verdict
from app.core.errors import FileAccessError
from app.core.models.folder import pin
from app.core.refresh_run import new_plan
from app.core.review.corrections import count_corrections, keep_correction
from app.core.review.files import ReviewFiles
from app.core.review.log import read_review
from app.core.review.page import write_page
from app.core.review.results import csv_file, json_file
from app.core.settings import Settings, save_changes
from app.core.shelving.journal import Journal, read_journal
from app.core.shelving.shelve import Item, plan, shelve, unshelve
from app.desktop_entry import install
from tests.support.surroundings import full_disk

NAMES = ("accessories", "fashion", "stationary")
ROWS = [
    Row(Path(f"/shop/{number}.jpg"), Verdict.SURE, "fashion", (0.1, 0.8, 0.1), 0.1)
    for number in range(200)
]
Write = Callable[[Path], object]


def table(folder: Path) -> None:
    with csv_file(folder / "results.csv", NAMES) as write:
        for row in ROWS:
            write(row)


def lines(folder: Path) -> None:
    with json_file(folder / "results.jsonl", NAMES) as write:
        for row in ROWS:
            write(row)


def both_at_once(folder: Path) -> None:
    with csv_file(folder / "a.csv", NAMES) as one, json_file(folder / "b.jsonl", NAMES) as other:
        for row in ROWS:
            one(row)
            other(row)


def settings(folder: Path) -> None:
    save_changes(folder / "settings.json", Settings(), {"last_folder": "/photos" * 50})


def list_begun(folder: Path) -> None:
    files = ReviewFiles(folder / "review.jsonl")
    try:
        files.begin([], NAMES, "model", ROWS)
    finally:
        files.leave()


def journal_begun(folder: Path) -> None:
    intentions = [(folder / "in" / f"{n}.jpg", folder / "out" / f"{n}.jpg") for n in range(50)]
    with Journal(folder / "journals" / "1.jsonl", "copy", intentions):
        pass


def version_pinned(folder: Path) -> None:
    (folder / "12345678").mkdir(exist_ok=True)
    pin(folder, 12345678)


def correction(folder: Path) -> None:
    keep_correction(folder / "kept", photo(folder), "fashion")


def desktop_entry(folder: Path) -> None:
    install()


def training_planned(folder: Path) -> None:
    new_plan(folder, "--epochs 3")


def photo(folder: Path) -> Path:
    """A file of 4,000 bytes; made before the disk is full."""
    return folder / "photo.jpg"


def tree(folder: Path) -> dict[str, bytes]:
    """Every file, hidden ones included; locks are empty and stay."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.suffix != ".lock"
    }


@pytest.mark.parametrize(
    "write",
    [
        table,
        lines,
        both_at_once,
        settings,
        list_begun,
        journal_begun,
        version_pinned,
        correction,
        desktop_entry,
        training_planned,
    ],
)
@pytest.mark.parametrize("full_after", [0, 7, 0.5, 0.99])
def test_what_cannot_be_written_is_a_sentence_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write: Write, full_after: float
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    photo(tmp_path).write_bytes(b"GIF89a" * 700)
    before = tree(tmp_path)
    write(tmp_path)
    written = tree(tmp_path)
    sizes = [len(content) for name, content in written.items() if name not in before]
    for name in written.keys() - before.keys():
        (tmp_path / name).unlink()
    limit = full_after if full_after >= 1 or full_after == 0 else int(full_after * max(sizes))
    with full_disk(int(limit)), pytest.raises(FileAccessError) as refused:
        write(tmp_path)
    assert refused.value.message.count("File too large") == 1
    left = tree(tmp_path)
    # What is made of several files may have some of them; none of them in part.
    assert before.items() <= left.items() <= (before | written).items()
    write(tmp_path)
    assert tree(tmp_path).keys() >= left.keys()


@pytest.mark.parametrize("write", [table, lines, settings, list_begun, version_pinned])
def test_what_was_there_before_stays(tmp_path: Path, write: Write) -> None:
    write(tmp_path)
    if write is settings:
        save_changes(tmp_path / "settings.json", Settings(), {"last_folder": "/elsewhere"})
    before = tree(tmp_path)
    with full_disk(10), pytest.raises(FileAccessError):
        write(tmp_path)
    after = tree(tmp_path)
    if write is list_begun:  # it had made room for the new one
        after = {name.replace("review-before", "review"): text for name, text in after.items()}
    assert after == before


def test_a_page_is_whole_or_not_there(tmp_path: Path, contract, decoders) -> None:
    page = tmp_path / "page.html"
    with full_disk(9000), pytest.raises(FileAccessError):
        write_page(page, ROWS, contract, decoders)
    assert tree(tmp_path) == {}


def test_a_list_that_cannot_grow_stays_as_it_was(tmp_path: Path) -> None:
    files = ReviewFiles(tmp_path / "review.jsonl")
    files.begin([], NAMES, "model", ROWS[:50])
    size = (tmp_path / "review.jsonl").stat().st_size
    for more in (0, 1, 100, 5000):
        with full_disk(size + more), pytest.raises(FileAccessError):
            files.write(lambda log: log.write_rows(ROWS[50:]))
        saved = read_review(tmp_path / "review.jsonl")
        assert saved is not None and len(saved.rows) == 50
    files.write(lambda log: log.write_rows(ROWS[50:]))
    saved = read_review(tmp_path / "review.jsonl")
    assert saved is not None and len(saved.rows) == len(ROWS)
    files.leave()


@pytest.fixture
def items(tmp_path: Path) -> list[Item]:
    """Two small files and a large one."""
    (tmp_path / "in").mkdir()
    for name, size in (("a.jpg", 10), ("b.jpg", 300_000), ("c.jpg", 10)):
        (tmp_path / "in" / name).write_bytes(name.encode() * size)
    return [Item(path, "fashion") for path in sorted((tmp_path / "in").iterdir())]


@pytest.mark.parametrize("move", [False, True])
def test_a_shelf_that_has_no_room_gets_what_fits(
    tmp_path: Path, items: list[Item], move: bool, other_disk: None
) -> None:
    before = tree(tmp_path)
    steps = plan(items, tmp_path / "out")
    with full_disk(100_000):
        report = shelve(steps, tmp_path / "journal", move=move)
    assert (report.done, [error.code for error in report.failed]) == (2, ["cannot_shelve"])
    assert "b.jpg" in report.failed[0].message and "File too large" in report.failed[0].message
    assert (tmp_path / "in" / "b.jpg").read_bytes() == before["in/b.jpg"]
    assert not list((tmp_path / "out" / "fashion").glob(".*"))
    assert unshelve(tmp_path / "journal").failed == ()
    assert {k: v for k, v in tree(tmp_path).items() if k != "journal"} == before


@pytest.mark.parametrize("move", [False, True])
def test_a_journal_that_cannot_grow_still_undoes_all(
    tmp_path: Path, items: list[Item], move: bool
) -> None:
    before = tree(tmp_path)
    steps = plan(items[:1], tmp_path / "out")
    journal = tmp_path / "journal"
    moves = [(step.source, step.target) for step in steps]
    with Journal(journal, "copy", moves, tmp_path / "out"):
        size = journal.stat().st_size
    journal.unlink()
    with full_disk(size + 20):
        report = shelve(steps, journal, move=move)
    assert (report.done, report.failed) == (1, ())
    assert [record.digest for record in read_journal(journal)[1]] == [None]
    assert journal.read_bytes().endswith(b"\n")
    assert unshelve(journal).failed == ()
    assert {k: v for k, v in tree(tmp_path).items() if k != "journal"} == before


def test_a_correction_that_does_not_fit_leaves_the_label_before(tmp_path: Path) -> None:
    photo(tmp_path).write_bytes(b"GIF89a" * 700)
    keep_correction(tmp_path / "kept", photo(tmp_path), "fashion")
    with full_disk(2000), pytest.raises(FileAccessError, match="could not be kept"):
        keep_correction(tmp_path / "kept", photo(tmp_path), "bags")
    assert count_corrections(tmp_path / "kept") == {"fashion": 1}


def test_the_log_needs_no_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(program_log, "log_file", lambda: tmp_path / "shelfwise.log")
    with full_disk(0):
        program_log.log_error(ValueError("of the program"))


def test_standard_output_that_is_full_is_a_sentence(tmp_path: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "app", "classify", str(tmp_path / "gone.jpg"), "--json", "-"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
        )
    assert done.returncode == 2
    assert done.stderr.startswith("shelfwise: Standard output could not be written (No space left")
    assert "Traceback" not in done.stderr


def test_a_pipe_is_written_to_and_stays_one(tmp_path: Path) -> None:
    """As ``/dev/stdout`` is, which must not become a file, either."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    with json_file(pipe, NAMES) as write:
        write(ROWS[0])
    assert json.loads(os.read(reader, 10_000))["label"] == "fashion"
    os.close(reader)
    assert pipe.is_fifo()
    assert [path.name for path in tmp_path.iterdir()] == ["pipe"]


def test_a_link_stays_and_leads_to_what_was_written(tmp_path: Path) -> None:
    linked = tmp_path / "link.jsonl"
    linked.symlink_to("there.jsonl")
    with json_file(linked, NAMES) as write:
        write(ROWS[0])
    assert linked.is_symlink()
    assert json.loads((tmp_path / "there.jsonl").read_text())["label"] == "fashion"
