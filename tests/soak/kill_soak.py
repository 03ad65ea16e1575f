"""Kills the program's work at random moments, and sees that nothing is lost: ``make soak``."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from tests.soak.killing import kill_often
from tests.soak.stories import STORIES


def main() -> int:
    """Print the counts; 1 when something was lost."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak.kill_soak", description=__doc__)
    parser.add_argument(
        "--kills", type=int, default=20, help="of each kind, in each way (default: 20)"
    )
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument(
        "--only-by-call", action="store_true", help="at moments that the seed alone decides"
    )
    options = parser.parse_args()
    total = files = 0
    with tempfile.TemporaryDirectory(prefix="shelfwise-soak-") as folder:
        for by_call in (True,) if options.only_by_call else (True, False):
            how = "between two calls" if by_call else "by the clock"
            for story in STORIES:
                place = Path(folder) / how
                count = kill_often(story, options.kills, place, options.seed, by_call=by_call)
                total, files = total + count.kills, files + count.files
                print(f"{count.kills:5} kills {how:18} {story.name}", flush=True)
    print(f"{total:5} kills survived, seed {options.seed}: {files} files looked at, none lost.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
