"""Work that waits while the Tk thread is at something."""

import threading
import time
from collections.abc import Iterator

import pytest

from app.ui.threads import priority
from app.ui.threads.scribe import Scribe


@pytest.fixture(autouse=True)
def _nothing_is_heard_afterwards() -> Iterator[None]:
    yield
    priority.stop_listening()


def beat(seconds: float) -> None:
    """What the Tk thread does while it is at nothing."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        priority.note_beat()
        time.sleep(0.01)


def test_nobody_waits_where_there_is_no_tk_thread() -> None:
    began = time.monotonic()
    for _ in range(100):
        priority.let_tk_go_first()
    assert time.monotonic() - began < priority._LONGEST_WAIT_SECONDS


def test_work_waits_until_the_tk_thread_is_at_nothing() -> None:
    priority.note_beat()
    done = threading.Event()
    scribe = Scribe("test", lambda error: None)
    time.sleep(2 * priority._LATE_SECONDS)  # the Tk thread is at something
    scribe.do(done.set, changes=10_000)
    assert not done.wait(priority._CALM_SECONDS)
    beat(3 * priority._CALM_SECONDS)
    assert done.wait(10)
    scribe.close(10)


def test_few_changes_wait_for_nobody() -> None:
    priority.note_beat()
    done = threading.Event()
    scribe = Scribe("test", lambda error: None)
    began = time.monotonic()
    scribe.do(done.set)
    assert done.wait(10) and time.monotonic() - began < priority._LONGEST_WAIT_SECONDS
    scribe.close(10)


def test_a_tk_thread_that_hangs_stops_nobody_for_good() -> None:
    priority.note_beat()
    time.sleep(2 * priority._LATE_SECONDS)
    items = list(range(2 * priority._PIECES_A_TURN))
    began = time.monotonic()
    assert list(priority.in_turns(items)) == items
    assert time.monotonic() - began >= 2 * priority._LONGEST_WAIT_SECONDS


def test_at_the_end_what_waits_is_done_at_once() -> None:
    priority.note_beat()
    time.sleep(2 * priority._LATE_SECONDS)
    kept: list[int] = []
    scribe = Scribe("test", lambda error: None)
    pieces = 100 * priority._PIECES_A_TURN
    scribe.do(lambda: kept.extend(priority.in_turns(range(pieces))), changes=pieces)
    began = time.monotonic()
    assert scribe.close(60)  # the Tk thread waits for this one now
    assert len(kept) == pieces
    assert time.monotonic() - began < 10 * priority._LONGEST_WAIT_SECONDS
