"""Fills a small disk to a random byte, lets the program write, and sees that nothing is lost.

The disk is a tmpfs in a mount namespace of its own, so a write fails as it does on a full disk
(ENOSPC), somewhere in its middle.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
import traceback
from pathlib import Path

from app.core.errors import ShelfwiseError
from tests.soak.killing import Story
from tests.soak.stories import STORIES

_DISK_BYTES = 8 << 20
_PAGE = 4096
_DONE, _REFUSED, _BROKEN = 0, 3, 1


def main() -> int:
    """Print the counts; 1 when something was lost, or an error was not a sentence."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.soak.full_disk_soak", description=__doc__
    )
    parser.add_argument("--times", type=int, default=20, help="of each kind (default: 20)")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--disk", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.disk is None:
        return _in_a_namespace(options)
    subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={_DISK_BYTES}", "none", str(options.disk)], check=True
    )
    total = 0
    for story in STORIES:
        refused = _fill_often(story, options.times, options.disk, options.seed)
        total += refused
        print(f"{refused:5} of {options.times} times refused   {story.name}", flush=True)
    print(f"{total:5} full disks survived, seed {options.seed}: none of the files lost.")
    return 0


def _in_a_namespace(options: argparse.Namespace) -> int:
    user = [] if os.geteuid() == 0 else ["--user", "--map-root-user"]
    with tempfile.TemporaryDirectory(prefix="shelfwise-soak-") as disk:
        command = ["unshare", "--mount", *user, sys.executable, "-m", "tests.soak.full_disk_soak"]
        command += ["--disk", disk, "--times", str(options.times), "--seed", str(options.seed)]
        return subprocess.run(command, check=False).returncode


def _fill_often(story: Story, times: int, disk: Path, seed: int) -> int:
    """How often the disk was too full for the work."""
    room = random.Random(f"{seed} {story.name}")
    needed = _room_needed(story, disk / "measured")
    refused = 0
    for number in range(times):
        place = disk / str(number)
        place.mkdir()
        story.prepare(place)
        free = room.randrange(0, needed, _PAGE)
        filler = _fill(disk, free)
        ended = _end_of(story, place)
        filler.unlink()
        try:
            assert ended != _BROKEN, "an error that is no sentence"
            story.check(place)
        except Exception as error:
            raise AssertionError(f"{story.name}, with room for {free}: {error!r}") from error
        subprocess.run(["rm", "-rf", str(place)], check=True)
        refused += ended == _REFUSED
    return refused


def _room_needed(story: Story, place: Path) -> int:
    """Bytes that the work takes, and as much again for what it writes beside."""
    place.mkdir()
    story.prepare(place)
    before = _free(place)
    assert _end_of(story, place) == _DONE
    taken = before - _free(place)
    largest = max(path.stat().st_size for path in place.rglob("*") if path.is_file())
    subprocess.run(["rm", "-rf", str(place)], check=True)
    return max(0, taken) + largest + 2 * _PAGE


def _free(place: Path) -> int:
    status = os.statvfs(place)
    return status.f_bavail * status.f_frsize


def _fill(disk: Path, free: int) -> Path:
    """A file that leaves so many bytes."""
    filler = disk / "filler"
    with filler.open("wb") as stream:
        os.posix_fallocate(stream.fileno(), 0, max(1, _free(disk) - free))
    return filler


def _end_of(story: Story, place: Path) -> int:
    child = os.fork()
    if child == 0:
        code = _BROKEN
        try:
            story.work(place)
            code = _DONE
        except ShelfwiseError:
            code = _REFUSED
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


if __name__ == "__main__":
    sys.exit(main())
