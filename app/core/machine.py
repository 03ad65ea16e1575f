"""What the machine gives this process."""

from __future__ import annotations

import math
import mmap
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.core.errors import SetupError

if TYPE_CHECKING:
    import subprocess

BLAS_THREADS = "OPENBLAS_NUM_THREADS"
"""The environment variable that says how many threads linear algebra uses."""

_NEEDED_ADDRESSES = 640 * 2**20  # bytes; with less, libraries crash while they are loaded
_NEEDED_MEMORY = 200 * 2**20
_MAP_NORESERVE = 0x4000  # Python knows its name from 3.13 on
_MEMORY_FILE = Path("/proc/meminfo")


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def compute_in_one_thread() -> None:
    """Let NumPy, which must not be imported yet, use one thread for linear algebra.

    OpenBLAS's threads wait for each other by spinning: beside a batch, which has the cores, they
    take eight times as long as one for what is learnt from labels, and slow the batch.
    """
    os.environ.setdefault(BLAS_THREADS, "1")


def end_group(process: subprocess.Popen[Any]) -> None:
    """End a process that was started in a session of its own, with whatever it started."""
    if process.poll() is not None:
        return
    if hasattr(os, "killpg"):
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()


def check_memory() -> None:
    """See that there is enough memory to start, while there is no more to lose than a sentence.

    OpenBLAS ends the process when it gets none, and TensorFlow's and OpenCV's libraries crash.

    Raises:
        SetupError: ``too_little_memory``.
    """
    if not (_address_space_left() and _memory_left() >= _NEEDED_MEMORY):
        raise SetupError(
            "too_little_memory",
            f"There is too little memory to start: Shelfwise needs {_NEEDED_MEMORY // 2**20} MB, "
            f"and {_NEEDED_ADDRESSES // 2**20} MB of addresses where they are limited (ulimit -v). "
            "Close other programs or raise the limit.",
        )


def _address_space_left() -> bool:
    """Whether that much could be mapped; nothing of it is taken."""
    try:
        if sys.platform == "linux":
            flags = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | _MAP_NORESERVE
            mmap.mmap(-1, _NEEDED_ADDRESSES, flags=flags, prot=mmap.PROT_READ).close()
    except (OSError, MemoryError):
        return False
    return True


def _memory_left() -> float:
    """Bytes that this machine can still give, swap included; infinite where it does not say."""
    try:
        lines = _MEMORY_FILE.read_text(encoding="ascii").splitlines()
        found = {line.split()[0]: int(line.split()[1]) for line in lines}
        return (found["MemAvailable:"] + found["SwapFree:"]) * 1024
    except (OSError, ValueError, LookupError):
        return math.inf
