"""Decoding in child processes: a codec that crashes or hangs costs one picture, not the program.

What a child does is in ``pictures.child``; what the pixels are, in
``pictures.images``.
"""

from __future__ import annotations

import contextlib
import json
import math
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import asdict
from io import BufferedReader
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import BoundedSemaphore, Lock, Thread
from typing import TYPE_CHECKING, Any, BinaryIO, TypeAlias, cast

from app.core.answers import RegionChoice
from app.core.errors import PictureError, SetupError
from app.core.machine import BLAS_THREADS, cores
from app.core.pictures.child import PATIENCE, TIMED_OUT, region_from
from app.core.pictures.limits import DEFAULT_LIMITS
from app.core.places import root

if TYPE_CHECKING:
    from app.core.answers import Region
    from app.core.pictures.images import InputSpec, Pixels

CHILD_ARGUMENT = "decode-for-parent"
"""Makes the program such a child, where it is a bundle and there is no Python to call."""
_LONGEST_LINE = 1 << 20  # bytes
_STARTING_SECONDS = 60
_LIMIT_SECONDS = PATIENCE + 10
_LAST_SECONDS = 2  # for a process that was killed to be gone; reading a dead drive it cannot go
_PROGRAM = "from app.core.pictures.child import serve; serve()"


class Decoders:
    """A few child processes, started when they are needed and replaced when they die.

    All methods may be called from any thread; those that decode wait for a free child.

    Args:
        most: how many pictures are decoded at a time for the network, and how many to look at, so
            that nobody who looks waits for a batch; 0 for half as many as there are cores, but two
            at least and four at most.
        program: what a child runs; tests put in one that crashes.
        limit: seconds after which a child that says nothing is given up: it ends itself when a
            codec hangs, but not when it is stopped or when a drive does not answer.

    Attributes:
        limits: what is refused before it is decoded, from the next picture on.
    """

    def __init__(self, most: int = 0, program: str = _PROGRAM, limit: int = _LIMIT_SECONDS) -> None:
        self.limits = DEFAULT_LIMITS
        self._program = program
        self._limit = limit
        self.most = most or min(max(cores() // 2, 2), 4)
        self._for_network = _Places(self.most)
        self._to_look_at = _Places(self.most)
        self._lock = Lock()
        self._busy: set[_Child] = set()
        self._closed = False

    def __enter__(self) -> Decoders:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def prepare(self) -> None:
        """Start a child ahead of the first picture; returns before it is ready."""
        with contextlib.suppress(SetupError), self._borrowed(self._for_network):
            pass

    def fitted(self, path: Path, spec: InputSpec) -> Pixels:
        """A picture as a network's input: RGB uint8 [spec.height, spec.width, 3].

        The same as ``images.load_for`` and then ``images.fit``.

        Raises:
            PictureError: as ``images.load``; ``crashes`` or ``hangs`` where a codec
                did.
            SetupError: ``no_decoder``: no child process can be started.
        """
        return self._ask(path, asdict(spec), self._for_network)[0]

    def to_judge(
        self,
        path: Path,
        spec: InputSpec,
        choice: RegionChoice = RegionChoice.AUTO,
        marked: Region | None = None,
    ) -> tuple[Pixels, Region | None, tuple[Region, ...]]:
        """Return what is judged of a picture, as ``fitted``, where it lies, and what was found.

        The same as ``crops.load_to_judge`` and then ``images.fit``; errors as ``fitted``.
        """
        wanted: dict[str, Any] = {**asdict(spec), "region": choice.value}
        if marked is not None:
            wanted["marked"] = asdict(marked)
        pixels, head = self._ask(path, wanted, self._for_network)
        region = region_from(head["region"]) if "region" in head else None
        return pixels, region, tuple(region_from(each) for each in head.get("found", ()))

    def picture(
        self, path: Path, side: int, part: tuple[int, int, int, int] | None = None
    ) -> Pixels:
        """A picture to look at: RGB uint8 [any, any, 3], no side longer than ``side``.

        Args:
            part: x, y, width and height of what is to be seen, in pixels of the upright picture.

        Errors as ``fitted``.
        """
        wanted = {"side": side, "part": part} if part is not None else {"side": side}
        return self._ask(path, wanted, self._to_look_at)[0]

    def look(self, path: Path, side: int) -> tuple[Pixels, tuple[int, int]]:
        """As ``picture``, with width and height of the whole picture."""
        pixels, head = self._ask(path, {"side": side}, self._to_look_at)
        width, height = head["size"]
        return pixels, (width, height)

    def loaded(self, path: Path, *, name: str, at_least: int | None = None) -> Pixels:
        """Return a picture as ``images.decode`` gives it: RGB uint8 [height, width, 3].

        Args:
            name: what errors call the picture, which are as of ``fitted``.
        """
        return self._ask(path, {"name": name, "at_least": at_least}, self._for_network)[0]

    @property
    def _idle(self) -> list[_Child]:
        return [*self._for_network.idle, *self._to_look_at.idle]

    def close(self) -> None:
        """End the children; a picture that is being decoded fails."""
        with self._lock:
            self._closed = True
            children = [*self._idle, *self._busy]
            self._for_network.idle.clear()
            self._to_look_at.idle.clear()
        for child in children:
            child.end()

    def _ask(
        self, path: Path, wanted: dict[str, Any], places: _Places
    ) -> tuple[Pixels, dict[str, Any]]:
        with self._borrowed(places) as child:
            child.wait_until_ready()
            if places is self._for_network:
                child.give_way()
            return child.ask(path, {**wanted, "limits": asdict(self.limits)})

    @contextlib.contextmanager
    def _borrowed(self, places: _Places) -> Iterator[_Child]:
        with places.free:
            with self._lock:
                if self._closed:
                    raise _no_decoder()
                dead = [child for child in places.idle if not child.lives]
                places.idle = [child for child in places.idle if child.lives]
                child = places.idle.pop() if places.idle else _Child(self._program, self._limit)
                self._busy.add(child)
            for one in dead:
                one.end()
            try:
                yield child
            finally:
                with self._lock:
                    self._busy.discard(child)
                    if child.lives and not self._closed:
                        places.idle.append(child)


class _Places:
    """Children for one purpose, so many at a time; a batch never slows down who looks."""

    def __init__(self, most: int) -> None:
        self.free = BoundedSemaphore(most)
        self.idle: list[_Child] = []


_Answer: TypeAlias = "tuple[dict[str, Any], Pixels | None] | None"  # None: it ends


class _Child:
    """One child process, used by one thread at a time.

    Another thread waits for what it says, so that nobody who asks waits for longer than the limit,
    even where the process can neither answer nor be ended.
    """

    def __init__(self, program: str, limit: int) -> None:
        self._limit = limit
        self._ready = self._given_up = False
        try:
            self._process = process = subprocess.Popen(
                _command(program),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=os.environ | {BLAS_THREADS: "1"},
                process_group=0,  # a Ctrl-C in the terminal is not for it
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError as error:
            raise _no_decoder() from error
        self._requests = cast(BinaryIO, process.stdin)
        self._answers: SimpleQueue[_Answer] = SimpleQueue()
        stream = cast(BufferedReader, process.stdout)
        Thread(target=_listen, args=(stream, self._answers), name="answers", daemon=True).start()

    @property
    def lives(self) -> bool:
        """Whether it can still be asked."""
        return not self._given_up and self._process.poll() is None

    def wait_until_ready(self) -> None:
        """Wait for the end of its start, after which only a picture is to blame for its death."""
        if not self._ready:
            try:
                self._answer(_STARTING_SECONDS)
            except (EOFError, TimeoutError) as error:
                self.end()
                raise _no_decoder() from error
        self._ready = True

    def give_way(self) -> None:
        """Go no sooner than the calling thread from now on; only Linux knows that of threads."""
        if sys.platform.startswith("linux"):
            with contextlib.suppress(OSError):
                own = os.getpriority(os.PRIO_PROCESS, threading.get_native_id())
                if own > os.getpriority(os.PRIO_PROCESS, self._process.pid):
                    os.setpriority(os.PRIO_PROCESS, self._process.pid, own)

    def ask(self, path: Path, wanted: dict[str, Any]) -> tuple[Pixels, dict[str, Any]]:
        """What comes of one picture, and what is said of it; errors as ``Decoders.fitted``."""
        request = json.dumps({"path": str(path), **wanted}).encode() + b"\n"
        name = wanted.get("name", path.name)
        try:
            self._requests.write(request)
            self._requests.flush()
            head, pixels = self._answer(self._limit)
        except TimeoutError as error:
            self.end()
            raise _does_not_answer(name, self._limit) from error
        except (OSError, EOFError, ValueError) as error:  # ended before it was asked, or meanwhile
            self.end()
            raise self._why_it_died(name) from error
        if "error" in head:
            raise PictureError(*head["error"])
        assert pixels is not None
        return pixels, head

    def end(self) -> None:
        """Kill it, if it lives, and wake up who waits for it."""
        self._given_up = True
        self._process.kill()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(_LAST_SECONDS)
        self._answers.put(None)
        with contextlib.suppress(OSError, ValueError):  # what it was not told any more
            self._requests.close()

    def _answer(self, seconds: int) -> tuple[dict[str, Any], Pixels | None]:
        """What it says next, within so many seconds; a stop of the whole program counts as one."""
        for _ in range(seconds):
            try:
                answer = self._answers.get(timeout=1)
            except Empty:
                continue
            if answer is None:
                raise EOFError
            return answer
        raise TimeoutError

    def _why_it_died(self, name: str) -> PictureError:
        if self._process.returncode == TIMED_OUT:
            return PictureError(
                "hangs",
                f"{name} was not decoded within {PATIENCE} seconds and was given up; "
                "save a smaller copy in another program.",
            )
        return PictureError(
            "crashes",
            f"{name} crashes the image decoder; it may be damaged: "
            "save it again in another program.",
        )


def _listen(stream: BufferedReader, answers: SimpleQueue[_Answer]) -> None:
    """Hand on what a child says, until it ends."""
    with stream, contextlib.suppress(OSError, EOFError, ValueError):
        while line := stream.readline(_LONGEST_LINE):
            head = json.loads(line)
            pixels = _read_pixels(stream, head["shape"]) if "shape" in head else None
            answers.put((head, pixels))
    answers.put(None)


def _read_pixels(stream: BufferedReader, shape: list[int]) -> Pixels:
    import numpy as np

    pixels = np.empty(shape, np.uint8)
    if stream.readinto(pixels.data.cast("B")) != math.prod(shape):
        raise EOFError
    return pixels


def _does_not_answer(name: str, seconds: int) -> PictureError:
    return PictureError(
        "hangs",
        f"{name} was not read within {seconds} seconds and was given up; check that its "
        "drive answers, or copy it elsewhere.",
    )


def _command(program: str) -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, CHILD_ARGUMENT]
    # Nothing is looked up anew: the child imports from where this process does, and first of all
    # this very package, wherever the program was started.
    where = [str(root()), *sys.path]
    start = f"import sys; sys.path[:] = {where!r}; {program}"
    return [sys.executable, "-S", "-c", start]


def _no_decoder() -> SetupError:
    return SetupError(
        "no_decoder",
        "The process that decodes pictures could not be started; close other programs and try "
        "again, or install Shelfwise again.",
    )
