"""100,000 files in 20,000 folders in the real window: what they take, and what holds it up.

Every fiftieth is a picture, the others are pages that a download left under a picture's name: so
this is what the list costs, not the network. The list is then left, and taken up again.

    python -m tests.soak.large_list_soak [--folders 20000] [--files 5]
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread, main_thread
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from tests.support import desktop
from tests.support.desktop import Program, Screen, open_screen, wait_for

if TYPE_CHECKING:
    from app.ui.window import Window

_BEATS = "SHELFWISE_BEATS"
_EVERY = 50
_BEAT_MS, _TELL_SECONDS = 10, 1.0
_STALL = 0.05  # seconds of the Tk thread
_PATIENCE = 3600.0


def main() -> int:
    """Print the figures."""
    if file := os.environ.get(_BEATS):
        return _be_the_program(Path(file))
    parser = argparse.ArgumentParser(
        prog="python -m tests.soak.large_list_soak", description=__doc__
    )
    parser.add_argument("--folders", type=int, default=20_000)
    parser.add_argument("--files", type=int, default=5, help="in each folder (default: 5)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="shelfwise-soak-") as place:
        photos = Path(place) / "photos"
        count = _make(photos, options.folders, options.files)
        print(f"{count:,} files in {options.folders:,} folders", flush=True)
        with open_screen(Path(place) / "home") as screen:
            _measure(screen, photos, count)
    return 0


def _measure(screen: Screen, photos: Path, count: int) -> None:
    with _program(screen, photos) as (program, beats):
        _wait(beats, count)
        _print("opened and gone through", program, beats)
        began = time.monotonic()
        program.press("ctrl+q")
        program.process.wait(timeout=_PATIENCE)
        print(f"  closed in {time.monotonic() - began:.1f} s", flush=True)
    with _program(screen) as (program, beats):
        wait_for(lambda: _read(beats).get("saved"), _PATIENCE, "the offer")
        program.press("ctrl+g")
        _wait(beats, count)
        _print("taken up again", program, beats)


@contextmanager
def _program(screen: Screen, *arguments: object) -> Iterator[tuple[Program, Path]]:
    """Start the program with a heart that beats in its Tk thread."""
    beats = screen.home / "beats.json"
    beats.unlink(missing_ok=True)
    with (
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setenv(_BEATS, str(beats))
        patch.setattr(desktop, "PROGRAM", [sys.executable, "-m", "tests.soak.large_list_soak"])
        with screen.program(*arguments) as program:
            yield program, beats


def _wait(beats: Path, count: int) -> None:
    def done() -> bool:
        now = _read(beats)
        return now.get("items") == count and not now.get("running")

    wait_for(done, _PATIENCE, "the list")
    wait_for(lambda: time.time() - beats.stat().st_mtime < _TELL_SECONDS * 3, what="a beat")


def _print(what: str, program: Program, beats: Path) -> None:
    now = _read(beats)
    status = Path(f"/proc/{program.process.pid}/status").read_text()
    peak = int(status.split("VmHWM:")[1].split()[0]) / 1024
    print(
        f"{what}: {now['seconds']:.0f} s, {now['cpu']:.0f} s of a core, {peak:.0f} MB at most; the "
        f"Tk thread was held up for {now['longest'] * 1000:.0f} ms of its own time at most, for "
        f"more than {_STALL * 1000:.0f} ms {now['stalls']} times",
        *(f"  seen {times} times in {place}" for place, times in now["places"]),
        sep="\n",
        flush=True,
    )


def _read(beats: Path) -> dict[str, Any]:
    try:
        return dict(json.loads(beats.read_text()))
    except (OSError, ValueError):
        return {}


class _Heart:
    """Beats in the Tk thread, and notes how long that is busy between two beats, and where."""

    def __init__(self, window: Window, file: Path) -> None:
        self._window = window
        self._file = file
        self._began = time.monotonic()
        self._last = self._told = 0.0
        self._longest, self._stalls = 0.0, 0
        self._places: Counter[str] = Counter()
        window.root.after(1000, self._begin)  # once the window is there

    def _begin(self) -> None:
        self._last = time.thread_time()
        Thread(target=self._look, daemon=True).start()
        self._beat()

    def _beat(self) -> None:
        spent = time.thread_time() - self._last
        self._longest = max(self._longest, spent)
        self._stalls += spent > _STALL
        if time.monotonic() - self._told > _TELL_SECONDS:
            self._told = time.monotonic()
            self._tell()
        self._last = time.thread_time()
        self._window.root.after(_BEAT_MS, self._beat)

    def _tell(self) -> None:
        session = self._window.lists.session
        now = {
            "longest": self._longest,
            "stalls": self._stalls,
            "places": self._places.most_common(),
            "items": len(session),
            "running": self._window.flows.classifying.running,
            "saved": self._window.flows.disk.saved is not None,
            "seconds": self._told - self._began,
            "cpu": time.process_time(),
        }
        self._file.with_suffix(".new").write_text(json.dumps(now))
        self._file.with_suffix(".new").replace(self._file)

    def _look(self) -> None:
        """Note, from another thread, what the Tk thread is at where it has been busy too long."""
        main = main_thread().ident
        assert main is not None
        clock = time.pthread_getcpuclockid(main)
        while True:
            time.sleep(_BEAT_MS / 1000)
            if time.clock_gettime(clock) - self._last > _STALL:
                stack = traceback.extract_stack(sys._current_frames()[main])
                ours = [each for each in stack if "/app/" in each.filename]
                self._places[
                    " > ".join(f"{Path(each.filename).stem}.{each.name}" for each in ours[-3:])
                ] += 1


def _be_the_program(file: Path) -> int:
    """Run the window with a heart."""
    from app.cli import main as run_program
    from app.ui.window import Window

    opened = Window.open

    def open_with_a_heart(window: Window, *arguments: Any) -> None:
        _Heart(window, file)
        opened(window, *arguments)

    Window.open = open_with_a_heart  # type: ignore[method-assign]
    return run_program(sys.argv[1:])


def _make(photos: Path, folders: int, files: int) -> int:
    """Write the files: names of one inode each for what is the same."""
    photos.mkdir()
    page, picture = photos.parent / "page", photos.parent / "picture"
    page.write_bytes(b"<html>")
    number, links = 0, 0
    for folder in range(folders):
        place = photos / f"{folder // 200:03}" / f"product {folder}"
        place.mkdir(parents=True)
        for n in range(files):
            if number % _EVERY == 0:
                Image.new("RGB", (64, 64), (number % 255, 90, 120)).save(picture, "JPEG")
                (place / f"{n}.jpg").write_bytes(picture.read_bytes())
            else:
                if links % 50_000 == 0:  # file systems bound the names of one file
                    page = photos.parent / f"page {links}"
                    page.write_bytes(b"<html>")
                links += 1
                os.link(page, place / f"{n}.jpg")
            number += 1
    return number


if __name__ == "__main__":
    sys.exit(main())
