"""Files that turn into something else, and folders that lead elsewhere, cost only themselves."""

import fcntl
import inspect
import itertools
import json
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app.core.answers import Failed
from app.core.errors import FileAccessError, PictureError
from app.core.pictures import images
from app.core.pictures.find import find_pictures
from app.core.review import corrections
from app.core.review.corrections import count_corrections, keep_correction
from app.core.settings import Settings, load_settings
from app.core.shelving import shelve
from app.core.storage.line_log import whole_json_lines

_DEEP = "[" * 100_000

_READ = """
import sys
from pathlib import Path
from app.core.pictures import images
from app.core.errors import PictureError
try:
    images.read_bytes(Path(sys.argv[1]))
except PictureError as error:
    print(error.code)
"""

_COPY = """
import sys
from pathlib import Path
from app.core.storage.files import temporary_copy
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
    steps = shelve.plan([shelve.Item(photo, "fashion")], shelves)
    report = shelve.shelve(steps, tmp_path / "journal", move=move)
    assert [error.code for error in report.failed] == ["bad_shelf"]
    assert photo.read_text() == "mine"
    assert list(elsewhere.iterdir()) == []


def test_settings_nested_without_end_are_set_aside(tmp_path: Path) -> None:
    file = tmp_path / "settings.json"
    file.write_text(_DEEP)
    assert load_settings(file) == Settings()
    assert [entry.read_text() for entry in tmp_path.iterdir()] == [_DEEP]


def test_a_log_line_nested_without_end_is_passed_over() -> None:
    lines = [json.dumps({"a": 1}), _DEEP, json.dumps({"b": 2})]
    assert list(whole_json_lines(lines)) == [{"a": 1}, {"b": 2}]


def test_files_that_turn_into_something_else_cost_only_themselves(tmp_path: Path) -> None:
    """Meanwhile they become folders, pipes, devices, links, nothing, and other files."""
    shop = tmp_path / "shop"
    shop.mkdir()
    paths = [shop / f"{number:03}.jpg" for number in range(150)]
    for path in paths:
        path.write_bytes(b"no picture")
    into = itertools.cycle(
        [
            lambda path: path.mkdir(),
            os.mkfifo,
            lambda path: path.symlink_to("/dev/zero"),
            lambda path: path.symlink_to(path.name),
            lambda path: path.symlink_to("nowhere"),
            lambda path: path.touch(),
            lambda path: None,
            lambda path: path.write_bytes(b"another" * 50_000),
        ]
    )
    with subprocess.Popen(
        [sys.executable, "-m", "app", "classify", str(shop), *map(str, paths), "--json", "-"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as program:
        assert program.stdout is not None and program.stderr is not None
        fcntl.fcntl(program.stdout, fcntl.F_SETPIPE_SZ, 4096)
        first = program.stdout.readline()  # it has listed them, and waits when the pipe is full
        for path in random.Random(3).sample(paths, len(paths)):
            path.unlink()
            next(into)(path)
        told = [json.loads(line) for line in [first, *program.stdout]]
        errors = program.stderr.read()
        assert program.wait(timeout=60) == 1
    assert "Traceback" not in errors
    assert [item["path"] for item in told[: len(paths)]] == [str(path) for path in paths]
    codes = {item["error"]["code"] for item in told}
    assert codes <= {"not_found", "not_a_file", "not_a_picture", "empty", "no_pictures"}, codes
    assert {"not_found", "not_a_file", "not_a_picture", "empty"} <= codes


def test_a_file_that_grows_while_it_is_copied_is_not_half_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(b"GIF89a begun")
    copy = shutil.copyfileobj

    def slowly(origin, to) -> None:
        copy(origin, to)
        with photo.open("ab") as stream:
            stream.write(b" and finished")

    monkeypatch.setattr(shutil, "copyfileobj", slowly)
    steps = shelve.plan([shelve.Item(photo, "bags")], tmp_path / "out")
    report = shelve.shelve(steps, tmp_path / "journal")
    assert "was changed meanwhile" in report.failed[0].message
    assert list((tmp_path / "out" / "bags").iterdir()) == []
    with pytest.raises(FileAccessError, match="was changed meanwhile"):
        keep_correction(tmp_path / "kept", photo, "bags")
    assert count_corrections(tmp_path / "kept").total() == 0


def test_a_correction_is_kept_under_the_digest_of_what_was_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = tmp_path / "photo.jpg"
    photo.write_text("GIF89a old")
    digest = corrections.file_digest

    def then_saved(path: Path) -> str:
        found = digest(path)
        photo.write_text("GIF89a new")
        return found

    monkeypatch.setattr(corrections, "file_digest", then_saved)
    with pytest.raises(FileAccessError, match="was changed meanwhile"):
        keep_correction(tmp_path / "kept", photo, "bags")
    assert count_corrections(tmp_path / "kept").total() == 0
    assert keep_correction(tmp_path / "kept", photo, "bags").stem == digest(photo)


@pytest.mark.parametrize("disk", ["same disk", "other disk"])
def test_a_file_that_is_replaced_while_it_is_moved_is_not_removed(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    disk: str,
    request: pytest.FixtureRequest,
) -> None:
    """An editor saves as most do: it writes another file and gives it the name."""
    if disk == "other disk":
        request.getfixturevalue("other_disk")
    photo = tmp_path / "photo.jpg"
    photo.write_text("old")
    link = os.link

    def then_replaced(source: Path, target: Path, **options: bool) -> None:
        link(source, target, **options)
        (tmp_path / "new").write_text("retouched")
        (tmp_path / "new").rename(photo)

    monkeypatch.setattr(os, "link", then_replaced)
    steps = shelve.plan([shelve.Item(photo, "bags")], tmp_path / "out")
    report = shelve.shelve(steps, tmp_path / "journal", move=True)
    assert [error.code for error in report.failed] == ["changed"]
    assert photo.read_text() == "retouched"
    assert (tmp_path / "out" / "bags" / "photo.jpg").read_text() == "old"
    monkeypatch.undo()
    assert [error.code for error in shelve.unshelve(tmp_path / "journal").failed] == ["taken"]
    assert photo.read_text() == "retouched"


@pytest.mark.parametrize("when", ["after it was linked", "at the last moment"])
def test_a_file_that_is_taken_away_while_it_is_moved_is_where_it_was_moved_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    photo = tmp_path / "photo.jpg"
    photo.write_text("photo")
    unlink, link = Path.unlink, os.link

    def linked_and_taken(source: Path, target: Path, **options: bool) -> None:
        link(source, target, **options)
        unlink(source)

    def taken_first(path: Path, missing_ok: bool = False) -> None:
        if path == photo:
            unlink(path)
        unlink(path, missing_ok)

    if when == "at the last moment":
        monkeypatch.setattr(Path, "unlink", taken_first)
    else:
        monkeypatch.setattr(os, "link", linked_and_taken)
    steps = shelve.plan([shelve.Item(photo, "bags")], tmp_path / "out")
    assert shelve.shelve(steps, tmp_path / "journal", move=True).failed == ()
    assert (tmp_path / "out" / "bags" / "photo.jpg").read_text() == "photo"


def test_a_link_is_not_moved_to_where_it_would_lead_nowhere(tmp_path: Path) -> None:
    (tmp_path / "real.jpg").write_text("photo")
    link = tmp_path / "link.jpg"
    link.symlink_to("real.jpg")
    steps = shelve.plan([shelve.Item(link, "bags")], tmp_path / "out")
    report = shelve.shelve(steps, tmp_path / "journal", move=True)
    assert [error.code for error in report.failed] == ["is_a_link"]
    assert link.read_text() == "photo"
    assert shelve.shelve(steps, tmp_path / "copying").failed == ()
    copied = tmp_path / "out" / "bags" / "link.jpg"
    assert copied.read_text() == "photo" and not copied.is_symlink()


@pytest.mark.parametrize(("name", "levels", "readable"), [("d", 300, True), ("d" * 200, 30, False)])
def test_folders_deeper_than_calls_or_paths_may_be_are_searched(
    tmp_path: Path, name: str, levels: int, readable: bool
) -> None:
    folder = tmp_path / "shop"
    folder.mkdir()
    here = os.open(folder, os.O_RDONLY)
    for _ in range(levels):
        os.mkdir(name, dir_fd=here)
        deeper = os.open(name, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = deeper
    os.close(os.open("deep.jpg", os.O_CREAT, dir_fd=here))
    os.close(here)
    (folder / "photo.jpg").touch()
    usual = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack(0)) + 150)
    try:
        found = list(find_pictures([folder]))
    finally:
        sys.setrecursionlimit(usual)
    subprocess.run(["rm", "-rf", str(folder)], check=True)  # Python's own cannot
    assert [item.name for item in found if isinstance(item, Path)] == [
        *["deep.jpg"] * readable,
        "photo.jpg",
    ]
    failed = [item.error.message for item in found if isinstance(item, Failed)]
    assert len(failed) == (not readable)
    assert all("could not be read (File name too long)" in sentence for sentence in failed)


def test_links_that_lead_round_and_out_are_followed_once(tmp_path: Path) -> None:
    shop, outside = tmp_path / "shop", tmp_path / "outside"
    shop.mkdir()
    outside.mkdir()
    (outside / "photo.jpg").touch()
    (shop / "out").symlink_to(outside)
    (shop / "again").symlink_to(outside)
    (outside / "round").symlink_to(shop)
    (shop / "self").symlink_to("self")
    (shop / "self.jpg").symlink_to("self.jpg")
    found = list(find_pictures([shop]))
    assert found == [shop / "again" / "photo.jpg", shop / "self.jpg"]
    with pytest.raises(PictureError):
        images.read_bytes(shop / "self.jpg")
