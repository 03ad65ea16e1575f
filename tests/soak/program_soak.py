"""Kills the real program, started anew each time: its commands, and its window under Xvfb."""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from PIL import Image

from app.core.answers import Row, Verdict
from app.core.review.log import read_review
from app.core.review.results import csv_file, read_results
from app.core.shelving.journal import read_journal
from app.core.shelving.shelve import unshelve
from tests.soak.kept_stories import leftovers
from tests.support.desktop import ROOT, open_screen, wait_for

SAMPLES = ROOT / "assets" / "samples"
_PATIENCE = 600.0  # seconds of a busy machine
_CLASSES = ("accessories", "fashion", "stationary")


def main() -> int:
    """Print the counts; a lost file is an AssertionError."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak.program_soak", description=__doc__)
    parser.add_argument("--kills", type=int, default=10, help="of each command (default: 10)")
    parser.add_argument("--windows", type=int, default=6, help="kills of the window (default: 6)")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    options = parser.parse_args()
    moments = random.Random(options.seed)
    total = 0
    for name, kill_once, times in (
        ("shelfwise classify --csv", _classify, options.kills),
        ("shelfwise shelve --move", _shelve, options.kills),
        ("shelfwise unshelve", _unshelve, options.kills),
        ("the window", _window, options.windows),
    ):
        kills = 0
        while kills < times:
            with tempfile.TemporaryDirectory(prefix="shelfwise-soak-") as folder:
                kills += kill_once(Path(folder), moments)
        total += kills
        print(f"{kills:5} kills   {name}", flush=True)
    print(f"{total:5} kills of the real program survived, seed {options.seed}: nothing lost.")
    return 0


def _killed(folder: Path, seconds: float, *arguments: object) -> bool:
    """Run a command and kill it after so long; False if it was done before."""
    process = subprocess.Popen(
        [sys.executable, "-m", "app", *map(str, arguments)],
        cwd=ROOT,
        env=os.environ | {"XDG_DATA_HOME": str(folder / "data")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return True
    assert process.returncode == 0, arguments
    return False


def _classify(folder: Path, moments: random.Random) -> bool:
    table = folder / "results.csv"
    old = [Row(Path("/old.jpg"), Verdict.SURE, "fashion", (0.1, 0.8, 0.1), 0.1)]
    with csv_file(table, _CLASSES) as write:
        write(old[0])
    seconds = moments.uniform(0.1, 4)
    killed = _killed(folder, seconds, "classify", SAMPLES, "--csv", table, "--quiet")
    rows = list(read_results(table).rows)
    assert rows == old or len(rows) == len(list(SAMPLES.iterdir())), "half a table"
    assert _killed(folder, 60, "classify", SAMPLES, "--csv", table, "--quiet") is False
    assert len(read_results(table).rows) == len(list(SAMPLES.iterdir()))
    assert leftovers(folder) == []
    return killed


def _photos(folder: Path) -> dict[str, bytes]:
    """Many files, and the results that put them on shelves."""
    (folder / "in").mkdir()
    photos = {f"{number}.jpg": os.urandom(2000) for number in range(400)}
    with csv_file(folder / "results.csv", _CLASSES) as write:
        for name, content in photos.items():
            (folder / "in" / name).write_bytes(content)
            write(Row(folder / "in" / name, Verdict.SURE, "fashion", (0.1, 0.8, 0.1), 0.1))
    return photos


def _tree(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.rglob("*.jpg")}


def _shelve(folder: Path, moments: random.Random) -> bool:
    photos = _photos(folder)
    arguments = ("shelve", folder / "results.csv", "--into", folder / "out", "--move")
    killed = _killed(folder, moments.uniform(0.1, 1.5), *arguments)
    _take_back(folder, photos)
    return killed


def _unshelve(folder: Path, moments: random.Random) -> bool:
    photos = _photos(folder)
    arguments = ("shelve", folder / "results.csv", "--into", folder / "out", "--move")
    assert not _killed(folder, 60, *arguments)
    [journal] = (folder / "data" / "shelfwise" / "journals").glob("*.jsonl")
    killed = _killed(folder, moments.uniform(0.1, 1.5), "unshelve", journal)
    _take_back(folder, photos)
    return killed


def _take_back(folder: Path, photos: dict[str, bytes]) -> None:
    assert _tree(folder) == photos, "a file is lost or half written"
    for journal in (folder / "data").rglob("*.jsonl"):
        read_journal(journal)
        assert not unshelve(journal).failed
    assert _tree(folder / "in") == photos
    assert not (folder / "out" / "fashion").exists()


def _window(folder: Path, moments: random.Random) -> bool:
    shop = Path(shutil.copytree(SAMPLES, folder / "shop"))
    with open_screen(folder / "home") as screen:
        log = screen.home / "data" / "shelfwise" / "review.jsonl"
        with screen.program(shop) as program:
            program.wait_for_title("11 pictures", seconds=_PATIENCE)
            keys = ["1", "2", "a"] * 3
            for key in keys[: moments.randrange(len(keys))]:
                program.press(key)
            time.sleep(moments.uniform(0, 0.5))
        before = read_review(log)
        assert before is not None and len(before.rows) <= 11
        with screen.program() as program:
            program.wait_for_text("Resume", seconds=_PATIENCE)
            after = read_review(log)
            assert after is not None and [row.decided for row in after.rows] == [
                row.decided for row in before.rows
            ]
            kept = screen.home / "data" / "shelfwise" / "corrections"
            corrected = sum(row.corrected for row in before.rows)
            wait_for(lambda: len(_kept(kept)) == corrected, _PATIENCE, f"{corrected} kept")
            program.close()
        originals = {path.read_bytes() for path in SAMPLES.iterdir()}
        _check_kept(_kept(kept), originals)
        assert leftovers(screen.home) == []
    assert sorted(path.read_bytes() for path in shop.iterdir()) == sorted(originals)
    return True


def _kept(corrections: Path) -> list[Path]:
    return list(corrections.glob("*/[!.]*"))


def _check_kept(corrections: list[Path], originals: set[bytes]) -> None:
    """Each is a whole copy of a picture, or a whole picture of the part of one that was judged."""
    digests = {hashlib.sha256(original).hexdigest() for original in originals}
    for path in corrections:
        assert path.stem.removesuffix("-part") in digests
        if path.stem.endswith("-part"):
            with Image.open(path) as part:
                part.load()
        else:
            assert path.read_bytes() in originals


if __name__ == "__main__":
    sys.exit(main())
