"""Every name that a disk can hold comes through tables, lines, pages, logs, shelves and back."""

import os
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

from app.core.answers import Row, Verdict
from app.core.review.corrections import count_corrections, keep_correction
from app.core.review.log import ReviewLog, read_review
from app.core.review.page import write_page
from app.core.review.results import csv_file, json_file, read_results
from app.core.shelving.shelve import Item, plan, shelve, unshelve

CLASSES = ("accessories", "fashion", "stationary")
NAMES = [
    os.fsdecode(name)
    for name in (
        b"two\nlines.png",
        b"carriage\rreturn.png",
        b"both\r\n.png",
        b"tab\tand \"quotes'.png",
        b"vertical\x0bform\x0cfile\x1cgroup\x1drecord\x1e.png",
        "next\x85line\u2028paragraph\u2029.png".encode(),
        b"\x1b[31mred\x1b[0m\x07.png",
        b"\x7fdel.png",
        b"caf\xe9 \xff\xfe.png",
        "\u202egnp.exe.png".encode(),
        "صورة ручка ✏️.png".encode(),
        b"=cmd|' !A0.png",
        b"'apostrophe.png",
        b"'=both.png",
        b"-rf.png",
        b" spaces around .png",
        b"a,b;c&<script>.png",
        b"%s {0} $HOME `id`.png",
        b"n" * 251 + b".png",
        "ж".encode() * 125 + b".png",
        b"\\backslash.png",
    )
]


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A picture under each of the names, each with a content of its own."""
    folder = tmp_path / os.fsdecode(b"sh\xf6p,\n'")
    folder.mkdir()
    for number, name in enumerate(NAMES):
        picture = np.full((20, 20, 3), number * 12, np.uint8)
        (folder / name).write_bytes(cv2.imencode(".png", picture)[1].tobytes())
    return folder


def rows(shop: Path) -> list[Row]:
    return [
        Row(shop / name, Verdict.SURE, "fashion", (0.25, 0.5, 0.25), 0.5, decided="stationary")
        for name in NAMES
    ]


def tree(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("write_to", [csv_file, json_file])
@pytest.mark.parametrize("folder", [b"/shop", b"sh\xf6p,\n\"'"])  # a comma has a cell quoted
def test_results_give_every_name_back(tmp_path: Path, folder: bytes, write_to) -> None:
    shop = Path(os.fsdecode(folder))
    with write_to(tmp_path / "results", CLASSES) as write:
        for row in rows(shop):
            write(row)
    assert [row.path for row in read_results(tmp_path / "results").rows] == [
        shop / name for name in NAMES
    ]


def test_the_command_reads_every_name_and_gives_it_back(tmp_path: Path, shop: Path) -> None:
    table, lines = tmp_path / "results.csv", tmp_path / "results.jsonl"
    done = subprocess.run(
        [sys.executable, "-m", "app", "classify", str(shop), "--csv", table, "--json", lines],
        capture_output=True,
        timeout=100,
    )
    assert done.returncode == 0, done.stderr
    for file in (table, lines):
        assert {row.path for row in read_results(file).rows} == {shop / name for name in NAMES}
    shown = done.stdout.decode()
    assert not {"\x1b", "\x07", "\x0b", "\x85", "\u202e", "\r"} & set(shown)


def test_a_list_gives_every_name_back(tmp_path: Path, shop: Path) -> None:
    with ReviewLog.begin(tmp_path / "log", [shop], CLASSES, "model") as log:
        log.write_rows(rows(shop))
        log.write_moves({row.path: tmp_path / "moved" / row.path.name for row in rows(shop)})
    saved = read_review(tmp_path / "log")
    assert saved is not None
    assert saved.paths == (shop,)
    assert [row.path for row in saved.rows] == [tmp_path / "moved" / name for name in NAMES]


@pytest.mark.parametrize("move", [False, True])
def test_every_name_goes_to_its_shelf_and_back(tmp_path: Path, shop: Path, move: bool) -> None:
    before = tree(tmp_path)
    for name in NAMES:  # every name is taken, so that each of them gets a number
        taken = tmp_path / "out" / "fashion" / name
        taken.parent.mkdir(parents=True, exist_ok=True)
        taken.write_text("not ours")
    with_foreign = tree(tmp_path)
    steps = plan([Item(shop / name, "fashion") for name in NAMES], tmp_path / "out")
    report = shelve(steps, tmp_path / "journal", move=move)
    assert (report.done, report.failed) == (len(NAMES), ())
    there = tree(tmp_path / "out")
    assert set(before.values()) <= set(there.values())
    assert all(len(os.fsencode(path.name)) <= 255 for path in there)
    assert unshelve(tmp_path / "journal").failed == ()
    (tmp_path / "journal").unlink()
    assert tree(tmp_path) == with_foreign


def test_every_picture_can_be_corrected(tmp_path: Path, shop: Path) -> None:
    odd_ending = shop / f"photo.{'x' * 240}"
    odd_ending.write_text("GIF89a another")
    for path in [*(shop / name for name in NAMES), odd_ending]:
        keep_correction(tmp_path / "kept", path, "bags")
        keep_correction(tmp_path / "kept", path, "pens")
    assert count_corrections(tmp_path / "kept") == {"pens": len(NAMES) + 1}


def test_a_page_shows_every_name_in_valid_unicode(
    tmp_path: Path, shop: Path, contract, decoders
) -> None:
    write_page(tmp_path / "page.html", rows(shop), contract, decoders)
    text = (tmp_path / "page.html").read_bytes().decode("utf-8")
    assert "caf\\udce9 \\udcff\\udcfe.png" in text
    assert "<script>.png" not in text
    assert not {"\x1b", "\x07", "\u202e", "\x85", "\u2028"} & set(text)


def test_a_terminal_is_shown_every_name_in_one_line_and_obeys_none(
    tmp_path: Path, shop: Path
) -> None:
    with csv_file(tmp_path / "results.csv", CLASSES) as write:
        for row in rows(shop):
            write(row)
    environment = os.environ | {
        "XDG_DATA_HOME": str(tmp_path / "data"),
        "PYTHONIOENCODING": "utf-8",
    }

    def shelfwise(*arguments: object) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "app", *map(str, arguments)],
            capture_output=True,
            env=environment,
            timeout=60,
        )
        assert b"Traceback" not in done.stderr
        text = (done.stdout + done.stderr).decode("utf-8")
        assert not {"\x1b", "\x07", "\x0b", "\x85", "\u202e", "\r"} & set(text)
        return text

    into = tmp_path / "out\x1b[31m"
    preview = shelfwise("shelve", tmp_path / "results.csv", "--into", into, "--dry-run")
    assert len(preview.splitlines()) == len(NAMES) + 1
    assert "two\\nlines.png" in preview
    assert shelfwise("shelve", tmp_path / "results.csv", "--into", into).startswith(
        f"{len(NAMES)} files copied into "
    )
    missing = shelfwise("classify", *(shop.parent / "gone" / name for name in NAMES))
    assert missing.count("does not exist") == len(NAMES)
    refused = shelfwise("unshelve", shop / NAMES[6])
    assert "\\x1b[31mred" in refused
