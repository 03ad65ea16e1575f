"""Work that is killed in the middle: a child of this warm process, ended by SIGKILL at a moment.

Two kinds of moments. *By call*: the child kills itself right before, or right after, the n-th call
that touches files, so that every gap between two calls can be hit, and hit again. *By clock*: this
process kills the child from outside after a part of the time that the work takes.
"""

from __future__ import annotations

import contextlib
import os
import random
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from tests.support.surroundings import be_child

_TOUCHES_FILES = {"posix", "nt", "io", "_io", "fcntl"}
_LIMIT_SECONDS = 60


class Story(Protocol):
    """Work to be killed, on files in a folder of its own.

    Attributes:
        name: what the counts are printed under.
    """

    name: str

    def prepare(self, folder: Path) -> None:
        """Make the files that the work begins with."""

    def work(self, folder: Path) -> None:
        """What is killed."""

    def check(self, folder: Path) -> int:
        """See that nothing is lost and that the work goes on; how many files were looked at."""


@dataclass(frozen=True)
class Count:
    """Attributes:
    kills: children that SIGKILL ended.
    finished: children that were done before their moment came.
    files: that were looked at after the kills.
    """

    kills: int
    finished: int
    files: int


def kill_often(story: Story, kills: int, folder: Path, seed: int, *, by_call: bool = True) -> Count:
    """Do the work of a story again and again, killed at another moment each time.

    Raises:
        AssertionError: something was lost; the message names the moment.
    """
    moments = random.Random(f"{seed} {story.name}")
    place = folder / f"{story.name} 0"
    measured = _measure(story, place)
    done = finished = files = 0
    while done < kills:
        place = folder / f"{story.name} {done + finished + 1}"
        place.mkdir(parents=True)
        story.prepare(place)
        if by_call:
            moment = moments.randrange(measured.calls)
            killed = _end(_fork(story, place, moment), None)
            said = f"before call {moment + 1} of {measured.calls}"
        else:
            delay = moments.uniform(0, measured.seconds)
            killed = _end(_fork(story, place, None), delay)
            said = f"after {delay * 1000:.2f} ms of {measured.seconds * 1000:.2f}"
        try:
            files += story.check(place)
        except Exception as error:
            raise AssertionError(f"{story.name}, killed {said}, in {place}: {error!r}") from error
        done, finished = done + killed, finished + (not killed)
        assert finished < 20 * kills + 50, f"{story.name} is over before it can be killed"
    return Count(done, finished, files)


@dataclass(frozen=True)
class _Measured:
    calls: int
    seconds: float


def _measure(story: Story, place: Path) -> _Measured:
    """How many calls, and how long, the work takes when nobody kills it."""
    place.mkdir(parents=True)
    story.prepare(place)
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        be_child(lambda: os.write(writing, str(_count_calls(story, place)).encode()))
    os.close(writing)
    assert not _end(child, None)
    with os.fdopen(reading) as stream:
        calls = int(stream.read())
    story.check(place)
    again = place.with_name(f"{place.name} timed")
    again.mkdir()
    story.prepare(again)
    start = time.monotonic()
    assert not _end(_fork(story, again, None), None)
    return _Measured(calls, time.monotonic() - start)


def _count_calls(story: Story, place: Path) -> int:
    count = 0

    def look(_frame: object, event: str, function: object) -> None:
        nonlocal count
        count += _is_moment(event, function)

    with _profiled(look):
        story.work(place)
    return count


def _fork(story: Story, place: Path, moment: int | None) -> int:
    """Begin the work in a child, which kills itself at ``moment``, if there is one."""
    child = os.fork()
    if child == 0:
        be_child(lambda: _work(story, place, moment))
    return child


def _work(story: Story, place: Path, moment: int | None) -> None:
    if moment is None:
        story.work(place)
        return
    left = moment

    def look(_frame: object, event: str, function: object) -> None:
        nonlocal left
        if _is_moment(event, function):
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            left -= 1

    with _profiled(look):
        story.work(place)


def _is_moment(event: str, function: object) -> bool:
    if event not in {"c_call", "c_return"}:
        return False
    owner = getattr(function, "__self__", None)
    module = getattr(function, "__module__", None) or type(owner).__module__
    return module in _TOUCHES_FILES


@contextlib.contextmanager
def _profiled(look: Callable[[object, str, object], None]) -> Iterator[None]:
    sys.setprofile(look)
    try:
        yield
    finally:
        sys.setprofile(None)


def _end(child: int, delay: float | None) -> bool:
    """Wait for a child, and kill it after ``delay`` seconds; whether SIGKILL ended it.

    Raises:
        AssertionError: it ended with an error, or not at all.
    """
    if delay is not None:
        time.sleep(delay)
        os.kill(child, signal.SIGKILL)
    status = _wait(child)
    assert status in {0, signal.SIGKILL}, f"the work itself failed ({status})"
    return status == signal.SIGKILL


def _wait(child: int) -> int:
    """The status of a child that ends in time."""
    end = time.monotonic() + _LIMIT_SECONDS
    pause = 0.0005
    while True:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return status
        if time.monotonic() > end:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            raise AssertionError("the work does not end")
        time.sleep(pause)
        pause = min(pause * 1.5, 0.02)
