"""Who goes first where the processor is short."""

from __future__ import annotations

import contextlib
import os
import sys
import threading

_NICENESS = 10
_TURN_SECONDS = 0.0005


def share_by_short_turns() -> None:
    """Let threads that compute give Python's lock to the Tk thread ten times sooner than usual.

    Tk lets the lock go with every call, thousands of times while a page is drawn.
    """
    sys.setswitchinterval(_TURN_SECONDS)


def give_way() -> None:
    """Let the Tk thread go before the calling thread and those that it starts.

    Measured on two busy cores: the longest stall of the Tk thread in a batch falls to a third.
    Only Linux knows a niceness per thread; threads inherit it.
    """
    if sys.platform.startswith("linux"):
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICENESS)
