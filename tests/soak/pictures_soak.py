"""Changed pictures by the thousand, and large ones: what decoding takes and gives.

``python -m tests.soak.pictures_soak [INPUTS]``
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.soak.pictures_at_the_limit import KINDS, measure
from tests.support.picture_fuzz import MAX_MEMORY_MB, Findings, fuzz

INPUTS = 24_000
_AT_A_TIME = 2_000


def main(inputs: int) -> int:
    """0 when every input gave a picture or a sentence, in time and in little memory."""
    found = Findings()
    for first in range(0, inputs, _AT_A_TIME):
        found.add(fuzz(first, min(_AT_A_TIME, inputs - first)))
        print(f"{found.inputs:,} inputs, {len(found.troubles)} troubles", file=sys.stderr)
    outcomes = ", ".join(f"{number:,} {name}" for name, number in found.outcomes.most_common())
    print(f"{found.inputs:,} changed pictures: {outcomes}")
    print(f"crashes, hangs and stray exceptions: {len(found.troubles)}")
    print(f"slowest {found.slowest:.2f} s of a core, most memory {found.peak_mb} MB")
    print(*found.troubles, sep="\n", end="\n" if found.troubles else "")
    greedy = 0
    with tempfile.TemporaryDirectory() as folder:
        for kind in KINDS:
            peak, seconds, outcome = measure(kind, Path(folder))
            greedy += peak > MAX_MEMORY_MB
            print(f"{kind} at the limit of pixels: {peak} MB, {seconds:.1f} s, {outcome}")
    return 1 if found.troubles or found.peak_mb > MAX_MEMORY_MB or greedy else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else INPUTS))
