"""Changed files by the thousand for ``pictures.images``, in a child process that may crash.

``fuzz`` is called by a test with few inputs and by ``make soak`` with many. Every input is told by
its number alone: the same number is the same file every time.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
import zlib
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.picture_corpus import corpus, truncations

ROOT = Path(__file__).resolve().parents[2]
MAX_SECONDS = 2
MAX_MEMORY_MB = 1024
_SILENCE = 60  # seconds without a word after which a child hangs, on a busy machine
_LENGTHS = (0, 1, 2, 127, 128, 255, 256, 32_767, 65_535, 0x7FFFFFFF, 0xFFFFFFFF)


@dataclass
class Findings:
    """What came of some inputs.

    Attributes:
        inputs: how many were tried.
        outcomes: ``picture`` or the code of the error -> how many.
        slowest: CPU seconds of one input.
        peak_mb: most memory of a child, in MB.
        troubles: a sentence per crash, hang or stray exception.
    """

    inputs: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    slowest: float = 0
    peak_mb: int = 0
    troubles: list[str] = field(default_factory=list)

    def add(self, other: Findings) -> None:
        """Count those in, too."""
        self.inputs += other.inputs
        self.outcomes.update(other.outcomes)
        self.slowest = max(self.slowest, other.slowest)
        self.peak_mb = max(self.peak_mb, other.peak_mb)
        self.troubles += other.troubles


def fuzz(first: int, count: int) -> Findings:
    """Try the inputs ``first`` to ``first + count``; after a crash with the one that follows it."""
    findings, end = Findings(), first + count
    while first < end:
        first = _run_child(first, end, findings)
    return findings


def _run_child(first: int, end: int, findings: Findings) -> int:
    """Returns the number to go on with."""
    command = [sys.executable, "-m", "tests.support.picture_fuzz", str(first), str(end)]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as child:
        try:
            output, errors = child.communicate(timeout=_SILENCE + (end - first))
        except subprocess.TimeoutExpired:
            child.kill()
            output, errors = child.communicate()
    number = first
    for line in output.splitlines():
        told = json.loads(line)
        findings.add(Findings(**told | {"outcomes": Counter(told["outcomes"])}))
        number += 1
    if number < end:
        findings.inputs += 1
        findings.troubles.append(
            f"{number}: the child ended with {child.returncode} {errors[-400:]}"
        )
        number += 1
    return number


def make_input(number: int, files: dict[str, bytes]) -> tuple[str, bytes]:
    """The name and content of an input: first the corpus as it is, then changes of it."""
    names = sorted(files)
    if number < len(names):
        return names[number], files[names[number]]
    source = random.Random(number)
    name = source.choice(names)
    data = files[name]
    if source.random() < 0.1:
        return name, source.choice(truncations(data))
    changed = bytearray(data)
    for _ in range(source.choice((1, 1, 2, 3, 8, 30))):
        _change(changed, source, files)
    if changed[:4] == b"\x89PNG" and source.random() < 0.8:
        _mend_checksums(changed)
    return name, bytes(changed)


def peak_mb() -> int:
    """Most memory of this process so far; ``getrusage`` would count that of its parent, too."""
    status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    return int(status.partition("VmHWM:")[2].split()[0]) >> 10


def _change(data: bytearray, source: random.Random, files: dict[str, bytes]) -> None:
    reach = len(data) if source.random() < 0.4 else min(len(data), 400)  # headers are tried more
    if not reach:
        return
    at = source.randrange(reach)
    match source.randrange(7):
        case 0 | 1:
            data[at] ^= 1 << source.randrange(8)
        case 2:
            data[at] = source.randrange(256)
        case 3:
            size, order = source.choice((1, 2, 4)), source.choice(("big", "little"))
            value = source.choice(_LENGTHS) & ((1 << 8 * size) - 1)
            data[at : at + size] = value.to_bytes(size, order)
        case 4:
            del data[at : at + source.choice((1, 2, 4, 64, 1024))]
        case 5:
            length = source.choice((1, 4, 64, 1024))
            data[at:at] = data[at : at + length] * source.choice((1, 2, 16))
        case 6:
            other = files[source.choice(sorted(files))]
            start = source.randrange(len(other))
            data[at:at] = other[start : start + source.choice((4, 64, 512))]


def _mend_checksums(data: bytearray) -> None:
    """Without this a PNG reader looks no further than the first change."""
    at = 8
    while at + 12 <= len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        end = at + 8 + length
        if end + 4 > len(data):
            return
        data[end : end + 4] = zlib.crc32(data[at + 4 : end]).to_bytes(4, "big")
        at = end + 4


def _try(number: int, files: dict[str, bytes], outcomes: Counter[str]) -> str:
    """Decode one input as the program does; a sentence if anything but the two outcomes happens."""
    from app.core.errors import PictureError
    from app.core.pictures import images

    name, data = make_input(number, files)
    start = time.process_time()
    try:
        pixels = images.decode(data, name, at_least=(448, None)[number % 2])
        if pixels.dtype != "uint8" or pixels.ndim != 3 or pixels.shape[2] != 3 or not pixels.size:
            return f"{number} {name}: pixels are {pixels.dtype} {pixels.shape}"
        images.fit(pixels, images.InputSpec(224, 224, images.Fitting.PAD))
        outcomes["picture"] += 1
    except PictureError as error:
        outcomes[error.code] += 1
        if not error.message.startswith(name) or "\n" in error.message:
            return f"{number} {name}: says {error.message!r}"
    except Exception as error:
        return f"{number} {name}: {type(error).__name__}: {error}"
    seconds = time.process_time() - start
    if seconds > MAX_SECONDS:
        return f"{number} {name}: {seconds:.1f} s"
    return ""


def _child(first: int, end: int) -> None:
    import cv2

    cv2.setNumThreads(1)
    files = corpus()
    for number in range(first, end):
        outcomes: Counter[str] = Counter()
        start = time.process_time()
        trouble = _try(number, files, outcomes)
        seconds = time.process_time() - start
        told = Findings(1, outcomes, seconds, peak_mb(), [trouble] if trouble else [])
        print(json.dumps(vars(told)), flush=True)


if __name__ == "__main__":
    _child(int(sys.argv[1]), int(sys.argv[2]))
