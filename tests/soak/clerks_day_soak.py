"""A clerk's day: 5,100 photos in 1,700 product folders, opened, reviewed, sorted, undone.

python -m tests.soak.clerks_day_soak [--products 1700]
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from tests.support.clerks_day import PHOTOS, spend
from tests.support.desktop import open_screen

_PATIENCE = 3600.0


def main() -> int:
    """Print how long each step took."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.soak.clerks_day_soak", description=__doc__
    )
    parser.add_argument("--products", type=int, default=1_700)
    options = parser.parse_args()
    print(f"{options.products * PHOTOS:,} photos in {options.products:,} folders", flush=True)
    with tempfile.TemporaryDirectory(prefix="shelfwise-soak-") as place:
        (Path(place) / "day").mkdir()
        with open_screen(Path(place) / "home") as screen:
            spend(
                screen,
                Path(place) / "day",
                options.products,
                seconds=_PATIENCE,
                told=lambda what, took: print(f"{what}: {took:.1f} s", flush=True),
            )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
