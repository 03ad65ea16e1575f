"""Who goes first where the processor is short."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

_NICENESS = 10
_TURN_SECONDS = 0.0005
_LATE_SECONDS = 0.04  # after which the Tk thread is taken to be at something: it beats every 25 ms
_CALM_SECONDS = 0.06  # of beats in time, after which it is taken to be at nothing
_LONGEST_WAIT_SECONDS = 0.5
_PIECES_A_TURN = 16

T = TypeVar("T")


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


class _Beats:
    """When the Tk thread was heard of, and since when without a pause."""

    last = since = 0.0
    heard = False


def note_beat() -> None:
    """Say that the Tk thread is not held up; it does so every few hundredths of a second."""
    now = time.monotonic()
    if now - _Beats.last > _LATE_SECONDS:
        _Beats.since = now
    _Beats.last, _Beats.heard = now, True


def stop_listening() -> None:
    """Let nobody wait for the Tk thread any more: it waits for others now."""
    _Beats.heard = False


def let_tk_go_first() -> None:
    """Wait while the Tk thread is at something that takes long, for half a second at most.

    Threads that compute in Python make it ask for Python's lock at every call of Tk: what takes it
    50 ms alone takes 300 ms beside four of them.
    """
    end = time.monotonic() + _LONGEST_WAIT_SECONDS
    while _Beats.heard and (now := time.monotonic()) < end:
        if now - _Beats.last <= _LATE_SECONDS and now - _Beats.since >= _CALM_SECONDS:
            return
        time.sleep(_CALM_SECONDS / 10)


def in_turns(items: Iterable[T]) -> Iterator[T]:
    """Give out what a thread is to deal with, and now and then let the Tk thread go first."""
    for number, item in enumerate(items, 1):
        if number % _PIECES_A_TURN == 0:
            let_tk_go_first()
        yield item
